"""The incomplete plasma dispersion function in float64, by Gauss and Legendre's rule on panels that grow from its end."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np

SQRT_PI = 1.772453850905516
NODES, WEIGHTS = np.polynomial.legendre.leggauss(20)
LOWEST = -9.0  # below it exp(-t**2) is less than rounding
BREAKS = (0.0, *(4.0**-k for k in range(26, 0, -1)), *np.arange(1.0, 20.0))


def incomplete_plasma(h: Any, x: Any, y: Any) -> Any:
    """(1/sqrt(pi)) int_h^oo exp(-t^2)/(t - x - iy) dt for real arguments; nan on the ray y = 0, x >= h."""
    from scipy.special import wofz

    h, x, y = np.broadcast_arrays(*(np.asarray(v, dtype=float) for v in (h, x, y)))
    beyond = (x > h) & (h < 0.0)
    side = np.where(beyond, -1.0, 1.0)
    with np.errstate(all="ignore"):
        pole = np.sign(y) * 1j * SQRT_PI * wofz(np.where(y < 0, -1.0, 1.0) * (x + 1j * y))
        value = _to_the_right(side * h, side * x, side * y) + np.where(beyond, pole, 0.0)
    return np.where((y == 0) & (x >= h), complex(np.nan, np.nan), value)[()]


def _to_the_right(h: Any, x: Any, y: Any) -> Any:
    """The integral from h, or from LOWEST, for x <= h or h >= 0, when the way is turned from a pole beside it."""
    start = np.maximum(h, LOWEST)
    way = (start - x) - 1j * y
    turn = np.where(x > h, np.exp(np.where(y > 0, -1j, 1j) * np.pi / 6.0), 1.0)
    scale = 1.0 / (1.0 + np.maximum(start, 0.0))
    total = np.zeros(start.shape, dtype=complex)
    for lower, upper in pairwise(BREAKS):
        half = (upper - lower) / 2.0
        for node, weight in zip(NODES, WEIGHTS, strict=True):
            t = turn * scale * (lower + half * (1.0 + node))
            total += turn * scale * half * weight * np.exp(-np.square(start + t)) / (t + way)
    return total / SQRT_PI
