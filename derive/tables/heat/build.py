"""Tables of kernels of piecewise analytic functions, over one variable."""

from __future__ import annotations

import time
from math import ceil, sqrt
from typing import Any

import numpy as np
from sympy import Expr

from derive.evidence.balls.precision import working
from derive.tables.heat.evaluate import HeatTable, Mean
from derive.tables.heat.join import Box, TooNarrow, divided
from derive.tables.heat.large import AROUND, HALF, STEP, Large
from derive.tables.heat.level import Level
from derive.tables.heat.line import Line
from derive.tables.heat.small import JOINED, Small
from derive.tables.heat.tails import REACH, Envelopes
from derive.tables.side import refused

Array = Any
BITS = 100
SHRINKING = 4.0  # from one level of small sigma to the next
COUNTS = range(9, 16)  # log2 of how many boxes the least large sigma has
NEAREST = 0.25  # of the least deviation: the narrowest cells of functions
NEAR = 8.0  # of the least deviation in the narrowest cell of the last level
PLACES = 400
FAR = (AROUND + 2) / REACH  # how much farther functions are asked for than means
FARTHEST = 50.0  # and where knots may be
ASIDE = 0.05  # how far from knots the last mean is: more than REACH sigma on the levels of small sigma


def heat_table(first: Expr, second: Expr, lowest: float, highest: float) -> HeatTable:
    """The table of E[f(u) g(v)], u, v normal with variances q1, q2 and correlation c, f and g functions of Z without parameters, lowest <= q <= highest.

    Raises CannotEnclose for functions that are not seen to be analytic around each piece, or whose knots are near one another.
    """
    begin, low, high = time.perf_counter(), sqrt(lowest), sqrt(highest) * (1 + 1e-12)
    with working(BITS):
        sides = {body: _Side(body, low, high) for body in dict.fromkeys((first, second))}
        f, g = sides[first], sides[second]
        mean = Mean(f.level, g.levels(low, high), (f.envelopes, g.envelopes))
    places = np.geomspace(lowest * (1 - 1e-12), highest * (1 + 1e-12), PLACES)
    least = {body: side.least(places) for body, side in sides.items()}
    return HeatTable(lowest, highest, time.perf_counter() - begin, mean, places, np.stack([least[first], least[second]]))


def _reach(knots: list[float], least: float) -> float:
    """How far means go: at least so far, and not to a knot."""
    while any(abs(abs(knot) / least - 1) < ASIDE for knot in knots):
        least *= 1 + ASIDE
    return least


class _Side:
    """A function as polynomials on cells."""

    def __init__(self, body: Expr, low: float, high: float) -> None:
        knots = Line(body, REACH * high).knots
        self.reach, self.low = _reach(knots, REACH * high * (1 + 1e-9)), low
        wide = max(self.reach * (1 + FAR), *(1.1 * abs(knot) for knot in knots), 0.0)
        if wide > FARTHEST * self.reach:
            raise refused(body, "it has knots much farther out than these variances reach")
        self.line = Line(body, wide)
        try:
            self.boxes = [box for begin, end in self.line.segments(wide, low) for box in self._cells(begin, end)]
        except TooNarrow:
            raise refused(body, "it is not seen to be analytic around its pieces") from None
        self.level = Level.of(0.0, 0.0, self.boxes, self.line.within(wide))
        self.envelopes = Envelopes.of(self.boxes, self.line.growth(), low, high)

    def _cells(self, low: float, high: float) -> list[Box]:
        least = self.low

        def make(begin: float, end: float) -> Box | None:
            cell = self.line.cell(begin, end, 0.0, least)
            return None if cell is None else Box(begin, end, cell.coefficients[:, None], cell.error)

        return divided(low, high, make, lambda a, b: JOINED * self.line.size(a, b, least), NEAREST * self.low)

    def levels(self, low: float, high: float) -> tuple[Level, ...]:
        """G at all sigma up to `high`."""
        sigma, small = self._small(low)
        found = small
        while found[-1].high < high:
            half = self.reach / 2 ** ceil(np.log2(self.reach / (HALF * sigma) * (1 - 1e-9)))
            farthest = min(self.reach, REACH * sqrt(max(high * high - sigma * sigma, 0.0)) + half)
            large = Large(self.line, self.boxes, self.envelopes, sigma, half, farthest)
            found.append(Level.of(sigma, sigma * STEP, large.plain))
            sigma *= STEP
        return tuple(found)

    def _small(self, low: float) -> tuple[float, list[Level]]:
        """The least sigma of the others, and levels up to it."""
        for count in COUNTS:
            sigma = self.reach / (HALF * 2**count)
            try:
                found = [self._level(sigma)]
                while found[0].high * NEAR > low:
                    found.insert(0, self._level(found[0].high / SHRINKING))
            except TooNarrow:
                continue
            return sigma, found
        raise refused(self.line.body, "the strip of analyticity is too narrow, or knots are too near one another")

    def _level(self, top: float) -> Level:
        small = Small(self.line, self.envelopes, top, self.reach)
        return Level.of(0.0, top, small.plain, self.line.within(self.reach), [box for boxes in small.layers for box in boxes])

    def least(self, places: Array) -> Array:
        """sqrt(q) E f^2 from below."""
        square = Mean(self.level, (self.level,), (self.envelopes, self.envelopes))
        value, bound = square(places, places, np.ones(len(places)))
        return np.maximum(value - bound, 0.0) * np.sqrt(places) * (1 - 1e-12)
