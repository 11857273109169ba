"""The largest value of a function on a part of the line and above it, by balls on cells."""

from __future__ import annotations

from flint import acb, arb

from derive.evidence.balls.clock import check_clock
from derive.evidence.line.panels import Function

LARGE = 1e6  # of a bound on a cell, against the values around it plus 1
NARROW = 8  # times narrower than what surrounds them cells are not halved: that would stay as it is


def largest(function: Function, low: arb, high: arb, cell: float, pad: float = 0.0, height: float = 0.0, depth: int = 8) -> arb | None:
    """A bound of |f| within `pad` of [low, high] and up to `height` above it, None where balls give none; analytic there if height > 0.

    Cells are halved where the bound is large against the values at the middle, below, above and beside it: a wave is large above the line as such.
    """
    check_clock()
    if high - low > cell:
        middle = ((low + high) / 2).mid()
        parts = [largest(function, a, b, cell, pad, height, depth) for a, b in ((low, middle), (middle, high))]
        return None if parts[0] is None or parts[1] is None else parts[0].max(parts[1])
    place = acb(low.union(high) + arb(0, pad), arb(0).union(arb(height))) if height or pad else acb(low.union(high))
    value = function(place, height > 0)
    done = not depth or not (high - low) * NARROW > max(pad, height)
    if value.is_finite() and (done or value.abs_upper() <= LARGE * (1 + _around(function, (low + high) / 2, pad, height))):
        return value.abs_upper()
    return None if done else largest(function, low, high, min(cell, float(high - low)) / 2, pad, height, depth - 1)


def _around(function: Function, middle: arb, pad: float, height: float) -> arb:
    """The largest of the values at the middle of a cell and at the corners of what surrounds it; a comparison, not a bound."""
    found = arb(0)
    for place in dict.fromkeys(((0.0, 0.0), (0.0, height), (pad, height), (-pad, height))):
        value = function(acb(middle.mid() + place[0], place[1]), False).abs_upper()
        found = found.max(value) if value.is_finite() else found
    return found
