"""Means over random networks with confidence intervals of stated coverage.

Networks are independent, so the mean over n of them has the Student interval mean +/- t s/sqrt(n), exact where the
quantity is normal and asymptotically otherwise. Means at finite width differ from the theory by O(1/width); `bias`
is the room that a comparison must leave for that.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import mpmath
import numpy as np

from derive.simulation.network import Array


@dataclass(frozen=True, slots=True)
class Interval:
    """`mean` +/- `half` covers the expectation with probability `coverage`, layer by layer."""

    mean: Array
    half: Array
    coverage: float

    def covers(self, value: Array, bias: float = 0.0) -> Array:
        """Whether values lie in the interval widened by the factor 1 +/- bias of the value."""
        return np.abs(self.mean - value) <= self.half + bias * np.abs(value)


def interval(values: Array, coverage: float) -> Interval:
    """Of the mean along the first axis, whose entries are independent samples."""
    count = len(values)
    return Interval(values.mean(axis=0), student(coverage, count - 1) * values.std(axis=0, ddof=1) / np.sqrt(count), coverage)


@lru_cache(maxsize=64)
def student(coverage: float, freedom: int) -> float:
    """t with P(|T| <= t) = coverage for Student's distribution.

    >>> round(student(0.95, 10), 4)
    2.2281
    """
    low, high = 0.0, 1.0
    while _inside(high, freedom) < coverage:
        low, high = high, 2 * high
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if _inside(middle, freedom) < coverage else (low, middle)
    return high


def _inside(t: float, freedom: int) -> float:
    """P(|T| <= t), by the incomplete beta function."""
    return 1.0 - float(mpmath.betainc(freedom / 2, 0.5, 0, freedom / (freedom + t * t), regularized=True))
