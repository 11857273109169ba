r"""G(m, sigma) = E[g(m + sigma W)] for small sigma, from polynomials that hold beyond their cells.

Where g is one polynomial P on [m - T sigma, m + T sigma], G is E[P(m + sigma W)] = sum_j P^(2j)(m) sigma^(2j)/(2j)!!, a polynomial in both, but for

    E[|g|; |W| > T]  and  sum_k |c_k| E[(2|W|/T)^k; |W| > T],

since |T_k(y)| <= (2|y|)^k for |y| >= 1, and y = (m + sigma W - middle)/half is at most |W|/T there. Within T sigma of a knot t the coordinate is
z = (m - t)/sigma,

    G = sum over both sides of  int_0^(2T) P(t +- sigma y) p(y -+ z) dy,

a polynomial in sigma and entire in z: interpolation in z errs by 4 rho^(1 - p)/(rho - 1) exp(y^2/2) sup|P|, y the half-axis of the ellipse.
"""

from __future__ import annotations

from math import comb, exp, factorial, pi, sqrt
from typing import Any

import numpy as np

from derive.tables.chebyshev import LONG, chebyshev_matrix, powers_of
from derive.tables.heat.join import ROUNDED, Box, TooNarrow, divided, long_nodes, polynomials
from derive.tables.heat.line import NODES, Cell, Line
from derive.tables.heat.tails import REACH, Envelopes, averaged_tail
from derive.tables.panels import long_gauss

Array = Any
WIDTH = 9.3  # of the narrowest cell, in sigma
JOINED = 5e-15
LAYERS = 13  # cells in z
HALF = REACH / LAYERS
WIDER = 10.0  # rho in z
MISSED = 4 * WIDER ** (1 - NODES) / (WIDER - 1) * exp((HALF * (WIDER - 1 / WIDER) / 2) ** 2 / 2) * (1 + 1e-9)
SLICES, TERMS, SUMMING = 20, 14, 6.0  # panels of [0, 2T], nodes on each, rho of their ellipses
HIGH = REACH / SLICES
SUMMED = 64 / 15 * SUMMING ** (-2 * TERMS) / (1 - SUMMING**-2) * exp((HIGH * (SUMMING - 1 / SUMMING) / 2) ** 2 / 2) * (1 + 1e-9)
OUTSIDE = np.array([2.0**k * REACH**-1 * sqrt(2 / pi) * exp(-REACH * REACH / 2) / (1 - k / REACH**2) for k in range(NODES)])
_nodes = long_nodes()
_change = chebyshev_matrix(NODES)
_powers = powers_of(NODES).astype(LONG)


class Small:
    """Boxes for 0 <= sigma <= top: plain ones in m, and LAYERS in z for each knot."""

    def __init__(self, line: Line, envelopes: Envelopes, top: float, reach: float) -> None:
        self.line, self.envelopes, self.top, self.least = line, envelopes, top, WIDTH * top
        self.cells: dict[tuple[float, bool], Cell] = {}  # beside knots, to the right of them or not
        self.plain: list[Box] = []
        for low, high in line.segments(reach, self.least):
            self.plain += divided(low, high, self._box, lambda a, b: JOINED * line.size(a, b, self.least), self.least)
        self.layers = [self._layers(knot) for knot in line.within(reach)]

    def _box(self, low: float, high: float) -> Box | None:
        cell = self.line.cell(low, high, REACH * self.top * (1 + 1e-12), self.least)
        if cell is None:
            return None
        for knot in (low, high):
            if knot in self.line.knots:
                self.cells[knot, knot == low] = cell
        return averaged(cell, self.envelopes, 0.0, self.top)

    def _layers(self, knot: float) -> list[Box]:
        """The boxes next to a knot, in z from -T to T; raises TooNarrow where another knot is near."""
        z = (2 * np.arange(LAYERS)[:, None] + 1 + _nodes) * LONG(HALF) - REACH
        y, weights = _slices()
        values, size, error, slope = np.zeros((LAYERS * NODES, NODES), dtype=LONG), 0.0, 0.0, 0.0
        for side in (1, -1):
            cell = self.cells[knot, side == 1]
            if not (cell.right - knot if side == 1 else knot - cell.left) >= 2 * REACH * self.top:
                raise TooNarrow(cell.left, cell.right)
            middle, half = (LONG(cell.left) + cell.right) / 2, (LONG(cell.right) - cell.left) / 2
            points = (knot - middle + side * np.multiply.outer(LONG(self.top) * (1 + _nodes) / 2, y)) / half
            sampled = (polynomials(points.ravel()) @ cell.coefficients).reshape(points.shape)
            values += (weights * np.exp(-np.square(y - side * z.reshape(-1, 1)) / 2)) @ sampled.T
            sizes = np.abs(cell.coefficients).astype(float)
            size, error = size + float(sizes.sum()), max(error, cell.error)
            slope += float(sizes @ SUMMING ** np.arange(NODES))
        tail = averaged_tail(self.envelopes, abs(knot) + REACH * self.top, self.top)
        error += tail + (MISSED + 10 * ROUNDED) * size + 10 * SUMMED * 2 * REACH * slope
        found = values.reshape(LAYERS, NODES, NODES)
        edges = np.linspace(-REACH, REACH, LAYERS + 1)
        return [Box(edges[k], edges[k + 1], _change @ found[k] @ _change.T, error) for k in range(LAYERS)]


def _slices() -> tuple[Array, Array]:
    """Nodes on [0, 2T], and weights with 1/sqrt(2 pi)."""
    x, w = long_gauss(TERMS)
    y = (2 * np.arange(SLICES)[:, None] + 1 + x) * LONG(HIGH)
    return y.ravel(), np.tile(w * LONG(HIGH) / np.sqrt(8 * np.arctan(LONG(1))), SLICES)


def averaged(cell: Cell, envelopes: Envelopes, low: float, high: float) -> Box:
    """E[P(m + sigma W)] for low <= sigma <= high from its values at nodes of m and sigma, in powers of the cell's own variable."""
    middle, half = (LONG(cell.left) + cell.right) / 2, (LONG(cell.right) - cell.left) / 2
    a = _powers @ cell.coefficients
    table = np.zeros((NODES, NODES), dtype=LONG)
    for j in range(0, NODES, 2):
        for i in range(NODES - j):
            table[i, j] = a[i + j] * comb(i + j, j) * (factorial(j) // (2 ** (j // 2) * factorial(j // 2)))
    y = ((LONG(cell.low) + cell.high) / 2 + (LONG(cell.high) - cell.low) / 2 * _nodes - middle) / half
    s = (low + (LONG(high) - low) * (1 + _nodes) / 2) / half
    rows, columns = (np.power.outer(points, np.arange(NODES)) for points in (y, s))
    values = rows @ table @ columns.T
    size = float((np.abs(rows) @ np.abs(table) @ np.abs(columns).T).max())
    tail = averaged_tail(envelopes, max(abs(cell.low), abs(cell.high)), high)
    error = cell.error + tail + float(np.abs(cell.coefficients) @ OUTSIDE) + 10 * ROUNDED * size
    return Box(cell.low, cell.high, _change @ values @ _change.T, error)
