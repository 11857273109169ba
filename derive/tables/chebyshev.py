"""Interpolation at Chebyshev nodes in three variables, in extended precision, so that its rounding is far below that of the values."""

from __future__ import annotations

from typing import Any

import numpy as np

Array = Any
LONG = np.longdouble


def nodes(count: int) -> Array:
    """cos((2k + 1) pi/(2n))."""
    return np.cos((2 * np.arange(count) + 1) * np.pi / (2 * count))


def lebesgue(count: int) -> float:
    """The Lebesgue constant of the nodes, (1/n) sum_k cot((2k + 1) pi/(4n)), rounded up."""
    return float(np.sum(1 / np.tan((2 * np.arange(count) + 1) * np.pi / (4 * count))) / count) * (1 + 1e-9)


def _matrix(count: int) -> Array:
    """From values at the nodes to Chebyshev coefficients."""
    quarter = np.arctan(LONG(1))
    matrix = 2 / LONG(count) * np.cos(np.multiply.outer(np.arange(count).astype(LONG), (2 * np.arange(count) + 1) * 4 * quarter / (2 * count)))
    matrix[0] /= 2
    return matrix


def coefficients_of(values: Array) -> Array:
    """Values indexed (angle, cell of q1, q1, cell of q2, q2) to coefficients indexed (cell of q1, cell of q2, angle, q1, q2)."""
    angular, power = _matrix(values.shape[0]), _matrix(values.shape[2])
    found = np.einsum("tk,kaibj->taibj", angular, values.astype(LONG))
    found = np.einsum("ui,taibj->taubj", power, found)
    return np.einsum("vj,taubj->abtuv", power, found).astype(float)


def transform_error(shape: tuple[int, int, int]) -> float:
    """Rounding of all coefficients together, relative to the largest value: sums of n terms in three steps."""
    rows = 1.0
    for count in shape:
        rows *= float(np.abs(_matrix(count)).sum())
    return (sum(shape) + 12) * float(np.finfo(LONG).eps) * rows
