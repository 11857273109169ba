r"""Kernels at correlations near 1 and -1: Taylor's polynomial in e = 1 - |c| with a proven remainder.

With a_k(x) = q^(k/2) f^(k)(sqrt(q) x)/k! Price's theorem says d^k K/dc^k = (k!)^2 E[a_k(X) b_k(Y)], which at c = +-1 is an integral over one variable, and

    K(+-(1 - e)) = sum_(k <= m) (-+e)^k k! E[a_k(X) b_k(+-X)] + R,   |R| <= e^(m+1) (m+1)! sqrt(E a_(m+1)^2 E b_(m+1)^2).

The integrals are sums over i h. Cauchy's bounds of a_k in a strip give the remainder and what the sums miss, as in `evidence.pair.factored_grid`; for what lies
beyond T see `far_out`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import ceil, exp, expm1, factorial, pi, sqrt
from typing import Any

import numpy as np
from flint import arb

from derive.evidence.balls.clock import check_clock
from derive.evidence.balls.precision import working
from derive.tables.far_out import FarOut
from derive.tables.grid_values import UNKNOWN, product, rounded_float, rounding
from derive.tables.jets import MOST, jet, taylor
from derive.tables.side import END, Side, refused, sizes_of, snug_cover
from derive.tables.variances import Sizes

Array = Any
BITS = 128
SMALL = 3e-15  # of the remainder, relative to the scale
LEVEL = 52.0  # -log of what the sums may miss
CELL = 0.0625  # in x
HIGH = 0.8  # of the strip is below the contour, the rest is for Cauchy's bounds
ROUND = 1 + 1e-11


@dataclass(frozen=True, eq=False)
class NearOne:
    """Values at the nodes of all pairs of variances, indexed (power of e/`width`, q1, q2), for c near 1 and near -1.

    For each pair of cells `error` of the values, and `rounded`, what their rounding makes of it after interpolation, relative to the scale.
    """

    values: tuple[Array, Array]
    error: Array
    rounded: Array


@dataclass(frozen=True, eq=False)
class Expansion:
    """Taylor's polynomial for 0 <= e <= width."""

    sizes: Sizes
    width: float
    degree: int

    def made(self) -> NearOne:
        """The coefficients. Raises CannotEnclose where the remainder is not seen to be small or a derivative is not bounded."""
        order, remainder = self._order()
        step, u = self._step()
        rows = {side: self._rows(side, step, order) for side in dict.fromkeys(self.sizes.sides)}
        one, other = (rows[side] for side in self.sizes.sides)
        half = one.shape[2] // 2
        weights = step / sqrt(2 * pi) * np.exp(-((step * np.arange(-half, half + 1)) ** 2) / 2)
        near, far, error, rounded = list[Array](), list[Array](), remainder + self._replaced() + self._missed(step, u, order), np.zeros_like(remainder)
        for k in range(order + 1):
            scale = factorial(k) * self.width**k
            left = one[k] * weights
            near.append((-1) ** k * scale * product(left, other[k]))
            far.append(scale * product(left, other[k][:, ::-1]))
            sizes = [np.sqrt(rows[k] ** 2 @ weights).reshape(self.sizes.cells.count, -1) for rows in (one, other)]
            enlarged = [self.sizes.enlarged(size, side) for side, size in enumerate(sizes)]
            rounded += scale * 1.01 * rounding(half) * np.multiply.outer(*enlarged)
            error = error + scale * UNKNOWN * np.add.outer(*(size.max(axis=1) + UNKNOWN for size in sizes))
        return NearOne((np.array(near), np.array(far)), error, rounded)

    def _order(self) -> tuple[int, Array]:
        """m and the bound of the remainder for each pair of cells."""
        for order in range(3, MOST + 1):
            energies = [np.array([self._energy(side, k, order + 1) for k in range(self.sizes.cells.count)]) for side in self.sizes.sides]
            bound = self.width ** (order + 1) * factorial(order + 1) * np.sqrt(np.multiply.outer(*energies)) * ROUND
            if (bound <= SMALL * self.sizes.relative).all():
                break
        if not (bound <= 100 * SMALL * self.sizes.relative).all():
            raise refused(self.sizes.sides[0].strip.body, "its expansion at correlation 1 is not seen to be short")
        return order, bound

    def _energy(self, side: Side, k: int, order: int) -> float:
        """A bound of E a_n^2 on a cell in log q."""
        total = 0.0
        for left, size in zip(_LEFTS, self._cauchy(side, k, order, 0.0), strict=True):
            total += float(size) ** 2 * _mass(left)
        return (total + self._far[side].beyond(k, order)) * ROUND

    def _cauchy(self, side: Side, k: int, order: int, u: float) -> Array:
        """Bounds of |a_n| on cells in x up to height u, for all q of a cell: s^n sup |f| / d^n on discs of radius d; of f itself without discs."""
        if order == 0:
            return self._plain(side, k, u)
        top, radius = self.sizes.cells.top(k), side.inner - u * self.sizes.cells.top(k)
        if not radius > 0:
            raise refused(side.strip.body, "its strip of analyticity is too thin")
        radius *= 1 - 1e-9
        sups, width = self._sups[side], side.bounds.width
        bottom = float(self.sizes.cells.stretch(k).lower())
        found = []
        for left in _LEFTS:
            ends = [s * x for s in (bottom, top) for x in (left, left + CELL)]
            first = int(np.floor((min(ends) - radius) / width)) + side.bounds.count
            last = int(np.ceil((max(ends) + radius) / width)) + side.bounds.count
            if first < 0 or last > len(sups):
                raise refused(side.strip.body, "it is bounded too narrowly")
            found.append(float(sups[first:last].max()))
        return np.array(found) * (top / radius) ** order * ROUND

    def _plain(self, side: Side, k: int, u: float) -> Array:
        stretch = self.sizes.cells.stretch(k)
        found = snug_cover(lambda z, analytic: side.strip.function(stretch * z, analytic), END + 1, max(u, 2.0**-12), CELL)
        if found is None:
            raise refused(side.strip.body, "no bound in a strip was derived")
        return np.array(sizes_of(found))

    @cached_property
    def _sups(self) -> dict[Side, Array]:
        return {side: np.array(sizes_of(side.bounds)) for side in dict.fromkeys(self.sizes.sides)}

    def _beyond(self, cells: tuple[int, int], order: int) -> float:
        """E[|a_n b_n|; |X| > T]."""
        return sqrt(np.prod([self._far[side].beyond(k, order) for side, k in zip(self.sizes.sides, cells, strict=True)])) * ROUND

    @cached_property
    def _far(self) -> dict[Side, FarOut]:
        return {side: FarOut(side, self.sizes.cells) for side in dict.fromkeys(self.sizes.sides)}

    def _replaced(self) -> Array:
        """How the kernel changes as both functions are replaced far out (`far_out`), for each pair of cells."""
        one, other = (np.array([sqrt(self._far[side].replaced(k, 0)) for k in range(self.sizes.cells.count)]) for side in self.sizes.sides)
        (first, second) = self.sizes.plain
        return (self.sizes.beyond + np.multiply.outer(one, second + other) + np.multiply.outer(first + one, other)) * ROUND

    def _step(self) -> tuple[float, float]:
        """h and the height of the contour."""
        top = self.sizes.cells.top(self.sizes.cells.count - 1)
        u = min(HIGH * min(side.inner for side in self.sizes.sides) / top, sqrt(2 * LEVEL))
        step = 2 * pi * u / (LEVEL + u * u / 2)
        return float(int(min(step, 0.5) * 2**30)) / 2**30, u

    def _rows(self, side: Side, step: float, order: int) -> Array:
        """a_k(x_i), indexed (k, node in log q, i)."""
        count, found = ceil(END / step - 0.5), []
        with working(BITS):
            function = jet(side.strip.body)
            for stretch in self.sizes.cells.stretches(self.degree):
                check_clock()
                s = arb(stretch)
                found.append([[rounded_float(v) for v in taylor(function, s * (arb(step) * i), s, order)] for i in range(-count, count + 1)])
        return np.ascontiguousarray(np.transpose(np.array(found), (2, 0, 1)))

    def _missed(self, step: float, u: float, order: int) -> Array:
        """What the sums over |x_i| <= T miss of the integrals, all orders together."""
        count, total = self.sizes.cells.count, np.zeros((self.sizes.cells.count,) * 2)
        end = (ceil(END / step - 0.5) + 0.5) * step
        edge = np.abs(_LEFTS + CELL / 2) >= end - 1.5 * CELL
        weights = np.exp(-(np.array([min(abs(x), abs(x + CELL)) if x * (x + CELL) > 0 else 0.0 for x in _LEFTS]) ** 2) / 2) * CELL
        aliased = 2 * exp(u * u / 2) / expm1(2 * pi * u / step) / sqrt(2 * pi) * ROUND
        upright = 4 * u * exp(-end * end / 2) * max(1.0, exp(u * u / 2 - 2 * pi * u / step)) / sqrt(2 * pi) * ROUND
        for k in range(order + 1):
            sups = [np.array([self._cauchy(side, j, k, u) for j in range(count)]) for side in self.sizes.sides]
            for second in (sups[1], sups[1][:, ::-1]):
                inside = aliased * np.einsum("ix,jx,x->ij", sups[0], second, weights) * ROUND
                ends = upright * np.multiply.outer(sups[0][:, edge].max(axis=1), second[:, edge].max(axis=1))
                total += factorial(k) * self.width**k * (inside + ends)
            tails = [[self._beyond((i, j), k) for j in range(count)] for i in range(count)]
            total += factorial(k) * self.width**k * np.array(tails)
        return total


_LEFTS = CELL * np.arange(-ceil((END + 1) / CELL), ceil((END + 1) / CELL))
_MASSES: dict[float, float] = {}


def _mass(left: float) -> float:
    """P(left <= Z <= left + CELL), rounded up."""
    if left not in _MASSES:
        ends = [arb(x) / arb(2).sqrt() for x in (left, left + CELL)]
        _MASSES[left] = float(((ends[1].erf() - ends[0].erf()) / 2).upper()) * ROUND + 1e-300
    return _MASSES[left]


def as_chebyshev(values: Array) -> Array:
    """Coefficients of powers of y in [0, 1] as coefficients of Chebyshev polynomials of 2y - 1."""
    count, matrix = len(values), np.zeros((len(values), len(values)), dtype=np.longdouble)
    matrix[0, 0] = 1
    for k in range(1, count):  # y T_n = (T_(n+1) + T_|n-1|)/4 + T_n/2
        for n in range(k):
            matrix[k, n + 1] += matrix[k - 1, n] / 4
            matrix[k, abs(n - 1)] += matrix[k - 1, n] / 4
            matrix[k, n] += matrix[k - 1, n] / 2
    return np.tensordot(matrix.T, values.astype(np.longdouble), axes=1)
