r"""Faddeeva's function of two poles in float64, by Gauss and Legendre's rule on the great circle from z1 to z2 (`derive.language.special.voigt_pair`):

    w2(z1, z2; c) = (2 r/pi) int_0^1 h(z1 a(1 - t) + z2 a(t)) dt,      a(t) = sin(g t)/sin(g),  r = g/sin(g),  c = cos(g),  h(z) = 1 + i sqrt(pi) z w(z).

Far out h is -1/(2 z^2) - 3/(4 z^4) - ..., its asymptotic series, which has no cancellation.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np

from derive.arrays.bivariate import NODES, WEIGHTS

SQRT_PI = 1.772453850905516
FAR = 400.0  # the square from which on eight terms of the series suffice
TERMS = 8
BREAKS = (0.0, *(8.0**-k for k in range(9, 0, -1)), 0.5)


def faddeeva_of_two(x1: Any, y1: Any, x2: Any, y2: Any, c: Any) -> Any:
    """w2(x1 + i y1, x2 + i y2; c) for y1, y2 > 0, |c| <= 1."""
    x1, y1, x2, y2, c = np.broadcast_arrays(*(np.asarray(v, dtype=float) for v in (x1, y1, x2, y2, c)))
    z1, z2 = x1 + 1j * y1, x2 + 1j * y2
    with np.errstate(all="ignore"):
        inner = _integral(z1, z2, np.where(np.abs(c) < 1, c, np.where(c == 1, c, np.nan)))
        return np.where(c == -1, _opposite(z1, z2), inner)[()]


def _integral(z1: Any, z2: Any, c: Any) -> Any:
    """Over the great circle, from both ends to the middle."""
    angle, sine = np.arccos(c), np.sqrt((1.0 - c) * (1.0 + c))
    gap = 2.0 * np.arcsin(np.sqrt((1.0 + c) / 2.0))  # pi - angle, without loss for c near -1
    total = np.zeros(z1.shape, dtype=complex)
    for lower, upper in pairwise(BREAKS):
        for node, weight in zip(NODES, WEIGHTS, strict=True):
            t = lower + (upper - lower) * node
            near = np.where(c < 0, np.sin(angle * t) / sine, _weight(angle, t))
            beyond = np.where(c < 0, np.sin(gap + angle * t) / sine, _weight(angle, 1.0 - t))
            total += weight * (upper - lower) * (_density(z1 * beyond + z2 * near) + _density(z1 * near + z2 * beyond))
    return 2.0 / np.pi * total * np.where(c < 0, angle / sine, 1.0 / np.sinc(angle / np.pi))


def _weight(angle: Any, t: float) -> Any:
    """sin(g t)/sin(g), g < pi."""
    return t * np.sinc(angle * t / np.pi) / np.sinc(angle / np.pi)


def _opposite(z1: Any, z2: Any) -> Any:
    """w2(z1, z2; -1)."""
    from scipy.special import wofz

    return 1j / SQRT_PI * (wofz(z1) + wofz(z2)) / (z1 + z2)


def _density(z: Any) -> Any:
    """1 + i sqrt(pi) z w(z)."""
    from scipy.special import wofz

    square = z * z
    far = np.abs(square) > FAR
    step, series = 1.0 / np.where(far, 2.0 * square, 1.0), np.zeros_like(z)
    term = np.full_like(z, -1.0)
    for k in range(TERMS):
        term = term * (2 * k + 1) * step
        series = series + term
    return np.where(far, series, 1.0 + 1j * SQRT_PI * z * wofz(z))
