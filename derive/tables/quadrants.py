r"""A kernel at many variances and one angle t = arccos c, by sums over quadrants on which nothing changes quickly however small t is.

With s = sin(t/2), k = cos(t/2), F and G halves of f and g, the pair of normals lies in the quarter planes u, v > 0 and u > 0 > v with

    E[F G; u, v > 0] = 1/(2 pi k) int_0^oo int_0^oo (F(sqrt(q1)(x + 2 s y)) G(sqrt(q2) x) + F(sqrt(q1) x) G(sqrt(q2)(x + 2 s y)))
                                                     exp(-(x^2 + 2 s x y + y^2)/(2 k^2)) dx dy,
    E[F G; u > 0 > v] = tan(t/2)/(4 pi) int_0^oo int_0^oo F(sqrt(q1) s a) G(sqrt(q2) s b) exp(-((a + b)^2 + tan(t/2)^2 (a - b)^2)/8) da db:

u = sqrt(q1)(x + 2 s y_+), v = sqrt(q2)(x + 2 s y_-), and u = sqrt(q1) s a, v = -sqrt(q2) s b. With f(+-w) = e(w) +- o(w), the even and the odd part, and
S and C for the two integrals, K(+-c) = 2 (S(e, e) + C(e, e)) +- 2 (S(o, o) - C(o, o)). Integrals are sums over panels (`panels`), on which functions of
(log q, x) are polynomials, so that the coefficients of K in log q1 and log q2 are products of theirs with one matrix.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from math import ceil
from typing import Any

import numpy as np
from flint import acb, arb

from derive.evidence.balls.clock import check_clock
from derive.evidence.balls.precision import working
from derive.tables.chebyshev import LONG, chebyshev_matrix, exact_nodes, lebesgue
from derive.tables.panels import BASE, Panels
from derive.tables.product import EPS, product, roundings, summed, tiled
from derive.tables.side import Side
from derive.tables.variances import Cells

Array = Any
BITS = 128
DROPPED = 64.0  # -log of the density where nodes are left out
FINE = float(np.finfo(LONG).eps)
COUNTED = 4000  # roundings in extended precision of a weight times a polynomial: 3 BASE^2 of the polynomial, 2 DROPPED of the density, and its sums


@dataclass(frozen=True, eq=False)
class Rows:
    """f(sqrt(q) x) as polynomials in log q and x: `parts` are the even and the odd part, or one of them (`signs` 1 and -1), indexed (panel, order in log q and
    cell, order in x). `errors[cell, panel]` bounds what the values they come from are off by.
    """

    signs: tuple[int, ...]
    parts: tuple[Array, ...]
    errors: Array

    @cached_property
    def sizes(self) -> Array:
        """Twice the squares of the sums of the coefficients' sizes, indexed (order in log q and cell, panel)."""
        return 2 * sum(np.abs(part).sum(axis=2) ** 2 for part in self.parts).T


def rows_of(side: Side, panels: Panels, cells: Cells, degree: int) -> Rows:
    """Values in balls at the Chebyshev nodes of all cells and panels."""
    found = [_values(half.values, panels, cells.stretches(degree)) for half in side.halves[: 1 if side.parity else 2]]
    (first, radii), (second, more) = found[0], found[-1]
    signs = (side.parity,) if side.parity else (1, -1)
    values = (first,) if side.parity else ((first + second) / 2, (first - second) / 2)
    known = (np.maximum(radii, more) + 4 * FINE * np.maximum(np.abs(first), np.abs(second)).astype(float)).max(axis=2)
    return Rows(signs, tuple(_coefficients(part, degree) for part in values), known.reshape(cells.count, degree, -1).max(axis=1) * lebesgue(BASE))


def _coefficients(values: Array, degree: int) -> Array:
    count, panels, _ = values.shape
    cells = values.reshape(-1, degree, panels, BASE)
    found = np.einsum("ui,cipj->cupj", chebyshev_matrix(degree), np.einsum("kj,cipj->cipk", chebyshev_matrix(BASE), cells))
    return np.ascontiguousarray(np.moveaxis(found.reshape(count, panels, BASE), 1, 0).astype(float))


def _values(function: Any, panels: Panels, stretches: Sequence[arb]) -> tuple[Array, Array]:
    """Values and the radii of balls around them, indexed (variance, panel, node)."""
    shape = len(stretches), panels.count, BASE
    found, radii = np.empty(shape, dtype=LONG), np.empty(shape)
    with working(BITS):
        turned = exact_nodes(BASE)
        places = [[(arb(a) + b) / 2 + (arb(b) - a) / 2 * u for u in turned] for a, b in pairwise(panels.edges.tolist())]
        for i, stretch in enumerate(stretches):
            check_clock()
            for p, k in np.ndindex(panels.count, BASE):
                value = function(acb(stretch * places[p][k]), False).real
                found[i, p, k], radii[i, p, k] = _long(value), float(value.rad())
    return found, radii


@dataclass(frozen=True, eq=False)
class Points:
    """Points in increasing order: where those of each panel begin, and Chebyshev polynomials at them, indexed (order, point)."""

    starts: list[int]
    polynomials: Array

    @staticmethod
    def of(panels: Panels, places: Array) -> Points:
        """Points in extended precision."""
        cells, polynomials = panels.placed(places)
        return Points(np.searchsorted(cells, np.arange(panels.count + 1)).tolist(), polynomials.astype(float))

    def values(self, coefficients: Array) -> Array:
        """The functions of a half at the points."""
        parts = [tiled(coefficients[p], self.polynomials[:, begin:end]) for p, (begin, end) in enumerate(pairwise(self.starts)) if begin < end]
        return np.concatenate(parts, axis=1)

    def masses(self, weights: Array) -> Array:
        """The sum of the weights of the points in each panel."""
        return np.array([weights[begin:end].sum() for begin, end in pairwise(self.starts)])


