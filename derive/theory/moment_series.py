r"""Moments of small variance as power series in w = sqrt(q).

With the one-sided Taylor coefficients of phi at 0, a_k to the right and b_k to the left,

    E[phi^(m)(wZ) phi^(n)(wZ)] = sum_{i,j} (a_{m+i} a_{n+j} + (-1)^{i+j} b_{m+i} b_{n+j}) / (i! j!) M_{i+j} w^{i+j},     M_k = E[Z^k; Z > 0],

up to a remainder smaller than every power of w from knots elsewhere; a jump D of phi' at 0 adds phi(0) D/(sqrt(2 pi) w) to E[phi phi''].
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from sympy import Expr, Integer, Rational, cosh, exp, expand, factorial, gamma, pi, sinh, sqrt, tanh

from derive.language.deciding.zero import is_zero
from derive.language.errors import DeriveError
from derive.language.functions.activation import Activation
from derive.language.functions.domain import is_finite, one_sided
from derive.language.symbols import x

ORDER = 6  # powers of w kept
Series = tuple[Expr, ...]  # coefficients of w^0, w^1, ...


@dataclass(frozen=True, slots=True)
class AtZero:
    """phi^(k)(0+) and phi^(k)(0-) for k = 0..ORDER, phi continuous at 0."""

    right: Series
    left: Series

    @property
    def second(self) -> Series:
        """E[phi^2]."""
        return self.product(0, 0)

    @property
    def slope(self) -> Series:
        """E[phi'^2]."""
        return self.product(1, 1)

    @property
    def bend(self) -> Series:
        """E[phi''^2], point masses left out."""
        return self.product(2, 2)

    @property
    def curvature(self) -> Series:
        """E[phi phi''] with its point mass at 0; the coefficients of w^-1, w^0, ..."""
        mass = self.right[0] * (self.right[1] - self.left[1]) / sqrt(2 * pi)
        return (mass, *self.product(0, 2))

    @property
    def mean(self) -> Series:
        """E[phi]."""
        return tuple((self.right[k] + (-1) ** k * self.left[k]) * half_moment(k) / factorial(k) for k in range(ORDER + 1))

    def product(self, m: int, n: int) -> Series:
        """E[phi^(m) phi^(n)], as far as the coefficients reach."""
        right, left = self.right, self.left
        terms = [Integer(0)] * (ORDER + 1 - max(m, n))
        for i in range(len(terms)):
            for j in range(len(terms) - i):
                size = right[m + i] * right[n + j] + (-1) ** (i + j) * left[m + i] * left[n + j]
                terms[i + j] += size * half_moment(i + j) / (factorial(i) * factorial(j))
        return tuple(expand(term) for term in terms)


@lru_cache(maxsize=256)
def at_zero(activation: Activation) -> AtZero | None:
    """The germs of phi at 0; None where phi jumps there or a one-sided derivative is not finite."""
    try:
        right, left = (_germ(activation, side) for side in (1, -1))
    except DeriveError:
        return None
    if right is None or left is None or is_zero(right[0] - left[0]) is not True:
        return None
    return AtZero(right, left)


def half_moment(k: int) -> Expr:
    """E[Z^k; Z > 0] = 2^(k/2 - 1) Gamma((k + 1)/2)/sqrt(pi)."""
    return Integer(2) ** (Rational(k, 2) - 1) * gamma(Rational(k + 1, 2)) / sqrt(pi)


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
