r"""A kernel as a table: cells in log q1, log q2 and the angle, on each a polynomial in three Chebyshev variables, and a proven error.

Interpolation at p Chebyshev nodes errs by at most 4 M rho^(1 - p)/(rho - 1) where the function is at most M on the Bernstein ellipse E_rho, and enlarges errors
of the values by at most L = (1/p) sum_k cot((2k + 1) pi/(4p)). In log q the bound M comes from a sector (`sector`), in the angle from Mehler's series
(`angle`) and next to |c| = 1 from the integrals of `quadrants` at complex angles, which also give the values at the nodes:

    |K - table| <= e_angle + L_angle (e_q + L_q e_q) + L_angle L_q^2 e_value + what the evaluation adds (`shells`).
"""

from __future__ import annotations

import time
from functools import cached_property
from math import pi
from typing import Any

import numpy as np
from flint import arb
from sympy import Expr

from derive.evidence.balls.clock import check_clock
from derive.evidence.balls.precision import working
from derive.language.errors import CannotEnclose
from derive.tables.angle import UNIT, AngleCell, angle_cells, cell_at_zero
from derive.tables.chebyshev import angular_coefficients, lebesgue
from derive.tables.evaluate import Table
from derive.tables.missed import Missed
from derive.tables.panels import Panels
from derive.tables.pieces import Piece, Pieces
from derive.tables.product import EPS
from derive.tables.quadrants import BITS, Rows, Turn, Values, kernel_values, rounding, rows_of
from derive.tables.shells import AIM
from derive.tables.side import Side, refused, side_of
from derive.tables.variances import Cells, Sizes, log_range

Array = Any

DEGREES = range(15, 24)  # nodes in log q
INTERPOLATED = 1e-13  # what interpolation in log q may err by, relative to the scale
ANGULAR = 20  # nodes in the angle
WIDEST = 24  # UNITs of the cell at angle 0
RADII = (0.2, 0.1, 0.05, 0.03, 0.02, 0.014, 0.01, 0.007, 0.005, 0.0035, 0.0025, 0.0018, 0.0012)
TERMS = (10, 11, 12, 13, 14, 16, 18, 20)  # nodes on a panel
SAMPLES = (1e-3, 0.1, 1.0, pi / 2)  # angles
SUMMED = 1e-15  # what sums may miss there, relative to the scale
SMALL = 1e-14  # what interpolation in the angle may err by in the cell at 0
FINER = (1.0, 1.5, 3.0)  # how many times as many cells in log q as are needed are tried
LIKELY = 0.6 * AIM  # an error at some angles that leaves enough for coefficients that are left out
LOWEST, HIGHEST = 1e-4, 1e2  # variances


def kernel_table(first: Expr, second: Expr, lowest: float = LOWEST, highest: float = HIGHEST) -> Table:
    """The table of E[f(u) g(v)], u, v normal with variances q1, q2 and correlation c, f and g functions of Z without parameters, lowest <= q <= highest.

    `Table.error` is the proven bound of its error relative to sqrt(E[f(u)^2] E[g(v)^2]) where `Table.covers`. Raises CannotEnclose for functions that are not
    analytic around both half lines and near 0 from either side.
    """
    begin = time.perf_counter()
    with working(64):
        sides = {body: side_of(body, highest) for body in dict.fromkeys((first, second))}
        both = sides[first], sides[second]

        for finer in FINER:
            try:
                maker = _Maker(Sizes(Cells.of(*log_range(lowest, highest), both, finer), both))
            except CannotEnclose:
                if finer == FINER[0]:
                    raise
                break
            if maker.expected() <= LIKELY:
                break
        return maker.table(begin)


