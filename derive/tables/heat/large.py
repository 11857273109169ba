r"""G(m, sigma) = E[g(m + sigma W)] for sigma0 <= sigma <= sigma0 sqrt(2), by the density alone: analytic in both variables whatever g is.

For real sigma and m + i y the density is larger by exp(y^2/(2 sigma^2)) in size, for real m and complex sigma its integral is cos(2 arg sigma)^(-1/2) at
most; an ellipse around [s0, s1] with half-axes a, b has tan^2(arg) <= b^2/(middle^2 - a^2). So with |g| <= S on the v that count interpolation errs by

    4 rho^(1 - p)/(rho - 1) exp(y^2/(2 sigma0^2)) S   in m,   4 rho^(1 - p)/(rho - 1) (cos 2 theta)^(-1/2) S   in sigma.

Integrals over v are sums over panels as wide as sigma0, on each of which g is one polynomial.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import exp, pi, sqrt
from typing import Any

import numpy as np

from derive.evidence.balls.clock import check_clock
from derive.tables.chebyshev import LONG, chebyshev_matrix, lebesgue
from derive.tables.heat.join import Box, divided, long_nodes, polynomials
from derive.tables.heat.line import NODES, SPREAD, Cell, Line
from derive.tables.heat.small import JOINED, averaged
from derive.tables.heat.tails import REACH, Envelopes, averaged_tail
from derive.tables.panels import long_gauss
from derive.tables.product import EPS, product, roundings

Array = Any
STEP = sqrt(2)  # from one level to the next
HALF = 0.75  # of a box in m, in sigma0, at most
AROUND = REACH * STEP + HALF + 0.05  # of v from the middle of a box, in sigma0
WIDE, TURNED = 10.0, 7.0  # rho in m and in sigma
TERMS, SUMMING = 14, 6.0  # nodes on a panel, rho of its ellipse
ADDED = roundings(1000) + 1  # units of rounding of a sum, relative to the sum of sizes
FLAT, STEEP = 9, 17.7  # of densities, 9 + 6 z^2, as z^2 exp(-z^2/2)/sigma <= (8/e) exp(-z^2 sigma^2/(8 sigma0^2))/(2 sigma0)


def _in_m() -> float:
    """The factor of S in m."""
    return 4 * WIDE ** (1 - NODES) / (WIDE - 1) * exp((HALF * (WIDE - 1 / WIDE) / 2) ** 2 / 2)


def _in_sigma() -> float:
    """The factor of S in sigma."""
    middle, half = (1 + STEP) / 2, (STEP - 1) / 2
    a, b = half * (TURNED + 1 / TURNED) / 2, half * (TURNED - 1 / TURNED) / 2
    squared = b * b / (middle * middle - a * a)
    return 4 * TURNED ** (1 - NODES) / (TURNED - 1) / sqrt((1 - squared) / (1 + squared))


MISSED = (lebesgue(NODES) * _in_m() + _in_sigma()) * (1 + 1e-6)
SUMMED = 64 / 15 * SUMMING ** (-2 * TERMS) / (1 - SUMMING**-2) * exp((SUMMING - 1 / SUMMING) ** 2 / 32) * AROUND * (1 + 1e-9)
SPREADING = 2.4  # the largest density in a box beside that about a node near its middle for 2 sigma0: 2 exp(0.81^2/4)
_nodes = long_nodes()
_change = chebyshev_matrix(NODES)


@dataclass(frozen=True, eq=False)
class Sampled:
    """g at the nodes of panels of the whole line: their edges, nodes and weighted values and errors; and for each panel bounds of g, on the ellipse too."""

    edges: Array
    nodes: Array
    values: Array
    errors: Array
    sizes: Array
    wide: Array

    @staticmethod
    def of(boxes: list[Box], width: float) -> Sampled:
        """Panels no wider than `width`."""
        x, w = long_gauss(TERMS)
        powers = SUMMING ** np.arange(NODES)
        columns: list[tuple[Array, ...]] = []
        for box in boxes:
            count = max(1, int(np.ceil((box.high - box.low) / width * (1 - 1e-12))))
            edges = np.linspace(LONG(box.low), LONG(box.high), count + 1)
            y = ((2 * np.arange(count)[:, None] + 1 + x) / LONG(count) - 1).ravel()
            values = polynomials(y) @ box.coefficients[:, 0]
            nodes = (LONG(box.low) + box.high) / 2 + (LONG(box.high) - box.low) / 2 * y
            weights = np.tile(w, count) * (LONG(box.high) - box.low) / (2 * count)
            sizes = np.abs(box.coefficients[:, 0]).astype(float)
            bounds = np.tile([[sizes.sum() + box.error], [sizes @ powers]], count)
            columns.append((edges[:-1].astype(float), nodes, values * weights, box.error * weights.astype(float), *bounds))
        edges, nodes, values, errors, sizes, wide = (np.concatenate(column) for column in zip(*columns, strict=True))
        return Sampled(np.append(edges, boxes[-1].high), nodes, values, errors, sizes, wide)


class Large:
    """Boxes for sigma0 = sigma out to `farthest` in m, `boxes` being those of g: E[P(m + sigma W)] where one of these holds all that counts (`small`), else
    of half-width `half` <= HALF sigma; joined as far as possible."""

    def __init__(self, line: Line, boxes: list[Box], envelopes: Envelopes, sigma: float, half: float, farthest: float) -> None:
        self.line, self.boxes, self.envelopes, self.sigma, self.half = line, boxes, envelopes, sigma, half
        self.edges = np.array([box.high for box in boxes[:-1]])
        self.sampled = Sampled.of(boxes, sigma)
        self.plain: list[Box] = []
        for low, high in _powers_of_two(int(np.ceil(farthest / (2 * half))), 2 * half):
            self.plain += divided(low, high, self._box, self._tolerance, half)

    def _tolerance(self, low: float, high: float) -> float:
        """Nothing where one size would say too little of the function."""
        near, far = sorted((abs(low), abs(high)))
        return JOINED * self.line.size(low, high, self.sigma) if far <= SPREAD * max(near, self.sigma) else -1.0

    def _box(self, low: float, high: float) -> Box | None:
        check_clock()
        margin = REACH * STEP * self.sigma * (1 + 1e-12)
        k = int(np.searchsorted(self.edges, (low + high) / 2))
        box = self.boxes[k]
        if box.low <= low - margin and high + margin <= box.high and self._tolerance(low, high) > 0:
            cell = Cell(low, high, box.low, box.high, box.coefficients[:, 0], box.error)
            return averaged(cell, self.envelopes, self.sigma, self.sigma * STEP)
        return _by_density(self.sampled, self.envelopes, self.sigma, self.half, (low + high) / 2) if high - low < 3 * self.half else None


def _powers_of_two(count: int, width: float) -> list[tuple[float, float]]:
    """So many intervals of a width on either side of 0, as few as can be halved down to them."""
    places = [0]
    while places[-1] < count:
        places.append(places[-1] + 2 ** ((count - places[-1]).bit_length() - 1))
    right = [(low * width, high * width) for low, high in pairwise(places)]
    return [(-high, -low) for low, high in reversed(right)] + right


def _by_density(sampled: Sampled, envelopes: Envelopes, sigma: float, half: float, middle: float) -> Box:
    first = int(np.searchsorted(sampled.edges, middle - AROUND * sigma, side="right")) - 1
    last = int(np.searchsorted(sampled.edges, middle + AROUND * sigma))
    assert first >= 0 and last < len(sampled.edges)
    inside = slice(first * TERMS, last * TERMS)
    g = sampled.values[inside].astype(float)
    apart = (sampled.nodes[inside] - (LONG(middle) + half * _nodes)[:, None]).astype(float)
    inverse = 1 / (sigma * np.append(1 + (STEP - 1) * (1 + _nodes.astype(float)) / 2, 2.0))
    density = np.exp(np.multiply.outer(-np.square(inverse) / 2, np.square(apart))) * (inverse / sqrt(2 * pi))[:, None, None]
    columns = np.stack([g, np.abs(g), sampled.errors[inside]], axis=1)
    sums = product(density.reshape((NODES + 1) * NODES, -1), columns).reshape(NODES + 1, NODES, 3)
    values, size, wider = sums[:-1, :, 0].T.astype(LONG), float(sums[:-1, :, 1].max()), float(sums[-1, :, 1].max())
    off = SPREADING * float(sums[-1, NODES // 2, 2])
    part = slice(first, last)
    largest, wide = (float(bounds[part].max()) for bounds in (sampled.sizes, sampled.wide))
    tail = averaged_tail(envelopes, abs(middle) + half, sigma * STEP)
    rounded = lebesgue(NODES) ** 2 * (EPS * ((ADDED + FLAT) * size + STEEP * wider) * (1 + 1e-9) + SUMMED * wide)
    return Box(middle - half, middle + half, _change @ values @ _change.T, off + tail + MISSED * largest + rounded)
