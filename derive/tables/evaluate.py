r"""A table of a kernel at arrays of points.

Points are sorted by cell; in a cell the value is sum_ijk C_ijk T_i(t) T_j(t1) T_k(t2), the sum over (i, j) one product of matrices.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from derive.language.errors import CannotEnclose
from derive.tables.variances import Cells

Array = Any
CHUNK = 4096
ONE_THREAD = 2**18  # multiplications in a product of matrices, up to which no threads are started
DROPPED = 1e-13  # the sum of coefficients that are left out, relative to the scale


@dataclass(eq=False)
class Pieces:
    """What a table is made of, one cell of the angle after the other: coefficients indexed (pair of cells in log q, angle, q1, q2) and errors of their sums."""

    tensors: list[Array] = field(default_factory=list)
    errors: list[Array] = field(default_factory=list)
    scales: list[Array] = field(default_factory=list)

    def enter(self, tensor: Array, error: Array, scale: Array) -> None:
        self.tensors.append(tensor)
        self.errors.append(error)
        self.scales.append(scale)

    def shortened(self) -> tuple[Array, Array, float]:
        """Pairs of powers (angle, q1) that are kept, matrices indexed (cell, power of q2, pair), and the error relative to the scale, dropped ones included."""
        sums = [np.abs(tensor).sum(axis=3) / scale[:, None, None] for tensor, scale in zip(self.tensors, self.scales, strict=True)]
        worst = np.max([part.max(axis=0) for part in sums], axis=0)
        order = np.argsort(worst, axis=None)
        dropped = np.zeros(worst.size, dtype=bool)
        dropped[order[np.cumsum(worst.reshape(-1)[order]) <= DROPPED]] = True
        dropped = dropped.reshape(worst.shape)
        error = max(float((error + part[:, dropped].sum(axis=1)).max()) for error, part in zip(self.errors, sums, strict=True))
        pairs = np.array(np.nonzero(~dropped))
        chosen = np.stack([tensor[:, pairs[0], pairs[1], :] for tensor in self.tensors], axis=1)
        return pairs, np.ascontiguousarray(np.swapaxes(chosen, 2, 3)).reshape(-1, chosen.shape[3], pairs.shape[1]), error


@dataclass(frozen=True, eq=False)
class Table:
    """`error`: proven bound relative to sqrt(E[f(u)^2] E[g(v)^2]) on all cells; `seconds` of building, `bytes` of memory."""

    error: float
    seconds: float
    low: float
    half: float
    near: float  # up to this 1 - |c| there is a cell of its own; 0: none
    edges: Array  # of the other cells of the angle
    count: int  # cells in log q
    symmetric: bool  # K(q1, q2, c) = K(q2, q1, c): only cells of q1 >= q2 are kept
    pairs: Array
    matrices: Array  # cell, power of log q2, pair of powers of the angle and log q1

    @staticmethod
    def of(pieces: Pieces, cells: Cells, edges: Array, near: float, seconds: float, symmetric: bool) -> Table:
        """Raises CannotEnclose where the error is not bounded."""
        pairs, matrices, error = pieces.shortened()
        if not np.isfinite(error):
            raise CannotEnclose("a table", "its error is not bounded", ".enclose(digits, ...)")
        return Table(error * 1.001, seconds, cells.low, cells.half, near, edges, cells.count, symmetric, pairs, matrices)

    @property
    def bytes(self) -> int:
        size: int = self.matrices.nbytes
        return size

    @property
    def nearest(self) -> float:
        """The largest |c| in the table."""
        return 1.0 if self.near else float(np.cos(self.edges[0] * (1 + 1e-9)))

    def covers(self, q1: Array, q2: Array, c: Array) -> Array:
        """Where the table answers."""
        low, high = np.exp(self.low + 2e-13), np.exp(self.low + 2 * self.half * self.count - 2e-13)
        return (q1 >= low) & (q1 <= high) & (q2 >= low) & (q2 <= high) & (np.abs(c) <= self.nearest)

    def __call__(self, q1: Array, q2: Array, c: Array) -> Array:
        """The kernel at arrays of one shape (n,), all points covered."""
        turned, t = self._turned(np.abs(c))
        (k1, t1), (k2, t2) = self._place(q1), self._place(q2)
        if self.symmetric:
            swapped = k1 < k2
            (k1, k2), (t1, t2) = (np.where(swapped, b, a) for a, b in ((k1, k2), (k2, k1))), (np.where(swapped, b, a) for a, b in ((t1, t2), (t2, t1)))
        pair = k1 * (k1 + 1) // 2 + k2 if self.symmetric else k1 * self.count + k2
        cell = pair * (2 * (len(self.edges) - 1 + (self.near > 0))) + 2 * turned + (c < 0)
        order = np.argsort(cell.astype(np.uint16) if len(self.matrices) < 2**16 else cell, kind="stable")
        result = np.empty(len(order))
        result[order] = self._sorted(cell[order], t[order], t1[order], t2[order])
        return result

    def _turned(self, size: Array) -> tuple[Array, Array]:
        """Cells of the angle for |c|, the one next to 1 first, and the place in them."""
        angle = np.arccos(size)
        turned = np.clip(np.searchsorted(self.edges, angle, side="right") - 1, 0, len(self.edges) - 2)
        t = (angle - (self.edges[turned] + self.edges[turned + 1]) / 2) / ((self.edges[turned + 1] - self.edges[turned]) / 2)
        if not self.near:
            return turned, t
        rest = 1 - size
        return np.where(rest <= self.near, 0, turned + 1), np.where(rest <= self.near, 2 * rest / self.near - 1, t)

    def _place(self, q: Array) -> tuple[Array, Array]:
        logs = (np.log(q) - self.low) / (2 * self.half)
        cell = np.clip(logs.astype(np.int64), 0, self.count - 1)
        return cell, np.clip(2 * (logs - cell) - 1, -1.0, 1.0)

    def _sorted(self, cell: Array, t: Array, t1: Array, t2: Array) -> Array:
        result, room = np.empty(len(cell)), self._room(min(CHUNK, len(cell)))
        for start in range(0, len(cell), CHUNK):
            part = slice(start, min(start + CHUNK, len(cell)))
            result[part] = self._chunk(cell[part], t[part], t1[part], t2[part], room)
        return result

    def _room(self, size: int) -> list[Array]:
        """Memory for powers of the angle, of log q1 and log q2, products of pairs, and sums over pairs."""
        counts = (int(self.pairs[0].max()) + 1, int(self.pairs[1].max()) + 1, self.matrices.shape[1], len(self.pairs[0]), self.matrices.shape[1])
        return [np.empty((count, size)) for count in counts]

    def _chunk(self, cell: Array, t: Array, t1: Array, t2: Array, room: list[Array]) -> Array:
        angular, first, second, products, sums = (rows[:, : len(cell)] for rows in room)
        for rows, values in ((angular, t), (first, t1), (second, t2)):
            _polynomials(values, rows)
        for row, i, j in zip(products, *self.pairs, strict=True):
            np.multiply(angular[i], first[j], out=row)
        breaks = (np.flatnonzero(np.diff(cell)) + 1).tolist()
        longest = max(1, ONE_THREAD // (self.matrices.shape[1] * self.matrices.shape[2]))
        for a, b in zip((0, *breaks), (*breaks, len(cell)), strict=True):
            for start in range(a, b, longest):
                np.matmul(self.matrices[cell[a]], products[:, start : min(b, start + longest)], out=sums[:, start : min(b, start + longest)])
        return np.einsum("ij,ij->j", sums, second)


def _polynomials(t: Array, rows: Array) -> None:
    """T_0, T_1, ... at an array, one in each row."""
    rows[0] = 1.0
    if len(rows) > 1:
        rows[1] = t
    twice = 2 * t
    for k in range(2, len(rows)):
        np.multiply(twice, rows[k - 1], out=rows[k])
        rows[k] -= rows[k - 2]
