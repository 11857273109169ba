"""Which grid serves which variances: the larger they are the narrower the strip of f(sqrt(q) x), so small ones take coarser grids."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import floor, log2, pi
from typing import Any

import numpy as np
from flint import arb

from derive.evidence.balls.clock import check_clock
from derive.evidence.balls.precision import working
from derive.evidence.pair.cover import Cover
from derive.tables.angle import AngleCell
from derive.tables.grid_values import LEVEL, Lines, best_step, lines, masses, missed
from derive.tables.side import END, Side, refused, snug_cover
from derive.tables.variances import Sizes

Array = Any
SMALL = 2e-15  # what the sums may miss, relative to the scale
COVERED = 0.125  # width of a cell of a cover, in standard coordinates
LOWER = (1.0, 0.85, 0.7, 0.5, 0.35)  # parts of the height of the contour that are tried
TRIES = 4


@dataclass(frozen=True, slots=True)
class Group:
    """Cells first..last in log q whose pairs with cells up to `last` are summed with one step; `missed` for those pairs, relative to nothing."""

    first: int
    last: int
    step: float
    missed: Array


@dataclass(eq=False)
class Grids:
    """Steps are `base` times powers of 2, so that values at the nodes of a fine grid serve the coarser ones."""

    sizes: Sizes
    degree: int
    base: float = 0.0
    known: dict[Side, Lines] = field(default_factory=dict)
    covers: dict[tuple[Side, int, float], Cover | None] = field(default_factory=dict)  # the same heights return at most angles

    def groups(self, cell: AngleCell) -> list[Group]:
        """Groups from the largest variances down."""
        narrow, found, last = float(np.sin(cell.low)), list[Group](), self.sizes.cells.count - 1
        while last >= 0:
            step = self._step(narrow, last)
            first = last
            while first > 0 and self._step(narrow, first - 1) < 2 * step:
                first -= 1
            found.append(self._proven(first, last, step, cell))
            last = first - 1
        return found

    def _step(self, narrow: float, k: int) -> float:
        height = min(side.height for side in self.sizes.sides) / self.sizes.cells.top(k)
        wanted = best_step(narrow, height, LEVEL)[0]
        self.base = self.base or wanted
        return float(self.base * 2.0 ** floor(log2(wanted / self.base) + 1e-9))

    def _proven(self, first: int, last: int, step: float, cell: AngleCell) -> Group:
        """The step, or a finer one, whose error is small against the scale at the smallest angle of a cell, and hence at all."""
        narrow = float(np.sin(cell.low))
        for halved in range(TRIES):
            finer = step / 2**halved
            highest = min(min(side.height for side in self.sizes.sides) / self.sizes.cells.top(last), 2 * pi * narrow**2 / finer)
            for u in (part * highest for part in LOWER):
                check_clock()
                covers = self._covers(last, u)
                if covers is None:
                    continue
                error = self._missed(covers, finer, u, cell.low)
                if (error <= SMALL * self.sizes.relative[: last + 1, : last + 1]).all():
                    return Group(first, last, finer, error)
        raise refused(self.sizes.sides[0].strip.body, "no grid of moderate size has a small error")

    def _missed(self, covers: list[list[Cover]], step: float, u: float, angle: float) -> Array:
        with working(64):
            cosine = float(arb(angle).cos().mid())
        found = [np.array([masses(bounds, END, cosine, step) for bounds in side]).T for side in covers]
        return missed(step, u, END, cosine, (found[0][0], found[1][0]), (found[0][1], found[1][1]))

    def _covers(self, last: int, u: float) -> list[list[Cover]] | None:
        """Bounds of f(sqrt(q) z) for all q of the cells 0..last, for both factors."""
        found: dict[Side, list[Cover]] = {side: [] for side in self.sizes.sides}
        for side, covers in found.items():
            for k in range(last, -1, -1):
                bounds = self._cover(side, k, u)
                if bounds is None:
                    return None
                covers.insert(0, bounds)
        return [found[side] for side in self.sizes.sides]

    def _cover(self, side: Side, k: int, u: float) -> Cover | None:
        key = side, k, u
        if key not in self.covers:
            with working(64):
                stretch = self.sizes.cells.stretch(k)
                self.covers[key] = snug_cover(lambda z, analytic: side.strip.function(stretch * z, analytic), END + 1, u, COVERED)
        return self.covers[key]

    def lines(self, side: Side, step: float, last: int) -> Lines:
        """Values at the nodes for the cells 0..last."""
        known = self.known.get(side)
        if known is None or known.step > step:
            with working(90):
                stretches = [arb(s) for s in self.sizes.cells.stretches(self.degree)]
            known = self.known[side] = lines(side.strip.body, stretches, step, END + 0.6)
        ratio = round(step / known.step)
        count = int(np.ceil(END / step - 0.5))
        values = known.values[: (last + 1) * self.degree, known.count - count * ratio : known.count + count * ratio + 1 : ratio]
        return Lines(step, count, np.ascontiguousarray(values))
