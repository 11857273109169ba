"""The phase diagram of an activation in the plane of sigma_b and sigma_w, and beta_q along the edge. Needs matplotlib.

Ordered and chaotic are decided by chi_1 = sigma_w^2 E[phi'^2] at the smallest positive fixed point of the variance map: the points with fixed point q
lie on sigma_w^2 = (q - sigma_b^2)/E[phi^2], so the smallest q that reaches a given sigma_w^2 is found on a table of moments.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from flint import arb

from derive.evidence.heat_series import ends
from derive.language.activation import Activation
from derive.language.errors import CannotEnclose, DeriveError
from derive.meanfield.edge import EdgeOfChaos
from derive.meanfield.moments import Moments, exact
from derive.meanfield.zeros import CELLS

PER_CELL = 96
SIZE = 300  # points on each axis
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


def draw(activation: Activation, path: Path) -> None:
    """Write the picture; the ending of the path chooses SVG, PNG or PDF. Raises DeriveError without matplotlib."""
    try:
        from matplotlib.figure import Figure
    except ImportError:
        raise DeriveError(f"a picture of {activation.name}", "matplotlib is not installed", "pip install 'derive-nn[plot]'") from None
    if not path.parent.is_dir():
        raise DeriveError(f"cannot write {str(path)!r}", f"there is no folder {str(path.parent)!r}", "creating it first")
    edge = EdgeOfChaos(activation)
    known = table(edge.moments)
    figure = Figure(figsize=(7, 7.5 if known.bend is not None else 5), layout="constrained")
    axes = figure.subplots(2 if known.bend is not None else 1, 1, squeeze=False)[:, 0]
    _phases(axes[0], activation, edge, known)
    if known.bend is not None:
        _betas(axes[1], known)
    figure.savefig(path)


def _curve(known: Table) -> tuple[Array, Array, Array]:
    """sigma_b (NaN where there is none), sigma_w, and whether the point is stable, along the table."""
    square = known.q - known.second / known.slope
    bias = np.sqrt(np.where(square >= 0, square, np.nan))
    return bias, 1 / np.sqrt(known.slope), np.abs(known.rate / known.slope) < 1


def _phases(axis: Any, activation: Activation, edge: EdgeOfChaos, known: Table) -> None:
    bias, width, stable = _curve(known)
    seen = width[(bias <= WIDEST)] if (bias <= WIDEST).any() else width
    middle = np.array([np.min(seen), np.max(seen)])
    sigma_b, sigma_w = np.linspace(0, WIDEST, SIZE), np.linspace(0.6 * middle[0], 1.4 * middle[1], SIZE)
    phase = chi_1(known, sigma_b, sigma_w)
    axis.contourf(sigma_b, sigma_w, phase, levels=[0, 1, np.inf], colors=["#cfe0f3", "#f6d9c9"])
    if edge.is_one_point:
        axis.plot([0], [width[0]], "o", color="black", label="edge of chaos: one point")
    else:
        _line(axis, bias, width, stable)
    axis.set(xlim=(0, WIDEST), ylim=(sigma_w[0], sigma_w[-1]), xlabel=r"$\sigma_b$", ylabel=r"$\sigma_w$", title=activation.name)
    axis.text(0.97, 0.03, "ordered (blue)   chaotic (orange)   white: the variance diverges", transform=axis.transAxes, ha="right", fontsize=8)
    axis.legend(loc="upper left", fontsize=8)


def _line(axis: Any, across: Array, up: Array, stable: Array) -> None:
    axis.plot(np.where(stable, across, np.nan), up, "k-", label="stable")
    if (~stable & np.isfinite(across)).any():
        axis.plot(np.where(stable, np.nan, across), up, "r--", label="repelling: no initialisation")


def _betas(axis: Any, known: Table) -> None:
    assert known.bend is not None
    bias, _, stable = _curve(known)
    _line(axis, bias, 2 * known.slope / (known.q * known.bend), stable)
    axis.set(xlim=(0, WIDEST), yscale="log", xlabel=r"$\sigma_b$", ylabel=r"$\beta_q$")
