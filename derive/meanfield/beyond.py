"""What is known of the edge of chaos beyond the enclosed range of variances: first terms as q -> 0 and q -> oo, and theorems that hold at every q."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from flint import arb
from sympy import Expr, Float, Rational, Symbol, oo

from derive.evidence.balls.ball import Ball
from derive.evidence.balls.clock import check_clock
from derive.evidence.balls.precision import working
from derive.evidence.lower import enclose
from derive.evidence.maps.iteration import extrapolate
from derive.language.deciding.zero import is_zero
from derive.language.errors import DeriveError
from derive.language.functions.activation import Activation
from derive.language.symbols import q, x
from derive.meanfield.moments import Moments, exact, moments_of
from derive.theory.decay import Law, law_of
from derive.theory.leading import Leading
from derive.theory.near_infinity import (
    Tails,
    bias_at_infinity,
    bias_constant,
    integrals,
    limit_at_infinity,
    slope_fades,
    stability_at_infinity,
    stability_constant,
    tails,
)
from derive.theory.near_zero import near_zero

READABLE = 40  # characters of a coefficient that a person still reads
DIGITS, SECONDS = 12, 4.0
PLACES = [100 * 4**k for k in range(8)]  # variances of an extrapolation
COUNT = Symbol("n", positive=True)
POINCARE = "phi is odd and not linear, so Var phi < q E[phi'^2] (Poincare's inequality) makes sigma_b^2 positive at every q"
HOMOGENEOUS = "phi is homogeneous of degree {0}, so sigma_b^2 = q {1} and chi_par = {2} at every q"
EMPTY = (
    "sigma_b^2 E[phi'^2] <= C sqrt(q/(2 pi)) with C = int (phi' - a)^2 dx - 2 (a_+ - a_-) phi(0) = {}, a_+ and a_- the slopes of the asymptotes of phi and "
    "a that of the side: there is no edge at any q"
)


@dataclass(frozen=True, slots=True)
class Beyond:
    """What an expansion says about one end of the line: the first terms of sigma_b^2 and of chi_par - 1, or why there are none."""

    bias: Leading | None
    stability: Leading | None
    text: str

    def agrees(self, kind: str) -> bool:
        """Whether a part of this kind goes on to the end of the line."""
        if self.bias is not None and kind == "none":
            return bool(self.bias.coefficient.is_negative)
        if self.bias is None or self.stability is None:
            return False
        side = self.stability.coefficient.is_negative if kind == "stable" else self.stability.coefficient.is_positive
        return bool(self.bias.coefficient.is_positive and side)

    @property
    def grows(self) -> bool:
        """Whether sigma_b^2 grows beyond every bound."""
        return self.bias is not None and bool(self.bias.coefficient.is_positive and self.bias.power > 0)


@dataclass(frozen=True, slots=True)
class Constant:
    """C and D of `near_infinity`; `proven` where the integral was enclosed, otherwise it is an extrapolation with its stated uncertainty."""

    bias: Ball
    stability: Ball
    proven: bool


def below(activation: Activation) -> Beyond:
    """As q -> 0."""
    found = near_zero(activation)
    if found is None:
        homogeneous = _from_closed(activation, 0)
        return Beyond(None, None, "not derived: phi has no expansion at 0") if homogeneous is None else homogeneous
    if found.bias is None:
        return Beyond(None, None, "sigma_b^2 vanishes to every order of the expansion that was computed, as q -> 0")
    return Beyond(found.bias, found.stability, f"sigma_b^2 ~ {shown(found.bias)} as q -> 0")


def beginning(activation: Activation) -> str | None:
    """Where the edge begins, for those who ask for points at sigma_b = 0."""
    found = near_zero(activation)
    if found is None or found.begins is None:
        return None
    return f"the edge begins at (sigma_b, sigma_w) = (0, {shown(found.begins)}), which is approached as q -> 0"


@lru_cache(maxsize=64)
def above(activation: Activation) -> Beyond:
    """As q -> oo."""
    reach = moments_of(activation).facts.exists_below
    if reach is not None and reach != oo:
        return Beyond(None, None, f"E[phi^2] is only known to be finite for q < {reach}")
    found = tails(activation)
    settles = found is not None and found.linear == 0
    if settles or slope_fades(activation):
        why = "phi has limits at both ends" if settles else "phi' is square integrable"
        return Beyond(Leading(Rational(1), Rational(1)), Leading(Rational(-1), Rational(0)), f"sigma_b^2 ~ q as q -> oo, since {why}")
    if found is None:
        closed = _from_closed(activation, oo)
        return Beyond(None, None, "not derived: phi has no asymptotes that were found") if closed is None else closed
    constant = far_constant(activation, found)
    if constant is None or constant.bias.arb.contains(0):
        return Beyond(None, None, "the sign of sigma_b^2 as q -> oo was not decided")
    number = _float(constant.bias)
    bias = bias_at_infinity(found, number)
    stability = None if constant.stability.arb.contains(0) else stability_at_infinity(found, _float(constant.stability))
    how = "" if constant.proven else ", its constant by extrapolation"
    return Beyond(bias, stability, f"sigma_b^2 ~ {shown(bias)} as q -> oo{how}")


def everywhere(activation: Activation) -> str | None:
    """A theorem by which every variance has a point of the edge, or none has; None if neither was seen to apply."""
    if moments_of(activation).facts.parity == "odd" and law_of(activation).law is not Law.AFFINE:
        return POINCARE
    found = tails(activation)
    if found is None or found.linear == 0 or is_zero((found.right[0] - found.left[0]) * activation.expr.subs(x, 0)) is True:
        return None
    constant = far_constant(activation, found)
    return EMPTY.format(constant.bias.short(8)) if constant is not None and constant.proven and constant.bias.arb < 0 else None


@lru_cache(maxsize=64)
def far_constant(activation: Activation, found: Tails) -> Constant | None:
    """C and D, by enclosing the integral or, where that fails, by extrapolating sqrt(2 pi q)(E[phi'^2] - A) along q = 100 4^k."""
    with working(120):
        proven = _enclosed(activation)
        integral = proven or _extrapolated(moments_of(activation), found)
        if integral is None:
            return None
        letter = Symbol("I", real=True)
        bias, stability = (_at(constant(activation, found, letter), letter, integral) for constant in (bias_constant, stability_constant))
    return Constant(bias, stability, proven is not None)


def _enclosed(activation: Activation) -> Ball | None:
    found = tails(activation)
    assert found is not None
    total = arb(0)
    try:
        for part in integrals(activation, found):
            ball = enclose(part, {}, DIGITS, SECONDS)
            if ball.digits < DIGITS - 3:
                return None
            total += ball.arb
    except DeriveError:
        check_clock()
        return None
    return Ball(total)


def _extrapolated(moments: Moments, found: Tails) -> Ball | None:
    """I = k - 2 (a_+ b_+ - a_- b_-) + 2 (a_+ - a_-) phi(0) with k the limit."""
    level = found.offset - 2 * (found.right[0] - found.left[0]) * moments.activation.expr.subs(x, 0)
    try:
        linear, shift = (enclose(part, {}, 2 * DIGITS).arb for part in (found.linear, level))
        values = {place: (2 * arb.pi() * place).sqrt() * (moments.at("slope", Rational(place), 2 * DIGITS) - linear) for place in PLACES}
        limit = extrapolate(values, [COUNT ** Rational(-k, 2) for k in range(1, 6)], COUNT)
    except DeriveError:
        check_clock()
        return None
    return Ball(limit.limit.arb + arb(0, limit.uncertainty) - shift) if limit.uncertainty < 1e-3 else None


def _at(expr: Expr, letter: Symbol, integral: Ball) -> Ball:
    """An expression that is affine in the integral."""
    rate, rest = expr.coeff(letter, 1), expr.subs(letter, 0)
    return Ball(enclose(rest, {}, 2 * DIGITS).arb + exact(Rational(rate)) * integral.arb)


def _float(ball: Ball) -> Float:
    """As many figures as are known, at most 8."""
    return Float(ball.short(8), min(8, max(1, ball.digits)))


def _from_closed(activation: Activation, end: Expr) -> Beyond | None:
    """The limits of closed forms, checked at large (small) variances against the forms themselves."""
    moments = moments_of(activation)
    if any(moments.answer(name).value is None for name in ("second", "slope", "curvature")):
        return None
    second, slope, curvature = (moments.expression(name) for name in ("second", "slope", "curvature"))
    bias, stability = (_checked(expr, end) for expr in (q - second / slope, curvature / slope))
    return None if bias is None else Beyond(bias, stability, f"sigma_b^2 ~ {shown(bias)} as q -> {end}")


def _checked(expr: Expr, end: Expr) -> Leading | None:
    """At q = 10^5 and 10^7 (or their inverses) the form agrees with its first term to a part in 100."""
    inverted = expr if end == oo else expr.subs(q, 1 / q)
    found = limit_at_infinity(inverted) if end == oo else _inverse(limit_at_infinity(1 / inverted))
    if found is None:
        return None
    for power in (5, 7):
        at = Rational(10**power) if end == oo else Rational(1, 10**power)
        try:
            ratio = enclose(expr / found.expression, {q: at}, 6, SECONDS).arb
        except DeriveError:
            check_clock()
            return None
        if not abs(ratio - 1) < 0.01:
            return None
    return found


def _inverse(found: Leading | None) -> Leading | None:
    """1/(C Q^p) at Q = 1/q."""
    return None if found is None else Leading(1 / found.coefficient, found.power)


def shown(term: Leading) -> str:
    """Exact where that is short."""
    text = str(term.expression)
    return text if len(text) <= READABLE else str(Leading(term.coefficient.n(8), term.power, term.factor).expression)
