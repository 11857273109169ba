r"""Panels of the line for E[f(s1 x) G(s2 c x, sigma)]: on each f is one polynomial and G is one, and what is missed there is known.

The panels end where cells of f end, over s1, and boxes of G, over s2 c, and are at most 2 LONGEST long. With F', G' the sizes of the polynomials on ellipses
E_rho, e and d their errors, h half the panel, and int f^2 p and the like by the same rule,

    e sqrt(int p int G^2 p) + d sqrt(int p int f^2 p) + 2 e d int p  +  64/15 h rho^(-2n)/(1 - rho^-2) F' G' exp((y^2 - x^2)/2)/sqrt(2 pi)

is what replacing functions by polynomials and the integral by n values misses, x being the least real part on the panel's ellipse and y its half-axis: a part
of an interval has its ellipse inside that of the whole. Arguments s1 x and s2 c x are off by a few units of rounding, which costs the slopes of the
polynomials, and so are the ends of panels: between a knot and where it is taken to be the integrand is off by no more than |f G| on both sides of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import pi, sqrt
from typing import Any, NamedTuple

import numpy as np

from derive.tables.heat.level import ELLIPSE, SMOOTH, Level
from derive.tables.heat.tails import REACH
from derive.tables.product import EPS

Array = Any
TERMS = 14
LONGEST = 0.5
MISSED = 64 / 15 * ELLIPSE ** (-2 * TERMS) / (1 - ELLIPSE**-2) / sqrt(2 * pi) * (1 + 1e-9)
MORE = 1 + 1e-9
WIDER, HIGHER = (ELLIPSE + 1 / ELLIPSE) / 2, (ELLIPSE - 1 / ELLIPSE) / 2
LAST = 0.014  # how far the last node is from the end, beside half the panel
UNITS = 16  # of rounding of an argument, and of an end of a panel
PLACED = 20  # of a place in a box of width 2
INNER = 60  # of a sum over nodes with its weights and densities, beside what densities lose by arguments
EVEN = np.linspace(-REACH, REACH, int(np.ceil(REACH / LONGEST)) + 1)


@dataclass(frozen=True, eq=False)
class Panels:
    """For each panel its point, middle and half; the cell of f and the box of G, with the place of the middle and the half in their coordinates."""

    point: Array
    middle: Array
    half: Array
    cell: Array
    box: Array
    inside_f: tuple[Array, Array]
    inside_g: tuple[Array, Array]


class Sums(NamedTuple):
    """For each panel the sums over its nodes for the integrals of f^2 p, G^2 p and p, and the largest |f| and |G| at nodes."""

    f: Array
    g: Array
    mass: Array
    f_top: Array
    g_top: Array


def panels(f: Level, g: Level, s1: Array, slope: Array, sigma: Array) -> Panels:
    """Panels for points; `slope` is s2 c."""
    with np.errstate(all="ignore"):
        rows = [np.broadcast_to(EVEN[:, None], (len(EVEN), s1.size)), np.divide.outer(f.edges, s1), g.cuts(sigma) / slope]
        edges = np.clip(np.nan_to_num(np.concatenate(rows), nan=REACH), -REACH, REACH).T
    edges.sort(axis=1)
    point, k = np.nonzero(edges[:, 1:] > edges[:, :-1])
    low, high = edges[point, k], edges[point, k + 1]
    middle, half = (low + high) / 2, (high - low) / 2
    scales = s1[point], slope[point]
    places = [f.placed(scales[0] * middle, sigma[point]), g.placed(scales[1] * middle, sigma[point])]
    inside = [((scale * middle - centre) / width, scale * half / width) for scale, (_, centre, width) in zip(scales, places, strict=True)]
    return Panels(point, middle, half, places[0][0], places[1][0], inside[0], inside[1])


def missed(f: Level, g: Level, found: Panels, sums: Sums, sigma: Array) -> Array:
    """What is missed on each panel."""
    (wide, slope, _, error, jump), (other_wide, other_slope, turn, other_error, other_jump) = f.bounds[:, found.cell], g.bounds[:, found.box]
    nearest, farthest = np.maximum(np.abs(found.middle) - found.half, 0.0), np.abs(found.middle) + found.half
    density = np.exp(-np.square(nearest) / 2) / sqrt(2 * pi)
    outside = np.maximum(np.abs(found.middle) - found.half * WIDER, 0.0)
    by_nodes = MISSED * found.half * np.exp((np.square(found.half * HIGHER) - np.square(outside)) / 2)
    shifts = [EPS * (UNITS * farthest / found.half * np.abs(half) + PLACED) for _, half in (found.inside_f, found.inside_g)]
    off = error + np.minimum(shifts[0], 2.0) * slope
    other_off = other_error + np.minimum(shifts[1], 2.0) * other_slope + _turning(g, sigma)[found.point] * turn
    mass = np.sqrt((sums.mass + by_nodes) * MORE)
    one = np.sqrt((sums.f + by_nodes * wide * wide) * MORE) + off * mass
    other = np.sqrt((sums.g + by_nodes * other_wide * other_wide) * MORE) + other_off * mass
    whole = mass * (off * other + other_off * one) + EPS * (INNER + 4 * np.square(farthest)) * one * other
    jumps = _jumps(jump, found.cell >= f.count, found.inside_f) + _jumps(other_jump, found.box >= g.count, found.inside_g)
    largest = sums.f_top + LAST * np.abs(found.inside_f[1]) * slope + off, sums.g_top + LAST * np.abs(found.inside_g[1]) * other_slope + other_off
    ends = 4 * UNITS * EPS * farthest * density * largest[0] * largest[1] * jumps
    return (by_nodes * wide * other_wide + whole + ends) * (1 + 1e-9)


def _jumps(jump: Array, layer: Array, inside: tuple[Array, Array]) -> Array:
    """Which part of its size a function may jump by at an end of the panel."""
    return np.where(layer | (np.abs(inside[0]) + np.abs(inside[1]) > 1 - SMOOTH), jump, np.minimum(jump, SMOOTH))


def _turning(g: Level, sigma: Array) -> Array:
    """How far t is off."""
    return EPS * (16 * sigma / (g.high - g.low) + 4) if g.high > g.low else np.zeros(sigma.shape)