class _Maker:
    """One division of log q into cells."""

    def __init__(self, sizes: Sizes) -> None:
        self.sizes, self.pieces, count = sizes, Pieces(), sizes.cells.count
        self.degree, self.rate = self._interpolation()
        self.symmetric, self.parity = sizes.sides[0] is sizes.sides[1], sizes.sides[1].parity or sizes.sides[0].parity
        self.places = np.tril_indices(count) if self.symmetric else tuple(axis.ravel() for axis in np.indices((count, count)))
        self._divide()

    def expected(self) -> float:
        """The largest error at some angles, relative to the scale."""
        found = [self._error(*errors) for angle in SAMPLES for *_, errors in (self._turned(arb(angle)),)]
        return float((np.max(found, axis=0) / self.sizes.relative).max())

    def table(self, begin: float) -> Table:
        """The table; raises CannotEnclose where its error is not bounded."""
        self._near_one()
        for cell in angle_cells(self.nearest):
            self._enter_cell(cell, 4 * cell.rho ** (1 - ANGULAR) / (cell.rho - 1) * np.multiply.outer(*self.sizes.plain))
        return Table.of(self.pieces, self.sizes.cells, begin, self.symmetric, self.parity)

    def _interpolation(self) -> tuple[int, float]:
        """The number of nodes in log q, and the factor of its error."""
        (wide, other_wide), (plain, other_plain), rho = self.sizes.wide, self.sizes.plain, self.sizes.cells.rho
        worst = float((np.maximum(np.multiply.outer(wide, other_plain), np.multiply.outer(plain, other_wide)) / self.sizes.relative).max())
        for degree in DEGREES:
            rate = 4 * rho ** (1 - degree) / (rho - 1) * (1 + 1e-9)
            if lebesgue(ANGULAR) * (1 + lebesgue(degree)) * rate * worst <= INTERPOLATED:
                return degree, rate
        raise refused(self.sizes.sides[0].body, "it is too large in the sector of analyticity")

    def _divide(self) -> None:
        """Panels with so many nodes that the sums miss little."""
        for terms in TERMS:
            self.panels = Panels.of(self.sizes.sides, self.sizes.cells.top(self.sizes.cells.count - 1), terms)
            self.missed = Missed(self.sizes, self.panels)
            if all((self.missed.quadrature(angle) <= SUMMED * self.sizes.relative).all() for angle in SAMPLES):
                return

    @cached_property
    def rows(self) -> dict[Side, Rows]:
        with working(BITS):
            return {side: rows_of(side, self.panels, self.sizes.cells, self.degree) for side in dict.fromkeys(self.sizes.sides)}

    def _near_one(self) -> None:
        """Enters the widest cell at angle 0 in which interpolation is seen to err by little."""
        for radius in RADII:
            bound = self.missed.near_one(radius)
            for units in range(min(WIDEST, int(radius / UNIT)), 0, -1):
                cell = cell_at_zero(units * UNIT, radius)
                turned = 4 * cell.rho ** (1 - ANGULAR) / (cell.rho - 1) * bound + (1 + lebesgue(ANGULAR)) * self.missed.beyond
                if (turned <= SMALL * self.sizes.relative).all():
                    self.nearest = cell.high
                    self._enter_cell(cell, turned)
                    return
        raise refused(self.sizes.sides[0].body, "it is too large next to the half lines")

    def _enter_cell(self, cell: AngleCell, turned: Array) -> None:
        """Enters coefficients; `turned`: what interpolation in the angle errs by."""
        count = self.sizes.cells.count
        found = np.zeros((1 if self.parity else 2, ANGULAR, len(self.places[0]), self.degree, self.degree))
        missed, rounded = np.zeros((count, count)), np.zeros((count, count))
        with working(90):
            angles = cell.angles(ANGULAR)
        for k, angle in enumerate(angles):
            check_clock()
            one, other, turn, errors = self._turned(angle)
            for side, whole in enumerate(kernel_values(one, other, turn)[: len(found)]):
                found[side, k] = np.moveaxis(whole.reshape(count, self.degree, count, self.degree), 1, 2)[self.places]
            missed, rounded = np.maximum(missed, errors[0]), np.maximum(rounded, errors[1])
        for side, values in enumerate(found):
            self._enter(side, cell, values, turned + self._error(missed, rounded))

    def _turned(self, angle: arb) -> tuple[Values, Values, Turn, tuple[Array, Array]]:
        """Both factors at an angle, and for each pair of cells what quadrature and interpolation in x add to the errors of the values, and rounding."""
        turn = Turn.of(self.panels, angle)
        values = {side: Values.of(rows, turn) for side, rows in self.rows.items()}
        one, other = (values[side] for side in self.sizes.sides)
        sums = [factor.norms.reshape(self.sizes.cells.count, -1).sum(axis=1) for factor in (one, other)]
        off = [self.missed.interpolation(k, factor.rows, turn) for k, factor in enumerate((one, other))]
        missed = self.missed.quadrature(float(angle)) + np.multiply.outer(off[0], sums[1] + off[1]) + np.multiply.outer(sums[0], off[1])
        return one, other, turn, (missed, np.multiply.outer(*sums) * (rounding(turn) * EPS * 1.02))

    def _error(self, missed: Array, rounded: Array) -> Array:
        """What all but interpolation in the angle makes of a table's error."""
        return lebesgue(ANGULAR) * (self._in_variances() + lebesgue(self.degree) ** 2 * (missed + self.missed.beyond) + rounded)

    def _in_variances(self) -> Array:
        """What interpolation in log q1 and log q2 errs by, for each pair of cells."""
        (wide, other_wide), (plain, other_plain), inner = self.sizes.wide, self.sizes.plain, lebesgue(self.degree)
        cut = (1 + inner) * self.sizes.beyond
        first = self.rate * np.multiply.outer(wide, other_plain) + cut
        second = self.rate * np.multiply.outer(plain, other_wide) + cut
        return np.asarray(second + inner * first)

    def _enter(self, side: int, cell: AngleCell, values: Array, error: Array) -> None:
        """Coefficients in log q1 and log q2 at the angles, and their errors."""
        tensor, rounding = angular_coefficients(values)
        relative = self.sizes.relative[self.places]
        self.pieces.enter(side, Piece(cell, tensor, (error[self.places] + rounding) / relative, relative))
