"""Functions between knots at arrays of numbers: values, sizes that bound their errors, and bounds in the complex plane."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
from typing import Any

import numpy as np

from derive.compiled.cut_function import ROUNDED, Between, CutFunction, Number

Array = Any
DEAD = 46.0
"""Lengths of an exponential after which it is left out."""


class CutValues:
    """A function at points, each with its own parameters; `places` say which point."""

    def __init__(self, function: CutFunction, parameters: Sequence[Array], count: int) -> None:
        self.function, self.parameters, self.count = function, parameters, count
        self.known: dict[int, tuple[Array, Array]] = {}
        self.knots = np.array([self.pair(b)[0] for b in function.knots]).reshape(-1, count)
        self.ordered = (np.diff(self.knots, axis=0) > 0).all(axis=0)
        self.rounded = ROUNDED if function.symbols else 2.0

    def pair(self, number: Number) -> tuple[Array, Array]:
        """A number and its size, for each point."""
        if id(number) not in self.known:
            self.known[id(number)] = number.at(self.parameters, self.count)
        return self.known[id(number)]

    def vanishes(self, k: int) -> bool:
        """Whether the function is 0 on a piece."""
        piece = self.function.betweens[k]
        return not piece.signs and all(not callable(number.value) and number.value == 0 for number in piece.polynomial)

    def values(self, numbers: Iterable[Number], places: Array | slice = slice(None)) -> list[Array]:
        """Numbers at points."""
        return [self.pair(number)[0][places] for number in numbers]

    def sizes(self, numbers: Iterable[Number], places: Array | slice = slice(None)) -> list[Array]:
        """Their sizes."""
        return [self.pair(number)[1][places] for number in numbers]

    def steepest(self, piece: Between, places: Array | slice = slice(None)) -> Array:
        """The largest rate on a piece, 0 where there is none."""
        found = [np.abs(rate) for rate in self.values(piece.rates, places)]
        return reduce(np.maximum, found) if found else np.zeros(self.count)[places]

    def ends(self, k: int, place: int) -> tuple[Array, Array]:
        """The end of piece k where its exponential is largest, and its rate."""
        piece = self.function.betweens[k]
        return self.knots[k - 1 if piece.signs[place] < 0 else k], self.pair(piece.rates[place])[0]

    def at(self, k: int, u: Array, places: Array, live: Sequence[Array]) -> tuple[Array, Array]:
        """The analytic function of piece k at u, without the exponentials that are not `live`, and its size: the error is below 4 (degree + 3) units of it,
        u being known to two units. Next to 0 it is sum p_k expm1(r_k u) + sum p_k."""
        piece = self.function.betweens[k]
        value, size = horner(self.values(piece.polynomial, places), u), horner(self.sizes(piece.polynomial, places), np.abs(u))
        if not piece.signs:
            return value, size
        near = reduce(np.logical_and, live, np.abs(self.steepest(piece, places) * u) < 1.0)
        value, size = (
            np.where(near, horner(self.values(piece.total, places), u), value),
            np.where(near, horner(self.sizes(piece.total, places), np.abs(u)), size),
        )
        for number, factor, alive in zip(piece.rates, piece.factors, live, strict=False):
            exponent = self.pair(number)[0][places] * u
            power = np.where(alive, np.where(near, np.expm1(np.minimum(exponent, 1.0)), np.exp(exponent)), 0.0)
            steepness = np.where(near, 1.0, 1.0 + np.abs(exponent) / 2)
            value = value + horner(self.values(factor, places), u) * power
            size = size + horner(self.sizes(factor, places), np.abs(u)) * np.abs(power) * steepness
        return value, size

    def bound(self, k: int, places: Array, radius: Array, low: Array, high: Array, live: Sequence[Array]) -> Array:
        """A bound of the same where |u| <= radius and low <= Re u <= high: |exp(w) - 1| <= |w| exp(max(Re w, 0))."""
        piece = self.function.betweens[k]
        plain = horner(self.sizes(piece.polynomial, places), radius)
        if not piece.signs:
            return plain
        near, everything = horner(self.sizes(piece.total, places), radius), np.ones(radius.shape, dtype=bool)
        for number, factor, alive in zip(piece.rates, piece.factors, live, strict=False):
            rate, part = self.pair(number)[0][places], horner(self.sizes(factor, places), radius)
            largest = np.maximum(rate * low, rate * high)
            plain = plain + np.where(alive, part * np.exp(largest), 0.0)
            near = near + part * np.abs(rate) * radius * np.exp(np.maximum(largest, 0.0))
            everything = everything & alive
        return np.where(everything, np.fmin(plain, near), plain)

    def mean_bound(self, k: int, places: Array, sigma: Array, radius: Array, ends: Array, live: Sequence[Array]) -> Array:
        """A bound of |E[f_k(m + sigma W)]| for complex m, |m| <= radius, Re m between the ends; `live` are the exponentials that are not left out."""
        piece, spread = self.function.betweens[k], sigma * (self.function.degree + 1.0)
        plain = horner(self.sizes(piece.polynomial, places), radius + spread)
        near, everything = horner(self.sizes(piece.total, places), radius + spread), np.ones(radius.shape, dtype=bool)
        for number, factor, alive in zip(piece.rates, piece.factors, live, strict=False):
            rate = self.pair(number)[0][places]
            lift = np.square(rate * sigma) / 2
            part = horner(self.sizes(factor, places), radius + spread + np.abs(rate) * np.square(sigma))
            largest = np.maximum(rate * ends[0], rate * ends[1]) + lift
            plain = plain + np.where(alive, part * np.exp(largest), 0.0)
            near = near + part * ((np.abs(rate) * radius + lift) * np.exp(np.maximum(largest, 0.0)) + (2.0 if len(factor) > 1 else 0.0))
            everything = everything & alive
        return np.where(everything, np.fmin(plain, near), plain)

    def spread(self, low: Array, high: Array, sigma: Array, places: Array | slice = slice(None), least: Array | float = 0.0) -> Array:
        """A bound of E|f(m + sigma' W)| for real m between `low` and `high`, least <= sigma' <= sigma.

        On a piece |f| is at most a polynomial P of |v|: E[P(|v|)^2] <= P(|m| + (2 d + 1) sigma)^2 as E|m + sigma W|^k <= (|m| + k sigma)^k, and a piece that is
        t sigma away has a probability below exp(-t^2/2), one of length l below l/(sqrt(2 pi) least).
        """
        radius, total = np.maximum(np.abs(low), np.abs(high)) + sigma * (2 * self.function.degree + 1.0), np.zeros(low.shape)
        for k in range(len(self.function.betweens)):
            begin, end = self._ends_of(k, places)
            apart = np.maximum(np.maximum(begin - high, low - end), 0.0) / np.maximum(sigma, 1e-290)
            share = np.fmin((end - begin) / (2.5 * np.maximum(least, 1e-290)), 1.0)
            total = total + self.on_piece(k, radius, places) * np.fmin(np.exp(-np.square(apart) / 4), share)
        return total

    def beyond(self, scale: Array, reach: float, degrees: int, only_there: bool = False) -> Array:
        """F with E[|f(scale X) g|; X^2 + W^2 > T^2] <= F G exp(-T^2/2)/(1 - D/T^2), T the reach: pieces that begin farther out count as much less.

        With `only_there` the mean is over |X| > T, and pieces that end before do not count.
        """
        total, radius = np.zeros(self.count), reach * scale
        for k in range(len(self.function.betweens)):
            begin, end = self._ends_of(k, slice(None))
            apart = np.maximum(np.maximum(np.maximum(begin, -end), 0.0) / scale / reach, 1.0)
            farther = np.power(apart, degrees) * np.exp(np.maximum(-np.square(reach) * (np.square(apart) - 1) / 2, -700.0))
            counts = ~((np.maximum(np.abs(begin), np.abs(end)) < radius) & only_there)
            total = total + np.where(counts, self.on_piece(k, radius, slice(None)) * farther, 0.0)
        return total

    def _ends_of(self, k: int, places: Array | slice) -> tuple[Array, Array]:
        begin = self.knots[k - 1][places] if k else np.asarray(-np.inf)
        return begin, self.knots[k][places] if k < len(self.knots) else np.asarray(np.inf)

    def on_piece(self, k: int, radius: Array, places: Array | slice = slice(None)) -> Array:
        """A bound on the piece for |u| <= radius, a polynomial of the radius: exponentials are at most what they are at its ends."""
        piece = self.function.betweens[k]
        if 0 < k < len(self.knots):
            radius = np.minimum(radius, np.maximum(np.abs(self.knots[k - 1]), np.abs(self.knots[k]))[places])
        plain, near = horner(self.sizes(piece.polynomial, places), radius), horner(self.sizes(piece.total, places), radius)
        for place, factor in enumerate(piece.factors):
            end, rate = (array[places] for array in self.ends(k, place))
            part, height = horner(self.sizes(factor, places), radius), rate * end
            plain = plain + np.fmin(part * np.exp(height), self._highest(k, place, np.abs(rate), places))
            near = near + part * np.abs(rate) * radius * np.exp(np.maximum(height, 0.0))
        return np.fmin(plain, near)

    def _highest(self, k: int, place: int, rate: Array, places: Array | slice) -> Array:
        """A bound of an exponential with its polynomial on its piece: t^i exp(-|r| t) <= (i/(e |r|))^i, t the distance from where it is largest."""
        beside = self.function.sides[k - 1][1] if self.function.betweens[k].signs[place] < 0 else self.function.sides[k][0]
        return horner([size * max(i, 1) ** i for i, size in enumerate(self.sizes(beside.exponentials[place], places))], 1 / (np.e * rate))


def horner(coefficients: Sequence[Array], u: Array) -> Array:
    """A polynomial, the constant first."""
    found = np.zeros(np.shape(u))
    for a in reversed(coefficients):
        found = found * u + a
    return found
