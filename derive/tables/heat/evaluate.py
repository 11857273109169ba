r"""K(q1, q2, c) = int p(x) f(sqrt(q1) x) G(sqrt(q2) c x, sigma) dx, sigma = sqrt(q2 (1 - c^2)), at arrays of points: values and bounds of their errors."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import pi, sqrt
from typing import Any

import numpy as np

from derive.arrays.bivariate import gauss_legendre
from derive.tables.heat.level import Level
from derive.tables.heat.panels import TERMS, Panels, Sums, missed, panels
from derive.tables.heat.tails import Envelopes, beyond
from derive.tables.product import EPS

Array = Any
ERROR = 1e-12
ROOM = 600_000  # edges that are held at a time
BLOCK = 1600  # panels
TINY = 1e-290


@dataclass(frozen=True, eq=False)
class Mean:
    """E[f(u) G(v)] from polynomials of f and of G at all sigma."""

    first: Level
    levels: tuple[Level, ...]
    envelopes: tuple[Envelopes, Envelopes]

    def __call__(self, q1: Array, q2: Array, c: Array) -> tuple[Array, Array]:
        """Values and bounds of their errors."""
        sigma = np.maximum(np.sqrt(q2 * ((1 - c) * (1 + c))), TINY)
        level = np.clip(np.searchsorted([level.high for level in self.levels], sigma), 0, len(self.levels) - 1)
        order = np.argsort(level, kind="stable")
        value, bound = np.zeros(c.shape), np.full(c.shape, np.inf)
        stops = [*np.flatnonzero(np.diff(level[order], prepend=-1)).tolist(), order.size]
        for start, stop in pairwise(stops):
            g = self.levels[level[order[start]]]
            most = max(1, ROOM // (len(self.first.edges) + len(g.edges) + 20 * len(g.knots) + 20))
            for begin in range(start, stop, most):
                some = order[begin : min(begin + most, stop)]
                value[some], bound[some] = self._at(g, np.sqrt(q1[some]), np.sqrt(q2[some]), c[some], sigma[some])
        return value, (bound + self._tails(np.sqrt(q1), np.sqrt(q2), c, sigma)) * (1 + 1e-9)

    def _at(self, g: Level, s1: Array, s2: Array, c: Array, sigma: Array) -> tuple[Array, Array]:
        found = panels(self.first, g, s1, s2 * c, sigma)
        parts, sums = _summed(self.first, g, found, g.turned(sigma))
        count, off = c.size, missed(self.first, g, found, sums, sigma)
        sizes, counts = (np.bincount(found.point, weights, count) for weights in (np.abs(parts), None))
        return np.bincount(found.point, parts, count), np.bincount(found.point, off, count) + (counts + 4) * EPS * sizes

    def _tails(self, s1: Array, s2: Array, c: Array, sigma: Array) -> Array:
        """E[|f(u) g(v)|; |x| > T], as E exp(b |s2 (c x + s W)|) <= 2 exp(b s2 |c x| + (b sigma)^2/2) given x."""
        (a, b), (other_a, other_b) = self.envelopes[0].at(s1), self.envelopes[1].at(s2)
        return beyond(a + other_a + np.log(2) + np.square(other_b * sigma) / 2, b * s1 + other_b * s2 * np.abs(c))


@dataclass(frozen=True, eq=False)
class HeatTable:
    """A kernel for variances from low to high and all correlations: `error` bounds the error of values relative to sqrt(E[f(u)^2] E[g(v)^2]); points where
    the bound of their own is above it are told. `least` bounds sqrt(q) E f^2 and sqrt(q) E g^2, which grow with q, from below at `places`."""

    low: float
    high: float
    seconds: float
    mean: Mean
    places: Array
    least: Array
    error: float = ERROR
    nearest: float = 1.0

    def covers(self, q1: Array, q2: Array, c: Array) -> Array:
        """The points of the range."""
        return (q1 >= self.low) & (q1 <= self.high) & (q2 >= self.low) & (q2 <= self.high) & (np.abs(c) <= 1)

    def __call__(self, q1: Array, q2: Array, c: Array) -> tuple[Array, Array]:
        """Values at points that are covered, and whether the bound of each is small enough."""
        value, bound = self.mean(q1, q2, c)
        return value, bound <= ERROR * self.scale(q1, q2)

    def scale(self, q1: Array, q2: Array) -> Array:
        """sqrt(E f^2 E g^2) from below."""
        return np.sqrt(np.prod([self._second_moment(k, q) for k, q in enumerate((q1, q2))], axis=0))

    def _second_moment(self, side: int, q: Array) -> Array:
        k = np.clip(np.searchsorted(self.places, q, side="right") - 1, 0, len(self.places) - 1)
        return self.least[side][k] / np.sqrt(q) * (1 - 1e-12)


_rule = gauss_legendre(TERMS)
NODES, WEIGHTS = (2 * _rule[0] - 1)[:, None], (2 * _rule[1] / sqrt(2 * pi))[:, None]


def _summed(f: Level, g: Level, found: Panels, turned: Array) -> tuple[Array, Sums]:
    """The rule on all panels."""
    order = np.argsort(found.box, kind="stable")
    boxes, starts = np.unique(found.box[order], return_index=True)
    result, sums, powers = np.empty(order.size), Sums(*np.empty((5, order.size))), turned ** np.arange(g.powers.shape[2])[:, None]
    inner = np.empty((g.powers.shape[1], order.size))
    turns = powers[:, found.point[order]]
    for box, (start, stop) in zip(boxes.tolist(), pairwise([*starts.tolist(), order.size]), strict=True):
        np.matmul(g.powers[box], turns[:, start:stop], out=inner[:, start:stop])
    outer = f.powers[:, :, 0].T
    for start in range(0, order.size, BLOCK):
        some = order[start : start + BLOCK]
        half = found.half[some]
        x = found.middle[some] + half * NODES
        density = np.exp(np.square(x) * -0.5)
        density *= WEIGHTS
        one = _horner(outer[:, found.cell[some]], *(part[some] for part in found.inside_f))
        other = _horner(inner[:, start : start + BLOCK], *(part[some] for part in found.inside_g))
        sums.f_top[some], sums.g_top[some] = np.abs(one).max(axis=0), np.abs(other).max(axis=0)
        sums.mass[some] = density.sum(axis=0) * half
        one_weighted = one * density
        result[some] = np.einsum("ij,ij->j", one_weighted, other) * half
        one_weighted *= one
        sums.f[some] = one_weighted.sum(axis=0) * half
        density *= np.square(other, out=other)
        sums.g[some] = density.sum(axis=0) * half
    return result, sums


def _horner(coefficients: Array, middle: Array, half: Array) -> Array:
    """A polynomial for each panel at its nodes."""
    y = np.clip(middle + half * NODES, -1.0, 1.0)
    value = coefficients[-1] * y
    for row in coefficients[-2:0:-1]:
        value += row
        value *= y
    value += coefficients[0]
    return value
