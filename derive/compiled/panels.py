"""Panels of the line for the rule of `conditional`: where they are cut, with how many nodes, and what is missed on each."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from math import pi, sqrt
from typing import Any, NamedTuple

import numpy as np

from derive.compiled.conditional_mean import FAST
from derive.compiled.cut_values import DEAD, CutValues

Array = Any
DYING = 90.0
"""Lengths of an exponential of g after which its mean is left out: DEAD and FAST^2/2 and a little."""
MOST = 64  # parts of a panel


class Rule(NamedTuple):
    """The number of nodes, the parameters of ellipses that are tried, the longest half of a panel in units of what changes there, and of the exponentials."""

    nodes: int
    ellipses: tuple[float, ...]
    longest: float
    steepest: float


RULES = (Rule(10, (8.0, 14.0), 0.5, 1.5), Rule(18, (4.5, 6.5), 1.9, 5.0), Rule(32, (2.8, 3.6), 4.65, 12.0))


@dataclass(frozen=True)
class Panels:
    """For each panel: its point, middle and half, its rule, the pieces of f and g, whether a knot of g is near, which one is nearest and how far the middle is
    from it, what is missed, and which exponentials are not dead."""

    point: Array
    middle: Array
    half: Array
    rule: Array
    below: Array
    piece: Array
    near: Array
    owner: Array
    offset: Array
    missed: Array
    alive_f: Array
    alive_g: Array

    def some(self, which: Array) -> Panels:
        """Those panels."""
        return Panels(*(getattr(self, name.name)[..., which] for name in fields(self)))

    @property
    def live_f(self) -> list[Array]:
        """Exponentials of the piece of f."""
        return list(self.alive_f)

    @property
    def live_g(self) -> list[Array]:
        """Exponentials of the piece of g."""
        return list(self.alive_g)


class Setting(NamedTuple):
    """Functions and numbers of some points: square roots of variances, the correlation c, sqrt(1 - c^2), s2 sqrt(1 - c^2)."""

    f: CutValues
    g: CutValues
    s1: Array
    s2: Array
    c: Array
    narrow: Array
    sigma: Array


def panels(at: Setting, reach: float) -> Panels:
    """Panels of [-reach, reach] for all points."""
    steepest = np.max([at.g.steepest(piece) for piece in at.g.function.betweens], axis=0) * at.sigma
    slope = at.s2 * np.where(np.abs(at.c) < 1e-100, 1e-100, at.c)
    centres = at.g.knots / slope
    layer = (reach + np.minimum(steepest, FAST)) * at.sigma / np.abs(slope)
    cuts = [np.full(at.c.shape, end) for end in (-reach, reach)]
    cuts += [*(at.f.knots / at.s1), *_fading(at.f, at.s1, DEAD), *centres, *(centres - layer), *(centres + layer), *_fading(at.g, slope, DYING)]
    edges = np.sort(np.clip(np.array(cuts), -reach, reach), axis=0)
    row, point = np.nonzero(edges[1:] > edges[:-1])
    low, high = edges[row, point], edges[row + 1, point]
    middle, half = (low + high) / 2, (high - low) / 2
    below = np.sum(at.f.knots[:, point] / at.s1[point] < middle, axis=0)
    kept = np.flatnonzero(~np.array([at.f.vanishes(k) for k in range(len(at.f.function.betweens))])[below])
    point, low, high, middle, half, below = (array[kept] for array in (point, low, high, middle, half, below))
    apart = middle - centres[:, point]
    piece = np.sum(np.where(slope[point] > 0, apart > 0, apart < 0), axis=0)
    owner, near = np.zeros(point.shape, dtype=int), np.zeros(point.shape, dtype=bool)
    offset = middle
    if len(centres):
        owner = np.argmin(np.abs(apart), axis=0)
        centre = centres[owner, point]
        offset, near = ((low - centre) + (high - centre)) / 2, np.abs(apart[owner, np.arange(point.size)]) < layer[point]
    alive_f = _alive(at.f, below, at.s1[point] * middle, point, DEAD)
    alive_g = _alive(at.g, piece, slope[point] * middle, point, DYING, at.sigma)
    unit = np.where(near, at.narrow[point], 1.0)
    steep = np.maximum(_rates(at.f, below, point, alive_f) * at.s1[point], np.where(near, 0.0, _rates(at.g, piece, point, alive_g) * np.abs(slope[point])))
    count = np.ceil(np.maximum(half / (RULES[-1].longest * unit), half * steep / RULES[-1].steepest) * (1 - 1e-9))
    number = np.clip(np.nan_to_num(count, nan=1.0), 1, MOST).astype(int)
    copy = np.repeat(np.arange(point.size), number)
    place = np.arange(copy.size) - np.repeat(np.cumsum(number) - number, number)
    shift = half[copy] * ((2 * place + 1) / number[copy] - 1)
    found = Panels(
        point[copy], middle[copy] + shift, half[copy] / number[copy], np.zeros(copy.shape, dtype=int), below[copy], piece[copy], near[copy],
        owner[copy], offset[copy] + shift, np.zeros(copy.shape), alive_f[:, copy], alive_g[:, copy],
    )  # fmt: skip
    return _with_rules(at, found, found.half / unit[copy], found.half * steep[copy])


def _fading(one: CutValues, scale: Array, lengths: float) -> list[Array]:
    """Where exponentials have died."""
    found = []
    for k, piece in enumerate(one.function.betweens):
        for place, _ in enumerate(piece.signs):
            end, rate = one.ends(k, place)
            found.append((end - lengths / rate) / scale)
    return found


def _alive(one: CutValues, kinds: Array, u: Array, point: Array, lengths: float, sigma: Array | None = None) -> Array:
    """For each exponential of the piece of a panel whether it is not dead at u."""
    most = max(len(piece.signs) for piece in one.function.betweens)
    found = np.zeros((most, point.size), dtype=bool)
    for k, piece in enumerate(one.function.betweens):
        where = np.flatnonzero(kinds == k)
        for place, _ in enumerate(piece.signs):
            end, rate = (array[point[where]] for array in one.ends(k, place))
            found[place, where] = np.abs(rate * (u[where] - end)) < lengths
            if sigma is not None:
                found[place, where] &= np.abs(rate) * sigma[point[where]] <= FAST
    return found


def _rates(one: CutValues, kinds: Array, point: Array, alive: Array) -> Array:
    """The largest rate that is alive."""
    found = np.zeros(point.shape)
    for k, piece in enumerate(one.function.betweens):
        where = np.flatnonzero(kinds == k)
        for place, number in enumerate(piece.rates):
            rate = np.abs(one.pair(number)[0][point[where]])
            found[where] = np.maximum(found[where], np.where(alive[place, where], rate, 0.0))
    return found


def _with_rules(at: Setting, found: Panels, lengths: Array, steepness: Array) -> Panels:
    """With the least rule that suffices, and what it misses."""
    rule = np.full(found.point.shape, len(RULES) - 1)
    for k in range(len(RULES) - 2, -1, -1):
        rule[(lengths <= RULES[k].longest) & (steepness <= RULES[k].steepest)] = k
    missed = np.full(found.point.shape, np.inf)
    for k, (nodes, ellipses, _, _) in enumerate(RULES):
        where = np.flatnonzero(rule == k)
        for rho in ellipses:
            rate = 8 * rho ** (1 - 2 * nodes) / (rho - 1) * 1.01
            missed[where] = np.fmin(missed[where], rate * _largest(at, found.some(where), rho))
    return replace(found, rule=rule, missed=missed)


def _largest(at: Setting, some: Panels, rho: float) -> Array:
    """half max |f p G| on the ellipse."""
    point, wide, tall = some.point, some.half * ((rho + 1 / rho) / 2), some.half * ((rho - 1 / rho) / 2)
    s1, s2, c, narrow, sigma = (array[point] for array in at[2:])
    low, high, radius = some.middle - wide, some.middle + wide, np.abs(some.middle) + wide
    nearest = np.maximum(np.abs(some.middle) - wide, 0.0)
    f = np.zeros(point.shape)
    for k in range(len(at.f.function.betweens)):
        where = np.flatnonzero(some.below == k)
        f[where] = at.f.bound(k, point[where], (radius * s1)[where], (low * s1)[where], (high * s1)[where], list(some.alive_f[:, where]))
    m = s2 * np.abs(c) * radius
    ends = np.sort(np.array([s2 * c * low, s2 * c * high]), axis=0)
    g = at.g.spread(ends[0], ends[1], sigma, point, sigma)
    for k in range(len(at.g.function.betweens)):
        where = np.flatnonzero((some.piece == k) & ~some.near)
        g[where] = at.g.mean_bound(k, point[where], sigma[where], m[where], ends[:, where], list(some.alive_g[:, where]))
    exponent = np.where(some.near, np.square(tall / np.where(narrow > 0, narrow, 1.0)), np.square(tall)) - np.square(nearest)
    return some.half / sqrt(2 * pi) * f * g * np.exp(exponent / 2)
