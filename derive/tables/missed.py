r"""What the sums over panels of `quadrants` miss of a kernel, from how large its factors are on the ellipses of the panels.

For a sum over n nodes in x and then in y a product A(x, y) costs at most

    sum over panels of (length of the one for y) e sup |A| over (ellipse in x, panel in y), and the same with x and y exchanged,

e = h (64/15) rho^(-2 n)/(1 - rho^-2). Halves with a complex argument are bounded on rings of their sector where the argument lies in it, and on a disc
around 0 else. Beyond T the density decays: x, y > T or a, b > 2 T lie outside the circle of radius T of the normal plane.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import cos, exp, pi, sin, sinh, sqrt, tan
from typing import Any

import numpy as np
from flint import arb

from derive.evidence.line.quadratic import Quadratic
from derive.evidence.line.tail import tail_bound
from derive.tables.panels import INTERPOLATED, ROUND, Panels
from derive.tables.quadrants import DROPPED, Rows, Turn
from derive.tables.side import END, Side
from derive.tables.variances import Sizes

Array = Any
Range = tuple[float, float]
ONE = 1.0, 1.0


@dataclass(frozen=True, eq=False)
class Missed:
    """Bounds for all pairs of cells in log q."""

    sizes: Sizes
    panels: Panels

    @cached_property
    def _stretches(self) -> tuple[Array, Array]:
        """The least and the largest sqrt(q) of each cell."""
        cells = self.sizes.cells
        return np.array([float(cells.stretch(k).lower()) for k in range(cells.count)]) / ROUND, np.array([cells.top(k) for k in range(cells.count)])

    def quadrature(self, angle: float) -> Array:
        """For an angle of at most pi/2."""
        sine, cosine, tangent = ((value / ROUND, value * ROUND) for value in (sin(angle / 2), cos(angle / 2), tan(angle / 2)))
        inner, outer, lengths, twice = slice(self.panels.inner), slice(self.panels.outer), 2 * self.panels.halves, (2 * sine[0], 2 * sine[1])
        costs = self.panels.missed * self.panels.halves
        density = self._density(sine, cosine) / (2 * pi * cosine[0])
        cost = np.multiply.outer(costs[inner], lengths[inner]) * density
        apart = np.multiply.outer(costs[outer], lengths[outer]) * self._density_apart(tangent[1]) * tangent[1] / (4 * pi)
        total = np.zeros((self.sizes.cells.count,) * 2)
        for swapped in (False, True):
            one, other = self.sizes.sides[::-1] if swapped else self.sizes.sides
            moved, still = self._moved(one, ONE, twice)[:, inner, inner], self._moved(one, twice, ONE)[:, inner, inner]
            part = np.einsum("apl,bp,pl->ab", moved, self._on_ellipses(other, ONE)[:, inner], cost)
            part += np.einsum("alp,bp,lp->ab", still, self._on_panels(other, ONE)[:, inner], cost)
            part += np.einsum("ap,bl,pl->ab", self._on_ellipses(one, sine)[:, outer], self._on_panels(other, sine)[:, outer], apart)
            total += part.T if swapped else part
        return 2 * ROUND * total + self._dropped(cosine[0])

    def _dropped(self, cosine: float) -> Array:
        """What nodes of small density would add."""
        first, second = (self._on_panels(side, ONE).max(axis=1) for side in self.sizes.sides)
        return 4 * END**2 * exp(-DROPPED) / (2 * pi * cosine) * np.multiply.outer(first, second) * ROUND

    def interpolation(self, which: int, rows: Rows, turn: Turn) -> Array:
        """For each cell the norm (`Values.norms`) of what the polynomials in x of a factor are off by."""
        error = INTERPOLATED * self._on_ellipses(self.sizes.sides[which], ONE) + rows.errors
        return np.sqrt(2 * (error**2 @ turn.masses)) * ROUND

    @cached_property
    def beyond(self) -> Array:
        """E[|f g|] outside the circle of radius T: int_T^oo r exp(-r^2/2) F(r) G(r) dr, r <= T exp(r/T - 1)."""
        tops = self._stretches[1].tolist()
        first, second = ([side.envelope(top) for top in tops] for side in self.sizes.sides)
        found = np.full((len(tops),) * 2, np.inf)
        for i, j in np.ndindex(*found.shape):
            (a, b), (other, slope) = first[i], second[j]
            tail = tail_bound(Quadratic(arb(a) + other + arb(END).log() - 1, arb(b) * tops[i] + arb(slope) * tops[j] + 1 / arb(END)), arb(END))
            if tail is not None:
                found[i, j] = float(tail.upper()) * sqrt(2 * pi) * ROUND
        return found

    def near_one(self, radius: float) -> Array:
        """A bound of the sums' integrals for all complex angles of at most this size; infinite where halves are not seen to be analytic."""
        sine, tangent = sinh(radius / 2) * ROUND, tan(radius / 2) * ROUND
        inner, lengths, stretched = slice(self.panels.inner), 2 * self.panels.halves, self._stretches[1]
        edges = self.panels.edges[: self.panels.inner + 1]
        kappa = sine**2 / (1 - sine**2)
        squares = np.add.outer(edges[:-1] ** 2, edges[:-1] ** 2) * (1 - kappa)
        density = np.exp(-(squares - (1 + kappa) * 2 * sine * np.multiply.outer(edges[1:], edges[1:])) / 2) / (2 * pi * sqrt(1 - sine**2))
        weight = np.multiply.outer(lengths[inner], lengths[inner]) * density
        total = np.zeros((self.sizes.cells.count,) * 2)
        for swapped in (False, True):
            one, other = self.sizes.sides[::-1] if swapped else self.sizes.sides
            moved = np.stack([self._around(one, 2 * sine * y) for y in edges[1:]], axis=2)
            part = np.einsum("apl,bp,pl->ab", moved[:, inner], self._on_panels(other, ONE)[:, inner], weight)
            total += part.T if swapped else part
        first, second = (side.sector.disc(stretched * sine * 2 * END) for side in self.sizes.sides)
        return 2 * ROUND * (total + tangent / pi / (1 - tangent**2) * np.multiply.outer(first, second))

    def _on_ellipses(self, side: Side, scale: Range) -> Array:
        """Bounds on the ellipse of each panel, its points taken times any factor of a range, indexed (cell, panel)."""
        least, most = self._stretches
        low, high = np.multiply.outer(least * scale[0], self.panels.nearest), np.multiply.outer(most * scale[1], self.panels.farthest)
        found = side.sector.ring(np.maximum(low, 0), high)
        found[:, 0] = side.sector.disc(high[:, 0])
        return found

    def _on_panels(self, side: Side, scale: Range) -> Array:
        """Bounds on the panels themselves."""
        least, most = self._stretches
        found = side.sector.ring(np.multiply.outer(least * scale[0], self.panels.edges[:-1]), np.multiply.outer(most * scale[1], self.panels.edges[1:]))
        found[:, 0] = side.sector.disc(most * scale[1] * self.panels.edges[1])
        return found

    def _moved(self, side: Side, scale: Range, shift: Range) -> Array:
        """Bounds at z times the first factor plus y times the second, twice for the one that is the sine; indexed (cell, ellipse of z, panel of y)."""
        least, most = self._stretches
        begin, end = shift[0] * self.panels.edges[:-1], shift[1] * self.panels.edges[1:]
        low = np.maximum.outer(scale[0] * self.panels.nearest, begin)
        high = np.add.outer(scale[1] * self.panels.farthest, end)
        found = side.sector.ring(np.multiply.outer(least, low), np.multiply.outer(most, high))
        found[:, 0] = self._near_origin(side, scale[1] * self.panels.farthest[0], begin, end)
        return found

    def _around(self, side: Side, distance: float) -> Array:
        """Bounds up to a distance from the points of each panel."""
        return self._near_origin(side, distance, self.panels.edges[:-1], self.panels.edges[1:])

    def _near_origin(self, side: Side, distance: float, begin: Array, end: Array) -> Array:
        """Bounds at points up to a distance from [begin, end], in the sector or else in the disc; indexed (cell, range)."""
        least, most = self._stretches
        inside = begin * sin(self.panels.opening) > distance * ROUND
        ring = side.sector.ring(np.multiply.outer(least, np.maximum(begin - distance, 0)), np.multiply.outer(most, end + distance))
        return np.where(inside, ring, side.sector.disc(np.multiply.outer(most, end + distance)))

    def _density(self, sine: Range, cosine: Range) -> Array:
        """Bounds of exp(-Re(x^2 + 2 s x y + y^2)/(2 k^2)) for x on the ellipse of a panel, y in a panel."""
        inner = self.panels.inner
        begin, end, real = self.panels.edges[:inner], self.panels.edges[1 : inner + 1], self.panels.nearest[:inner]
        cross = np.where(real[:, None] < 0, sine[1] * np.multiply.outer(real, end), sine[0] * np.multiply.outer(real, begin))
        exponent = self.panels.squares[:inner, None] + 2 * cross + begin**2
        return np.exp(-np.where(exponent > 0, exponent / (2 * cosine[1] ** 2), exponent / (2 * cosine[0] ** 2)))

    def _density_apart(self, tangent: float) -> Array:
        """Bounds of exp(-Re((a + b)^2 + r^2 (a - b)^2)/8), r <= tangent, for a on the ellipse of a panel, b in a panel."""
        outer = self.panels.outer
        begin, end, real = self.panels.edges[:outer], self.panels.edges[1 : outer + 1], self.panels.nearest[:outer]
        cross = np.where(real[:, None] < 0, np.multiply.outer(real, end), (1 - tangent**2) * np.multiply.outer(real, begin))
        squares = self.panels.squares[:outer, None] + begin**2
        return np.exp(-(np.where(squares > 0, squares, (1 + tangent**2) * squares) + 2 * cross) / 8)
