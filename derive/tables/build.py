r"""A kernel as a table: cells in log q1, log q2 and the angle, on each a polynomial in three Chebyshev variables, and a proven error.

Interpolation at p Chebyshev nodes errs by at most 4 M rho^(1 - p)/(rho - 1) where the function is at most M on the Bernstein ellipse E_rho, and enlarges errors
of the values by at most L = (1/p) sum_k cot((2k + 1) pi/(4p)). In log q the bound M comes from a sector (`sector`), in the angle from Mehler's series
(`angle`), and the values at the nodes from grids (`grid_values`, `groups`):

    |K - table| <= e_angle + L_angle (e_q + L_q e_q) + L_angle L_q^2 e_value + what the evaluation adds (`shells`).

Next to |c| = 1 the angle is replaced by 1 - |c| and a polynomial of Taylor (`near_one`), whose coefficients are interpolated in log q alike.
"""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from flint import arb
from sympy import Expr

from derive.evidence.balls.clock import check_clock
from derive.evidence.balls.precision import working
from derive.language.errors import CannotEnclose
from derive.tables.angle import UNIT, AngleCell, angle_cells
from derive.tables.chebyshev import coefficients_of, lebesgue, nodes
from derive.tables.evaluate import Table
from derive.tables.grid_values import UNKNOWN, Lines, kernel_values, norms, rounding
from derive.tables.groups import Grids, Group
from derive.tables.near_one import Expansion, as_chebyshev
from derive.tables.pieces import Piece, Pieces
from derive.tables.shells import AIM
from derive.tables.side import refused, side_of
from derive.tables.variances import Cells, Sizes, log_range

Array = Any

DEGREES = range(15, 24)  # nodes in log q
INTERPOLATED = 1e-13  # what interpolation in log q may err by, relative to the scale
ANGULAR = 20  # nodes in the angle
NEAREST = 32 * UNIT  # angle, 0.012, at which Taylor's polynomial takes over
FINER = ((2.5, 1.5), (8.0, 3.0))  # an error of so many times what is aimed at, and how many times as many cells in log q are tried then
LOWEST, HIGHEST = 1e-4, 1e2  # variances


def kernel_table(first: Expr, second: Expr, lowest: float = LOWEST, highest: float = HIGHEST) -> Table:
    """The table of E[f(u) g(v)], u, v normal with variances q1, q2 and correlation c, f and g functions of Z without parameters, lowest <= q <= highest.

    `Table.error` is the proven bound of its error relative to sqrt(E[f(u)^2] E[g(v)^2]) where `Table.covers`. Raises CannotEnclose for functions that are not
    analytic around the real line.
    """
    begin = time.perf_counter()
    with working(64):
        sides = {body: side_of(body, highest) for body in dict.fromkeys((first, second))}
        both = sides[first], sides[second]

        def made(finer: float) -> Table:
            return _Maker(Sizes(Cells.of(*log_range(lowest, highest), both, finer), both)).table(begin)

        table = made(1.0)
        for most, finer in FINER:
            if AIM < table.error <= most * AIM:
                with suppress(CannotEnclose):
                    table = min(table, made(finer), key=lambda one: one.error)
        return table


