r"""E[f(u) g(v)] by Gauss and Legendre's rule on rectangles, in float64 with a proven error: what closed forms cannot give where their terms cancel.

With u = s1 x, v = s2 y, s^2 = 1 - c^2, z = (y - c x)/s the integrand is f(s1 x) g(s2 y) exp(-(x^2 + z^2)/2)/(2 pi s). The plane is cut at the knots of f
and g and so that no side is much longer than s; on a rectangle f and g are sums of polynomials times exponentials (`exponential_pieces`). No terms cancel: by
Cauchy and Schwarz sums of |f g| are below sqrt(E f^2 E g^2), so rounding stays relative to that.

**What the rule misses.** n nodes on [-1, 1] integrate polynomials of degree 2 n - 1 and have positive weights of sum 2, and a function that is at most M on the
Bernstein ellipse E_rho is within 2 M rho^(1 - 2n)/(rho - 1) of such a polynomial (Trefethen, Approximation Theory and Approximation Practice, theorem 8.2);
the rule errs by at most four times that. On the ellipse over a side of half-length l the normal density is at most exp(Im^2/(2 s^2)) times what it is at the
real parts, |Im| <= l (rho - 1/rho)/2. Both directions are added.

**What is left out** lies in x^2 + z^2 > T^2. With |f(s1 x)| <= F (r/T)^d for |x| <= r, r >= T, and the same for g, of degrees that add up to D,

    E[|f g|; x^2 + z^2 > T^2] <= F G int_T^oo (r/T)^D r exp(-r^2/2) dr <= F G exp(-T^2/2)/(1 - D/T^2).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import exp, pi, sqrt
from typing import Any, NamedTuple

import numpy as np
from sympy import Expr

from derive.arrays.bivariate import gauss_legendre
from derive.compiled.exponential_pieces import Stretch, parity, stretches
from derive.compiled.tape import U

Array = Any
REACH = 9.2
RULES = ((16, 6.0, 1.6), (44, 2.0, 8.0))
"""(nodes, rho, the largest half-length of a side in units of s); more rules make smaller groups of points of the same kind, which costs more than it gains."""
LONGEST = RULES[-1][2]
COUNTS = np.array([0, 1, 2, 3, 4, 6, 8, 12, 16, 24, 32])
"""Into how many sides a stretch is cut."""
NARROWEST = 0.1
"""The s from which on there are not too many rectangles."""
CELLS = 2**14  # values that are held at a time
MOST = 20_000  # points of one group that are held at a time


class Side(NamedTuple):
    """An interval of x for many points: its middle and half its length, its rule, nodes, values of f times weights there, bounds of |f| on it and on its
    ellipse; where it lies for all; the mean square of the sizes, and a lower bound of E[f^2] on it."""

    middle: Array
    half: Array
    rule: int
    nodes: Array
    weighted: Array
    real: Array
    complex: Array
    span: tuple[float, float]
    square: Array
    energy: Array

    def at(self, places: Array) -> Side:
        """The same for these points."""
        arrays = (self.middle[places], self.half[places], self.rule, self.nodes[:, places], self.weighted[:, places], self.real[places], self.complex[places])
        return self._replace(**dict(zip(self._fields, arrays, strict=False)))


@dataclass(frozen=True)
class Factor:
    """One of the two functions."""

    stretches: tuple[Stretch, ...]

    @property
    def degree(self) -> int:
        """The largest of its polynomials."""
        return max(stretch.degree for stretch in self.stretches)

    def codes(self, scale: Array, narrow: Array, half_line: bool) -> Array:
        """For each stretch and point the number of its sides (as a place in COUNTS) and their rule, in one number."""
        rows = []
        for stretch in self.stretches:
            low, high = _ends(stretch, scale, half_line)
            halves = (high - low) / 2 / narrow
            place = np.searchsorted(COUNTS, np.minimum(np.ceil(halves / LONGEST), COUNTS[-1]))
            long = halves > RULES[0][2] * np.maximum(COUNTS[place], 1)
            rule = np.where(long | bool(stretch.steepest), 1, 0)  # exponentials grow on wide ellipses
            rows.append(place * len(RULES) + rule if stretch.terms else np.zeros(place.shape, dtype=int))
        return np.array(rows)

    def sides(self, codes: Sequence[int], scale: Array, half_line: bool) -> Iterator[Side]:
        """The sides at points of the same codes."""
        for stretch, code in zip(self.stretches, codes, strict=True):
            place, rule = divmod(int(code), len(RULES))
            low, high = _ends(stretch, scale, half_line)
            half = (high - low) / (2 * max(int(COUNTS[place]), 1))
            for k in range(int(COUNTS[place])):
                yield _side(stretch, scale, low + (2 * k + 1) * half, half, rule)

    def largest(self, radius: Array) -> Array:
        """A bound of |f(u)| for real |u| <= radius."""
        return sum((_largest(stretch, radius) for stretch in self.stretches), np.zeros(np.shape(radius)))

    def off(self, scale: Array, other: Factor, other_scale: Array) -> Array:
        """A bound of E[|f~ - f| |g|] for f~ with rounded knots, two units of rounding off, and without dropped exponentials; E|y|^k <= (|x| + k)^k."""
        found = max(stretch.dropped for stretch in self.stretches) * other.largest(other_scale * (other.degree + 1.0))
        for left, right in pairwise(self.stretches):
            place = np.abs(left.upper) / scale
            (a, size_a), (b, size_b) = left.values(np.asarray(left.upper)), right.values(np.asarray(left.upper))
            jump = np.abs(a - b) + 64 * U * (size_a + size_b)
            found = found + jump * 4 * U * place * np.exp(-np.square(place) / 2) * other.largest(other_scale * (place + other.degree + 1.0))
        return found


def _ends(stretch: Stretch, scale: Array, half_line: bool) -> tuple[Array, Array]:
    lowest = 0.0 if half_line else -REACH
    return np.clip(stretch.lower / scale, lowest, REACH), np.clip(stretch.upper / scale, lowest, REACH)


def _largest(stretch: Stretch, radius: Array) -> Array:
    low, high = np.maximum(stretch.lower, -radius), np.minimum(stretch.upper, radius)
    return np.where(low <= high, stretch.size(np.maximum(np.abs(low), np.abs(high)), low, high), 0.0)


def _side(stretch: Stretch, scale: Array, middle: Array, half: Array, rule: int) -> Side:
    count, rho, _ = RULES[rule]
    nodes, weights = gauss_legendre(count)
    places = middle + half * (2 * nodes - 1)[:, None]
    values, sizes = stretch.values(places * scale)
    masses = half * (2 * weights)[:, None]
    density = np.exp(-np.square(places) / 2) / sqrt(2 * pi)
    square = np.sum(masses * (density + 1e-12) * np.square(sizes * (1 + np.square(places) / 8)), axis=0)
    low, high, wide = (middle - half) * scale, (middle + half) * scale, half * (rho + 1 / rho) / 2
    on_ellipse = stretch.size((np.abs(middle) + wide) * scale, (middle - wide) * scale, (middle + wide) * scale)
    real = stretch.size(np.maximum(np.abs(low), np.abs(high)), low, high)
    nearest = np.maximum(np.abs(middle) - wide, 0.0)
    missed = _rate(rule) * half * np.square(on_ellipse) * np.exp((np.square(half * ((rho - 1 / rho) / 2)) - np.square(nearest)) / 2)
    energy = np.sum(masses * density * np.square(values), axis=0) - missed - 512 * U * (stretch.degree + 1) * square
    span = float((middle - half).min()), float((middle + half).max())
    return Side(middle, half, rule, places, masses * values, real, on_ellipse, span, square, np.maximum(energy, 0.0))


def _rate(rule: int) -> float:
    """What the rule misses on [-1, 1] of a function that is at most 1 on the ellipse."""
    count, rho, _ = RULES[rule]
    return 8 * rho ** (1 - 2 * count) / (rho - 1) * 1.01


@dataclass(frozen=True)
class Rectangles:
    """The kernel of two functions; `even` where f(-x) g(-y) = f(x) g(y), so that x > 0 is half of it."""

    first: Factor
    second: Factor
    even: bool

    def __call__(self, q1: Array, q2: Array, c: Array) -> tuple[Array, Array, Array]:
        """Values, error bounds, infinite where the rule would have too many rectangles, and lower bounds of sqrt(E f^2 E g^2)."""
        value, bound, scale = np.zeros(q1.shape), np.full(q1.shape, np.inf), np.zeros(q1.shape)
        narrow = np.sqrt((1 - c) * (1 + c))
        places = np.flatnonzero((narrow >= NARROWEST) & (q1 > 0) & (q2 > 0))
        points = [np.sqrt(q1[places]), np.sqrt(q2[places]), c[places], narrow[places]]
        for kind, group in self._groups(*points):
            for start in range(0, group.size, MOST):
                where = group[start : start + MOST]
                value[places[where]], bound[places[where]], scale[places[where]] = self._group(kind, *(array[where] for array in points))
        return value, bound, scale

    def _groups(self, s1: Array, s2: Array, c: Array, narrow: Array) -> Iterator[tuple[Array, Array]]:
        """Points with the same sides and the same sign of c."""
        codes = np.concatenate([self.first.codes(s1, narrow, self.even), self.second.codes(s2, narrow, False), [c < 0]])
        kinds, group = np.unique(codes, axis=1, return_inverse=True)
        order = np.argsort(group, kind="stable")
        ends = np.searchsorted(group[order], np.arange(kinds.shape[1] + 1))
        for kind, (start, stop) in zip(kinds.T, pairwise(ends), strict=True):
            yield kind, order[start:stop]

    def _group(self, codes: Array, s1: Array, s2: Array, c: Array, narrow: Array) -> tuple[Array, Array, Array]:
        """Values, bounds and scales at points with the same sides."""
        count = len(self.first.stretches)
        firsts, seconds = list(self.first.sides(codes[:count], s1, self.even)), list(self.second.sides(codes[count:-1], s2, False))
        value, missed = np.zeros(s1.shape), np.zeros(s1.shape)
        corners, reach = (c.min(), c.max()), REACH * narrow.max()
        for one in firsts:
            along = [corner * end for corner in corners for end in one.span]
            for other in seconds:
                if other.span[0] - max(along) < reach and min(along) - other.span[1] < reach:  # else z is seen to be large
                    places = np.flatnonzero(_least(one, other, c, narrow) < REACH**2)
                    pair = one.at(places), other.at(places)
                    missed[places] += _missed(*pair, c[places], narrow[places])
                    value[places] += _sum(*pair, c[places], narrow[places])
        additions = len(firsts) * len(seconds) + sum(max((len(side.nodes) for side in sides), default=0) for sides in (firsts, seconds))
        twice = 2.0 if self.even else 1.0
        square, energy = (twice * sum(getattr(side, name) for side in firsts) * sum(getattr(side, name) for side in seconds) for name in ("square", "energy"))
        bound = twice * missed + self._rounded(additions, narrow) * np.sqrt(square) + self._beyond(s1, s2)
        return twice * value / (2 * pi * narrow), bound, np.sqrt(energy)

    def _rounded(self, additions: int, narrow: Array) -> Array:
        """Rounding relative to the norms of sizes. Exponents are off by 6 |x z|/s units: the mean of |f g x z| is below sqrt(E[f^2 x^2] E[g^2])."""
        return (9 / narrow + 4 * (self.first.degree + self.second.degree + 6) + additions + 10) * U * 1.1

    def _beyond(self, s1: Array, s2: Array) -> Array:
        part = exp(-(REACH**2) / 2) / (1 - (self.first.degree + self.second.degree) / REACH**2)
        left_out = part * self.first.largest(REACH * s1) * self.second.largest(REACH * s2)
        return left_out + self.first.off(s1, self.second, s2) + self.second.off(s2, self.first, s1)


def _least(one: Side, other: Side, c: Array, narrow: Array, wider: float = 1.0) -> Array:
    """A lower bound of x^2 + z^2 on a rectangle, its first side being longer by this factor."""
    half = one.half * wider
    apart = np.maximum(np.abs(other.middle - c * one.middle) - other.half - np.abs(c) * half, 0.0)
    return np.square(np.maximum(np.abs(one.middle) - half, 0.0)) + np.square(apart / narrow)


def _missed(one: Side, other: Side, c: Array, narrow: Array) -> Array:
    """What the rule misses on a rectangle, in both directions."""
    return _missed_along(one, other, c, narrow) + _missed_along(other, one, c, narrow)


def _missed_along(one: Side, other: Side, c: Array, narrow: Array) -> Array:
    rho = RULES[one.rule][1]
    height = one.half / narrow * ((rho - 1 / rho) / 2)
    density = np.exp((np.square(height) - _least(one, other, c, narrow, (rho + 1 / rho) / 2)) / 2) / narrow
    return _rate(one.rule) / pi * one.half * other.half * one.complex * other.real * density


def _sum(one: Side, other: Side, c: Array, narrow: Array) -> Array:
    """2 pi s times the rule on a rectangle."""
    found = np.empty(c.shape)
    chunk = max(1, CELLS // len(other.nodes))
    for start in range(0, c.size, chunk):
        at = slice(start, start + chunk)
        scale, x = sqrt(0.5) / narrow[at], one.nodes[:, at]
        weights, along, across = one.weighted[:, at] * np.exp(-np.square(x) / 2), x * (c[at] * scale), other.nodes[:, at] * scale
        total, rows = np.zeros(across.shape), max(1, CELLS // across.size)
        for row in range(0, len(x), rows):
            cells = across - along[row : row + rows, None]
            np.multiply(cells, cells, out=cells)
            np.negative(cells, out=cells)
            np.exp(cells, out=cells)
            np.multiply(cells, weights[row : row + rows, None], out=cells)
            total += np.add.reduce(cells, axis=0)
        found[at] = np.einsum("jp,jp->p", total, other.weighted[:, at])
    return found


def rectangles(first: Expr, second: Expr) -> Rectangles | None:
    """The rule for functions of Z; None where they are not made of polynomials and exponentials."""
    one, other = stretches(first), stretches(second)
    if one is None or other is None:
        return None
    return Rectangles(Factor(one), Factor(other), parity(one) * parity(other) == 1)
