"""He's and Glorot's initialisations, beside ours: what a layer does to variance and gradient, and the phase it is in."""

from __future__ import annotations

from dataclasses import dataclass

from sympy import Expr, Integer, Rational, sqrt

from derive.evidence.balls.ball import Ball
from derive.evidence.balls.clock import check_clock
from derive.evidence.balls.precision import working
from derive.language.errors import DeriveError, Diverges
from derive.meanfield.moments import Moments
from derive.meanfield.phase import Phase, phase

DIGITS = 12
CUSTOMS = (("He", Integer(2)), ("Glorot", Integer(1)))  # sigma_w^2; Glorot's is 2 fan_in/(fan_in + fan_out), 1 for equal widths


@dataclass(frozen=True, slots=True)
class Custom:
    """sigma_b = 0; `forward` and `backward` are the factors of a unit variance and of a squared gradient at unit variance in one layer."""

    name: str
    sigma_w: Expr
    forward: Ball
    backward: Ball
    phase: Phase | None

    @property
    def told(self) -> str:
        """In a sentence."""
        kept = [what for what, factor in (("a unit variance", self.forward), ("squared gradients", self.backward)) if factor.contains(1)]
        keeps = f"keeps {' and '.join(kept)} (to {DIGITS} digits)" if kept else "keeps neither variance nor gradient"
        numbers = f"factors {self.forward.short(5)} forward and {self.backward.short(5)} backward at unit variance"
        return f"{self.name} (sigma_w = {self.sigma_w}) {keeps}: {numbers}; {_phase_told(self.phase)}"


def _phase_told(found: Phase | None) -> str:
    if found is None:
        return "its phase was not decided"
    if found.kind == "edge":
        return f"on the edge: {found.message}"
    if found.q is not None and found.q.arb == 0:
        return "ordered: small signals die out"
    scale = f", correlations forget their start over {found.xi_c.short(4)} layers" if found.xi_c is not None else ""
    if found.kind == "not decided":
        return f"its phase was not decided: {found.message}" if found.message else "its phase was not decided"
    return f"{found.kind}{scale}" if found.kind != "unbounded" else "the variance grows without bound, or beyond what was searched"


def customs(moments: Moments) -> tuple[Custom, ...]:
    """Both of them; none where the moments are infinite at unit variance."""
    try:
        return tuple(_custom(moments, name, square) for name, square in CUSTOMS)
    except Diverges:
        return ()


def _custom(moments: Moments, name: str, square: Rational) -> Custom:
    with working(100):
        forward, backward = (Ball(int(square) * moments.at(quantity, Integer(1), DIGITS)) for quantity in ("second", "slope"))
    try:
        found: Phase | None = phase(moments, Integer(0), square, DIGITS, 20.0)
    except DeriveError:
        check_clock()
        found = None
    return Custom(name, sqrt(square), forward, backward, found)
