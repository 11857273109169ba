r"""How large a function is on the line and in its tails.

log|f(u)| <= a + b |u| for all u, from the cells and the growth beyond them. With P the normal distribution function,

    E[exp(B |X|); |X| > T] = 2 exp(B^2/2) P(B - T),    P(-z) <= exp(-z^2/2)/2.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from derive.language.errors import CannotEnclose
from derive.tables.heat.join import Box
from derive.tables.heat.line import LEAST

Array = Any
REACH = 9.2  # T
LARGEST = 600.0  # exponents
SLOPES = (0.1, 0.3, 0.6, 1.0, 1.5, 2.5, 4.0)  # of an envelope, times T s


@dataclass(frozen=True, eq=False)
class Envelopes:
    """(a, b) for some deviations s, each valid on the whole line and narrow about T s."""

    stretches: Array
    lines: Array

    @staticmethod
    def of(boxes: list[Box], growth: list[tuple[float, float]], low: float, high: float) -> Envelopes:
        """Envelopes for deviations from `low` to `high`; `growth` holds beyond the boxes."""
        places = np.array([0.0 if box.low <= 0 <= box.high else min(abs(box.low), abs(box.high)) for box in boxes])
        sizes = np.log([float(np.abs(box.coefficients).sum()) + box.error + LEAST for box in boxes])
        end = max(boxes[-1].high, -boxes[0].low)
        stretches = np.geomspace(low, high, 25)
        lines = [_narrow(places, sizes, growth, end, REACH * stretch) for stretch in stretches]
        return Envelopes(stretches, np.array(lines))

    def at(self, stretch: Array) -> tuple[Array, Array]:
        """a and b for deviations."""
        k = np.clip(np.searchsorted(self.stretches, stretch), 0, len(self.stretches) - 1)
        return self.lines[k, 0], self.lines[k, 1]


def _narrow(places: Array, sizes: Array, growth: list[tuple[float, float]], end: float, place: float) -> tuple[float, float]:
    steepest = max(b for _, b in growth)
    found = []
    for slope in (steepest + turn / place for turn in SLOPES):
        outer = max(a - (slope - b) * end for a, b in growth)
        found.append((max(float((sizes - slope * places).max()), outer) + 1e-9, slope))
    return min(found, key=lambda line: line[0] + line[1] * place)


def beyond(a: Array, b: Array) -> Array:
    """E[exp(a + b|X|); |X| > T] at most; infinite for b beyond T."""
    exponent = a + np.square(b) / 2 - np.square(REACH - b) / 2
    return np.where((b < REACH) & (exponent < LARGEST), np.exp(np.minimum(exponent, LARGEST)), np.inf) * (1 + 1e-9)


def averaged_tail(envelopes: Envelopes, m: float, sigma: float) -> float:
    """E[|g(m + sigma W)|; |W| > T], the least of what the envelopes say."""
    a, b = envelopes.lines[:, 0], envelopes.lines[:, 1]
    found = float(beyond(a + b * m, b * sigma).min())
    if not np.isfinite(found):
        raise CannotEnclose("a table", "the function grows too fast for these variances", "smaller variances")
    return found
