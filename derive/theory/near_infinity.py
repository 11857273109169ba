r"""Mean-field quantities of large variance.

Where phi(x) = a_+ x + b_+ + o(1) to the right and a_- x + b_- + o(1) to the left, with o(1) integrable, as q -> oo

    E[phi^2] = A q + 2 (a_+ b_+ - a_- b_-) sqrt(q/(2 pi)) + O(1),      A = (a_+^2 + a_-^2)/2,
    E[phi'^2] = A + k/sqrt(2 pi q) + ...,                              k = int (phi'^2 - a_sign(x)^2) dx,

so that on the edge of chaos, if A is not 0,

    sigma_b^2 = q - E[phi^2]/E[phi'^2] ~ (k - 2 (a_+ b_+ - a_- b_-)) / (A sqrt(2 pi)) sqrt(q),

and if A = 0 (phi tends to b_+ and b_-), sigma_b^2 ~ q, because E[phi^2]/E[phi'^2] grows like sqrt(q) only. There

    chi_par - 1 = (d/dq E[phi^2])/E[phi'^2] - 1 ~ (a_+ b_+ - a_- b_- - k)/(A sqrt(2 pi)) q^(-1/2),     or -> -1 if A = 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from sympy import Expr, Integer, Piecewise, Rational, erf, limit, oo, pi, sqrt

from derive.language.activation import Activation
from derive.language.domain import is_finite
from derive.language.special import Phi
from derive.language.symbols import x
from derive.theory.near_zero import Leading


@dataclass(frozen=True, slots=True)
class Tails:
    """phi(x) = slope x + level + o(1) on each side, as (slope, level)."""

    left: tuple[Expr, Expr]
    right: tuple[Expr, Expr]

    @property
    def linear(self) -> Expr:
        """A = lim E[phi^2]/q = lim E[phi'^2]."""
        return (self.left[0] ** 2 + self.right[0] ** 2) / 2

    @property
    def offset(self) -> Expr:
        """2 (a_+ b_+ - a_- b_-)."""
        return 2 * (self.right[0] * self.right[1] - self.left[0] * self.left[1])


@lru_cache(maxsize=256)
def tails(activation: Activation) -> Tails | None:
    """The asymptotes of phi; None where it has none that could be found."""
    left = _asymptote(activation.pieces[0].expr, -1)
    right = None if left is None else _asymptote(activation.pieces[-1].expr, 1)
    return None if left is None or right is None else Tails(left, right)


def _asymptote(expr: Expr, side: int) -> tuple[Expr, Expr] | None:
    known = expr.replace(Phi, lambda y: (1 + erf(y / sqrt(2))) / 2)
    try:
        slope = limit(known.diff(x), x, side * oo)
        level = limit(known - slope * x, x, side * oo) if is_finite(slope) else oo
    except (NotImplementedError, ValueError, TypeError, RecursionError):
        return None
    return (slope, level) if is_finite(level) else None


def squared_slope_excess(activation: Activation, found: Tails) -> Expr:
    """phi'(x)^2 minus its limit on the side of x: the integrand of k."""
    parts = activation.derivative_pieces(1)
    slope = Piecewise(*((part.expr**2, x < part.upper) for part in parts[:-1]), (parts[-1].expr ** 2, True))
    return slope - Piecewise((found.left[0] ** 2, x < 0), (found.right[0] ** 2, True))


def bias_at_infinity(found: Tails, excess: Expr) -> Leading:
    """The first term of sigma_b^2 on the edge as q -> oo, with k = `excess`."""
    if found.linear == 0:
        return Leading(Integer(1), Rational(1))
    return Leading((excess - found.offset) / (found.linear * sqrt(2 * pi)), Rational(1, 2))


def stability_at_infinity(found: Tails, excess: Expr) -> Leading:
    """The first term of chi_par - 1 on the edge as q -> oo, with k = `excess`."""
    if found.linear == 0:
        return Leading(Integer(-1), Rational(0))
    return Leading((found.offset / 2 - excess) / (found.linear * sqrt(2 * pi)), Rational(-1, 2))
