r"""Mean-field quantities of small variance.

With the one-sided Taylor coefficients of phi at 0, a_k to the right and b_k to the left, and w = sqrt(q),

    E[phi^(m)(wZ) phi^(n)(wZ)] = sum_{i,j} (a_{m+i} a_{n+j} + (-1)^{i+j} b_{m+i} b_{n+j}) / (i! j!) M_{i+j} w^{i+j},     M_k = E[Z^k; Z > 0],

up to a remainder smaller than every power of w from knots elsewhere; a jump D of phi' at 0 adds phi(0) D/(sqrt(2 pi) w) to E[phi phi''].
From these series the edge of chaos near q = 0: with v = E[phi^2], h = E[phi'^2], m = E[phi phi''], s = E[phi''^2]

    sigma_b^2 = q - v/h ~ C q^p,     beta_q = 2h/(q s) ~ B q^-r,     chi_par - 1 = m/h ~ D q^d.

Solved for q: q ~ (sigma_b^2/C)^(1/p), and the rule beta_q = L asks for sigma_b^2 ~ C (B/L)^(p/r).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from sympy import Expr, Integer, Rational, Symbol, cosh, exp, expand, factorial, gamma, pi, sinh, sqrt, tanh

from derive.language.activation import Activation
from derive.language.domain import is_finite, one_sided
from derive.language.errors import DeriveError
from derive.language.symbols import q, sigma_b, x
from derive.language.zero import is_zero

ORDER = 6  # powers of w kept
L = Symbol("L", positive=True)
Series = tuple[Expr, ...]  # coefficients of w^0, w^1, ...


@dataclass(frozen=True, slots=True)
class Leading:
    """coefficient * q^power, the first term of an expansion at q = 0."""

    coefficient: Expr
    power: Rational

    @property
    def expression(self) -> Expr:
        return self.coefficient * q**self.power


@dataclass(frozen=True, slots=True)
class NearZero:
    """First terms as q -> 0, None where all terms that were computed vanish or the quantity does not exist there.

    `bias` is sigma_b^2 on the edge, `width` sigma_w^2, `stability` chi_par - 1, `beta` beta_q, and `start` f(0) = (sigma_b^2 + sigma_w^2 E[phi]^2)/q,
    which is the supremum of f(c) - c over [0, 1] (f is convex with f(1) = f'(1) = 1).
    """

    width: Leading
    bias: Leading | None
    stability: Leading | None
    beta: Leading | None
    start: Leading | None

    @property
    def variance(self) -> Expr | None:
        """q as a function of sigma_b on the edge, to leading order; None where the edge does not begin at (sigma_b, q) = (0, 0)."""
        if self.bias is None or self.bias.power <= 0 or self.bias.coefficient.is_positive is not True:
            return None
        return (sigma_b**2 / self.bias.coefficient) ** (1 / self.bias.power)

    @property
    def beta_of_bias(self) -> Expr | None:
        """beta_q as a function of sigma_b on the edge, to leading order."""
        return None if self.variance is None or self.beta is None else self.beta.expression.subs(q, self.variance)

    @property
    def rule(self) -> Expr | None:
        """sigma_b for which beta_q = L, to leading order for large L; None where beta_q stays bounded."""
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


def half_moment(k: int) -> Expr:
    """E[Z^k; Z > 0] = 2^(k/2 - 1) Gamma((k + 1)/2)/sqrt(pi)."""
    return Integer(2) ** (Rational(k, 2) - 1) * gamma(Rational(k + 1, 2)) / sqrt(pi)


@lru_cache(maxsize=256)
def near_zero(activation: Activation) -> NearZero | None:
    """The first terms at q = 0 for phi continuous at 0 with one-sided derivatives of every order; None where those are not finite or phi' = 0 near 0."""
    try:
        right, left = (_germ(activation, side) for side in (1, -1))
    except DeriveError:
        return None
    if right is None or left is None or is_zero(right[0] - left[0]) is not True:
        return None
    second, slope, bend = (_product(right, left, k, k) for k in range(3))
    mass = right[0] * (right[1] - left[1]) / sqrt(2 * pi)
    curvature = (mass, *_product(right, left, 0, 2))  # coefficients of w^-1, w^0, ...
    lead = _first(slope)
    if lead is None:
        return None
    mean = _mean(right, left)
    bias = _over(_first(_minus((Integer(0), Integer(0), *slope), second)), lead)
    start = _over(_first(_minus(_times((Integer(0), Integer(0), *slope), (Integer(1),)), _minus(second, _times(mean, mean)))), lead)
    return NearZero(
        width=Leading(1 / lead.coefficient, -lead.power),
        bias=bias,
        stability=_shifted(_over(_first(curvature), lead), Rational(-1, 2)),
        beta=_beta(lead, _first(bend)) if _has_no_kink(activation) else None,
        start=_shifted(start, Rational(-1)),
    )


def _has_no_kink(activation: Activation) -> bool:
    try:
        return not activation.jumps(1)
    except DeriveError:
        return False


def _germ(activation: Activation, side: int) -> Series | None:
    """phi^(k)(0+) or phi^(k)(0-) for k = 0..ORDER."""
    piece = next(p for p in (activation.pieces if side > 0 else reversed(activation.pieces)) if (p.upper > 0 if side > 0 else p.lower < 0))
    values, derivative = [], piece.expr
    for _ in range(ORDER + 1):
        value = one_sided(derivative, Integer(0), side)
        if not is_finite(value):
            return None
        values.append(expand(value.rewrite((tanh, sinh, cosh), exp)))
        derivative = derivative.diff(x)
    return tuple(values)


def _product(right: Series, left: Series, m: int, n: int) -> Series:
    """The series of E[phi^(m) phi^(n)] in w, as far as the coefficients reach."""
    terms = [Integer(0)] * (ORDER + 1 - max(m, n))
    for i in range(len(terms)):
        for j in range(len(terms) - i):
            size = right[m + i] * right[n + j] + (-1) ** (i + j) * left[m + i] * left[n + j]
            terms[i + j] += size * half_moment(i + j) / (factorial(i) * factorial(j))
    return tuple(expand(term) for term in terms)


def _mean(right: Series, left: Series) -> Series:
    return tuple((right[k] + (-1) ** k * left[k]) * half_moment(k) / factorial(k) for k in range(ORDER + 1))


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
