r"""A table of a kernel at arrays of points.

Points are sorted by cell, cells of one angle together; there the value is sum_k t2^k sum_ab C_kab t^a t1^b, the inner sum a product of matrices for each cell.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from derive.language.errors import CannotEnclose
from derive.tables.angle import UNIT, UNITS
from derive.tables.pieces import Pieces
from derive.tables.shells import EPS, ULPS, Shell, all_cut, largest_error
from derive.tables.variances import Cells

Array = Any
CHUNK = 4300  # points at a time; rows that are nearly a multiple of 4096 bytes apart would meet in the cache
BLOCK = 16384  # points whose cells are found at a time
ONE_THREAD = 2**18  # multiplications in a product of matrices, up to which no threads are started


@dataclass(frozen=True, eq=False)
class Table:
    """`error`: proven bound relative to sqrt(E[f(u)^2] E[g(v)^2]) on all cells; `seconds` of building, `bytes` of memory."""

    error: float
    seconds: float
    low: float
    half: float
    count: int  # cells in log q
    symmetric: bool  # K(q1, q2, c) = K(q2, q1, c): only cells of q1 >= q2 are kept
    parity: int  # K(q1, q2, -c) = parity K(q1, q2, c); 0 where there are shells of their own for c < 0
    edges: Array  # of the cells of the angle up to a right one, in UNITs
    shells: tuple[Shell, ...]  # from c = 1 outwards, then from c = -1 inwards

    @staticmethod
    def of(pieces: Pieces, cells: Cells, begin: float, symmetric: bool, parity: int) -> Table:
        """Raises CannotEnclose where the error is not bounded."""
        spread = 2 * cells.half * cells.count
        log_error = ((4 * ULPS * max(abs(cells.low), abs(cells.low + spread)) + 8 * spread) / (2 * cells.half) + 8 * cells.count + 8) * EPS
        found = all_cut([piece for side in pieces.sides for piece in side], log_error)
        error = largest_error(found)
        if not np.isfinite(error):
            raise CannotEnclose("a table", "its error is not bounded", ".enclose(digits, ...)")
        edges = np.array(sorted({edge for pair, *_ in found for edge in pair}))
        shells = tuple(shell for _, shell, _ in found)
        return Table(error * 1.001, time.perf_counter() - begin, cells.low, cells.half, cells.count, symmetric, parity, edges, shells)

    @property
    def bytes(self) -> int:
        return sum(shell.matrices.nbytes for shell in self.shells)

    @property
    def nearest(self) -> float:
        """The largest |c| in the table."""
        return float(np.cos(self.edges[0] * UNIT * (1 + 1e-9)))

    @cached_property
    def _range(self) -> tuple[float, float]:
        return float(np.exp(self.low + 2e-13)), float(np.exp(self.low + 2 * self.half * self.count - 2e-13))

    def covers(self, q1: Array, q2: Array, c: Array) -> Array:
        """Where the table answers."""
        low, high = self._range
        return (q1 >= low) & (q1 <= high) & (q2 >= low) & (q2 <= high) & (np.abs(c) <= self.nearest)

    def covers_all(self, q1: Array, q2: Array, c: Array) -> bool:
        """Whether it answers everywhere in non-empty arrays."""
        ranges = ((q1, *self._range), (q2, *self._range), (c, -self.nearest, self.nearest))
        with np.errstate(invalid="ignore"):
            return all(bool(values.min() >= low and values.max() <= high) for values, low, high in ranges)

    def __call__(self, q1: Array, q2: Array, c: Array) -> Array:
        """The kernel at arrays of one shape (n,), all points covered."""
        result = np.empty(len(c))
        with np.errstate(all="ignore"):
            places, cell = self._placed(q1, q2, c)
            order = np.argsort(cell, kind="stable")
            counts = np.bincount(cell, minlength=len(self.shells) * self._pairs).reshape(len(self.shells), self._pairs)
            ends = np.cumsum(counts.sum(axis=1)).tolist()
            room = _Room(self.shells, min(CHUNK, len(c)))
            for k, (begin, end) in enumerate(zip([0, *ends], ends, strict=False)):
                if begin < end:
                    room.evaluate(self.shells[k], places, order[begin:end], counts[k], result, self.parity == -1)
        return result

    @cached_property
    def _pairs(self) -> int:
        return self.count * (self.count + 1) // 2 if self.symmetric else self.count**2

    @cached_property
    def _angles(self) -> tuple[Array, Array, Array]:
        """The cell of each UNIT of the angle, the middle of each cell and the inverse of half its width."""
        cells = np.clip(np.searchsorted(self.edges, np.arange(UNITS + 2), side="right") - 1, 0, len(self.edges) - 2)
        return cells, (self.edges[1:] + self.edges[:-1]) * (UNIT / 2), 2 / (np.diff(self.edges) * UNIT)

    def _placed(self, q1: Array, q2: Array, c: Array) -> tuple[Array, Array]:
        """(place in the cell of the angle, of q1, of q2, sign of c) for each point, and its cell."""
        size = len(self.shells) * self._pairs
        places, cell = np.empty((len(c), 4)), np.empty(len(c), dtype=np.uint16 if size < 2**16 else np.int64)
        for start in range(0, len(c), BLOCK):
            part = slice(start, start + BLOCK)
            pair = self._pair(q1[part], q2[part], places[part])
            turned = self._turned(c[part], places[part])
            turned *= self._pairs
            turned += pair
            cell[part] = turned
        return places, cell

    def _pair(self, q1: Array, q2: Array, places: Array) -> Array:
        """The pair of cells in log q."""
        first, second = np.log(q1), np.log(q2)
        if self.symmetric:
            first, second = np.maximum(first, second), np.minimum(first, second, out=second)
        k1, k2 = self._place(first, places[:, 1]), self._place(second, places[:, 2])
        k1 *= k1 + 1 if self.symmetric else self.count
        if self.symmetric:
            k1 >>= 1
        k1 += k2
        return k1

    def _place(self, logs: Array, place: Array) -> Array:
        logs -= self.low
        logs *= 1 / (2 * self.half)
        cell = logs.astype(np.int32)
        np.clip(cell, 0, self.count - 1, out=cell)
        logs -= cell
        logs *= 2
        np.subtract(logs, 1, out=place)
        return cell

    def _turned(self, c: Array, places: Array) -> Array:
        """The shell."""
        cells, middles, rates = self._angles
        angle = np.arccos(np.abs(c))
        turned = np.take(cells, (angle * (1 / UNIT)).astype(np.intp), mode="clip")
        angle -= np.take(middles, turned)
        np.multiply(angle, np.take(rates, turned), out=places[:, 0])
        np.copysign(1.0, c, out=places[:, 3])
        if not self.parity:
            turned += (c < 0) * len(middles)
        return turned


class _Room:
    """Memory for an evaluation: places, powers of t, products of powers, sums over these for each power of t2, and t2."""

    def __init__(self, shells: tuple[Shell, ...], size: int) -> None:
        counts = [max(values) for values in zip(*((len(s.heights), s.starts[-1], s.matrices.shape[1]) for s in shells), strict=True)]
        self.size = size
        self.places, self.last = np.empty((size, 4)), np.empty(size)
        self.angular, self.products, self.sums = (np.empty((count, size)) for count in counts)

    def evaluate(self, shell: Shell, places: Array, order: Array, counts: Array, result: Array, odd: bool) -> None:
        """Enters the values at the points `order`, which are sorted by cell, into `result`."""
        widths, steps = (0, 0), list[tuple[Array, Array, Array]]()
        for start, segments in _chunks(counts, self.size):
            points = order[start : start + self.size]
            if widths[1] != len(points):
                widths, steps = (0, len(points)), self._steps(shell, len(points))
            self._powers(places, points, steps)
            sums = self._sums(shell, segments, len(points))
            value, place = sums[-1], self.last[: len(points)]
            for row in sums[-2::-1]:
                value *= place
                value += row
            if odd:
                value *= self.places[: len(points), 3]
            result[points] = value

    def _powers(self, places: Array, points: Array, steps: list[tuple[Array, Array, Array]]) -> None:
        size = len(points)
        np.take(places, points, axis=0, out=self.places[:size], mode="clip")
        for k, row in enumerate((self.angular[1], self.products[1], self.last)):
            row[:size] = self.places[:size, k]
        self.products[0, :size] = 1.0
        for first, second, out in steps:
            np.multiply(first, second, out=out)

    def _steps(self, shell: Shell, size: int) -> list[tuple[Array, Array, Array]]:
        """The multiplications that lead from t and t1 to all products of their powers."""
        angular, products = self.angular[:, :size], self.products[:, :size]
        steps = [*_powers(angular, len(shell.heights)), *_powers(products, shell.starts[1])]
        for a, (start, end) in enumerate(zip(shell.starts, shell.starts[1:], strict=False)):
            if a:
                steps.append((products[: end - start], angular[a], products[start:end]))
        return steps

    def _sums(self, shell: Shell, segments: list[tuple[int, int, int]], size: int) -> Array:
        matrices, rows = shell.matrices, shell.matrices.shape[1]
        products, sums = self.products[: shell.starts[-1], :size], self.sums[:rows, :size]
        longest = max(1, ONE_THREAD // (rows * len(products)))
        for cell, begin, end in segments:
            for start in range(begin, end, longest):
                part = slice(start, min(end, start + longest))
                np.matmul(matrices[cell], products[:, part], out=sums[:, part])
        return sums


def _powers(rows: Array, count: int) -> Iterator[tuple[Array, Array, Array]]:
    """Multiplications from row 1 to row `count` - 1, twice as many rows each time."""
    known = 1
    while known < count - 1:
        end = min(count - 1, 2 * known)
        yield rows[1 : end - known + 1], rows[known], rows[known + 1 : end + 1]
        known = end


def _chunks(counts: Array, size: int) -> Iterator[tuple[int, list[tuple[int, int, int]]]]:
    """(start, [(cell, begin, end)]) for each chunk of points that are sorted by cell, begin and end counted from the start."""
    cells = np.flatnonzero(counts)
    ends = np.cumsum(counts[cells])
    total = int(ends[-1])
    stops = np.unique(np.concatenate([ends, np.arange(size, total, size)]))
    inside = cells[np.searchsorted(ends, stops)].tolist()
    begin, start, found = 0, 0, list[tuple[int, int, int]]()
    for cell, stop in zip(inside, stops.tolist(), strict=True):
        found.append((cell, begin - start, stop - start))
        begin = stop
        if stop in (start + size, total):
            yield start, found
            start, found = stop, []
