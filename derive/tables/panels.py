r"""Panels of a half line on which functions are replaced by polynomials and integrals by sums.

Each panel is the focal segment of an ellipse with parameter rho, that is with half-axes h (rho +- 1/rho)/2, h half the panel's length. The first panel [0, a]
has its ellipse near 0, the others theirs in the sector |arg w| <= phi, for which their middle is at least h sqrt(1 + (rho - 1/rho)^2/(2 sin phi)^2). A function
of size M on the ellipse is replaced by a polynomial at BASE Chebyshev nodes up to 4 M rho^(1 - BASE)/(rho - 1), and its integral by n values up to
h (64/15) M rho^(-2 n)/(1 - rho^-2).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import ceil, sin, sqrt
from typing import Any

import numpy as np

from derive.tables.chebyshev import LONG
from derive.tables.side import ALONG, END, Side

Array = Any
RHO = 7.0
WIDER, HIGHER = (RHO + 1 / RHO) / 2, (RHO - 1 / RHO) / 2
BASE = 23
LONGEST = 1.5
ROUND = 1 + 1e-11
INTERPOLATED = 4 * RHO ** (1 - BASE) / (RHO - 1) * ROUND


@dataclass(frozen=True, eq=False)
class Panels:
    """`edges` from 0 to ALONG T; the first `inner` panels end at T, the first `outer` ones at 2 T. `opening` is phi, `terms` is n."""

    edges: Array
    inner: int
    outer: int
    opening: float
    terms: int

    @staticmethod
    def of(sides: Sequence[Side], top: float, terms: int) -> Panels:
        """Panels for all sqrt(q) <= top."""
        opening = min(side.sector.angle for side in sides) * 0.99
        slope = sqrt(1 + (HIGHER / sin(opening)) ** 2) * 1.001
        ratio = (slope + 1) / (slope - 1)
        turned = 1.42 * (WIDER + 1) / 2 * (1 + ratio / sin(opening))  # how far from 0 arguments are that leave the sector, in first panels
        edges = [0.0, min(LONGEST, min(side.sector.radius for side in sides) / (turned * top) * 0.99)]
        while edges[-1] * (ratio - 1) < LONGEST and edges[-1] < END / ratio:
            edges.append(edges[-1] * ratio)
        for end in (END, 2 * END, ALONG * END):
            count = ceil((end - edges[-1]) / LONGEST)
            edges.extend(np.linspace(edges[-1], end, count + 1)[1:].tolist())
        return Panels(np.array(edges), edges.index(END), edges.index(2 * END), opening, terms)

    @property
    def count(self) -> int:
        return len(self.edges) - 1

    @property
    def missed(self) -> float:
        """What the sum over a panel misses of the integral of a function of size 1 on the ellipse, relative to half the panel's length."""
        return 64 / 15 * RHO ** (-2 * self.terms) / (1 - RHO**-2) * ROUND

    @cached_property
    def halves(self) -> Array:
        return np.diff(self.edges) / 2

    @cached_property
    def middles(self) -> Array:
        return (self.edges[1:] + self.edges[:-1]) / 2

    @cached_property
    def nearest(self) -> Array:
        """The least real part on each ellipse, which is its least distance from 0 but for the first."""
        return self.middles - self.halves * WIDER * ROUND

    @cached_property
    def farthest(self) -> Array:
        """The largest distance from 0 on each ellipse."""
        return self.middles + self.halves * WIDER * ROUND

    @cached_property
    def squares(self) -> Array:
        """The least real part of z^2 on each ellipse: of m^2 - B^2 + 2 m A u + (A^2 + B^2) u^2, u = -1..1."""
        m, a, b = self.middles, self.halves * WIDER * ROUND, self.halves * HIGHER * ROUND
        u = np.maximum(-1, -m * a / (a * a + b * b))
        return m * m - b * b + 2 * m * a * u + (a * a + b * b) * u * u - 1e-12

    def gauss(self, panels: int) -> tuple[Array, Array]:
        """Nodes and weights on the first panels, in extended precision."""
        x, w = long_gauss(self.terms)
        edges = self.edges[: panels + 1].astype(LONG)
        middle, half = (edges[1:] + edges[:-1]) / 2, np.diff(edges) / 2
        return (middle[:, None] + half[:, None] * x).ravel(), (half[:, None] * w).ravel()

    def placed(self, points: Array) -> tuple[Array, Array]:
        """The panel of each point, and the Chebyshev polynomials there, indexed (order, point), in extended precision."""
        cells = np.clip(np.searchsorted(self.edges, points, side="right") - 1, 0, self.count - 1)
        edges = self.edges.astype(LONG)
        y = (2 * points - edges[cells] - edges[cells + 1]) / (edges[cells + 1] - edges[cells])
        found = np.empty((BASE, len(points)), dtype=LONG)
        found[0], found[1] = 1, y
        for k in range(2, BASE):
            np.multiply(2 * y, found[k - 1], out=found[k])
            found[k] -= found[k - 2]
        return cells, found


@lru_cache(maxsize=8)
def long_gauss(terms: int) -> tuple[Array, Array]:
    """Nodes and weights of Gauss and Legendre, by Newton's method in extended precision."""
    x = np.polynomial.legendre.leggauss(terms)[0].astype(LONG)
    for _ in range(3):
        value, slope = _legendre(x, terms)
        x -= value / slope
    slope = _legendre(x, terms)[1]
    return x, 2 / ((1 - x * x) * slope * slope)


def _legendre(x: Array, order: int) -> tuple[Array, Array]:
    """The Legendre polynomial and its derivative."""
    before, value = np.ones_like(x), x
    for k in range(2, order + 1):
        before, value = value, ((2 * k - 1) * x * value - (k - 1) * before) / k
    return value, order * (x * value - before) / (x * x - 1)
