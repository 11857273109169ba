"""Hermite's function of a complex argument in complex128."""

from __future__ import annotations

from typing import Any

import numpy as np


def hermite_function(nu: Any, x: Any, y: Any) -> Any:
    """exp(z^2/4) D_nu(z) at z = x + iy, one point after the other by mpmath: SciPy has it for real arguments only."""
    return np.vectorize(_value, otypes=[complex])(nu, x, y)[()]


def _value(nu: float, x: float, y: float) -> complex:
    import mpmath

    z = mpmath.mpc(float(x), float(y))
    return complex(mpmath.exp(z * z / 4) * mpmath.pcfd(float(nu), z))
