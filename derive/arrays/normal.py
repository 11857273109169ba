"""The normal distribution function and its scaled tail."""

from __future__ import annotations

from typing import Any

import numpy as np

SQRT_2 = 1.4142135623730951


def phi(h: Any) -> Any:
    """Phi(h)."""
    from scipy.special import ndtr

    return ndtr(h)


def log_phi(h: Any) -> Any:
    """log Phi(h), finite for every finite h."""
    from scipy.special import log_ndtr

    return log_ndtr(h)


def mills(h: Any) -> Any:
    """exp(h**2/2) Phi(-h) for h >= 0, which does not underflow; the same up to h = -37 or so."""
    from scipy.special import erfcx

    return 0.5 * erfcx(np.asarray(h) / SQRT_2)
