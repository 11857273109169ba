"""exp(E) P(X > h, Y > k) as a figure, scaled so that neither factor over- or underflows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from derive.arrays.bivariate import wedge
from derive.compiled.tape import Arithmetic, Figure, U

OPERATIONS = 60.0  # units of rounding in the quadrature: 30 were seen in 5000 random places


class Parts(NamedTuple):
    """exp(E) L; its part from the quadrature; the arguments of that; whether the pair was reflected."""

    value: Any
    inner: Any
    G: Any
    flip: Any
    length: Any


def tail_of_pair(number: Arithmetic, figures: Sequence[Figure]) -> Figure:
    """exp(E) P(X > h, Y > k; r) for h, k >= 0 (see `arrays.bivariate`).

    `figures`: k - r h, h - r k, h + k, h - k, 1 - r, 1 + r, 1 - r^2, E - M/2, exp(E) Q(h), exp(E) Q(k).
    """
    slots = [figure.slot for figure in figures]
    parts = number.tape.slot(_parts, *slots)
    error = number.tape.slot(_bound, parts, *slots, *(number.difference_bound(figure) for figure in figures))
    return Figure(number.tape.slot(_value, parts), 0.0, error, 1)


def _value(parts: Parts) -> Any:
    return parts.value


def _parts(first: Any, second: Any, plus: Any, minus: Any, below: Any, above: Any, square: Any, height: Any, q_h: Any, q_k: Any) -> Parts:
    flip = (first < 0) | (second < 0)
    length = np.where(flip, np.abs(minus), plus)
    lower, upper = np.where(flip, above, below), np.where(flip, below, above)
    G = np.abs(first * second) / square
    m = wedge(G, 0.25 * length * length * lower / upper, np.sqrt(upper / lower))
    inner = np.where(square > 0, np.exp(height) * m, 0.0)
    degenerate = np.where(below <= 0, np.minimum(q_h, q_k), 0.0)
    value = np.where(square > 0, np.where(flip, np.where(first < 0, q_h, q_k) - inner, inner), degenerate)
    return Parts(value, inner, G, flip, length)


def _bound(parts: Parts, *arrays: Any) -> Any:
    """The factors of the exponent of the integrand are positive and its mean under the integrand is at most 2, so relative errors are not magnified much."""
    first, second, _, _, below, above, square, _, _, _ = arrays[:10]
    e_first, e_second, e_plus, e_minus, e_below, e_above, e_square, e_height, e_h, e_k = arrays[10:]
    e_G = (np.abs(second) * e_first + np.abs(first) * e_second + e_first * e_second) / square + parts.G * e_square / square
    ratio = e_below / below + e_above / above
    e_length = np.where(parts.flip, e_minus, e_plus)
    e_a = np.where(e_length > 0, 2 * e_length / parts.length, 0.0) + ratio
    relative = OPERATIONS * U + np.fmin(0.5 * e_G, 2 * e_G / parts.G) + 2 * e_a + ratio + np.expm1(e_height)
    found = parts.inner * relative * 1.1 + np.where(parts.flip, np.where(first < 0, e_h, e_k), 0.0) + U * np.abs(parts.value)
    return np.where(square > 0, found, np.where(below <= 0, e_h + e_k, 0.0))
