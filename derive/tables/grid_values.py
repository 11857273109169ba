r"""A kernel at many variances and one correlation, in float64 with a proven error: the factored grid of `evidence.pair.factored_grid` as a product of matrices.

With F the matrix f(sqrt(q) x_i) exp(-x_i^2/(2(1 + c))), a row for each q, K = h^2/(2 pi s) F C G', C_ij = exp(-c (x_i - x_j)^2/(2 s^2)), s^2 = 1 - c^2, c >= 0.
Entries come from balls; a product of matrices over n terms in blocks, added as a tree, errs by at most (block + levels + factors) eps of the same product of
absolute values, and that is at most sqrt(h sum f^2 p  h sum g^2 p) up to a factor below 1.01, since h sum_j p(x_i, y_j) <= 1.001 p(x_i) for h <= s.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, exp, expm1, log, pi, sqrt
from typing import Any

import numpy as np
from flint import arb
from sympy import Dummy, Expr

from derive.evidence.balls.clock import check_clock
from derive.evidence.balls.exponential_form import exponential_form
from derive.evidence.balls.lattice import Lattice, grid_function
from derive.evidence.balls.precision import working
from derive.evidence.pair.cover import Cover
from derive.language.symbols import Z

Array = Any
BITS = 90
BLOCK = 24
TILE = 2**18  # multiplications in a product of matrices that runs in one thread
GROUP = 8  # shifts that are added one after the other: 2 GROUP additions, fewer than BLOCK
BAND = 500  # a wider band is a full matrix
UNKNOWN = 2.0**-72  # more than what an entry that is nearly 0, and entries that are left out, miss
NOTHING = 1e-28  # entries of C below this are dropped
EPS = 2.0**-53
LEVEL = 50.0  # -log of the error aimed at
STRETCH = Dummy("s", positive=True)


@dataclass(frozen=True, eq=False)
class Lines:
    """f(sqrt(q) x_i) for all q, at x_i = i h, |i| <= count."""

    step: float
    count: int
    values: Array


def best_step(spread: float, height: float, level: float) -> tuple[float, float]:
    """(h, u): nodes for correlations with sqrt(1 - c^2) >= spread and a strip of half-width `height` in standard coordinates."""
    u = min(height, sqrt(2 * level) * spread)
    h = 2 * pi * u / (level + u * u / (2 * spread**2))
    return float(int(min(h, spread, 0.5) * 2**30)) / 2**30, u


def lines(body: Expr, stretches: list[arb], step: float, end: float) -> Lines:
    """A function of Z at sqrt(q) x_i, one row for each sqrt(q)."""
    count = ceil(end / step - 0.5)
    tape = grid_function(exponential_form(body.xreplace({Z: STRETCH * Z}), Z), Z)
    with working(BITS):
        lattice = Lattice(arb(step), -count, count)
        rows = []
        for stretch in stretches:
            check_clock()
            rows.append([rounded_float(value) for value in tape.run(lattice, tape.bound({STRETCH: stretch}))])
    return Lines(step, count, np.array(rows))


def rounded_float(value: arb) -> float:
    """The nearest float; a value known to little relative accuracy counts only where it is negligible."""
    if value.rel_accuracy_bits() > 56 or value.is_zero():
        return float(value.mid())
    return float(value.mid()) if value.rad() < arb(2) ** -75 else float("nan")


def kernel_values(one: Lines, other: Lines, cosine: arb) -> tuple[Array, Array]:
    """K at all pairs of variances, for one correlation in [0, 1) and for its negative."""
    damped, across, scale = _weights(one, cosine)
    left, right = one.values * damped, _spread(other.values * damped, across)
    return scale * product(left, right), scale * product(left, right[:, ::-1])


def _weights(line: Lines, cosine: arb) -> tuple[Array, Array, float]:
    with working(BITS):
        narrow, h = 1 - cosine * cosine, arb(line.step)
        rate = float((cosine * h * h / (2 * narrow)).mid())
        reach = 2 * line.count if rate * (2 * line.count) ** 2 < -log(NOTHING) else ceil(sqrt(-log(NOTHING) / rate))
        half = _gaussians(h * h / (2 * (1 + cosine)), line.count)
        across = _gaussians(cosine * h * h / (2 * narrow), reach)
        scale = float((h * h / (2 * arb.pi() * narrow.sqrt())).mid())
    return np.array(half[:0:-1] + half), np.array(across), scale


def _gaussians(rate: arb, count: int) -> list[float]:
    found, value, ratio, step = [], arb(1), (-rate).exp(), (-2 * rate).exp()
    for _ in range(count + 1):
        found.append(float(value.mid()))
        value, ratio = value * ratio, ratio * step
    return found


def _spread(rows: Array, across: Array) -> Array:
    """rows C, C_ij = across[|i - j|]: by shifts where the band is narrow."""
    n = rows.shape[1]
    if len(across) <= BAND:
        return _tree(_shifted(rows, across, range(k, min(k + GROUP, len(across)))) for k in range(0, len(across), GROUP))
    index = np.abs(np.subtract.outer(np.arange(n), np.arange(n)))
    full = np.where(index < len(across), across[np.minimum(index, len(across) - 1)], 0.0)
    return _tree(tiled(rows[:, k : k + BLOCK], full[k : k + BLOCK]) for k in range(0, n, BLOCK))


def _shifted(rows: Array, across: Array, shifts: range) -> Array:
    total = np.zeros_like(rows)
    for k in shifts:
        if k == 0:
            total += rows * across[0]
        elif k < rows.shape[1]:
            total[:, k:] += rows[:, :-k] * across[k]
            total[:, :-k] += rows[:, k:] * across[k]
    return total


def product(left: Array, right: Array) -> Array:
    """left right' in blocks of the inner index."""
    right = np.ascontiguousarray(right)  # a reversed one would be multiplied without the library
    return _tree(tiled(left[:, k : k + BLOCK], right[:, k : k + BLOCK].T) for k in range(0, left.shape[1], BLOCK))


