"""How large a piece is between a point and its own end farther out, by interval arithmetic (`span`) on cells that double in length."""

from __future__ import annotations

from flint import arb

from derive.evidence.balls.precision import working
from derive.evidence.line.span import Span, size, span
from derive.evidence.line.split import Piece
from derive.language.symbols import Z

CELLS = 24
LARGE = arb(2) ** 64


def bounded_beyond(part: Piece, side: int, start: arb) -> arb | None:
    """A bound of |f| on the part of a piece beyond side * start, where the piece has an end there; None where it has none, or no such bound below 2^64.

    >>> from sympy import exp
    >>> bool(bounded_beyond(Piece(arb(0), arb(900), 1 + exp(-Z)), 1, arb(20)) < 1.01)
    True
    """
    end = part.upper if side > 0 else -part.lower
    near = start.max(part.lower if side > 0 else -part.upper)
    if not end.is_finite() or part.body == 0:
        return None
    with working(64):
        found = largest_between(part, (side * near, side * end))
    return found if found < LARGE else None


def largest_between(part: Piece, ends: Span) -> arb:
    """A bound of |f| between two points, given in any order, from cells that double in length from the first point on."""
    near, far = (end.mid() for end in ends)
    side = 1 if far > near else -1
    length, place, found = arb(1) / 4, near, arb(0)
    for k in range(CELLS):
        last = k == CELLS - 1 or not abs(far - place) > length
        following = far if last else (place + side * length).mid()
        cell = (place, following) if side > 0 else (following, place)
        if last:  # the true end, a ball
            cell = (cell[0], ends[1].upper()) if side > 0 else (ends[1].lower(), cell[1])
        found = found.max(size(span(part.body, {Z: cell})))
        if last:
            break
        place, length = following, 2 * length
    return found
