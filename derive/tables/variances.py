r"""Cells in log q, and what is known of a factor f(sqrt(q) x) for all q of a cell.

A function that is analytic where |arg(+-w)| <= a has a kernel that is analytic for |arg q| <= 2a: each cell has an ellipse inside that strip of log q.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from math import ceil, exp, log, sqrt
from typing import Any

import numpy as np
from flint import acb, arb

from derive.evidence.line.quadratic import Quadratic
from derive.evidence.line.tail import tail_bound
from derive.language.errors import CannotEnclose
from derive.tables.chebyshev import exact_nodes
from derive.tables.side import END, Side, refused

Array = Any
MOST = 48  # cells
WIDE = 2.1  # 2 * angle / half a cell, about
PARTS = 10  # of a cell, on which E f^2 is bounded from below
SLICES = 12  # of an ellipse
ROUND = 1 + 1e-12
PLACES = [arb(j) / 64 for j in range(64)] + [arb(j) / 16 for j in range(16, 97)]  # between them E f^2 is bounded from below


@dataclass(frozen=True)
class Cells:
    """`count` cells of half-width `half` from `low` on, in log q; ellipses with parameter `rho` around them have |Im log q| <= 2 `angle`."""

    low: float
    half: float
    count: int
    angle: float

    @staticmethod
    def of(low: float, high: float, sides: tuple[Side, Side], finer: float = 1.0) -> Cells:
        """Cells for both factors, `finer` times as many as are needed. Raises CannotEnclose for a narrow sector."""
        angle = min(side.sector.angle for side in sides) * 0.98
        count = max(1, ceil((high - low) * finer * WIDE / (2 * angle)))
        if count > MOST:
            raise refused(sides[0].body, "the sector of analyticity is too narrow")
        return Cells(low, (high - low) / count / 2, count, angle)

    @property
    def rho(self) -> float:
        ratio = 2 * self.angle / self.half
        return (ratio + sqrt(ratio * ratio + 1)) * (1 - 1e-9)

    def centre(self, k: int) -> float:
        return self.low + (2 * k + 1) * self.half

    def top(self, k: int) -> float:
        """The largest sqrt(q) of a cell, rounded up."""
        return exp((self.centre(k) + self.half) / 2) * ROUND

    def stretch(self, k: int) -> arb:
        """sqrt(q) for all q of a cell."""
        return arb((self.centre(k) - self.half) / 2).exp().union(arb((self.centre(k) + self.half) / 2).exp())

    def stretches(self, degree: int) -> list[arb]:
        """sqrt(q) at the nodes of all cells."""
        return [((arb(self.low) + (2 * k + 1 + x) * arb(self.half)) / 2).exp() for k in range(self.count) for x in exact_nodes(degree)]


@dataclass(frozen=True, eq=False)
class Sizes:
    """For both factors and each cell: bounds of E f^2."""

    cells: Cells
    sides: tuple[Side, Side]

    @cached_property
    def beyond(self) -> Array:
        """E[|f g|; |X| > T or |Y| > T] for each pair of cells, at the worst correlation."""
        return self._beyond(self.sides)

    def _beyond(self, sides: tuple[Side, Side]) -> Array:
        tops = [self.cells.top(k) for k in range(self.cells.count)]
        first, second = ([side.envelope(top) for top in tops] for side in sides)
        found = np.zeros((len(tops), len(tops)))
        for i, s in enumerate(tops):
            for j, t in enumerate(tops):
                (a, b), (other_a, other_b) = first[i], second[j]
                pairs = ((arb(b) * s, arb(other_b) * t), (arb(other_b) * t, arb(b) * s))
                tails = [tail_bound(Quadratic(arb(a) + other_a + arb(2).log() + slow * slow / 2, fast + slow), arb(END)) for fast, slow in pairs]
                found[i, j] = sum(float(tail.upper()) if tail is not None else np.inf for tail in tails) * 2 * ROUND
        if not np.isfinite(found).all():
            raise CannotEnclose("a table", "the functions grow too fast for these variances", "smaller variances")
        return found

    @cached_property
    def wide(self) -> tuple[Array, Array]:
        """Bounds of sqrt(E f^2) on the ellipse of each cell, the functions cut off beyond T."""
        found = {side: np.array([self._wide(side, k) for k in range(self.cells.count)]) for side in dict.fromkeys(self.sides)}
        return found[self.sides[0]], found[self.sides[1]]

    def _wide(self, side: Side, k: int) -> float:
        rho, largest = self.cells.rho, 0.0
        long = self.cells.half * (rho + 1 / rho) / 2
        for x0, x1 in pairwise([-1 + 2 * j / SLICES for j in range(SLICES + 1)]):
            tall = 1.0 if x0 <= 0 <= x1 else sqrt(1 - min(abs(x0), abs(x1)) ** 2)
            ends = [(self.cells.centre(k) + long * x) / 2 for x in (x0, x1)]
            largest = max(largest, side.sector.energy(ends[0], ends[1], self.cells.angle * tall, END))
        return sqrt(largest)

    @cached_property
    def plain(self) -> tuple[Array, Array]:
        """Bounds of sqrt(E f^2) on each cell."""
        found = {}
        for side in dict.fromkeys(self.sides):
            tails = np.diag(self._beyond((side, side)))
            halves = [(self.cells.centre(k) - self.cells.half, self.cells.centre(k) + self.cells.half) for k in range(self.cells.count)]
            found[side] = np.array([sqrt(side.sector.energy(a / 2, b / 2, 0.0, END)) for a, b in halves]) + np.sqrt(tails)
        return found[self.sides[0]], found[self.sides[1]]

    @cached_property
    def relative(self) -> Array:
        """Lower bounds of sqrt(E f^2 E g^2) on each pair of cells."""
        return np.multiply.outer(*(parts.min(axis=1) for parts in self.least))

    @cached_property
    def least(self) -> tuple[Array, Array]:
        """For both factors lower bounds of sqrt(E f^2) on PARTS equal parts of each cell."""
        found = {side: np.array([self._least(side, k) for k in range(self.cells.count)]) for side in dict.fromkeys(self.sides)}
        return found[self.sides[0]], found[self.sides[1]]

    def _least(self, side: Side, k: int) -> list[float]:
        edges = [self.cells.centre(k) + self.cells.half * (2 * j / PARTS - 1) for j in range(PARTS + 1)]
        return [sqrt(_least_energy(side, (arb(low) / 2).exp().union((arb(high) / 2).exp()))) / ROUND for low, high in pairwise(edges)]


def _least_energy(side: Side, stretch: arb) -> float:
    total = arb(0)
    halves = side.halves[: 1 if side.parity else 2]
    for left, right in pairwise(PLACES):
        weight = ((right / arb(2).sqrt()).erf() - (left / arb(2).sqrt()).erf()) / len(halves)
        for half in halves:
            least = half.bounds(acb(stretch * left.union(right)), False).real
            size = least.abs_lower() if least.is_finite() else arb(0)
            total += size * size * weight
    return max(float(total.lower()), 1e-300)


def log_range(lowest: float, highest: float) -> tuple[float, float]:
    """Ends of the range of log q, a little wider than asked."""
    return log(lowest) - 1e-12, log(highest) + 1e-12
