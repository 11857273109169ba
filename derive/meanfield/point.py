"""A point of the edge of chaos, every number a ball."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flint import arb
from sympy import Dummy, Expr, Rational

from derive.evidence.ball import Ball
from derive.evidence.scalar import real_constant
from derive.language.symbols import q
from derive.meanfield.moments import Moments
from derive.theory import mean_field
from derive.theory.decay import Law, jump_coefficient, law_of, second_jumps

V, H, M, S = (Dummy(name, positive=True) for name in ("V", "h", "m", "s"))
NAMES = {V: "second", H: "slope", M: "curvature", S: "bend"}
EDGE = mean_field.edge_of_chaos(V, H, M)
BETA = mean_field.beta_q(H, S)
FIGURES = 15  # of the numbers inside the text of a law


@dataclass(frozen=True, slots=True)
class Decay:
    """1 - c_l ~ constant l^-exponent; `law` and `next` are the first two terms as texts in l."""

    exponent: Rational
    constant: Ball
    law: str
    next: str | None


@dataclass(frozen=True, slots=True)
class EdgePoint:
    """chi_1 = 1 at (sigma_b, sigma_w) with variance q. `kind` is "stable", "repelling", "neutral", "half-stable" or "not decided", by chi_par.

    `q` is None where every variance is a fixed point; `beta_q` and `decay` are None with a `reason`.
    """

    q: Ball | None
    sigma_b: Ball
    sigma_w: Ball
    chi_par: Ball
    kind: str
    beta_q: Ball | None
    decay: Decay | None
    reason: str
    proof: str

    @property
    def stable(self) -> bool:
        """Whether the variance map does not push away from q."""
        return self.kind in ("stable", "neutral")

    @property
    def chi_1(self) -> Ball:
        """1, which is what makes it a point of the edge."""
        return Ball(arb(1))


Values = Callable[[str], arb]


def edge_point(moments: Moments, variance: arb, value: Values, sigma_b: arb | None, proof: str, kind: str | None = None) -> EdgePoint:
    """The point whose moments `value` gives at the variance; sigma_b from the curve unless it is known exactly."""
    law = law_of(moments.activation)
    wanted = [symbol for symbol in (V, H, M) if not (symbol is M and kind == "neutral")]
    at = {symbol: value(NAMES[symbol]) for symbol in wanted} | {q: variance}
    chi_par = arb(1) if kind == "neutral" else real_constant(EDGE.chi_par, at)
    bias = real_constant(EDGE.sigma_b2, at).sqrt() if sigma_b is None else sigma_b
    beta, decay = None, None
    if law.law is Law.SMOOTH:
        at[S] = value("bend")
        beta = real_constant(BETA, at)
        decay = Decay(Rational(1), Ball(beta), f"{Ball(beta).short(FIGURES)}/l", _correction(moments, at, beta))
    elif law.law is Law.KINK:
        s = real_constant(jump_coefficient(moments.activation, 1, H), at)
        constant = Ball(4 / (s * s))
        decay = Decay(Rational(2), constant, f"{constant.short(FIGURES)}/l**2", None)
    return EdgePoint(
        q=None if kind == "neutral" else Ball(variance),
        sigma_b=Ball(bias),
        sigma_w=Ball(real_constant(EDGE.sigma_w2, at).sqrt()),
        chi_par=Ball(chi_par),
        kind=kind or kind_of(chi_par),
        beta_q=None if beta is None else Ball(beta),
        decay=decay,
        reason=law.reason,
        proof=proof,
    )


def _correction(moments: Moments, at: dict[Expr, arb], beta: arb) -> str | None:
    """2 kappa beta^(5/2)/l^(3/2) where phi'' jumps; the correction of smooth functions needs more than these moments."""
    if not second_jumps(moments.activation):
        return None
    kappa = real_constant(jump_coefficient(moments.activation, 2, H), at)
    return f"{Ball(2 * kappa * beta * beta * beta.sqrt()).short(FIGURES)}/l**(3/2)"


def kind_of(chi_par: arb) -> str:
    """Decided only where the ball decides it."""
    if abs(chi_par) < 1:
        return "stable"
    return "repelling" if abs(chi_par) > 1 else "not decided"
