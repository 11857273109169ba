"""The mean of a logarithm under the normal law in float64: the integral of Faddeeva's function from 0 by Gauss and Legendre's rule, far out a series."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np

ROOT_TWO, ROOT_HALF_PI = 1.4142135623730951, 1.2533141373155003
AT_ZERO = -0.6351814227307392  # -(gamma + log 2)/2
NODES, WEIGHTS = np.polynomial.legendre.leggauss(20)
BREAKS = (0.0, 0.05, 0.15, 0.3, 0.5, 0.75, 1.0)
REMOTE, TERMS = 9.0, 40


def mean_logarithm(x: Any, y: Any) -> Any:
    """E[log(z + iZ)] at z = x + iy for real arguments, x >= 0, and its entire continuation; nan where an argument is."""
    from scipy.special import erfi

    x, y = np.broadcast_arrays(*(np.asarray(v, dtype=float) for v in (x, y)))
    z = np.where(x < 0, -1.0, 1.0) * (x + 1j * y)
    with np.errstate(all="ignore"):
        value = np.where(np.abs(z) > REMOTE, _remote(z), _near(np.where(np.abs(z) > REMOTE, 1.0, z)))
        return np.where(x < 0, value + np.pi * erfi((x + 1j * y) / ROOT_TWO), value)[()]


def _near(z: Any) -> Any:
    """The value at 0 and sqrt(pi/2) times the integral of w(is/sqrt(2)) over the segment from 0 to z."""
    from scipy.special import wofz

    total = np.zeros(z.shape, dtype=complex)
    for lower, upper in pairwise(BREAKS):
        half = (upper - lower) / 2.0
        for node, weight in zip(NODES, WEIGHTS, strict=True):
            total += half * weight * wofz(1j * z * (lower + half * (1.0 + node)) / ROOT_TWO)
    return AT_ZERO + ROOT_HALF_PI * z * total


def _remote(z: Any) -> Any:
    """log(z) - sum (-1)^k (2k - 1)!!/(2k z^(2k)), up to the least term."""
    inverse = np.where(z == 0, 1.0, z) ** -2.0
    term, total = np.ones_like(inverse), np.zeros_like(inverse)
    for k in range(1, TERMS + 1):
        term = -term * (2 * k - 1) * inverse
        total -= term / (2 * k)
    return np.log(z) + total
