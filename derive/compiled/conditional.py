r"""E[f(u) g(v)] over one variable, the other integrated in closed form: in float64 with a proven error, for all correlations.

With u = s1 x, v = s2 (c x + s W), s^2 = 1 - c^2, sigma = s2 s,

    E[f(u) g(v)] = int f(s1 x) p(x) G(s2 c x) dx,    G(m) = E[g(m + sigma W)]    (`conditional_mean`).

The line is cut at the knots of f and where the mean m passes a knot of g, and so that no panel is long against what changes there: within T sigma of a knot G
changes over s/|c|; elsewhere it is E[g_A(m + sigma W)] of one piece. On a panel n nodes of Gauss and Legendre miss at most (Trefethen, Approximation Theory
and Approximation Practice, theorem 19.3)

    8 rho^(1 - 2n)/(rho - 1) half max |f p G|  on the Bernstein ellipse E_rho,    |G(m + i y)| <= exp(y^2/(2 sigma^2)) E|g(m + sigma W)|.

Rounding is summed at the nodes beside the values. What lies beyond T is bounded as in E[|f g|; x^2 + W^2 > T^2] <= F G exp(-T^2/2)/(1 - D/T^2), F and G bounds
of |f(s1 r)| and |g(s2 r)| for r <= T that grow like r^d and r^e, D = d + e.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import exp, pi, sqrt
from typing import Any

import numpy as np
from sympy import Expr, Symbol

from derive.arrays.bivariate import gauss_legendre
from derive.compiled.conditional_mean import SLOW, ConditionalMean
from derive.compiled.cut_function import CutFunction, cut_function
from derive.compiled.cut_values import DEAD, CutValues
from derive.compiled.panels import DYING, RULES, Panels, Setting, panels
from derive.compiled.tape import U

Array = Any
REACH = 9.2
TOGETHER = 4000  # points
CELLS = 2**14  # nodes that are held at a time
LARGEST = 1e30  # of all numbers that are given
WIDE = 0.3  # the s below which places are counted from the next knot


@dataclass(frozen=True)
class Conditional:
    """The kernel of two functions; arrays of their parameters follow after q1, q2, c."""

    first: CutFunction
    second: CutFunction
    symbols: tuple[Symbol, ...]

    def __call__(self, q1: Array, q2: Array, c: Array, *parameters: Array) -> tuple[Array, Array]:
        """Values and error bounds, these infinite where the rule does not apply."""
        value, bound = np.zeros(q1.shape), np.full(q1.shape, np.inf)
        f, g = (CutValues(one, self.of(one, parameters), q1.size) for one in (self.first, self.second))
        rates = [np.max([one.steepest(piece) for piece in one.function.betweens], axis=0) for one in (f, g)]
        numbers = sum((np.abs(array) for array in (*rates, *f.knots, *g.knots, *parameters)), q1 + q2)
        possible = (q1 > 0) & (q2 > 0) & (np.abs(c) <= 1) & (numbers < LARGEST) & f.ordered & g.ordered
        sigma = np.sqrt(q2 * ((1 - c) * (1 + c)))
        slow, order = rates[1] * sigma <= SLOW, np.argsort(sigma, kind="stable")
        for kind in (True, False):
            places = order[(possible & (slow == kind))[order]]
            for start in range(0, places.size, TOGETHER):
                where = places[start : start + TOGETHER]
                part = _Part(self, q1[where], q2[where], c[where], [array[where] for array in parameters], kind)
                value[where], bound[where] = part.run()
        return value, bound

    @property
    def turned(self) -> Conditional:
        """The same kernel over the other variable; its variances come in the other order."""
        return Conditional(self.second, self.first, self.symbols)

    def of(self, function: CutFunction, parameters: Sequence[Array]) -> list[Array]:
        """The parameters of one of the functions."""
        return [parameters[self.symbols.index(symbol)] for symbol in function.symbols]


class _Part:
    """Some points, all slow or all not."""

    def __init__(self, kernel: Conditional, q1: Array, q2: Array, c: Array, parameters: Sequence[Array], slow: bool) -> None:
        self.f, self.g = (CutValues(one, kernel.of(one, parameters), q1.size) for one in (kernel.first, kernel.second))
        self.s1, self.s2, self.c, self.narrow = np.sqrt(q1), np.sqrt(q2), c, np.sqrt((1 - c) * (1 + c))
        self.sigma = self.s2 * self.narrow
        self.mean = ConditionalMean(self.g, np.maximum(self.sigma, 1e-290), slow)
        self.panels = panels(Setting(self.f, self.g, self.s1, self.s2, c, self.narrow, self.sigma), REACH)

    def run(self) -> tuple[Array, Array]:
        value, bound = np.zeros(self.c.shape), np.zeros(self.c.shape)
        found = self.panels
        kinds = (found.rule * 1000 + found.below) * 1000 + found.piece * 2 + found.near
        order = np.argsort(kinds, kind="stable")
        stops = [*np.flatnonzero(np.diff(kinds[order], prepend=-1)).tolist(), order.size]
        for start, stop in pairwise(stops):
            most = max(1, CELLS // RULES[int(found.rule[order[start]])].nodes)
            for begin in range(start, stop, most):
                some = order[begin : min(begin + most, stop)]
                part, rounded = self._sum(found.some(some))
                points = found.point[some]
                value += np.bincount(points, part, self.c.size)
                bound += np.bincount(points, rounded + found.missed[some], self.c.size)
        bound += self._everywhere()
        return value, bound * 1.01

    def _sum(self, some: Panels) -> tuple[Array, Array]:
        """The rule on panels of one kind, and bounds of its rounding."""
        nodes, weights = gauss_legendre(RULES[int(some.rule[0])].nodes)
        at, piece, turn = some.point, int(some.piece[0]), some.half * (2 * nodes - 1)[:, None]
        x = some.middle + turn
        density = np.exp(-np.square(x) / 2) * (some.half * (2 / sqrt(2 * pi))) * weights[:, None]
        f, f_size = self.f.at(int(some.below[0]), self.s1[at] * x, at, some.live_f)
        m = self.s2[at] * self.c[at] * x
        if some.near[0]:
            G, G_size = self.mean.near(piece, m, self._depths(some, some.offset + turn, m), at)
        else:
            G, G_size = self.mean.far(piece, m, at, some.live_g)
        value = np.sum(density * f * G, axis=0)
        units = self.f.rounded + 4 * (self.f.function.degree + 3)
        lost = np.abs(f) * (G_size + np.abs(G) * (100.0 + np.square(x))) + f_size * np.abs(G) * units
        return value, np.sum(density * lost, axis=0) * U

    def _depths(self, some: Panels, apart: Array, m: Array) -> list[Array]:
        """(b - m)/sigma for all knots b, where sigma is small from the knot that is next, `apart` from x, so that no figures are lost."""
        at, sigma, slope = some.point, self.mean.sigma[some.point], self.c[some.point] / np.maximum(self.narrow[some.point], 1e-290)
        knots = self.g.knots[:, at]
        plain, owner = self.narrow[at] > WIDE, np.take_along_axis(knots, some.owner[None], axis=0)[0]
        return [np.where(plain, (b - m) / sigma, (b - owner) / sigma - apart * slope) for b in knots]

    def _everywhere(self) -> Array:
        """What is left out beyond T and beyond knots, what all nodes miss, and knots that are rounded."""
        f, g = self.f, self.g
        degrees = f.function.degree + g.function.degree
        F, G, nothing = f.beyond(self.s1, REACH, degrees, only_there=True), g.beyond(self.s2, REACH, degrees), np.zeros(self.c.shape)
        left_out = exp(-REACH * REACH / 2) / (1 - degrees / REACH**2) * F * G
        mean_of_f, mean_of_g = f.spread(nothing, nothing, self.s1, least=self.s1), g.spread(nothing, nothing, self.s2, least=self.s2)
        inner = self.mean.missed() + self.mean.dropped(REACH, DYING) + 20 * U * self.mean.moved()
        found = left_out + mean_of_f * inner + mean_of_g * self._dead_of_f()
        return found + self._knots_of_f() + self._knots_of_g()

    def _dead_of_f(self) -> Array:
        """Exponentials of f that were left out."""
        total = np.zeros(self.c.shape)
        for j, sides in enumerate(self.f.function.sides):
            for beside, piece in zip(sides, (self.f.function.betweens[j], self.f.function.betweens[j + 1]), strict=True):
                for rate, factor in zip(self.f.values(piece.rates), beside.exponentials, strict=True):
                    for i, size in enumerate(self.f.sizes(factor)):
                        total = total + size * np.power(DEAD / np.abs(rate), i) * exp(-DEAD) * 1.01
        return total

    def _knots_of_f(self) -> Array:
        """Knots of f are where they are but for 8 units: a jump there, times the density, times E[|g| given the knot]."""
        total = np.zeros(self.c.shape)
        for knot, jump in zip(self.f.knots, self.f.function.jumps, strict=True):
            place = np.minimum(np.abs(knot) / self.s1, 60.0)
            height, m = 8 * U * place * np.exp(-np.square(place) / 2), place * self.s2
            total = total + self.f.pair(jump.taylor[0])[1] * height * self.g.spread(-m, m, self.s2, least=self.sigma)
        return total

    def _knots_of_g(self) -> Array:
        """Those of g but for 8 units of their own size and that of the means; narrow pieces are moved as a whole."""
        total, farthest = np.zeros(self.c.shape), np.full(self.c.shape, REACH)
        if self.f.vanishes(0) and self.f.vanishes(len(self.f.knots)):
            farthest = np.minimum(farthest, np.max(np.abs(self.f.knots), axis=0) / self.s1)
        for knot, jump, wide in zip(self.g.knots, self.g.function.jumps, self.mean.wide_knots(), strict=True):
            place = np.minimum(np.abs(knot) / self.s2, 60.0)
            height, m = 8 * U * (place + farthest) * np.exp(-np.square(place) / 2), place * self.s1
            total = total + np.where(wide, self.g.pair(jump.taylor[0])[1] * height * self.f.spread(-m, m, self.s1, least=self.s1 * self.narrow), 0.0)
        return total


def conditional(first: Expr, second: Expr, orders: tuple[int, int] = (0, 0)) -> Conditional | None:
    """The rule for derivatives of functions of Z with parameters; None where they are not of the kind of `cut_function`."""
    one, other = cut_function(first, orders[0]), cut_function(second, orders[1])
    if one is None or other is None:
        return None
    return Conditional(one, other, tuple(sorted({*one.symbols, *other.symbols}, key=lambda symbol: symbol.name)))
