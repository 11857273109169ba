r"""A function on the line as polynomials on cells, each with a proven error.

On [a, b] interpolation at p Chebyshev nodes errs by at most 4 M rho^(1 - p)/(rho - 1) where the continued piece is analytic and at most M on the Bernstein
ellipse E_rho: the ellipse is covered by rectangles on which the piece is run in complex balls. Its values are balls too, and enter rounded: their errors count
with the Lebesgue constant. Cells become narrow towards 0, so that errors stay small beside the function where that vanishes at 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import log2
from typing import Any

import numpy as np
from flint import acb, arb
from sympy import Expr

from derive.evidence.balls.clock import check_clock
from derive.evidence.balls.scalar import compile_ball
from derive.evidence.balls.stable_form import stable_form
from derive.evidence.line.growth import growth
from derive.evidence.line.split import Piece, pieces
from derive.evidence.pair.cover import Function
from derive.language.symbols import Z
from derive.tables.chebyshev import LONG, chebyshev_matrix, exact_nodes, lebesgue
from derive.tables.origin import known_at_origin
from derive.tables.product import EPS
from derive.tables.sector import disc_radius
from derive.tables.side import RADII, plain, refused

Array = Any
NODES = 20
RHO = 6.3
FACTOR = 4 * RHO ** (1 - NODES) / (RHO - 1) * (1 + 1e-9)
TOLERANCE = 1e-14  # of a cell, relative to the function nearer to 0
DEPTH = 3  # quarterings of a rectangle
ACROSS, UP = 6, 3  # rectangles at first
SMALLEST = -14  # log2 of where the function is looked at next to 0
LEAST = 1e-300
SPREAD = 4.0


@dataclass(frozen=True, eq=False)
class Cell:
    """Chebyshev coefficients on [left, right], which contains the cell [low, high]; `error` holds on [left, right]."""

    low: float
    high: float
    left: float
    right: float
    coefficients: Array
    error: float


class Line:
    """A function of Z without parameters, by its pieces; known out to `reach`."""

    def __init__(self, body: Expr, reach: float) -> None:
        self.body, self.reach = body, reach
        found = pieces(body, Z, {})
        self.bodies = [piece.body for piece in found]
        self.functions: list[Function] = [compile_ball(stable_form(piece.body, Z), (Z,), {}) for piece in found]
        self._know_origin(found)
        ends = [piece.upper for piece in found[:-1]]
        if any(not end.is_finite() or end.rad() > abs(end.mid()) * arb(2) ** -60 for end in ends):
            raise refused(body, "its knots are not known")
        self.knots = [float(end.mid()) for end in ends]
        self.sizes = self._sizes()

    def _know_origin(self, found: tuple[Piece, ...]) -> None:
        """Narrow balls next to 0 for pieces that vanish there."""
        for k, piece in enumerate(found):
            if piece.lower <= 0 and piece.upper >= 0:
                radius = disc_radius([self.functions[k]], RADII)
                if radius is not None:
                    self.functions[k] = known_at_origin(plain(piece.body), self.functions[k], radius)

    def _sizes(self) -> Array:
        """The largest of some values of |f| up to 2^(k/2) from 0."""
        places = [2.0 ** (k / 2) for k in range(2 * SMALLEST, int(2 * log2(self.reach)) + 2)]
        values = [[self.function(u)(acb(u), True) for u in (-place, place)] for place in places]
        return np.maximum.accumulate([max([float(v.abs_lower()) for v in pair if v.is_finite()], default=0.0) for pair in values])

    def function(self, u: float) -> Function:
        """The piece at a point."""
        return self.functions[int(np.searchsorted(self.knots, u))]

    def size(self, low: float, high: float, least: float) -> float:
        """How large the function is where [low, high] begins, seen from 0: errors are small beside it."""
        begin = 0.0 if low < 0 < high else min(abs(low), abs(high))
        k = int(2 * log2(2 * max(begin, least))) - 2 * SMALLEST
        return float(self.sizes[min(max(k, 0), len(self.sizes) - 1)]) + LEAST

    def growth(self) -> list[tuple[float, float]]:
        """(a, b) with log|f(u)| <= a + b |u| beyond `reach`, to the left and to the right."""
        found, start = [], max([self.reach, *map(abs, self.knots)])
        for side, body in ((-1, self.bodies[0]), (1, self.bodies[-1])):
            bound = growth(body, Z, side, arb(start), {})
            if not bound.g <= 0:
                raise refused(self.body, "it grows too fast")
            a, b, g = (float(part.upper()) for part in (bound.a, bound.b, bound.g))
            found.append(_tangent(a, b, g, start))
        return found

    def within(self, reach: float) -> list[float]:
        """The knots nearer to 0."""
        return [knot for knot in self.knots if abs(knot) < reach]

    def segments(self, reach: float, least: float) -> list[tuple[float, float]]:
        """[-reach, reach] cut at the knots, at 0, and so that farther than `least` from 0 few segments are more than SPREAD times as far out at one end as at
        the other; near knots they may be."""
        knots = self.within(reach)
        cuts = [reach * SPREAD**-k for k in range(int(log2(reach / least) / log2(SPREAD)) + 1)]
        cuts = [cut for cut in (0.0, *cuts, *(-cut for cut in cuts)) if all(abs(cut - knot) >= max(abs(cut) / 3, least) for knot in knots)]
        return list(pairwise(sorted({-reach, reach, *cuts, *knots})))

    def cell(self, low: float, high: float, margin: float, least: float) -> Cell | None:
        """The cell with a polynomial that holds up to `margin` beyond it, or to the next knot; None where none is proven."""
        k = int(np.searchsorted(self.knots, (low + high) / 2))
        left = max([low - margin, *self.knots[:k][-1:]])
        right = min([high + margin, *self.knots[k:][:1]])
        most = TOLERANCE * self.size(low, high, least) / FACTOR
        size = _largest(self.functions[k], left, right, most)
        if size is None:
            return None
        nodes = [(arb(left) + right) / 2 + (arb(right) - left) / 2 * x for x in exact_nodes(NODES)]
        balls = [self.functions[k](acb(node), True).real for node in nodes]
        values = np.array([float(ball.mid()) for ball in balls])
        off = max(float(ball.rad()) for ball in balls) + 1.1 * EPS * float(np.abs(values).max())
        error = (FACTOR * size + lebesgue(NODES) * off) * (1 + 1e-9)
        return Cell(low, high, left, right, chebyshev_matrix(NODES) @ values.astype(LONG), error) if np.isfinite(error) else None


def _tangent(a: float, b: float, g: float, start: float) -> tuple[float, float]:
    """A line above a + b t + g t^2, g <= 0, for t >= start, which does not fall."""
    slope = max(0.0, b + 2 * g * start)
    return a + b * start + g * start * start - slope * start + 1e-12 * (abs(a) + abs(b) * start - g * start * start), slope


def _largest(function: Function, left: float, right: float, most: float) -> float | None:
    """A bound of |f| on the ellipse, None where it is above `most` or the piece is not seen to be analytic; the lower half follows by reflection."""
    check_clock()
    middle, half = (left + right) / 2, (right - left) / 2 * (1 + 1e-12)
    wide, tall = half * (RHO + 1 / RHO) / 2, half * (RHO - 1 / RHO) / 2
    largest = 0.0
    for i in sorted(range(-ACROSS, ACROSS), key=lambda i: abs(2 * i + 1)):
        for j in reversed(range(UP)):
            box = (wide * i / ACROSS, wide * (i + 1) / ACROSS, tall * j / UP, tall * (j + 1) / UP)
            size = _on_rectangle(function, middle, box, (wide, tall), most, DEPTH)
            if size is None:
                return None
            largest = max(largest, size)
    return largest


def _on_rectangle(function: Function, middle: float, box: tuple[float, ...], axes: tuple[float, float], most: float, depth: int) -> float | None:
    """The same on the part of a rectangle, about the middle, that lies in the ellipse with these half-axes."""
    x0, x1, y0, y1 = box
    nearest = 0.0 if x0 <= 0 <= x1 else min(abs(x0), abs(x1))
    if (nearest / axes[0]) ** 2 + (y0 / axes[1]) ** 2 > 1 + 1e-9:
        return 0.0
    value = function(acb(arb(middle) + arb(x0).union(arb(x1)), arb(y0).union(arb(y1))), True)
    if value.is_finite() and value.abs_upper() <= most:
        return float(value.abs_upper()) * (1 + 1e-12)
    if depth == 0:
        return None
    x, y, largest = (x0 + x1) / 2, (y0 + y1) / 2, 0.0
    for part in ((x0, x, y, y1), (x, x1, y, y1), (x0, x, y0, y), (x, x1, y0, y)):
        size = _on_rectangle(function, middle, part, axes, most, depth - 1)
        if size is None:
            return None
        largest = max(largest, size)
    return largest
