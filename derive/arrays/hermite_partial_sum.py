"""Partial sums of a generating function of Hermite's polynomials in float64."""

from __future__ import annotations

from typing import Any

import numpy as np


def hermite_partial_sum(n: Any, b: Any, h: Any) -> Any:
    """The sum of b^(n-1-k) He_k(h) over k < n, by its recurrence."""
    n, b, h = np.broadcast_arrays(n, b, h)
    total, before, now = np.zeros(n.shape), np.zeros(n.shape), np.ones(n.shape)
    for k in range(int(np.max(n, initial=0))):
        total = np.where(k < n, total * b + now, total)
        before, now = now, h * now - k * before
    return total[()]
