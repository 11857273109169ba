r"""From Chebyshev coefficients on the cells of a proof to powers on the cells of an evaluation.

Cells of the angle are cut until each has few points of many that are spread evenly over the angles, and as few powers as its functions need: coefficients
of a small sum are left out, so that what is kept is an order ideal, and the polynomial is rewritten in powers. All of this is counted:

    error of a piece + what is left out + rounding of the rewriting + rounding of the evaluation + (error of the argument) * (slope).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from itertools import pairwise
from typing import Any

import numpy as np

from derive.tables.angle import UNIT
from derive.tables.chebyshev import powers_of, restriction
from derive.tables.pieces import Piece

Array = Any
AIM = 1e-12 / 1.002  # of the whole error, relative to the scale
DROPPED = (3e-13, 1.5e-13, 5e-14, 1e-12)  # what left out coefficients may sum up to, relative to the scale: few are kept, and none that are but rounding
CELLS = 3500  # of a quadrant of angles
EPS = 2.0**-53
ULPS = 4  # logarithms and angles are taken to be accurate to so many units in the last place


@dataclass(frozen=True, eq=False)
class Shell:
    """A cell of the angle: `heights[a]` powers of q1 stand beside t^a; coefficients are indexed (pair of cells in log q, power of q2, pair of powers)."""

    heights: Array
    matrices: Array

    @cached_property
    def starts(self) -> list[int]:
        """The first pair of powers of each t^a."""
        return [0, *np.cumsum(self.heights).tolist()]


def cuts(piece: Piece, pairs: int) -> list[tuple[int, int]]:
    """The parts of a cell of the angle, in UNITs."""
    low, high = round(piece.cell.low / UNIT), round(piece.cell.high / UNIT)
    count = max(1, min(high - low, round((high - low) * UNIT / (np.pi / 2) * CELLS / pairs)))
    edges = [round(low + (high - low) * k / count) for k in range(count + 1)]
    return list(pairwise(edges))


Parts = list[tuple[tuple[int, int], Shell, float]]


def all_cut(pieces: Sequence[Piece], log_error: float) -> Parts:
    """The parts of all pieces with as few coefficients as the error aimed at allows, else with the least error."""
    best: Parts = []
    for dropped in DROPPED:
        found = [part for piece in pieces for part in cut(piece, dropped, log_error)]
        if not best or largest_error(found) < largest_error(best):
            best = found
        if largest_error(best) <= AIM:
            break
    return best


def largest_error(parts: Parts) -> float:
    """That of the table which the parts make."""
    return float(np.max([error for *_, error in parts]))


def cut(piece: Piece, dropped: float, log_error: float) -> Iterator[tuple[tuple[int, int], Shell, float]]:
    """The parts of a piece, in UNITs, with the proven error; coefficients up to a sum of `dropped` are left out, `log_error` is that of places in log q."""
    for low, high in cuts(piece, len(piece.tensor)):
        begin, end = (2 * (edge * UNIT - piece.cell.low) / (piece.cell.high - piece.cell.low) - 1 for edge in (low, high))
        matrix = restriction(piece.tensor.shape[1], begin, end)
        rounded = (piece.tensor.shape[1] + 4) * EPS * _sums(np.tensordot(np.abs(piece.tensor), np.abs(matrix), axes=(1, 1))) / piece.scale
        tensor = np.moveaxis(np.tensordot(piece.tensor, matrix, axes=(1, 1)), 3, 1)
        shift = ((2 * ULPS + 4) * 2 * high / (high - low) + 8) * EPS
        shell, more = _shell(tensor, piece.scale, dropped, (shift, log_error, log_error))
        yield (low, high), shell, float((piece.error + rounded + more).max())


def _shell(tensor: Array, scale: Array, dropped: float, shifts: tuple[float, float, float]) -> tuple[Shell, Array]:
    """In powers, and the error for each pair of cells relative to the scale."""
    sizes = np.abs(tensor)
    kept = _kept((sizes / scale[:, None, None, None]).max(axis=0), dropped)
    shape = tuple(int(kept.any(axis=axes).sum()) for axes in ((1, 2), (0, 2), (0, 1)))
    inside = tuple(slice(count) for count in shape)
    heights = kept.any(axis=2)[inside[0]].sum(axis=1)
    error = _sums(sizes * ~kept) + _sums(sizes * _slopes(sizes.shape[1:], shifts))
    changes = [powers_of(count) for count in shape]
    found = _changed((tensor * kept)[:, *inside], changes)
    amplified = _sums(_changed((sizes * kept)[:, *inside], [np.abs(change) for change in changes]))
    operations = 2 * sum(shape) + 2 * (sum(shape) + shape[2]) + int(heights.sum()) + 16  # rewriting; powers, Horner's scheme, a sum over pairs
    first, second = np.nonzero(kept.any(axis=2)[inside[0], inside[1]])
    matrices = np.ascontiguousarray(np.swapaxes(found[:, first, second, :], 1, 2))
    return Shell(heights, matrices), (error + operations * EPS * 1.01 * amplified) / scale


def _kept(worst: Array, dropped: float) -> Array:
    """Which coefficients are kept: with one all of smaller indices."""
    order = np.argsort(worst, axis=None)
    kept = np.ones(worst.size, dtype=bool)
    kept[order[np.cumsum(worst.reshape(-1)[order]) <= dropped]] = False
    kept = kept.reshape(worst.shape)
    kept[:2, :2, :2] = True
    for axis in range(3):
        kept = np.flip(np.maximum.accumulate(np.flip(kept, axis), axis=axis), axis)
    return kept


def _slopes(shape: tuple[int, ...], shifts: tuple[float, ...]) -> Array:
    """Bounds of how products of Chebyshev polynomials change with arguments that are off by `shifts`."""
    return 1.01 * reduce(np.add.outer, (shift * np.arange(count) ** 2.0 for count, shift in zip(shape, shifts, strict=True)))


def _changed(tensor: Array, changes: list[Array]) -> Array:
    """Another basis along the last three axes."""
    for change in changes:
        tensor = np.tensordot(tensor, change, axes=(1, 1))
    return tensor


def _sums(tensor: Array) -> Array:
    return tensor.reshape(len(tensor), -1).sum(axis=1)
