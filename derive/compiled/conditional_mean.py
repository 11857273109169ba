r"""G(m) = E[g(m + sigma W)] of a function between knots, its errors bounded in units of rounding.

Let A be the piece that m lies in. Beyond each knot b away from m the function takes another form, so

    G(m) = E[g_A(m + sigma W)] + sum_b E[(g_beyond - g_before)(v); v beyond b],    v = b +- t,
    E[t^n; t > 0] = sigma^n n! p(z) J_n(z),    z = |b - m|/sigma >= 0,

with J_n of `arrays.truncated_powers`, p the normal density: what is added is small where it is a difference. Exponentials enter as their Taylor polynomials
at b where |r| sigma <= SLOW, else on their own pieces: E[exp(r v); v < b] = exp(r b) p(z) J_0(z + |r| sigma), z = (m - b)/sigma. Pieces that are narrow
against sigma are left out of this and summed by Gauss and Legendre's rule.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce
from itertools import pairwise
from math import comb, factorial, pi, sqrt
from typing import Any

import numpy as np

from derive.arrays.bivariate import gauss_legendre
from derive.arrays.normal import mills
from derive.arrays.truncated_powers import TOP, truncated_powers
from derive.compiled.cut_function import Beside
from derive.compiled.cut_values import CutValues

Array = Any
SLOW = 0.2
FAST = 9.2
"""|r| sigma above which an exponential is dead where its knot is far."""
NARROW, MILD = 1.0, 2.0
"""A piece is narrow where its width is below NARROW sigma, and its exponentials change by less than exp(MILD)."""
SHORT = 20.0
NODES, RHO = 10, 14.0
FAR = -10.0
UNITS = 80.0  # of rounding in one term
DENSITY = 1 / sqrt(2 * pi)


class ConditionalMean:
    """G at points of which all are slow (every |r| sigma <= SLOW) or all are not."""

    def __init__(self, g: CutValues, sigma: Array, slow: bool) -> None:
        self.g, self.sigma, self.slow = g, sigma, slow
        self.pieces = g.function.betweens
        self.narrow = [self._narrow(k) for k in range(len(self.pieces))]
        self.nodes = {k: self._at_nodes(k) for k, narrow in enumerate(self.narrow) if narrow.any()}

    def _narrow(self, k: int) -> Array:
        if not 0 < k < len(self.pieces) - 1:
            return np.zeros(self.g.count, dtype=bool)
        width = self.g.knots[k] - self.g.knots[k - 1]
        return (width <= NARROW * self.sigma) & (self.g.steepest(self.pieces[k]) * width <= MILD)

    def live(self, k: int, places: Array) -> list[Array]:
        """Exponentials that count far from the knots."""
        return [np.abs(rate) * self.sigma[places] <= FAST for rate in self.g.values(self.pieces[k].rates, places)]

    def far(self, k: int, m: Array, places: Array, live: Sequence[Array]) -> tuple[Array, Array]:
        """E[g_k(m + sigma W)] and its size: the error is below that many units. Where exponents are small sums of p_k expm1 and of the p_k are taken."""
        g, piece, sigma = self.g, self.pieces[k], self.sigma[places]
        value, size = self._mean(piece.polynomial, m, places)
        if not piece.signs:
            return value, size * UNITS / 4
        rates = g.values(piece.rates, places)
        exponents = [rate * (m + rate * np.square(sigma) / 2) for rate in rates]
        near = reduce(np.logical_and, [(np.abs(e) < 1) & alive for e, alive in zip(exponents, live, strict=True)])
        total, total_size = self._mean(piece.total, m, places)
        value, size = np.where(near, total, value), np.where(near, total_size, size)
        for rate, factor, exponent, alive in zip(rates, piece.factors, exponents, live, strict=True):
            part, part_size = self._mean(factor, m + rate * np.square(sigma), places)
            power = np.where(alive, np.where(near, np.expm1(np.minimum(exponent, 1.0)), np.exp(np.minimum(exponent, 700.0))), 0.0)
            steepness = np.where(near, 2.0, 1.0) + np.abs(rate * m) + np.square(rate * sigma)
            value, size = value + part * power, size + part_size * np.abs(power) * steepness
            if len(factor) > 1:
                change, change_size = self._shifted(factor, m, rate * np.square(sigma), places)
                value, size = value + np.where(near, change, 0.0), size + np.where(near, change_size, 0.0)
        return value, size * UNITS / 2

    def _shifted(self, coefficients: Sequence[Any], mean: Array, shift: Array, places: Array) -> tuple[Array, Array]:
        """E[p(mean + shift + sigma W) - p(mean + sigma W)] as the sum of p^(k)/k! shift^k, k > 0."""
        value, size = np.zeros(mean.shape), np.zeros(mean.shape)
        for k in range(1, len(coefficients)):
            scaled = [(a * comb(n, k), b * comb(n, k)) for n, (a, b) in enumerate(map(self.g.pair, coefficients)) if n >= k]
            part, part_size = self._moments([a[places] for a, _ in scaled], [b[places] for _, b in scaled], mean, places)
            value, size = value + part * shift**k, size + part_size * np.abs(shift) ** k
        return value, size

    def _mean(self, coefficients: Sequence[Any], mean: Array, places: Array) -> tuple[Array, Array]:
        """E[p(mean + sigma W)] and the same of absolute values."""
        return self._moments(self.g.values(coefficients, places), self.g.sizes(coefficients, places), mean, places)

    def _moments(self, values: Sequence[Array], sizes: Sequence[Array], mean: Array, places: Array) -> tuple[Array, Array]:
        variance, found = np.square(self.sigma[places]), []
        for numbers, middle in ((values, mean), (sizes, np.abs(mean))):
            low, high, total = np.zeros(middle.shape), np.ones(middle.shape), numbers[0] + np.zeros(middle.shape)
            for n, a in enumerate(numbers[1:]):
                low, high = high, middle * high + n * variance * low
                total = total + a * high
            found.append(total)
        return found[0], found[1]

    def near(self, k: int, m: Array, depths: Sequence[Array], places: Array) -> tuple[Array, Array]:
        """G where m lies in piece k; depths[j] is (b_j - m)/sigma."""
        if self.slow:
            value, size = self.far(k, m, places, [np.ones(places.shape, dtype=bool)] * len(self.pieces[k].signs))
        else:
            value, size = self._mean(self.pieces[k].polynomial, m, places)
            size = size * UNITS / 4
        keep = np.where(self.narrow[k][places], 0.0, 1.0)
        value, size = value * keep, size * keep
        parts = [self._beyond(j, depth, places, j >= k) for j, depth in enumerate(depths)]
        parts += [] if self.slow else list(self._exponentials(depths, places))
        parts += [self._by_rule(j, depths[j - 1], places) for j in self.nodes if self.narrow[j][places].any()]
        for part, part_size in parts:
            value, size = value + part, size + part_size
        return value, size

    def _beyond(self, j: int, depth: Array, places: Array, right: bool) -> tuple[Array, Array]:
        """What is different beyond the knot j, to its right or its left."""
        z, sigma = np.maximum(depth if right else -depth, 0.0), self.sigma[places]
        weights, sizes = dict[int, Array](), dict[int, Array]()
        for n, (value, size) in enumerate(self._jump(j, places)):
            if size.any():
                scale = np.power(sigma, n) * float(factorial(n))
                weights[n], sizes[n] = value * scale * (1.0 if right else -((-1.0) ** n)), size * scale
        if not weights:
            return np.zeros(z.shape), np.zeros(z.shape)
        value, size = truncated_powers(z, weights, sizes)
        density = DENSITY * np.exp(-np.square(z) / 2)
        return density * value, density * size * (np.square(z) + UNITS + self.g.rounded)

    def _jump(self, j: int, places: Array) -> Iterator[tuple[Array, Array]]:
        """The coefficients of t^n to the right of knot j less those to its left, narrow pieces being 0."""
        numbers, left, right = (self._orders(beside) for beside in (self.g.function.jumps[j], *self.g.function.sides[j]))
        count = max(len(part) for part in (numbers, left, right))
        narrow = self.narrow[j][places], self.narrow[j + 1][places]
        any_narrow = bool(narrow[0].any() or narrow[1].any())
        for n in range(count):
            value, size = self._number(numbers, n, places)
            if any_narrow:
                (low, low_size), (high, high_size) = (self._number(part, n, places) for part in (left, right))
                cut = narrow[0] | narrow[1]
                value = np.where(cut, np.where(narrow[1], 0.0, high) - np.where(narrow[0], 0.0, low), value)
                size = np.where(cut, np.where(narrow[1], 0.0, high_size) + np.where(narrow[0], 0.0, low_size), size)
            yield value, size

    def _orders(self, beside: Beside) -> Sequence[Any]:
        return beside.taylor if self.slow else beside.polynomial

    def _number(self, numbers: Sequence[Any], n: int, places: Array) -> tuple[Array, Array]:
        if n >= len(numbers):
            return np.zeros(places.shape), np.zeros(places.shape)
        value, size = self.g.pair(numbers[n])
        return value[places], size[places]

    def _exponentials(self, depths: Sequence[Array], places: Array) -> Iterator[tuple[Array, Array]]:
        """Exponentials on their own pieces: from the knot where they are largest, less what lies beyond the other end."""
        for k, piece in enumerate(self.pieces):
            wide = np.where(self.narrow[k][places], 0.0, 1.0)
            for place, sign in enumerate(piece.signs):
                first, last = (k - 1, k) if sign < 0 else (k, k - 1)
                rate = np.abs(self.g.pair(piece.rates[place])[0])[places]
                for knot, weight in ((first, wide), (last, -wide)):
                    if 0 <= knot < len(depths):
                        beside = self.g.function.sides[knot][1 if knot == k - 1 else 0]
                        depth = depths[knot] if sign < 0 else -depths[knot]
                        value, size = self._exponential(beside.exponentials[place], depth, rate, places, sign)
                        yield value * weight, size * np.abs(weight)

    def _exponential(self, factor: Sequence[Any], depth: Array, rate: Array, places: Array, sign: int) -> tuple[Array, Array]:
        """E[p exp(r v); v beyond the knot], the exponential falling away from it."""
        steep = rate * self.sigma[places]
        z, exponent = depth + steep, steep * (depth + steep / 2)
        scale = DENSITY * np.exp(-np.square(depth) / 2), np.exp(np.minimum(exponent, 0.0))
        inside = z > FAR
        low, high = np.where(inside, scale[0], 0.0), np.where(inside, scale[0] / DENSITY * mills(np.maximum(z, FAR)), scale[1])
        turned = np.minimum(z, 0.0)
        exact = [np.zeros(z.shape)] * len(factor)
        if len(factor) > 1:
            exact = [scale[0] * part for part in truncated_powers(np.maximum(z, 0.0), *({i: np.float64(1.0)} for i in range(len(factor))))]
        value, size = np.zeros(z.shape), np.zeros(z.shape)
        for i, number in enumerate(factor):
            if i:
                low, high = high, (low - turned * high) / i
            part = np.where(z > 0, exact[i], high) if len(factor) > 1 else high
            part = part * (np.power(self.sigma[places], i) * float(factorial(i)))
            a, a_size = self.g.pair(number)
            value, size = value + a[places] * part * (-sign) ** i, size + a_size[places] * part
        loss = np.where(inside, np.square(np.where(inside, depth, 0.0)) + np.square(np.where(inside, turned, 0.0)), 3 * np.abs(exponent))
        return value, size * (np.minimum(loss, 1e4) + UNITS + self.g.rounded)

    def _at_nodes(self, k: int) -> tuple[Array, Array, Array]:
        """Offsets from the lower knot in units of sigma, g there times weights, and sizes."""
        nodes, weights = gauss_legendre(NODES)
        low, width = self.g.knots[k - 1], np.where(self.narrow[k], self.g.knots[k] - self.g.knots[k - 1], 0.0)
        everywhere, live = slice(None), [np.ones(self.g.count, dtype=bool)] * len(self.pieces[k].signs)
        offsets = nodes[:, None] * width
        value, size = self.g.at(k, low + offsets, everywhere, live)
        scale = weights[:, None] * (width / self.sigma)
        return offsets / self.sigma, value * scale, size * scale

    def _by_rule(self, k: int, depth: Array, places: Array) -> tuple[Array, Array]:
        """A narrow piece."""
        value, size = np.zeros(depth.shape), np.zeros(depth.shape)
        for offset, weighted, sized in zip(*(rows[:, places] for rows in self.nodes[k]), strict=True):
            density = DENSITY * np.exp(-np.square(depth + offset) / 2)
            value, size = value + weighted * density, size + sized * density
        return value, size * (UNITS + 100.0 + self.g.rounded + 4 * self.g.function.degree)

    def missed(self) -> Array:
        """What the rule misses of narrow pieces, and Taylor's polynomials of exponentials, everywhere."""
        found, everywhere = np.zeros(self.g.count), np.arange(self.g.count)
        for k, narrow in enumerate(self.narrow):
            if narrow.any():
                low, high = self.g.knots[k - 1], self.g.knots[k]
                middle, half = (low + high) / 2, (high - low) / 2
                wide, tall = half * (RHO + 1 / RHO) / 2, half / self.sigma * ((RHO - 1 / RHO) / 2)
                live = [np.ones(self.g.count, dtype=bool)] * len(self.pieces[k].signs)
                size = self.g.bound(k, everywhere, np.abs(middle) + wide, middle - wide, middle + wide, live)
                rate = 8 * RHO ** (1 - 2 * NODES) / (RHO - 1) * 1.01
                found += np.where(narrow, rate * half / self.sigma * size * DENSITY * np.exp(np.minimum(np.square(tall) / 2, 50.0)), 0.0)
        return found + self._remainder() if self.slow else found

    def _remainder(self) -> Array:
        """E[sigma^i t^i (|r| sigma t)^(17 - i)/(17 - i)! exp(SLOW t)] <= 1.5e7 sigma^i (|r| sigma)^(17 - i)/(17 - i)! for i <= 4, t the positive part of W."""
        total = np.zeros(self.g.count)
        for j, sides in enumerate(self.g.function.sides):
            for beside, piece in zip(sides, (self.pieces[j], self.pieces[j + 1]), strict=True):
                for rate, factor in zip(self.g.values(piece.rates), beside.exponentials, strict=True):
                    for i, size in enumerate(self.g.sizes(factor)):
                        order = TOP + 1 - i
                        total = total + size * np.power(self.sigma, i) * np.power(np.abs(rate) * self.sigma, order) * (1.5e7 / factorial(order))
        return total

    def dropped(self, reach: float, dead: float) -> Array:
        """What lies beyond all knots that are `reach` away from m: sum |d_n| sigma^n n! p(T)/T^(n + 1).

        An exponential that is not followed has fallen to 30 p(T) (20 sigma)^i i! at most, or to exp(-T^2 - ...) after `dead` of its lengths. A short one,
        |r| sigma > SHORT, has fallen to int t^i exp(-|r| t) p(z - t/sigma)/sigma dt <= p(T) i! (2/|r|)^(i + 1)/sigma where z <= |r| sigma/2, to nothing
        beyond.
        """
        total, height = np.zeros(self.g.count), DENSITY * np.exp(-reach * reach / 2) * 1.01
        for j, sides in enumerate(self.g.function.sides):
            for beside, k in zip(sides, (j, j + 1), strict=True):
                piece, narrow, width = self.pieces[k], self.narrow[k], self.width(k)
                for n, size in enumerate(self.g.sizes(self._orders(beside))):
                    wide = np.power(self.sigma, n) * (factorial(n) / reach ** (n + 1))
                    total = total + size * height * np.where(narrow, np.power(width, n + 1) / self.sigma, wide)
                for rate, factor in zip(self.g.values(piece.rates), beside.exponentials, strict=True):
                    for n, size in enumerate(self.g.sizes(factor)):
                        steep = np.abs(rate) * self.sigma
                        short = 2.0 ** (n + 2) / (np.power(np.abs(rate), n) * steep)
                        total = total + size * (factorial(n) * height) * np.where(steep > SHORT, short, 30 * np.power(20 * self.sigma, n))
                        total = total + size * np.power(dead / np.abs(rate), n) * np.exp(reach * reach / 2 - dead)
        return total

    def width(self, k: int) -> Array:
        """The width of a piece where it is narrow, 0 elsewhere."""
        return np.where(self.narrow[k], self.g.knots[k] - self.g.knots[k - 1], 0.0) if self.narrow[k].any() else np.zeros(self.g.count)

    def moved(self) -> Array:
        """What moving narrow pieces by four deviations changes at most, as |p'| <= 1/4: sum |g| width/sigma."""
        total = np.zeros(self.g.count)
        for k, narrow in enumerate(self.narrow):
            if narrow.any():
                total = total + np.where(narrow, self.g.on_piece(k, np.full(self.g.count, np.inf)) * self.width(k) / self.sigma, 0.0)
        return total

    def wide_knots(self) -> list[Array]:
        """For each knot whether a piece beside it is neither narrow nor 0."""
        wide = [np.zeros(self.g.count, dtype=bool) if self.g.vanishes(k) else ~narrow for k, narrow in enumerate(self.narrow)]
        return [left | right for left, right in pairwise(wide)]
