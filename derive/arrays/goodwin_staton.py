"""The Goodwin-Staton integral G(z) = int_0^oo exp(-s**2)/(s + z) ds = sqrt(pi) F(z) - exp(-z**2) Ei(z**2)/2, F Dawson's integral."""

from __future__ import annotations

from typing import Any

import numpy as np

SQRT_PI = 1.772453850905516
FAR = 50.0
TERMS = 24


def goodwin_staton(z: Any) -> Any:
    """G(z) for z >= 0; infinite at 0."""
    from scipy.special import dawsn

    w = np.square(np.asarray(z, dtype=float))
    with np.errstate(all="ignore"):
        return SQRT_PI * dawsn(z) - 0.5 * _scaled_ei(w)


def _scaled_ei(w: Any) -> Any:
    """exp(-w) Ei(w); beyond FAR its asymptotic series, whose smallest term is far below rounding there."""
    from scipy.special import expi

    total, term = np.zeros_like(w), 1.0 / np.maximum(w, FAR)
    step = term
    for k in range(1, TERMS):
        total, term = total + term, term * (k * step)
    near = np.minimum(w, FAR)
    return np.where(w > FAR, total, expi(near) * np.exp(-near))