@dataclass(frozen=True, eq=False)
class Turn:
    """The sums at one angle.

    `shifted[p]` is (first, matrix): matrix[k, i - first] is the sum over y of weight times T_k on panel p of x_i + 2 s y, 0 for other i; `plain` are the x_i,
    `apart` the s a_i, `across[i, j]` weights of (a_i, b_j); `masses` weights of all arguments by panel.
    """

    shifted: list[tuple[int, Array]]
    plain: Points
    apart: Points
    across: Array
    masses: Array

    @staticmethod
    def of(panels: Panels, angle: arb) -> Turn:
        """For an angle from 0 to pi/2."""
        with working(90):
            sine, cosine, tangent = (_long(value) for value in ((angle / 2).sin(), (angle / 2).cos(), (angle / 2).tan()))
        x, weight = panels.gauss(panels.inner)
        exponent = (x[:, None] ** 2 + 2 * sine * np.multiply.outer(x, x) + x**2) / (2 * cosine**2)
        kept = exponent < DROPPED
        i, j = np.nonzero(kept)
        density = weight[i] * weight[j] * np.exp(-exponent[kept]) / (2 * LONG(np.pi) * cosine)
        cells, polynomials = panels.placed(x[i] + 2 * sine * x[j])
        starts = np.flatnonzero(np.diff(i * panels.count + cells, prepend=-1))
        polynomials *= density
        sums = np.add.reduceat(polynomials, starts, axis=1).astype(float)
        a, weight = panels.gauss(panels.outer)
        total, apart = np.add.outer(a, a) ** 2, np.subtract.outer(a, a) ** 2
        across = (tangent / (4 * LONG(np.pi)) * np.multiply.outer(weight, weight) * np.exp(-(total + tangent**2 * apart) / 8)).astype(float)
        plain, far = Points.of(panels, x), Points.of(panels, sine * a)
        masses = np.bincount(cells[starts], sums[0], panels.count)
        masses += plain.masses(np.bincount(i[starts], sums[0], len(x))) + far.masses(across.sum(axis=0))
        return Turn(_by_panel(panels.count, i[starts], cells[starts], sums), plain, far, across, masses)


def _long(value: arb) -> Any:
    high = float(value.mid())
    return LONG(high) + LONG(float((value.mid() - high).mid()))


def _by_panel(count: int, rows: Array, cells: Array, sums: Array) -> list[tuple[int, Array]]:
    found = []
    for p in range(count):
        inside = np.flatnonzero(cells == p)
        first, last = (rows[inside[0]], rows[inside[-1]] + 1) if len(inside) else (0, 0)
        matrix = np.zeros((BASE, last - first))
        matrix[:, rows[inside] - first] = sums[:, inside]
        found.append((int(first), matrix))
    return found


@dataclass(frozen=True, eq=False)
class Values:
    """For all rows of one factor what the sums of a `Turn` make of each part; `norms`: bounds of what is like sqrt(E f^2), E over all arguments."""

    rows: Rows
    shifted: list[Array]
    plain: list[Array]
    apart: list[Array]
    norms: Array

    @staticmethod
    def of(rows: Rows, turn: Turn) -> Values:
        """The sums of all parts."""
        plain, apart = ([points.values(part) for part in rows.parts] for points in (turn.plain, turn.apart))
        return Values(rows, [_shifted(part, turn) for part in rows.parts], plain, apart, np.sqrt(rows.sizes @ turn.masses))


def _shifted(coefficients: Array, turn: Turn) -> Array:
    return summed(_wide(tiled(panel, matrix), first, turn) for (first, matrix), panel in zip(turn.shifted, coefficients, strict=True) if matrix.shape[1])


def _wide(values: Array, first: int, turn: Turn) -> Array:
    found = np.zeros((len(values), turn.plain.starts[-1]))
    found[:, first : first + values.shape[1]] = values
    return found


def kernel_values(one: Values, other: Values, turn: Turn) -> tuple[Array, Array]:
    """The coefficients of K in log q1 and log q2, for the angle and for pi minus it."""
    near, far = np.zeros((2, len(one.norms), len(other.norms)))
    for sign in (1, -1):
        if sign in one.rows.signs and sign in other.rows.signs:
            k, j = one.rows.signs.index(sign), other.rows.signs.index(sign)
            beside = product(np.concatenate([one.shifted[k], one.plain[k]], axis=1), np.concatenate([other.plain[j], other.shifted[j]], axis=1).T)
            both = 2 * (beside + sign * product(product(one.apart[k], turn.across), other.apart[j].T))
            near, far = near + both, far + sign * both
    return near, far


def rounding(turn: Turn) -> int:
    """Units in the last place that a value errs by at most, relative to the product of both norms."""
    outer = len(turn.across)
    return BASE + max(roundings(len(turn.shifted), 1) + roundings(2 * turn.plain.starts[-1]), 2 * roundings(outer)) + 10 + ceil(COUNTED * FINE / EPS)
