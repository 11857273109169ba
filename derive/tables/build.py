r"""A kernel as a table: cells in log q1, log q2 and the angle, on each a polynomial in three Chebyshev variables, and a proven error.

Interpolation at p Chebyshev nodes errs by at most 4 M rho^(1 - p)/(rho - 1) where the function is at most M on the Bernstein ellipse E_rho, and enlarges errors
of the values by at most L = (1/p) sum_k cot((2k + 1) pi/(4p)). In log q the bound M comes from a sector (`sector`), in the angle from Mehler's series
(`angle`), and the values at the nodes from grids (`grid_values`):

    |K - table| <= e_angle + L_angle (e_q + L_q e_q) + L_angle L_q^2 e_value + dropped coefficients + rounding.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from math import ceil, exp, log, sqrt
from typing import Any

import numpy as np
from flint import acb, arb
from sympy import Expr

from derive.evidence.clock import check_clock
from derive.evidence.cover import Cover, Envelope, cover, envelope
from derive.evidence.factored_grid import Strip, strip_of
from derive.evidence.precision import working
from derive.evidence.quadratic import Quadratic
from derive.evidence.strip import height
from derive.evidence.tail import tail_bound
from derive.language.errors import CannotEnclose
from derive.language.symbols import Z
from derive.tables.angle import AngleCell, angle_cells
from derive.tables.chebyshev import coefficients_of, lebesgue, nodes, transform_error
from derive.tables.evaluate import Table
from derive.tables.grid_values import EPS, LEVEL, Lines, best_step, kernel_values, lines, masses, missed, norms, rounding
from derive.tables.sector import Sector, sector

Array = Any

END = 10.0  # T, in standard coordinates
DEGREE = 17  # nodes in log q
ANGULAR = 18  # nodes in the angle
SECTORS = (1.1, 0.95, 0.8, 0.65, 0.5, 0.4)
NEAREST = 0.008  # angle below which no table is made
PARTS = 6
MOST = 24  # cells in log q
TRIES = 4
SMALL = 1e-15  # error of the sums, relative to the norms
TALLEST = 3.0  # height of a strip
LOWEST, HIGHEST = 1e-4, 1e2  # variances


@dataclass(frozen=True, eq=False)
class Side:
    """One factor: where it is analytic, its size there, its values scaled by sqrt(q)."""

    strip: Strip
    sector: Sector
    height: float
    envelope: Envelope


def kernel_table(first: Expr, second: Expr, lowest: float = LOWEST, highest: float = HIGHEST) -> Table:
    """The table of E[f(u) g(v)], u, v normal with variances q1, q2 and correlation c, f and g functions of Z without parameters, lowest <= q <= highest.

    `Table.error` is the proven bound of its error relative to sqrt(E[f(u)^2] E[g(v)^2]) where `Table.covers`. Raises CannotEnclose for functions that are not
    analytic around the real line.
    """
    begin = time.perf_counter()
    with working(64):
        sides = {body: _side(body, highest) for body in dict.fromkeys((first, second))}
        maker = _Maker((sides[first], sides[second]), log(lowest), log(highest))
    return maker.table(begin)


def _side(body: Expr, highest: float) -> Side:
    strip = strip_of(body)
    if strip is None:
        raise CannotEnclose(f"a table for {body}", "the function is not analytic around the real line", ".enclose(digits, ...)")
    reach = sqrt(highest) * (END + 1.5)
    tall = height(strip.function, reach, reach, TALLEST, 0.02)
    found = next((s for angle in SECTORS if (s := sector(strip.function, angle, reach * exp(1.4))) is not None), None)
    bounds = cover(strip.function, reach, 2.0**-12, 2.0**-3)
    around = envelope(body, Z, bounds, sqrt(highest) * END) if bounds else None
    if found is None or tall is None or around is None:
        raise CannotEnclose(f"a table for {body}", "no strip and sector of analyticity was proven", ".enclose(digits, ...)")
    return Side(strip, found, 0.93 * tall, around)


@dataclass(frozen=True, eq=False)
class Grid:
    """Nodes at multiples of `step`, the height of the contour, and bounds of both factors below it for each cell in log q."""

    step: float
    u: float
    covers: dict[Side, list[Cover]]


class _Maker:
    def __init__(self, sides: tuple[Side, Side], low: float, high: float) -> None:
        self.sides, self.low, self.high = sides, low, high
        angle = min(side.sector.angle for side in sides) * 0.98
        self.count = ceil((high - low) / (2 * 2 * angle / 4.2))
        if self.count > MOST:
            raise CannotEnclose("a table", "the sector of analyticity is too narrow", ".enclose(digits, ...)")
        self.half = (high - low) / self.count / 2
        ratio = 2 * angle / self.half
        self.rho = (ratio + sqrt(ratio * ratio + 1)) * (1 - 1e-9)
        self.angle = angle
        points = nodes(DEGREE)
        self.logs = np.array([[self.centre(k) + self.half * x for x in points] for k in range(self.count)]).reshape(-1)
        self.stretches = [float(s) for s in np.exp(self.logs / 2)]
        self.cells = angle_cells(NEAREST)

    def centre(self, k: int) -> float:
        return self.low + (2 * k + 1) * self.half

    def table(self, begin: float) -> Table:
        tensors, worst = [], []
        for cell in self.cells:
            both, error = self._values(cell)
            for values in both:
                tensors.append(coefficients_of(values.reshape(ANGULAR, self.count, DEGREE, self.count, DEGREE)))
                worst.append(error)
        return self._assembled(tensors, worst, begin)

    def _grid(self, cell: AngleCell) -> Grid:
        """The step whose error is small against the norms, for all angles of a cell."""
        spread, height, level = float(np.sin(cell.low)), min(side.height for side in self.sides) / self.stretches_top(), LEVEL
        for _ in range(TRIES):
            check_clock()
            step, u = best_step(spread, height, level)
            covers = {side: [self._cover(side, k, u) for k in range(self.count)] for side in dict.fromkeys(self.sides)}
            grid = Grid(step, u, covers)
            worst = float(np.max(self._missed(grid, float(np.cos(cell.low))) / self.relative))
            if worst <= SMALL:
                break
            level += log(worst / SMALL) + 1
        return grid

    def _missed(self, grid: Grid, cosine: float) -> Array:
        """What the sums miss at one correlation, for each pair of cells in log q."""
        sizes = [np.array([masses(bounds, END, cosine, grid.step) for bounds in grid.covers[side]]).T for side in self.sides]
        return missed(grid.step, grid.u, END, cosine, (sizes[0][0], sizes[1][0]), (sizes[0][1], sizes[1][1]))

    def _lines(self, grid: Grid) -> tuple[Lines, Lines]:
        with working(90):
            exact = [arb(s) for s in self.stretches]
        one = lines(self.sides[0].strip.body, exact, grid.step, END)
        return one, one if self.sides[1] is self.sides[0] else lines(self.sides[1].strip.body, exact, grid.step, END)

    def stretches_top(self) -> float:
        return exp(self.high / 2)

    @cached_property
    def relative(self) -> Array:
        """Lower bounds of sqrt(E f^2 E g^2) on each pair of cells in log q."""
        return np.multiply.outer(*(np.array([sqrt(self._least_energy(side, k)) for k in range(self.count)]) for side in self.sides))

    def _values(self, cell: AngleCell) -> tuple[tuple[Array, Array], Array]:
        """K at the nodes of a cell of angles and of its mirror image, and the proven error there for each pair of cells in log q."""
        angles = (cell.low + cell.high) / 2 + (cell.high - cell.low) / 2 * nodes(ANGULAR)
        grid = self._grid(cell)
        one, other = self._lines(grid)
        found, error = [], np.zeros((self.count, self.count))
        scale = np.multiply.outer(*(norms(line).reshape(self.count, DEGREE).max(axis=1) for line in (one, other)))
        for t in angles:
            check_clock()
            with working(90):
                cosine = arb(float(t)).cos()
            found.append(kernel_values(one, other, cosine))
            error = np.maximum(error, self._missed(grid, float(cosine)) + self._beyond() + rounding(one.count) * scale * 1.01)
        return (np.array([pair[0] for pair in found]), np.array([pair[1] for pair in found])), error

    def _cover(self, side: Side, k: int, u: float) -> Cover:
        """Bounds of f(sqrt(q) z) for all q of a cell."""
        with working(64):
            stretch = self._stretch(k)
            found = cover(lambda z, analytic: side.strip.function(stretch * z, analytic), END + 1, u, 0.25)
        if found is None:
            raise CannotEnclose("a table", "no bound in a strip was derived", ".enclose(digits, ...)")
        return found

    def _stretch(self, k: int) -> arb:
        """sqrt(q) for all q of a cell."""
        return arb((self.centre(k) - self.half) / 2).exp().union(arb((self.centre(k) + self.half) / 2).exp())

    def _beyond(self, first: Side | None = None, second: Side | None = None) -> float:
        """E[|f g|; |X| > T or |Y| > T], at the largest variances and the worst correlation."""
        top, total = arb(self.stretches_top()), arb(0)
        sides = (first or self.sides[0], second or self.sides[1])
        for one, other in (sides, sides[::-1]):
            a, b = one.envelope.a + other.envelope.a + arb(2).log(), other.envelope.b * top
            found = tail_bound(Quadratic(a + b * b / 2, one.envelope.b * top + b), arb(END))
            if found is None:
                raise CannotEnclose("a table", "the functions grow too fast for these variances", "smaller variances")
            total += 2 * found
        return float(total.upper()) * (1 + 1e-12)

    @cached_property
    def sizes(self) -> tuple[tuple[Array, Array], tuple[Array, Array]]:
        """For each cell in log q bounds of sqrt(E f^2) on the ellipse and on the cell itself, for both factors."""
        found = {side: (np.array([self._size(side, k) for k in range(self.count)]), self._real_sizes(side)) for side in dict.fromkeys(self.sides)}
        return found[self.sides[0]], found[self.sides[1]]

    def _real_sizes(self, side: Side) -> Array:
        ends = [((self.centre(k) - self.half) / 2, (self.centre(k) + self.half) / 2) for k in range(self.count)]
        return np.array([sqrt(side.sector.energy(low, high, 0.0, END)) for low, high in ends]) + sqrt(self._beyond(side, side))

    def _size(self, side: Side, k: int) -> float:
        long = self.half * (self.rho + 1 / self.rho) / 2
        largest, slices = 0.0, 12
        for j in range(slices):
            x0, x1 = -1 + 2 * j / slices, -1 + 2 * (j + 1) / slices
            tall = 1.0 if x0 <= 0 <= x1 else sqrt(1 - min(abs(x0), abs(x1)) ** 2)
            ends = [(self.centre(k) + long * x) / 2 for x in (x0, x1)]
            largest = max(largest, side.sector.energy(ends[0], ends[1], self.angle * tall, END))
        return sqrt(largest)

    def _assembled(self, coefficients: list[Array], worst: list[Array], begin: float) -> Table:
        tensor = np.stack(coefficients, axis=2)  # cells of q1, q2, angle; powers of the angle, q1, q2
        relative = self.relative
        errors = np.stack([self._error(self.cells[k // 2], value) / relative for k, value in enumerate(worst)], axis=2)
        degrees = np.add.outer(np.arange(ANGULAR) ** 2, np.add.outer(np.arange(DEGREE) ** 2, np.arange(DEGREE) ** 2))
        errors += np.einsum("abktuv,tuv->abk", np.abs(tensor), (64 * degrees + 200) * EPS) / relative[:, :, None]
        errors += transform_error((ANGULAR, DEGREE, DEGREE)) * np.abs(tensor).sum(axis=(3, 4, 5)) / relative[:, :, None]
        return Table.of(
            tensor,
            errors,
            relative,
            self.low,
            self.half,
            [(cell.low, cell.high) for cell in self.cells],
            time.perf_counter() - begin,
            self.sides[0] is self.sides[1],
        )

    def _error(self, cell: AngleCell, value: Array) -> Array:
        """The bound of the module docstring without dropped coefficients and rounding, for each pair of cells in log q."""
        (wide, plain), (other_wide, other_plain) = self.sizes
        inner, angular, beyond = lebesgue(DEGREE), lebesgue(ANGULAR), self._beyond()
        rate, turned = 4 * self.rho ** (1 - DEGREE) / (self.rho - 1), 4 * cell.rho ** (1 - ANGULAR) / (cell.rho - 1)
        first = rate * np.multiply.outer(wide, other_plain) + (1 + inner) * beyond
        second = rate * np.multiply.outer(plain, other_wide) + (1 + inner) * beyond
        return turned * np.multiply.outer(plain, other_plain) + angular * (second + inner * first) + angular * inner**2 * value

    def _least_energy(self, side: Side, k: int) -> float:
        """A lower bound of E f(sqrt(q) Z)^2 for q in a cell, from balls on parts of it."""
        edges = [self.centre(k) + self.half * (2 * j / PARTS - 1) for j in range(PARTS + 1)]
        return min(self._energy_on(side, (arb(low) / 2).exp().union((arb(high) / 2).exp())) for low, high in pairwise(edges))

    def _energy_on(self, side: Side, stretch: arb) -> float:
        total, parts = arb(0), 16
        for j in range(-6 * parts, 6 * parts):
            left, right = arb(j) / parts, arb(j + 1) / parts
            least = side.strip.function(acb(stretch * left.union(right)), False).real
            size = least.abs_lower() if least.is_finite() else arb(0)
            weight = ((right / arb(2).sqrt()).erf() - (left / arb(2).sqrt()).erf()) / 2
            total += size * size * weight
        return max(float(total.lower()), 1e-300)
