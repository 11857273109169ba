"""Hermite's functions of two letters joined by Leibniz's rule, in complex128."""

from __future__ import annotations

from math import comb
from typing import Any

import numpy as np

from derive.arrays.hermite_function import hermite_function


def hermite_pair(n: Any, nu: Any, v: Any, x: Any, y: Any, a: Any, b: Any) -> Any:
    """The sum of C(n, j) H_(n-j)(x + iy; v) He_(nu+j)(a + ib) over j <= n, one point after the other."""
    return np.vectorize(_value, otypes=[complex])(n, nu, v, x, y, a, b)[()]


def _value(n: float, nu: float, v: float, x: float, y: float, a: float, b: float) -> complex:
    s, z, order = complex(x, y), complex(a, b), int(n)
    left: list[complex] = [1, s]
    right: list[complex] = [hermite_function(nu, a, b), hermite_function(nu + 1, a, b)]
    for k in range(1, order):
        left.append(s * left[k] - v * k * left[k - 1])
        right.append(z * right[k] - (nu + k) * right[k - 1])
    return sum((comb(order, j) * left[order - j] * right[j] for j in range(order + 1)), start=0j)