@dataclass(eq=False)
class _Maker:
    sizes: Sizes
    degree: int = 0
    pieces: Pieces = field(default_factory=Pieces)

    def table(self, begin: float) -> Table:
        self.degree, self.rate = self._interpolation()
        self.symmetric = self.sizes.sides[0] is self.sizes.sides[1]
        count = self.sizes.cells.count
        self.places = np.tril_indices(count) if self.symmetric else tuple(axis.ravel() for axis in np.indices((count, count)))
        self.grids = Grids(self.sizes, self.degree)
        self.parity = self.sizes.sides[1].parity or self.sizes.sides[0].parity
        cells = angle_cells(NEAREST)
        near = self._near_one(float((1 - arb(NEAREST).cos()).upper()) * (1 + 1e-9))
        for cell in cells:
            self._angular(cell)
        return Table.of(self.pieces, self.sizes.cells, near, begin, self.symmetric, self.parity)

    def _interpolation(self) -> tuple[int, float]:
        """The number of nodes in log q, and the factor of its error."""
        (wide, other_wide), (plain, other_plain), rho = self.sizes.wide, self.sizes.plain, self.sizes.cells.rho
        worst = float((np.maximum(np.multiply.outer(wide, other_plain), np.multiply.outer(plain, other_wide)) / self.sizes.relative).max())
        for degree in DEGREES:
            rate = 4 * rho ** (1 - degree) / (rho - 1) * (1 + 1e-9)
            if lebesgue(ANGULAR) * (1 + lebesgue(degree)) * rate * worst <= INTERPOLATED:
                return degree, rate
        raise refused(self.sizes.sides[0].strip.body, "it is too large in the sector of analyticity")

    def _near_one(self, width: float) -> float:
        """Enters the cell next to |c| = 1 and returns its width in 1 - |c|; 0 where there is no expansion."""
        try:
            found = Expansion(self.sizes, width, self.degree).made()
        except CannotEnclose:
            return 0.0
        error = self._in_variances() + lebesgue(self.degree) ** 2 * found.error + found.rounded * self.sizes.relative
        for side, values in enumerate(found.values[: 1 if self.parity else 2]):
            padded = np.zeros((ANGULAR, *values.shape[1:]), dtype=np.longdouble)
            padded[: len(values)] = as_chebyshev(values)
            self._enter(side, None, padded, error)
        return width

    def _angular(self, cell: AngleCell) -> None:
        angles = (cell.low + cell.high) / 2 + (cell.high - cell.low) / 2 * nodes(ANGULAR)
        total = self.sizes.cells.count * self.degree
        near, far = np.zeros((ANGULAR, total, total)), np.zeros((ANGULAR, total, total))
        value, rounded = np.zeros((self.sizes.cells.count,) * 2), np.zeros((self.sizes.cells.count,) * 2)
        for group in self.grids.groups(cell):
            lines = [self.grids.lines(side, group.step, group.last) for side in self.sizes.sides]
            for k, t in enumerate(angles):
                check_clock()
                with working(90):
                    cosine = arb(float(t)).cos()
                _fill(near[k], far[k], lines, cosine, slice(group.first * self.degree, (group.last + 1) * self.degree), self.symmetric)
            self._count(value, rounded, group, lines)
        (plain, other), inner, rho = self.sizes.plain, lebesgue(self.degree), cell.rho
        turned = 4 * rho ** (1 - ANGULAR) / (rho - 1) * np.multiply.outer(plain, other)
        error = turned + lebesgue(ANGULAR) * (self._in_variances() + inner**2 * value + rounded * self.sizes.relative)
        for side, values in enumerate((near,) if self.parity else (near, far)):
            self._enter(side, cell, values, error)

    def _count(self, value: Array, rounded: Array, group: Group, lines: list[Lines]) -> None:
        """The errors of the values of a group for each pair of cells, and those of rounding as they come out, relative to the scale."""
        first, last = group.first, group.last + 1
        one, other = (plain[:last] for plain in self.sizes.plain)
        known = UNKNOWN * (np.add.outer(one, other) + np.multiply.outer(one, other) + UNKNOWN)
        error = group.missed + self.sizes.beyond[:last, :last] + known
        sizes = [self.sizes.enlarged(norms(line).reshape(-1, self.degree), k) for k, line in enumerate(lines)]
        relative = np.multiply.outer(*sizes) * rounding(lines[0].count) * 1.01
        for whole, part in ((value, error), (rounded, relative)):
            whole[first:last, :last], whole[:last, first:last] = part[first:], part[:, first:]

    def _in_variances(self) -> Array:
        """What interpolation in log q1 and log q2 errs by, for each pair of cells."""
        (wide, other_wide), (plain, other_plain), inner = self.sizes.wide, self.sizes.plain, lebesgue(self.degree)
        cut = (1 + inner) * self.sizes.beyond
        first = self.rate * np.multiply.outer(wide, other_plain) + cut
        second = self.rate * np.multiply.outer(plain, other_wide) + cut
        return np.asarray(second + inner * first)

    def _split(self, values: Array) -> Array:
        count = self.sizes.cells.count
        return values.reshape(len(values), count, self.degree, count, self.degree)

    def _enter(self, side: int, cell: AngleCell | None, values: Array, error: Array) -> None:
        """Values at the nodes, or coefficients and values where there is no cell, and the error of interpolation in them."""
        tensor, rounding = coefficients_of(self._split(values), cell is not None)
        relative = self.sizes.relative
        self.pieces.enter(side, Piece(cell, tensor[self.places], ((error + rounding) / relative)[self.places], relative[self.places]))


def _fill(near: Array, far: Array, lines: list[Lines], cosine: arb, rows: slice, symmetric: bool) -> None:
    """The values of pairs of which one has a variance of the group, the other at most one of these."""
    one, other = lines
    inside = slice(0, rows.stop)
    found = kernel_values(one, _part(other, rows), cosine)
    for whole, part in zip((near, far), found, strict=True):
        whole[inside, rows] = part
    if not symmetric:
        found = kernel_values(other, _part(one, rows), cosine)
    for whole, part in zip((near, far), found, strict=True):
        whole[rows, inside] = part.T


def _part(line: Lines, rows: slice) -> Lines:
    return Lines(line.step, line.count, line.values[rows])
