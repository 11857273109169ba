r"""Functions with removable singular points for float arrays: a polynomial near such a point, what was written elsewhere.

Let f be analytic on a disc around a dyadic m close to the point, f(m + d) = sum c_k d^k, c_j the first coefficient that is not 0. On |d| <= r,

    |f| >= |d|^j (|c_j| - sum_(k > j) |c_k| r^(k-j)),        |f - sum_(k < n) c_k d^k| <= |d|^j sum_(k >= n) |c_k| r^(k-j),

so that the polynomial of degree n - 1 has a relative error below 2^-54 where the last sum is as much smaller than the bracket. The c_k are balls, the last
ones are bounded by Cauchy (`evidence.pair.local_series`); one whose ball, of radius 2^-150 or so, contains 0 is taken for 0. r is as large as a polynomial
of moderate degree allows and the bracket at least |c_j|/2, so that the polynomial loses no figures and the quotient beyond few.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from math import floor

from flint import arb
from sympy import And, Expr, Float, Integer, Max, Min, Piecewise, Rational, oo

from derive.evidence.balls.precision import working
from derive.evidence.balls.removable import RemovableBall
from derive.evidence.balls.scalar import compile_ball, real_constant
from derive.evidence.balls.stable_form import stable_form
from derive.evidence.line.regular import filled
from derive.evidence.pair.local_series import LocalSeries, analytic_disc, local_series
from derive.language.errors import CannotEnclose
from derive.language.functions.piece import CHOICES, Piece, glued, pieces
from derive.language.symbols import x

BITS, COUNT = 160, 120  # coefficients are known to so many bits; so many of them are computed
SQUARES = 8  # balls along a side of the square in which the function is bounded
FIGURES = 17  # of a float in print
LONGEST = 30  # coefficients of a polynomial
RELATIVE = arb(2) ** -54
RADII = range(1, 7)  # r = R/2, R/4, ...
PLACES = 16  # the middle is a multiple of R/PLACES


@dataclass(frozen=True)
class Near:
    """`polynomial` for the function in lower <= x < upper."""

    lower: Expr
    upper: Expr
    polynomial: Expr


def without_gaps(expr: Expr, order: int = 0, rewritten: Callable[[Expr], Expr] = lambda expr: expr) -> Expr:
    """A derivative of a function of x, point masses left out, for arrays of floats: polynomials near its removable singular points, `rewritten` elsewhere.

    >>> from sympy import sin
    >>> found = without_gaps(sin(x) / x)
    >>> [condition for _, condition in found.args], float(found.subs(x, 0))
    ([(x >= -1) & (x < 1), True], 1.0)
    """
    parts = pieces(expr) if expr.has(*CHOICES) and expr.free_symbols == {x} else (Piece(-oo, oo, expr),)
    written = glued(Piece(p.lower, p.upper, rewritten(p.expr).diff(x, order)) for p in parts) if order else rewritten(expr)
    cases = [(near.polynomial, And(near.lower <= x, x < near.upper)) for piece in parts for near in _within(piece, order)]
    return Piecewise(*cases, *(written.args if isinstance(written, Piecewise) else [(written, True)])) if cases else written


def _within(piece: Piece, order: int) -> Iterator[Near]:
    """The polynomials of a piece, as far as it reaches."""
    for near in _near(piece.expr, order):
        lower, upper = Max(piece.lower, near.lower), Min(piece.upper, near.upper)
        if lower < upper:
            yield Near(lower, upper, near.polynomial)


@lru_cache(maxsize=128)
def _near(expr: Expr, order: int) -> tuple[Near, ...]:
    """The polynomials of an analytic function; a point at which none is proven is left as it was written, and so are functions with parameters."""
    function = filled(expr, x) if expr.free_symbols == {x} else expr
    points = {point: None for node in sorted(function.atoms(RemovableBall), key=str) for point, _ in node.args[3]}
    return tuple(near for point in points if (near := _at_point(function, point, order)) is not None)


def _at_point(function: Expr, point: Expr, order: int) -> Near | None:
    program = compile_ball(stable_form(function, x), (x,), {})
    with working(BITS), suppress(CannotEnclose):
        place = real_constant(point, {})
        step = analytic_disc(program, place, SQUARES)[0] / PLACES
        middle = point if point.is_Rational else Rational(floor(float(place.mid()) / step)) * Rational(step)
        series = local_series(program, real_constant(middle, {}), COUNT, BITS, SQUARES)
        for halvings in RADII:
            r = Rational(series.radius) / 2**halvings
            count = _terms(series, real_constant(r, {}), order)
            if count <= LONGEST and middle - r < point < middle + r:
                return Near(middle - r, middle + r, _horner(series.derivative(order, count), x - middle))
    return None


def _terms(series: LocalSeries, r: arb, order: int) -> int:
    """n for a relative error of the derivative below 2^-54 on |d| <= r, with 1/2 of its first coefficient left; COUNT where there is none."""
    coefficients = series.derivative(order, COUNT)
    last = len(coefficients)
    sizes = [abs(c) * r**k for k, c in enumerate(coefficients)]
    first = next((k for k, c in enumerate(coefficients) if not c.contains(0)), last)
    beyond = 4 * series.bound(order, last) * r**last  # the ratio of two of these bounds is below 3/4
    if first == last or not sum(sizes[first + 1 :], beyond) <= sizes[first] / 2:
        return COUNT
    while last > first + 1 and beyond + sizes[last - 1] <= RELATIVE * sizes[first] / 2:
        last, beyond = last - 1, beyond + sizes[last - 1]
    return last


def _horner(coefficients: Sequence[arb], d: Expr) -> Expr:
    """sum c_k d^k without the coefficients whose balls contain 0."""
    total, above = Integer(0), 0
    for k in reversed(range(len(coefficients))):
        if not coefficients[k].contains(0):
            total, above = Float(float(coefficients[k].mid()), FIGURES) + d ** (above - k) * total, k
    return d**above * total
