"""|g| as a function with known pieces: g cut at its zeros, with a proof that what is not cut keeps its sign or is too small to count.

Zeros are searched on [-R, R], R the first of REACHES beyond which balls show on every interval up to EDGE, eight standard deviations of the largest
variance that is asked for, that g has one sign there or is below TINY.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from flint import acb, arb
from sympy import Expr, Piecewise, Rational, oo

from derive.evidence.balls.clock import check_clock
from derive.evidence.balls.scalar import compile_ball, real_part
from derive.evidence.maps.root import roots
from derive.language.errors import CannotEnclose
from derive.language.symbols import x
from derive.meanfield.moments import exact

REACHES = (40, 150, 600)
EDGE = 600
TINY = 1e-11
HALVINGS = 6
Part = tuple[Expr, Expr, Expr]
Function = Callable[[arb], arb]


def absolute(parts: list[Part]) -> Expr:
    """|g| for g given as (expression, lower, upper) from left to right. Raises CannotEnclose where g may change its sign far out."""
    found: list[tuple[Expr, Expr]] = []
    for g, lower, upper in parts:
        reach = next((reach for reach in REACHES if _settles(g, lower, upper, reach)), None)
        if reach is None:
            raise CannotEnclose(f"the absolute value of {g}", f"it changes its sign without end, or beyond {EDGE}")
        low, high = max(lower, Rational(-reach)), min(upper, Rational(reach))
        knots = [] if not g.has(x) or low >= high else [_rational(root.ball.arb) for root in roots(g, x, low, high, 14).roots]
        cuts = [lower, *(knot for knot in knots if lower < knot < upper), upper]
        for a, b in pairwise(cuts):
            found.append((g * _sign(g, a, b), x < b))
    return Piecewise(*found[:-1], (found[-1][0], True))


def _settles(g: Expr, lower: Expr, upper: Expr, reach: int) -> bool:
    """Whether g keeps one sign on each side beyond +-reach, up to +-EDGE, but for values below TINY."""
    function = compile_ball(g, (x,), {})

    def value(place: arb) -> arb:
        return real_part(function(acb(place), False))

    sides = ((max(reach, lower), min(EDGE, upper)), (max(-EDGE, lower), min(-reach, upper)))
    return all(_keeps_sign(value, low, high) for low, high in sides if low < high)


def _keeps_sign(value: Function, low: Expr, high: Expr) -> bool:
    start, end = (exact(Rational(place)) for place in (low, high))
    steps, seen = int((end - start).upper().ceil().fmpz()), set[int]()
    for k in range(steps):
        check_clock("the signs of a function")
        seen |= _signs(value, start + (end - start) * k / steps, start + (end - start) * (k + 1) / steps, HALVINGS)
        if len(seen - {0}) > 1:
            return False
    return True


def _signs(value: Function, low: arb, high: arb, halvings: int) -> set[int]:
    """1, -1 and 0 (below TINY) on parts of an interval; both signs where none is seen."""
    found = value(low.union(high))
    if found > 0 or found < 0:
        return {1 if found > 0 else -1}
    if abs(found) < TINY:
        return {0}
    if halvings == 0:
        return {1, -1}
    middle = (low + high) / 2
    first = _signs(value, low, middle, halvings - 1)
    return first if len(first - {0}) > 1 else first | _signs(value, middle, high, halvings - 1)


def _rational(ball: arb) -> Rational:
    mantissa, exponent = ball.mid().man_exp()
    return (Rational(int(mantissa)) * Rational(2) ** int(exponent)).limit_denominator(10**14)


def _sign(g: Expr, low: Expr, high: Expr) -> int:
    """At an inner point."""
    inside = (low + high) / 2 if low != -oo and high != oo else high - 1 if high != oo else low + 1 if low != -oo else Rational(1, 7)
    value = real_part(compile_ball(g, (x,), {})(acb(exact(Rational(inside))), False))
    return -1 if value < 0 else 1
