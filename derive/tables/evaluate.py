r"""A table of a kernel at arrays of points.

Points are sorted by cell; in a cell the value is sum_ijk C_ijk T_i(t) T_j(t1) T_k(t2), the sum over (i, j) one product of matrices.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from derive.language.errors import CannotEnclose

Array = Any
CHUNK = 4096
DROPPED = 2e-16  # coefficients below this, relative to the scale, are dropped where all cells agree


@dataclass(frozen=True, eq=False)
class Table:
    """`error`: proven bound relative to sqrt(E[f(u)^2] E[g(v)^2]) on all cells; `seconds` of building, `bytes` of memory."""

    error: float
    seconds: float
    low: float
    half: float
    edges: Array
    count: int  # cells in log q
    symmetric: bool  # K(q1, q2, c) = K(q2, q1, c): only cells of q1 >= q2 are kept
    pairs: tuple[Array, Array]
    matrices: Array  # cell, power of log q2, pair of powers of the angle and log q1

    @staticmethod
    def of(tensor: Array, errors: Array, scale: Array, low: float, half: float, cells: list[tuple[float, float]], seconds: float, symmetric: bool) -> Table:
        """From coefficients indexed (cell of q1, cell of q2, cell of the angle with its mirror image, angle, q1, q2)."""
        sums = np.abs(tensor).sum(axis=5) / scale[:, :, None, None, None]
        kept = sums.max(axis=(0, 1, 2)) > DROPPED
        errors = errors + np.where(kept, 0.0, sums).sum(axis=(3, 4))
        pairs = np.nonzero(kept)
        places = np.tril_indices(len(tensor)) if symmetric else tuple(axis.ravel() for axis in np.indices(tensor.shape[:2]))
        chosen = tensor[places][:, :, pairs[0], pairs[1], :]
        matrices = np.ascontiguousarray(np.swapaxes(chosen, 2, 3)).reshape(-1, tensor.shape[5], len(pairs[0]))
        edges = np.array([cells[0][0], *(high for _, high in cells)])
        if not np.isfinite(errors).all():
            raise CannotEnclose("a table", "its error is not bounded", ".enclose(digits, ...)")
        return Table(float(errors.max()) * 1.001, seconds, low, half, edges, len(tensor), symmetric, (pairs[0], pairs[1]), matrices)

    @property
    def bytes(self) -> int:
        size: int = self.matrices.nbytes
        return size

    def covers(self, q1: Array, q2: Array, c: Array) -> Array:
        """Where the table answers."""
        low, high = np.exp(self.low), np.exp(self.low + 2 * self.half * self.count)
        angle = np.arccos(np.minimum(np.abs(c), 1.0))
        return (q1 >= low) & (q1 <= high) & (q2 >= low) & (q2 <= high) & (angle >= self.edges[0] * (1 + 1e-12)) & (np.abs(c) <= 1)

    def __call__(self, q1: Array, q2: Array, c: Array) -> Array:
        """The kernel at arrays of one shape (n,), all points covered."""
        angle = np.arccos(np.abs(c))
        turned = np.clip(np.searchsorted(self.edges, angle, side="right") - 1, 0, len(self.edges) - 2)
        t = (angle - (self.edges[turned] + self.edges[turned + 1]) / 2) / ((self.edges[turned + 1] - self.edges[turned]) / 2)
        (k1, t1), (k2, t2) = self._place(q1), self._place(q2)
        if self.symmetric:
            swapped = k1 < k2
            (k1, k2), (t1, t2) = (np.where(swapped, b, a) for a, b in ((k1, k2), (k2, k1))), (np.where(swapped, b, a) for a, b in ((t1, t2), (t2, t1)))
        pair = k1 * (k1 + 1) // 2 + k2 if self.symmetric else k1 * self.count + k2
        cell = pair * (2 * (len(self.edges) - 1)) + 2 * turned + (c < 0)
        order = np.argsort(cell.astype(np.uint16) if len(self.matrices) < 2**16 else cell, kind="stable")
        result = np.empty(len(order))
        result[order] = self._sorted(cell[order], t[order], t1[order], t2[order])
        return result

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
        for a, b in zip((0, *breaks), (*breaks, len(cell)), strict=True):
            np.matmul(self.matrices[cell[a]], products[:, a:b], out=sums[:, a:b])
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
