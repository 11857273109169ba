r"""Faddeeva's function of two poles in float64, by Gauss and Legendre's rule on the great circle from z1 to z2 (`derive.language.special.voigt_pair`):

    w2(z1, z2; c) = (2 r/pi) int_0^1 h(z1 a(1 - t) + z2 a(t)) dt,      a(t) = sin(g t)/sin(g),  r = g/sin(g),  c = cos(g),  h(z) = 1 + i sqrt(pi) z w(z),

and on a hyperbola, a(t) = sinh(f t)/sinh(f), c = cosh(f), for c > 1.

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
    """w2(x1 + i y1, x2 + i y2; c) for c >= -1; inf where it overflows, for y1 or y2 far below 0."""
    x1, y1, x2, y2, c = np.broadcast_arrays(*(np.asarray(v, dtype=float) for v in (x1, y1, x2, y2, c)))
    z1, z2 = x1 + 1j * y1, x2 + 1j * y2
    with np.errstate(all="ignore"):
        inner = _integral(z1, z2, np.where(np.abs(c) < 1, c, np.where(c == 1, c, np.nan)))
        value = np.where(c == -1, _opposite(z1, z2), inner)
        return (np.where(c > 1, _on_hyperbola(z1, z2, np.where(c > 1, c, 2.0)), value) if np.any(c > 1) else value)[()]


def _integral(z1: Any, z2: Any, c: Any) -> Any:
    """Over the great circle, from both ends and from its place next to 0, where h has a peak."""
    angle, sine = np.arccos(c), np.sqrt((1.0 - c) * (1.0 + c))
    gap = 2.0 * np.arcsin(np.sqrt((1.0 + c) / 2.0))  # pi - angle, without loss for c near -1

    def weight(t: Any, rest: Any) -> Any:
        """sin(g t)/sin(g) for t + rest = 1."""
        wide = np.where(t < rest, np.sin(angle * t), np.sin(gap + angle * rest)) / sine
        return np.where(c < 0, wide, t * np.sinc(angle * t / np.pi) / np.sinc(angle / np.pi))

    def density(t: Any, rest: Any) -> Any:
        return _density(z1 * weight(rest, t) + z2 * weight(t, rest))

    middle = np.where(sine > 0, _nearest(z1, z2, c, sine) / angle, 0.5)
    return _mean(density, middle) * np.where(c < 0, angle / sine, 1.0 / np.sinc(angle / np.pi))


def _on_hyperbola(z1: Any, z2: Any, c: Any) -> Any:
    """The same for c = cosh(f) > 1."""
    angle = 2.0 * np.arcsinh(np.sqrt((c - 1.0) / 2.0))
    sine = np.sqrt((c - 1.0) * (c + 1.0))

    def weight(t: Any, rest: Any) -> Any:
        """sinh(f t)/sinh(f) for t + rest = 1."""
        return np.exp(-angle * rest) * np.expm1(-2.0 * angle * t) / np.expm1(-2.0 * angle)

    def density(t: Any, rest: Any) -> Any:
        return _density(z1 * weight(rest, t) + z2 * weight(t, rest))

    normal = (z2 - c * z1) / sine
    slope = -2.0 * (z1 * normal.conj()).real / (np.abs(z1) ** 2 + np.abs(normal) ** 2)
    middle = np.clip(np.arctanh(np.clip(slope, -1.0, 1.0)) / (2.0 * angle), 0.0, 1.0)  # from z1 to the place that is next to 0
    return _mean(density, middle) * angle / sine


def _mean(density: Any, middle: Any) -> Any:
    """(2/pi) int_0^1 density(t, 1 - t) dt, in two parts that are graded towards their ends."""
    total = np.zeros(np.shape(middle), dtype=complex)
    for lower, upper in pairwise(BREAKS):
        for node, part in zip(NODES, WEIGHTS, strict=True):
            t = lower + (upper - lower) * node
            for width, place in ((middle, density), (1.0 - middle, lambda t, rest: density(rest, t))):
                step, inner = width * t, width * (1.0 - t)
                total += part * (upper - lower) * width * (place(step, 1.0 - step) + place(inner, 1.0 - inner))
    return 2.0 / np.pi * total


def _nearest(z1: Any, z2: Any, c: Any, sine: Any) -> Any:
    """The angle from z1 to the place on the great circle z1 cos(f) + n sin(f) that is next to 0."""
    normal = (z2 - c * z1) / np.where(sine > 0, sine, 1.0)
    twice = np.arctan2(2.0 * (z1 * normal.conj()).real, np.abs(z1) ** 2 - np.abs(normal) ** 2)
    angle = np.arccos(c)
    place = (twice / 2.0 + np.pi / 2.0) % np.pi
    farther = np.where(place - angle < np.pi - place, angle, 0.0)  # beyond the arc: its nearer end
    return np.where(place <= angle, place, farther)


def _opposite(z1: Any, z2: Any) -> Any:
    """w2(z1, z2; -1)."""
    from scipy.special import wofz

    return 1j / SQRT_PI * (wofz(z1) + wofz(z2)) / (z1 + z2)


def _density(z: Any) -> Any:
    """1 + i sqrt(pi) z w(z), below the line by w(z) = 2 exp(-z^2) - w(-z)."""
    below = z.imag < 0
    turned = 2j * SQRT_PI * z * np.exp(-z * z)
    return _upper_density(np.where(below, -z, z)) + np.where(below, turned, 0.0)


def _upper_density(z: Any) -> Any:
    from scipy.special import wofz

    square = z * z
    far = np.abs(square) > FAR
    step, series = 1.0 / np.where(far, 2.0 * square, 1.0), np.zeros_like(z)
    term = np.full_like(z, -1.0)
    for k in range(TERMS):
        term = term * (2 * k + 1) * step
        series = series + term
    return np.where(far, series, 1.0 + 1j * SQRT_PI * z * wofz(z))
