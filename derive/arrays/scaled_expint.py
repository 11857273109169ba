"""The scaled exponential integral exp(z) E1(z) of a complex argument in float64."""

from __future__ import annotations

from typing import Any

import numpy as np

FAR = 50.0
TERMS = 24


def scaled_expint(x: Any, y: Any) -> Any:
    """exp(z) E1(z) at z = x + iy; beyond FAR its asymptotic series sum (-1)^k k!/z^(k+1), whose smallest term is far below rounding there."""
    from scipy.special import exp1

    z = np.asarray(x, dtype=float) + 1j * np.asarray(y, dtype=float)
    far = np.abs(z) > FAR
    inverse = 1.0 / np.where(far, z, FAR)
    term, total = inverse, inverse
    for k in range(1, TERMS):
        term = term * (-k * inverse)
        total = total + term
    near = np.where(far, 1.0, z)
    return np.where(far, total, np.exp(near) * exp1(near))[()]
