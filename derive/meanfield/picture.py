"""What pictures of the phases need: moments on a grid of variances, chi_1 in the plane of sigma_b and sigma_w, the edge as a curve. Floats, for drawing only.

Ordered and chaotic are decided by chi_1 = sigma_w^2 E[phi'^2] at the smallest positive fixed point of the variance map: the points with fixed point q
lie on sigma_w^2 = (q - sigma_b^2)/E[phi^2], so the smallest q that reaches a given sigma_w^2 is found on a table of moments.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from flint import arb

from derive.evidence.line.heat_series import ends
from derive.language.errors import CannotEnclose, DeriveError
from derive.meanfield.moments import Moments, exact
from derive.meanfield.zeros import CELLS

PER_CELL = 96
NOISE = 1e-7  # of the floats
WIDEST = 2.0  # sigma_b at the right end
Array = Any  # of float64


@dataclass(frozen=True, slots=True)
class Table:
    """q, E[phi^2], E[phi'^2], d/dq E[phi^2] and E[phi''^2] (None with kinks) on a grid; floats, for drawing only."""

    q: Array
    second: Array
    slope: Array
    rate: Array
    bend: Array | None


def table(moments: Moments) -> Table:
    """Moments from the middles of the cells' series."""
    smooth = moments.exists("bend") and not moments.facts.jumps1
    rows = []
    for cell in CELLS:
        low, high = (float(exact(end)) for end in ends(cell))
        for variance in np.geomspace(low, high, PER_CELL, endpoint=False):
            try:
                rows.append((variance, *_row(moments, cell, arb(float(variance)), smooth)))
            except CannotEnclose:
                break
    if not rows:
        raise DeriveError(f"moments of {moments.activation.name} on a grid", "they could not be enclosed by series", "derive plot variance or correlation")
    columns = np.array(rows).T
    return Table(columns[0], columns[1], columns[2], columns[3], columns[4] if smooth else None)


def _row(moments: Moments, cell: int, variance: arb, smooth: bool) -> tuple[float, ...]:
    second, slope = moments.series("second", cell), moments.series("slope", cell)
    found = [second(variance), slope(variance), second(variance, 1)]
    if smooth:
        found.append(moments.series("bend", cell)(variance))
    return tuple(float(value.mid()) for value in found)


def chi_1(known: Table, sigma_b: Array, sigma_w: Array) -> Array:
    """chi_1 at the smallest fixed point, rows by sigma_w and columns by sigma_b; NaN where the variance leaves the table."""
    found = np.full((len(sigma_w), len(sigma_b)), np.nan)
    for column, bias in enumerate(sigma_b):
        reached = np.maximum.accumulate((known.q - bias**2) / known.second)
        place = np.searchsorted(reached, sigma_w**2)
        inside = place < len(known.q)
        found[inside, column] = sigma_w[inside] ** 2 * known.slope[place[inside]]
    return found


def edge_curve(known: Table) -> tuple[Array, Array, Array]:
    """sigma_b (NaN where there is none), sigma_w, and whether the point is stable, along the table."""
    with np.errstate(divide="ignore", invalid="ignore"):  # no edge where E[phi'^2] vanishes
        square = known.q - known.second / known.slope
        bias = np.sqrt(np.where(square >= 0, square, np.nan))
        return bias, 1 / np.sqrt(known.slope), np.abs(known.rate / known.slope) < 1 + NOISE
