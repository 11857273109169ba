"""Interpolation at Chebyshev nodes in three variables, in extended precision, so that its rounding is far below that of the values."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from flint import arb

Array = Any
LONG = np.longdouble


def nodes(count: int) -> Array:
    """cos((2k + 1) pi/(2n))."""
    return np.cos((2 * np.arange(count) + 1) * np.pi / (2 * count))


def exact_nodes(count: int) -> list[arb]:
    """The nodes as balls."""
    return [(arb(2 * k + 1) / (2 * count)).cos_pi() for k in range(count)]


def lebesgue(count: int) -> float:
    """The Lebesgue constant of the nodes, (1/n) sum_k cot((2k + 1) pi/(4n)), rounded up."""
    return float(np.sum(1 / np.tan((2 * np.arange(count) + 1) * np.pi / (4 * count))) / count) * (1 + 1e-9)


@lru_cache(maxsize=32)
def chebyshev_matrix(count: int) -> Array:
    """From values at the nodes to Chebyshev coefficients."""
    quarter = np.arctan(LONG(1))
    matrix = 2 / LONG(count) * np.cos(np.multiply.outer(np.arange(count).astype(LONG), (2 * np.arange(count) + 1) * 4 * quarter / (2 * count)))
    matrix[0] /= 2
    return matrix


def angular_coefficients(values: Array) -> tuple[Array, Array]:
    """Values at the nodes of the angle, indexed (angle, pair of cells, order, order), to coefficients, indexed (pair of cells, order in the angle, order,
    order), and a bound of the rounding of all of them together for each pair: sums of n terms.
    """
    matrix = chebyshev_matrix(len(values))
    found = np.tensordot(matrix, values.reshape(len(values), -1).astype(LONG), axes=1).reshape(values.shape)
    error = (len(values) + 8) * float(np.finfo(LONG).eps) * np.einsum("kpuv,k->p", np.abs(values), np.abs(matrix).sum(axis=0).astype(float))
    return np.moveaxis(found, 0, 1).astype(float), error


def restriction(count: int, low: float, high: float) -> Array:
    """From Chebyshev coefficients on [-1, 1] to those of the same polynomial on [low, high], indexed (new, old)."""
    points = (LONG(low) + LONG(high)) / 2 + (LONG(high) - LONG(low)) / 2 * np.cos((2 * np.arange(count) + 1) * 4 * np.arctan(LONG(1)) / (2 * count))
    polynomials = np.empty((count, count), dtype=LONG)
    polynomials[:, 0] = 1
    for k in range(1, count):
        polynomials[:, k] = points if k == 1 else 2 * points * polynomials[:, k - 1] - polynomials[:, k - 2]
    return np.asarray(chebyshev_matrix(count) @ polynomials, dtype=float)


def powers_of(count: int) -> Array:
    """From Chebyshev coefficients to those of powers, indexed (power, old): whole numbers, exact up to 40 polynomials or so."""
    matrix = np.zeros((count, count))
    matrix[0, 0] = 1
    for k in range(1, count):
        matrix[1:, k] = (1 if k == 1 else 2) * matrix[:-1, k - 1]
        if k > 1:
            matrix[:, k] -= matrix[:, k - 2]
    return matrix
