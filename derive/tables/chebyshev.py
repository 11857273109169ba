"""Interpolation at Chebyshev nodes in three variables, in extended precision, so that its rounding is far below that of the values."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

Array = Any
LONG = np.longdouble
SAMPLES = 4000


def nodes(count: int) -> Array:
    """cos((2k + 1) pi/(2n))."""
    return np.cos((2 * np.arange(count) + 1) * np.pi / (2 * count))


def lebesgue(count: int) -> float:
    """The Lebesgue constant of the nodes, (1/n) sum_k cot((2k + 1) pi/(4n)), rounded up."""
    return float(np.sum(1 / np.tan((2 * np.arange(count) + 1) * np.pi / (4 * count))) / count) * (1 + 1e-9)


def enlargement(norms: Array, parts: int) -> Array:
    """Bounds of sum_j |l_j(x)| n_j, l_j the polynomials that are 1 at one node and 0 at the others, indexed (row of `norms`, part of [-1, 1]).

    Values at SAMPLES points a part, and the derivative between them: |l_j'| <= (n - 1)^2 max|l_j| by Markov, max|l_j| <= 4/pi.
    """
    count = norms.shape[1]
    sums = norms @ _basis(count, parts).T
    worst = np.stack([sums[:, k * SAMPLES : (k + 1) * SAMPLES + 1].max(axis=1) for k in range(parts)], axis=1)
    return worst + norms.sum(axis=1)[:, None] * (1.3 * (count - 1) ** 2 / (parts * SAMPLES) + 1e-9)


@lru_cache(maxsize=8)
def _basis(count: int, parts: int) -> Array:
    """|l_j| at equidistant points, indexed (point, j)."""
    x = np.linspace(-1, 1, parts * SAMPLES + 1)
    return np.abs(np.cos(np.multiply.outer(np.arccos(x), np.arange(count))) @ np.asarray(_matrix(count), dtype=float))


def _matrix(count: int) -> Array:
    """From values at the nodes to Chebyshev coefficients."""
    quarter = np.arctan(LONG(1))
    matrix = 2 / LONG(count) * np.cos(np.multiply.outer(np.arange(count).astype(LONG), (2 * np.arange(count) + 1) * 4 * quarter / (2 * count)))
    matrix[0] /= 2
    return matrix


def coefficients_of(values: Array, angular: bool = True) -> tuple[Array, Array]:
    """Values indexed (angle, cell of q1, q1, cell of q2, q2) to coefficients indexed (cell of q1, cell of q2, angle, q1, q2), and a bound of the rounding of
    all coefficients together for each pair of cells: sums of n terms in three steps.

    Unless `angular` the first index is one of coefficients already.
    """
    power, found = _matrix(values.shape[2]), values.astype(LONG)
    columns = np.abs(power).sum(axis=0)
    weights = np.abs(_matrix(len(values))).sum(axis=0) if angular else np.ones(len(values))
    terms = len(values) + 2 * len(power) + 12
    error = terms * float(np.finfo(LONG).eps) * np.einsum("kaibj,k,i,j->ab", np.abs(found), weights, columns, columns)
    if angular:
        found = np.einsum("tk,kaibj->taibj", _matrix(values.shape[0]), found)
    found = np.einsum("ui,taibj->taubj", power, found)
    return np.einsum("vj,taubj->abtuv", power, found).astype(float), error.astype(float)


def restriction(count: int, low: float, high: float) -> Array:
    """From Chebyshev coefficients on [-1, 1] to those of the same polynomial on [low, high], indexed (new, old)."""
    points = (LONG(low) + LONG(high)) / 2 + (LONG(high) - LONG(low)) / 2 * np.cos((2 * np.arange(count) + 1) * 4 * np.arctan(LONG(1)) / (2 * count))
    polynomials = np.empty((count, count), dtype=LONG)
    polynomials[:, 0] = 1
    for k in range(1, count):
        polynomials[:, k] = points if k == 1 else 2 * points * polynomials[:, k - 1] - polynomials[:, k - 2]
    return np.asarray(_matrix(count) @ polynomials, dtype=float)


def powers_of(count: int) -> Array:
    """From Chebyshev coefficients to those of powers, indexed (power, old): whole numbers, exact up to 40 polynomials or so."""
    matrix = np.zeros((count, count))
    matrix[0, 0] = 1
    for k in range(1, count):
        matrix[1:, k] = (1 if k == 1 else 2) * matrix[:-1, k - 1]
        if k > 1:
            matrix[:, k] -= matrix[:, k - 2]
    return matrix
