r"""E[g(sqrt(q) Z)] for all q of an interval, from one Hermite vector.

Expectations under normal laws solve the heat equation, so with t = q/q0 - 1, |t| < 1,

    E[g(sqrt(q) Z)] = sum_k c_k t^k,     c_k = E[He_{2k}(Z) g(sqrt(q0) Z)]/(2^k k!) = a_{2k} sqrt((2k)!)/(2^k k!),

where a_n are the orthonormal Hermite coefficients of g(sqrt(q0) Z): the ratio of the densities is the generating function of the even Hermite
polynomials. Since sqrt((2k)!) <= 2^k k!, what lies beyond k = n is by Cauchy and Schwarz at most

    A |t|^(n+1) (1 - t^2)^(-1/2),     A^2 = sum_{k>n} a_{2k}^2,

and its derivatives in t are bounded in the same way. g must be square integrable.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import factorial

from flint import arb, arb_poly, fmpq
from sympy import Expr, Rational, sqrt

from derive.evidence.balls.precision import working
from derive.evidence.line.factor import factor_vector
from derive.language.symbols import Z, x

TERMS = 26  # c_0 .. c_TERMS
REACH = Rational(8, 17)  # |t| on a cell
RATIO = Rational(25, 9)  # of neighbouring centres; (1 + REACH)/(1 - REACH) exactly, so that cells meet


@dataclass(frozen=True, slots=True)
class HeatSeries:
    """The Taylor series at `centre` and the bound A of what is left out."""

    centre: arb
    series: tuple[arb_poly, ...]
    """The polynomial in t and its first two derivatives."""
    rest: arb

    def __call__(self, variance: arb, order: int = 0) -> arb:
        """The derivative of this order (0, 1, 2) in q on a ball of variances; NaN where the ball leaves |t| < 1/2."""
        t = variance / self.centre - 1
        size = abs(t).upper()
        if not size < arb(1) / 2:
            return arb.nan()
        inner = self.series[order](t)
        return (inner + arb(0, (self.rest * remainder(size, order)).upper())) / self.centre**order


def remainder(size: arb, order: int) -> arb:
    """The factor of A in the bound for the derivative of this order in t, |t| <= `size` < 1/2:

    (sum_{k>n} (k!/(k - order)!)^2 t^(2(k - order)))^(1/2), by the ratio of its first two terms.
    """
    n, square = TERMS, size * size
    first = arb(factorial(n + 1) // factorial(n + 1 - order)) ** 2 * square ** (n + 1 - order)
    ratio = square * (arb(n + 2) / (n + 2 - order)) ** 2
    return (first / (1 - ratio)).sqrt()


def centre(cell: int) -> Rational:
    """q0 = (25/9)^cell, the square of a fraction."""
    return RATIO**cell


def ends(cell: int) -> tuple[Rational, Rational]:
    """The interval of variances of a cell; the next one begins where it ends.

    >>> ends(0)[1] == ends(1)[0]
    True
    """
    return centre(cell) * (1 - REACH), centre(cell) * (1 + REACH)


def heat_series(g: Expr, cell: int, digits: int) -> HeatSeries:
    """The series of E[g(sqrt(q) Z)], g a function of x without parameters, on a cell. Raises CannotEnclose."""
    q0 = centre(cell)
    vector = factor_vector(g.xreplace({x: sqrt(q0) * Z}), Z, 2 * TERMS, digits)
    with working(int(3.33 * digits) + 40):
        values = [vector.coefficients[2 * k] * _scale(k) for k in range(TERMS + 1)]
        even = sum((a * a for a in vector.coefficients[: 2 * TERMS + 1 : 2]), arb(0))
        rest = (vector.square - even).upper().max(arb(0)).sqrt().upper()
        series = [arb_poly(values)]
        for _ in range(2):
            series.append(series[-1].derivative())
        return HeatSeries(arb(fmpq(int(q0.p), int(q0.q))), tuple(series), rest)


def _scale(k: int) -> arb:
    """sqrt((2k)!)/(2^k k!)."""
    scale: arb = arb(factorial(2 * k)).sqrt() / (2**k * factorial(k))
    return scale
