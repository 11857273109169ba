r"""Mean-field quantities of small variance.

From the series of the moments (`moment_series`), the edge of chaos near q = 0: with v = E[phi^2], h = E[phi'^2], m = E[phi phi''], s = E[phi''^2]

    sigma_b^2 = q - v/h ~ C q^p,     beta_q = 2h/(q s) ~ B q^-r,     chi_par - 1 = m/h ~ D q^d.

Solved for q: q ~ (sigma_b^2/C)^(1/p), and the rule beta_q = L asks for sigma_b^2 ~ C (B/L)^(p/r).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from sympy import Expr, Integer, Rational, Symbol, expand, log, oo, sqrt

from derive.language.deciding.zero import is_zero
from derive.language.errors import DeriveError
from derive.language.functions.activation import Activation
from derive.language.functions.domain import is_finite, one_sided
from derive.language.symbols import q, sigma_b, x
from derive.theory.leading import Leading
from derive.theory.moment_series import ORDER, Series, at_zero
from derive.theory.near_linear import NearLinear, near_linear

L = Symbol("L", positive=True)


@dataclass(frozen=True, slots=True)
class NearZero:
    """First terms as q -> 0, None where all terms that were computed vanish or the quantity does not exist there.

    `bias` is sigma_b^2 on the edge, `width` sigma_w^2, `stability` chi_par - 1, `beta` beta_q, and `start` f(0) = (sigma_b^2 + sigma_w^2 E[phi]^2)/q,
    which is the supremum of f(c) - c over [0, 1] (f is convex with f(1) = f'(1) = 1). `linear` has laws beyond every power, where phi is linear near 0.
    """

    width: Leading
    bias: Leading | None
    stability: Leading | None
    beta: Leading | None
    start: Leading | None
    linear: NearLinear | None = None

    @property
    def variance(self) -> Expr | None:
        """q as a function of sigma_b on the edge, to leading order; None where the edge does not begin at (sigma_b, q) = (0, 0)."""
        if self.bias is None or self.bias.power <= 0 or self.bias.coefficient.is_positive is not True or self.linear is not None:
            return None
        return (sigma_b**2 / self.bias.coefficient) ** (1 / self.bias.power)

    @property
    def begins(self) -> Leading | None:
        """sigma_w where the edge begins at sigma_b = 0, as q -> 0; None where sigma_b^2 is not positive near there, or sigma_w has no such limit."""
        if self.bias is None or self.width.power != 0 or self.bias.coefficient.is_positive is not True:
            return None
        if self.bias.power <= 0 and self.bias.factor == 1:
            return None
        return Leading(sqrt(self.width.coefficient), Rational(0))

    @property
    def beta_of_bias(self) -> Expr | None:
        """beta_q as a function of sigma_b on the edge, to leading order."""
        return None if self.variance is None or self.beta is None else self.beta.expression.subs(q, self.variance)

    @property
    def rule(self) -> Expr | None:
        """sigma_b for which beta_q = L (2/s = L with kinks), to leading order for large L; None where that stays bounded.

        For functions that are linear near 0, r^2/(2q) = log(L/c) with 2/s = c exp(r^2/(2q)), and sigma_b^2 = B q^(3/2) c/L.
        """
        if self.linear is not None and self.linear.scale is not None:
            ratio = L / self.linear.scale.coefficient
            return sqrt(self.linear.bias.coefficient / ratio * (self.linear.radius**2 / (2 * log(ratio))) ** Rational(3, 2))
        if self.variance is None or self.bias is None or self.beta is None or not self.beta.power < 0:
            return None
        variance = (self.beta.coefficient / L) ** (-1 / self.beta.power)
        return sqrt(self.bias.coefficient) * variance ** (self.bias.power / 2)

    @property
    def sharpness(self) -> Expr | None:
        """The limit of beta_q sup |f(c) - c|, at most 1 (Hayou et al. 2019, Prop. 4)."""
        if self.beta is None or self.start is None or self.beta.power + self.start.power != 0:
            return None
        return expand(self.beta.coefficient * self.start.coefficient)


@lru_cache(maxsize=256)
def near_zero(activation: Activation) -> NearZero | None:
    """The first terms at q = 0 for phi continuous at 0 with one-sided derivatives of every order; None where those are not finite or phi' = 0 near 0."""
    germs = at_zero(activation)
    if germs is None:
        return None
    second, slope, curvature = germs.second, germs.slope, germs.curvature
    lead = _first(slope)
    if lead is None:
        return None
    mean = germs.mean
    bias = _over(_first(_minus((Integer(0), Integer(0), *slope), second)), lead)
    linear = near_linear(activation) if bias is None else None
    start = _over(_first(_minus(_times((Integer(0), Integer(0), *slope), (Integer(1),)), _minus(second, _times(mean, mean)))), lead)
    return NearZero(
        width=Leading(1 / lead.coefficient, -lead.power),
        bias=linear.bias if linear is not None else bias,
        stability=linear.stability if linear is not None else _shifted(_over(_first(curvature), lead), Rational(-1, 2)),
        beta=_beta(lead, _first(germs.bend)) if _has_no_kink(activation) else None,
        start=_shifted(start, Rational(-1)),
        linear=linear,
    )


def slope_at_origin(activation: Activation) -> Expr | None:
    """lim E[phi^2]/q as q -> 0, which is (a_-^2 + a_+^2)/2 with a_+- the limits of phi(x)/x; oo where one is infinite.

    Hypothesis: phi vanishes on both sides of 0; None where it does not, or a limit was not found. By dominated convergence, phi(x)/x being bounded near 0.
    """
    total = Integer(0)
    for side in (1, -1):
        pieces = activation.pieces if side > 0 else reversed(activation.pieces)
        germ = next(piece.expr for piece in pieces if (piece.upper > 0 if side > 0 else piece.lower < 0))
        try:
            if is_zero(one_sided(germ, Integer(0), side)) is not True:
                return None
            slope = one_sided(germ / x, Integer(0), side)
        except DeriveError:
            return None
        if not is_finite(slope):
            return oo if slope.is_infinite else None
        total += slope**2 / 2
    return total


def _has_no_kink(activation: Activation) -> bool:
    try:
        return not activation.jumps(1)
    except DeriveError:
        return False


def _times(first: Series, second: Series) -> Series:
    return tuple(sum((first[i] * second[k - i] for i in range(k + 1) if i < len(first) and k - i < len(second)), Integer(0)) for k in range(ORDER + 1))


def _minus(first: Series, second: Series) -> Series:
    """The difference, to the order to which both are known."""
    return tuple(expand(a - b) for a, b in zip(first, second, strict=False))


def _first(series: Series) -> Leading | None:
    """The first term that is not zero; None if there is none, or it is not decided."""
    for k, term in enumerate(series):
        zero = is_zero(term)
        if zero is not True:
            return Leading(term, Rational(k, 2)) if zero is False else None
    return None


def _over(first: Leading | None, second: Leading) -> Leading | None:
    return None if first is None else Leading(first.coefficient / second.coefficient, first.power - second.power)


def _shifted(first: Leading | None, power: Rational) -> Leading | None:
    return None if first is None else Leading(first.coefficient, first.power + power)


def _beta(slope: Leading, bend: Leading | None) -> Leading | None:
    """2h/(q s)."""
    return None if bend is None else Leading(2 * slope.coefficient / bend.coefficient, slope.power - bend.power - 1)
