r"""How large a function is in a double sector |arg(+-w)| <= a around the real line and near 0, and what that says of second moments at complex variances.

For |arg q| <= 2a, K_T(q1, q2, c), the kernel truncated to |x|, |y| <= T in standard coordinates, is analytic in log q1 and

    |K_T(q1, q2, c)|^2 <= int_-T^T |f(sqrt(q1) x)|^2 p(x) dx  int |g(sqrt(q2) y)|^2 p(y) dy,

the density of the pair being positive. Both are bounded from polar cells exp([k w, (k + 1) w] + i [j b, (j + 1) b]) on which both halves of f are run in
complex balls.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import exp, floor, log, pi
from typing import Any

import numpy as np
from flint import acb, arb

from derive.evidence.balls.clock import check_clock
from derive.language.errors import CannotEnclose

Function = Callable[[acb, bool], acb]
Array = Any

WIDTH = 0.125  # of a cell in log |w|
ANGLES = 8
ROUND_ABOUT = 16  # cells of half a turn, near 0
SMALLEST = 2.0**-20  # the disc around 0 that is one cell
DEPTH = 3
LARGER = 1e4
LEAST = 1e-300
ROUND = 1 + 1e-12


@dataclass(frozen=True, eq=False)
class Sector:
    """Bounds of f_+(w) and f_-(-w), the function on its two halves.

    `sups[j, k]` holds where |arg w| <= (j + 1) angle/ANGLES and log|w| is in cell k, counted from `first`; `discs[k]` for all w up to the end of cell k;
    `centre` on the disc |w| <= SMALLEST, where k = 0.
    """

    angle: float
    first: int
    sups: Array
    discs: Array
    centre: float

    @property
    def radius(self) -> float:
        """Both halves are analytic where |w| is at most this."""
        return exp((self.first + len(self.discs)) * WIDTH) / ROUND

    @property
    def is_moderate(self) -> bool:
        """Whether the function is not much larger in the sector than nearer to 0 or as far on the line."""
        return bool((self.sups[-1] <= LARGER * np.maximum.accumulate(self.sups[0])).all())

    @cached_property
    def on_the_line(self) -> tuple[list[float], list[float]]:
        """(w, size): size bounds |f| from +-w to the next one, the first of them 0 and the last the end of what is covered."""
        places = [exp((self.first + k) * WIDTH) / ROUND for k in range(self.sups.shape[1])]
        return [0.0, *places], [max(size, LEAST) * ROUND for size in (self.centre, *self.sups[0].tolist())]

    def energy(self, low: float, high: float, angle: float, end: float) -> float:
        """A bound of int_-T^T |f(s x)|^2 p(x) dx for all s = sqrt(q) with low <= log|s| <= high and |arg s| <= angle."""
        row = self.sups[min(ANGLES - 1, floor(angle / self.angle * ANGLES * ROUND))]
        begin = floor(log(SMALLEST) / WIDTH) - floor(high / WIDTH) - 2
        total = self.centre**2
        for k in range(begin, floor(log(end) / WIDTH) + 1):
            left, right = k * WIDTH, (k + 1) * WIDTH
            cells = range(floor((left + low) / WIDTH - 1e-9) - self.first, floor((right + high) / WIDTH + 1e-9) + 1 - self.first)
            if cells.stop > len(row):
                raise CannotEnclose("a table", "the sector is covered too narrowly", ".enclose(digits, ...)")
            size = max((float(row[max(0, j)]) for j in cells), default=self.centre)
            size = max(size, self.centre) if cells.start < 0 else size
            total += size * size * _mass(k)  # infinite where it overflows
        return total * ROUND

    def ring(self, low: Array, high: Array) -> Array:
        """Bounds where |arg w| <= `angle` and low <= |w| <= high."""
        found, last = self._largest, self.sups.shape[1] - 1
        k, j = (np.floor(np.log(np.maximum(w, SMALLEST / 2)) / WIDTH + shift).astype(int) - self.first for w, shift in ((low, -1e-9), (high, 1e-9)))
        sizes = found[np.clip(k, 0, last), np.clip(j, 0, last)]
        sizes = np.where(k < 0, np.maximum(sizes, self.centre), sizes)
        return np.where(j > last, np.inf, sizes)

    def disc(self, radius: Array) -> Array:
        """Bounds where |w| <= radius; infinite where f is not known to be analytic."""
        k = np.floor(np.log(np.maximum(radius, SMALLEST / 2)) / WIDTH + 1e-9).astype(int) - self.first
        inside = np.maximum(self.discs[np.clip(k, 0, len(self.discs) - 1)], self.centre)
        return np.where(k >= len(self.discs), np.inf, inside)

    @cached_property
    def _largest(self) -> Array:
        """The largest bound in cells k..j, indexed (k, j)."""
        row = self.sups[-1]
        return np.array([[0.0] * k + np.maximum.accumulate(row[k:]).tolist() for k in range(len(row))])


_MASSES: dict[int, float] = {}


def _mass(k: int) -> float:
    """P(k w <= log|Z| <= (k + 1) w), rounded up."""
    if k not in _MASSES:
        left, right = (arb(j * WIDTH).exp() / arb(2).sqrt() for j in (k, k + 1))
        _MASSES[k] = float((right.erf() - left.erf()).upper()) * ROUND + 1e-300
    return _MASSES[k]


def disc_radius(functions: Sequence[Function], radii: Sequence[float]) -> float | None:
    """The first of these radii of discs around 0 in which the functions are seen to be analytic, None where none is."""
    return next((radius for radius in radii if _discs(functions, radius) is not None), None)


def sector(functions: Sequence[Function], angle: float, farthest: float, radius: float) -> Sector | None:
    """The bounds of f_+(w) and f_-(-w) up to |w| = farthest and in a disc; None where they are not seen to be analytic and bounded there."""
    first, last = floor(log(SMALLEST) / WIDTH), floor(log(farthest) / WIDTH) + 1
    centre, discs = _centre(functions), _discs(functions, radius)
    if centre is None or discs is None:
        return None
    sups = np.zeros((ANGLES, last - first))
    for k in range(first, last):
        check_clock()
        for j in range(ANGLES):
            size = _polar(functions, k * WIDTH, (k + 1) * WIDTH, angle * j / ANGLES, angle * (j + 1) / ANGLES, DEPTH)
            if size is None:
                return None
            sups[j, k - first] = size
    return Sector(angle, first, np.maximum.accumulate(sups, axis=0), np.maximum.accumulate(discs), centre)


def _centre(functions: Sequence[Function]) -> float | None:
    values = [f(acb(arb(0, SMALLEST * 1.2), arb(0, SMALLEST * 1.2)), True) for f in functions]
    return max(float(value.abs_upper()) for value in values) * ROUND if all(value.is_finite() for value in values) else None


def _discs(functions: Sequence[Function], radius: float) -> Array | None:
    """Bounds on rings in log |w| up to a radius."""
    found = []
    for k in range(floor(log(SMALLEST) / WIDTH), floor(log(radius) / WIDTH)):
        sizes = [_polar(functions, k * WIDTH, (k + 1) * WIDTH, pi * j / ROUND_ABOUT, pi * (j + 1.001) / ROUND_ABOUT, DEPTH) for j in range(ROUND_ABOUT)]
        if any(size is None for size in sizes):
            return None
        found.append(max(size for size in sizes if size is not None))
    return np.array(found) if _centre(functions) is not None else None


def _polar(functions: Sequence[Function], low: float, high: float, begin: float, end: float, depth: int) -> float | None:
    """A bound on a polar cell, and on its mirror image as the functions are real on the line."""
    w = acb(arb(low).union(arb(high)), arb(begin).union(arb(end))).exp()
    values = [f(w, True) for f in functions]
    if all(value.is_finite() for value in values):
        return max(float(value.abs_upper()) for value in values) * ROUND
    if depth == 0:
        return None
    middle, half = (low + high) / 2, (begin + end) / 2
    parts = [_polar(functions, a, b, c, d, depth - 1) for a, b in ((low, middle), (middle, high)) for c, d in ((begin, half), (half, end))]
    return None if any(part is None for part in parts) else max(part for part in parts if part is not None)
