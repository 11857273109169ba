"""The largest value of a function on a part of the line and above it, by balls on cells."""

from __future__ import annotations

from flint import acb, arb

from derive.evidence.balls.clock import check_clock
from derive.evidence.line.panels import Function

LARGE = 1e6  # of a bound on a cell, against the values around it plus 1
NARROW = 8  # times narrower than what surrounds them cells are not halved: that would stay as it is

QUARTERED = 3  # times, at most, what surrounds such a cell


def largest(function: Function, low: arb, high: arb, cell: float, pad: float = 0.0, height: float = 0.0, depth: int = 8, deepest: int = 40) -> arb | None:
    """A bound of |f| within `pad` of [low, high] and up to `height` above it, None where balls give none; analytic there if height > 0.

    Cells are halved where the bound is large against the values at the middle, below, above and beside it, `depth` times: a wave is large above the line as
    such; and where there is none, `deepest` times: next to a zero of the argument of a root.
    """
    check_clock()
    if high - low > cell:
        return _of_halves(function, low, high, (cell, pad, height, depth, deepest))
    place = acb(low.union(high) + arb(0, pad), arb(0).union(arb(height))) if height or pad else acb(low.union(high))
    value, narrow = function(place, height > 0), not (high - low) * NARROW > max(pad, height)
    enough = LARGE * (1 + _around(function, (low + high) / 2, pad, height))
    if value.is_finite() and value.abs_upper() <= enough:
        return value.abs_upper()
    if narrow or not deepest:
        return _in_quarters(function, place, height > 0, QUARTERED if narrow and height else 0, enough)
    if value.is_finite() and not depth:
        return value.abs_upper()
    return _of_halves(function, low, high, (min(cell, float(high - low)) / 2, pad, height, max(depth - 1, 0), deepest - 1))


def _in_quarters(function: Function, place: acb, analytic: bool, depth: int, enough: arb) -> arb | None:
    """A bound on a rectangle from parts of it: an argument that occurs several times is less uncertain on each."""
    value = function(place, analytic)
    if (value.is_finite() and value.abs_upper() <= enough) or not depth:
        return value.abs_upper() if value.is_finite() else None
    found = arb(0)
    for real in _halves(place.real):
        for imag in _halves(place.imag):
            size = _in_quarters(function, acb(real, imag), analytic, depth - 1, enough)
            if size is None:
                return None
            found = found.max(size)
    return found


def _halves(ball: arb) -> tuple[arb, arb]:
    return ball.lower().union(ball.mid()), ball.mid().union(ball.upper())


def _of_halves(function: Function, low: arb, high: arb, rest: tuple[float, float, float, int, int]) -> arb | None:
    middle = ((low + high) / 2).mid()
    first = largest(function, low, middle, *rest)
    second = None if first is None else largest(function, middle, high, *rest)
    return None if first is None or second is None else first.max(second)


def _around(function: Function, middle: arb, pad: float, height: float) -> arb:
    """The largest of the values at the middle of a cell and at the corners of what surrounds it; a comparison, not a bound."""
    found = arb(0)
    for place in dict.fromkeys(((0.0, 0.0), (0.0, height), (pad, height), (-pad, height))):
        value = function(acb(middle.mid() + place[0], place[1]), False).abs_upper()
        found = found.max(value) if value.is_finite() else found
    return found
