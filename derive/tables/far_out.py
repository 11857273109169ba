r"""What the Taylor coefficients a_n(x) = q^(n/2) f^(n)(sqrt(q) x)/n! weigh beyond T.

f is analytic in a double sector up to |w| = W. Beyond W it is replaced by its Taylor polynomial of degree N at W and -W, which keeps N derivatives
continuous; so Price's theorem holds for the function that results, and the kernel changes by what both weigh beyond W. With |f| <= M within r of a place

    |f^(n)|/n! <= M/r^n before W, and M (2/r)^N r^(N - n) (1 + y/r)^N at W + y, since binomial(j, n) <= binomial(N, n) <= 2^N for j <= N,

and (1 + k d)^(2N) exp(-T d) <= max(1, 4 N k/T)^(2N) exp(-T d/2) for d >= 0, so that with T = W/sqrt(q), k = sqrt(q)/r

    E[a_n^2; |X| > T] <= 4 p(T)/T (M 2^N q^(n/2)/r^n)^2 max(1, 4 N k/T)^(2N).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import asin, ceil, exp, floor, log

from flint import arb

from derive.tables.jets import MOST
from derive.tables.sector import ANGLES, SMALLEST, WIDTH
from derive.tables.side import END, Side, refused
from derive.tables.variances import Cells

DEGREE = MOST + 1  # N
STEP = 0.125  # of cells in log |x|
LEAST = 1e-300
ROUND = 1 + 1e-11


@dataclass(frozen=True, eq=False)
class FarOut:
    """For a factor and the cells in log q; `radius` r of discs on which it is bounded around every place of the real line."""

    side: Side
    cells: Cells

    @cached_property
    def radius(self) -> float:
        return min(1.0, self.side.inner) * (1 - 1e-9)

    @cached_property
    def end(self) -> float:
        """W."""
        sector = self.side.sector
        return exp((sector.first + sector.sups.shape[1] - 2) * WIDTH) - self.radius

    def beyond(self, k: int, order: int) -> float:
        """A bound of E[a_n^2; |X| > END] for all q of a cell, f replaced beyond W."""
        top, bottom = self.cells.top(k), float(self.cells.stretch(k).lower())
        total, scale = self.replaced(k, order), (top / self.radius) ** (2 * order)
        for j in range(ceil(log(self.end / top / END) / STEP)):
            left, right = END * exp(j * STEP), min(END * exp((j + 1) * STEP), self.end / top)
            total += self._around(bottom * left, top * right, self.radius if order else 0.0) ** 2 * scale * max(exp(-left * left / 2), LEAST)
        return total * ROUND

    def replaced(self, k: int, order: int) -> float:
        """A bound of E[a_n^2; |X| > W/sqrt(q)] for all q of a cell, f replaced beyond W."""
        top, first = arb(self.cells.top(k)), arb(self.end) / arb(self.cells.top(k))
        if not first > END:
            raise refused(self.side.strip.body, "it is bounded too narrowly")
        size = arb(self._around(self.end, self.end, self.radius))
        return max(float((size * size * weight_beyond(first, top / self.radius, order)).upper()), LEAST) * ROUND

    def _around(self, low: float, high: float, radius: float) -> float:
        """A bound of |f| on discs around all real w with low <= |w| <= high."""
        bounds = self.side.bounds if radius else self.side.thin
        if high + radius + bounds.width < bounds.reach:
            found = bounds.window(low - radius, high + radius).max(bounds.window(-high - radius, radius - low))
            return float(found.upper()) * ROUND
        sector = self.side.sector
        row = floor(asin(min(1.0, radius / low)) / sector.angle * ANGLES * ROUND)
        first, last = (floor(log(max(SMALLEST, w)) / WIDTH + shift) - sector.first for w, shift in ((low - radius, -1e-9), (high + radius, 1e-9)))
        if row >= ANGLES or first < 1 or last >= sector.sups.shape[1]:
            raise refused(self.side.strip.body, "it is bounded too narrowly")
        return float(sector.sups[row, first : last + 1].max()) * ROUND


def weight_beyond(start: arb, rate: arb, order: int) -> arb:
    """A bound of E[a_n^2; |X| > T] for Taylor's polynomial at W beyond W, T = `start`, k = `rate`, M = 1."""
    density = (-start * start / 2).exp() / (2 * arb.pi()).sqrt()
    growing = (4 * DEGREE * rate / start).max(arb(1)) ** (2 * DEGREE)
    return 4 * density / start * growing * (arb(2) ** DEGREE * rate**order) ** 2
