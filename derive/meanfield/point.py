"""A point of the edge of chaos, every number a ball."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial

from flint import arb, fmpq
from sympy import Dummy, Expr, Rational, Symbol

from derive.evidence.balls.ball import Ball
from derive.evidence.balls.clock import check_clock
from derive.evidence.balls.scalar import real_constant
from derive.evidence.lower import enclose
from derive.language.errors import DeriveError
from derive.language.functions.activation import Activation
from derive.language.symbols import q
from derive.meanfield.moments import Moments, midpoint
from derive.theory import mean_field
from derive.theory.decay import Law, Verdict, law_of, power_coefficient
from derive.theory.local_map import local_map
from derive.theory.recurrence import decay as decay_of
from derive.theory.recurrence import l

V, H, M, S = (Dummy(name, positive=True) for name in ("V", "h", "m", "s"))
NAMES = {V: "second", H: "slope", M: "curvature", S: "bend"}
EDGE = mean_field.edge_of_chaos(V, H, M)
BETA = mean_field.beta_q(H, S)
FIGURES = 15  # of the numbers inside the text of a law
NEXT_FIGURES = 8  # of its correction, which is computed at a fraction near q
SECONDS = 5.0


@dataclass(frozen=True)
class Decay:
    """1 - c_l ~ constant l^-exponent, or that over log(l); `law` and `next` are the first two terms as texts in l."""

    exponent: Expr
    constant: Ball
    law: str
    further: Callable[[], str | None] = field(repr=False, compare=False)

    @cached_property
    def next(self) -> str | None:
        """The first correction, None where it depends on the start or could not be enclosed; it takes as long as the rest of the point."""
        return self.further()


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
    vanishing = kind is None and at[M].contains(0) and moments.answer("curvature").value == 0
    if vanishing:
        del at[M]
    chi_par = arb(1) if M not in at else real_constant(EDGE.chi_par, at)
    bias = real_constant(EDGE.sigma_b2, at).sqrt() if sigma_b is None else sigma_b
    if law.law is Law.SMOOTH:
        at[S] = value("bend")
    return EdgePoint(
        q=None if kind == "neutral" else Ball(variance),
        sigma_b=Ball(bias),
        sigma_w=Ball(real_constant(EDGE.sigma_w2, at).sqrt()),
        chi_par=Ball(chi_par),
        kind="half-stable" if vanishing else kind or kind_of(chi_par),
        beta_q=Ball(real_constant(BETA, at)) if law.law is Law.SMOOTH else None,
        decay=_decay(moments.activation, law, at),
        reason=law.reason,
        proof=f"{proof}; E[phi phi''] = 0 at every q, so chi_par = 1 exactly" if vanishing else proof,
    )


def _decay(activation: Activation, law: Verdict, at: Mapping[Symbol, arb]) -> Decay | None:
    """The law with its constant, from the moments at the point."""
    if law.law in (None, Law.AFFINE):
        return None
    further = partial(next_term, activation, at[q])
    if law.law is Law.SMOOTH:
        beta = Ball(real_constant(BETA, at))
        return Decay(Rational(1), beta, f"{beta.short(FIGURES)}/l", further)
    r, s = power_coefficient(activation, H)
    rate = real_constant(r * s, at)
    if law.law is Law.LOGARITHM:
        figures = Ball(1 / rate).short(FIGURES)
        return Decay(Rational(1), Ball(1 / rate), f"{figures}/(l*log(l))", lambda: f"-{figures}*log(log(l))/(l*log(l)**2)")
    exponent = 1 / r
    constant = Ball(rate ** -arb(fmpq(int(exponent.p), int(exponent.q)))) if exponent.is_Rational else Ball(real_constant((r * s) ** -exponent, at))
    return Decay(exponent, constant, f"{constant.short(FIGURES)}/l**{_power(exponent)}", further)


def _power(exponent: Expr) -> str:
    return str(exponent) if exponent.is_Integer else f"({exponent})"


def next_term(activation: Activation, variance: arb) -> str | None:
    """The first correction of the decay, at the fraction in the middle of a short ball; None where it depends on the start or could not be enclosed."""
    local = local_map(activation)
    found = None if local is None else decay_of(local)
    if found is None or found.coefficient is None:
        return None
    try:
        factor = enclose(found.constant * found.coefficient, {q: midpoint(variance, variance, FIGURES)}, FIGURES, SECONDS)
    except DeriveError:
        check_clock()
        return None
    return f"{factor.short(NEXT_FIGURES)}*{found.shape * l ** (-found.exponent)}" if abs(factor.arb) > 0 else None


def kind_of(chi_par: arb) -> str:
    """Decided only where the ball decides it."""
    if abs(chi_par) < 1:
        return "stable"
    return "repelling" if abs(chi_par) > 1 else "not decided"