def tiled(left: Array, right: Array) -> Array:
    """left right, each product of matrices so small that it runs in one thread: starting others costs more than it gains."""
    found = np.empty((left.shape[0], right.shape[1]))
    tall = max(1, min(left.shape[0], TILE // left.shape[1] // 96))
    wide = max(1, TILE // left.shape[1] // tall)
    for i in range(0, left.shape[0], tall):
        for j in range(0, right.shape[1], wide):
            found[i : i + tall, j : j + wide] = left[i : i + tall] @ right[:, j : j + wide]
    return found


def _tree(parts: Iterable[Array]) -> Array:
    """The sum, each part in at most ceil(log2(number of parts)) + 1 additions."""
    waiting: list[tuple[int, Array]] = []
    for part in parts:
        level, total = 0, part
        while waiting and waiting[-1][0] == level:
            total = waiting.pop()[1] + total
            level += 1
        waiting.append((level, total))
    total = waiting.pop()[1]
    while waiting:
        total = waiting.pop()[1] + total
    return total


def rounding(count: int) -> float:
    """Relative error of `kernel_values` against sqrt(h sum f^2 p h sum g^2 p): two sums in blocks, each added as a tree, and 12 factors."""
    levels = ceil(log((2 * count + 1) / BLOCK + 1, 2)) + 2
    return (2 * (BLOCK + levels) + 12) * EPS * 1.02


def norms(line: Lines) -> Array:
    """sqrt(h sum f^2 p), for each variance."""
    x = line.step * np.arange(-line.count, line.count + 1)
    return np.sqrt(line.step / sqrt(2 * pi) * (line.values**2 @ np.exp(-x * x / 2)))


def missed(step: float, u: float, end: float, cosine: float, masses: tuple[Array, Array], sides: tuple[Array, Array]) -> Array:
    """What the infinite-precision sum misses of the integral over |x|, |y| <= T, for all pairs of variances (`evidence.pair.factored_grid`).

    `masses` are A_f and A_g, `sides` bounds of |f| at the ends of the rectangle.
    """
    narrow = 1 - cosine * cosine
    inside = np.multiply.outer(*masses) / (2 * pi * sqrt(narrow))
    fall = u * u / (2 * narrow) - 2 * pi * u / step
    aliased = 4 * exp(fall) / -expm1(-2 * pi * u / step) * inside
    upwards = max(1.0, exp(fall))
    ends = 8 * u * exp(-end * end / 2) * upwards / sqrt(2 * pi) * np.multiply.outer(*sides)
    return (aliased + ends + NOTHING * inside) * 1.02


def masses(bounds: Cover, end: float, cosine: float, step: float) -> tuple[float, float]:
    """A_f of `evidence.pair.factored_grid`, and a bound of |f| beyond `end`, from a cover in standard coordinates."""
    total, side = 0.0, 0.0
    for left, right, sup in bounds.cells():
        size, nearest = float(sup) * (1 + 1e-12), 0.0 if left <= 0 <= right else min(abs(left), abs(right))
        total += size * exp(-nearest * nearest / (2 * (1 + cosine)))
        side = max(side, size) if max(abs(left), abs(right)) > end else side
    return total * (bounds.width + step) * (1 + 1e-9), side
