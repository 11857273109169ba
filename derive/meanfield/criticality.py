"""Every critical point of an activation, chi_par = chi_perp = 1, with its universality class and exponents (theory in `theory.universality`)."""

from __future__ import annotations

from dataclasses import dataclass

from flint import arb
from sympy import Expr, Integer

from derive.evidence.balls.ball import Ball
from derive.evidence.balls.clock import time_limited
from derive.evidence.balls.precision import working
from derive.evidence.balls.scalar import real_constant
from derive.evidence.line.heat_series import ends
from derive.language.errors import CannotEnclose
from derive.language.text.decimals import between, rounded
from derive.meanfield.edge import GUARD, EdgeOfChaos, require_numbers
from derive.meanfield.structure import CONDITIONS, closed_root
from derive.meanfield.zeros import CELLS, Refined, refine, zeros
from derive.theory.universality import Criticality, critical_at_zero, half_stable

FIXED = (Integer(0), Integer(0), Integer(0))


@dataclass(frozen=True, slots=True)
class CriticalPoint:
    """`kind` is "scale-invariant", "K* = 0" or "half-stable". `K` is None where every variance is fixed; `exact` is K in closed form where it was found.

    `exponents` are (p_0, p_par, p_perp): how a deviation of the variance, a derivative by the start, and a gradient fall with depth; None where the
    point repels from the side that exists; exact where K and the moments are closed. `approached` says from where it attracts.
    """

    kind: str
    K: Ball | None
    exact: Expr | None
    C_b: Ball
    C_W: Ball
    exponents: tuple[Expr, Expr, Expr | Ball] | None
    approached: str
    local: Criticality | None = None


@dataclass(frozen=True, slots=True)
class CriticalPoints:
    """`message` says where others were looked for."""

    points: tuple[CriticalPoint, ...]
    message: str


def critical_points(edge: EdgeOfChaos, digits: int = 15, seconds: float | None = 60.0) -> CriticalPoints:
    """All of them, smallest K first. Raises DeriveError while parameters are free."""
    require_numbers(edge.activation)
    with time_limited(seconds), working(int(3.33 * (digits + GUARD))):
        if edge.is_one_point:
            return CriticalPoints((_scale_invariant(edge, digits),), "phi is homogeneous of degree 1, so every variance is critical at this C_W")
        if edge.is_shifted:
            return CriticalPoints((), "phi is affine with phi(0) not 0: chi_perp = 1 leaves the variance without a fixed point")
        found = zeros(edge.moments, CONDITIONS["half-stable"])
        refined = [refine(edge.moments, CONDITIONS["half-stable"], zero, digits + 2) for zero in found.found]
        points = (*_at_zero(edge), *(_half_stable(edge, at) for at in refined if at.ball - at.value("second") / at.value("slope") > 0))
    low, high = between(ends(CELLS[0])[0], ends(CELLS[-1])[1])
    holes = "" if found.complete else ", but for some that could not be enclosed"
    return CriticalPoints(points, f"no{' other' * bool(points)} half-stable one for {low} < q < {high}{holes}, by interval Newton")


def _scale_invariant(edge: EdgeOfChaos, digits: int) -> CriticalPoint:
    weight = 1 / edge.moments.at("slope", Integer(1), digits + 4)
    return CriticalPoint("scale-invariant", None, None, Ball(arb(0)), Ball(weight), FIXED, "every variance stays")


def _at_zero(edge: EdgeOfChaos) -> tuple[CriticalPoint, ...]:
    local = critical_at_zero(edge.activation)
    if local is None:
        return ()
    weight = Ball(real_constant(local.weight, {}))
    exponents = local.exponents if local.attracts else None
    side = "from above" if local.attracts else "not at all: it repels" if local.attracts is False else "not decided"
    return (CriticalPoint("K* = 0", Ball(arb(0)), Integer(0), Ball(arb(0)), weight, exponents, side, local),)


def _half_stable(edge: EdgeOfChaos, at: Refined) -> CriticalPoint:
    """p_perp = 2 h'/V'': the ratio of chi_perp - 1 and (K' - K)/(K - K*) near K*."""
    slope, second = (edge.moments.series(name, at.cell) for name in ("slope", "second"))
    rate, bend = slope(at.ball, 1), second(at.ball, 2)
    if not abs(bend) > 0:
        what = f"the critical point of {edge.activation.name} near q = {rounded(at.ball.mid(), 6)}"
        raise CannotEnclose(what, "the sign of the curvature of its map is not decided")
    bias = (at.ball - at.value("second") / at.value("slope")).sqrt()
    ratio = Ball(2 * rate / bend)
    side = "from below; it repels above" if bend > 0 else "from above; it repels below"
    width = Ball(1 / at.value("slope"))
    exact = closed_root(edge.moments, "half-stable", at.ball)
    local = _exactly(edge, exact, ratio)
    exponents = (Integer(1), Integer(2), ratio) if local is None else local.exponents
    return CriticalPoint("half-stable", Ball(at.ball), exact, Ball(bias * bias), width, exponents, side, local)


def _exactly(edge: EdgeOfChaos, place: Expr | None, ratio: Ball) -> Criticality | None:
    """The half-stable point in closed form, where both moments and the place are; p_perp must lie in its ball."""
    second, slope = (edge.moments.answer(name).value for name in ("second", "slope"))
    if place is None or second is None or slope is None:
        return None
    found = half_stable(second, slope, place)
    return found if Ball(real_constant(found.exponents[2], {})).overlaps(ratio) else None
