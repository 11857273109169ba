"""The phase diagram in the plane of sigma_b and sigma_w: ordered, chaotic, and the edge with its stable and repelling parts."""

from __future__ import annotations

from typing import Any

import numpy as np

from derive.language.errors import DeriveError
from derive.meanfield.picture import WIDEST, Array, Table, chi_1, edge_curve, table
from derive.pictures.asked import DIVERGES, Asked
from derive.pictures.style import INK, PALE, RED, Picture, legend, sheet

GRID = 160  # points on each axis


def draw(asked: Asked) -> Picture:
    """chi_1 below and above 1, and the curve where it is 1."""
    known = table(asked.edge.moments)
    bias, width, stable = edge_curve(known)
    seen = width[np.isfinite(width) & (bias <= WIDEST)]
    seen = seen if len(seen) else width[np.isfinite(width)]
    if not len(seen):
        raise DeriveError(f"the phase diagram of {asked.name}", "E[phi'^2] vanishes at every variance in reach", "another activation")
    low, high = 0.6 * float(np.min(seen)), 1.4 * float(np.max(seen))
    sigma_b, sigma_w = np.linspace(0, WIDEST, GRID), np.linspace(low, high, GRID)
    figure, (axis,) = sheet(1, 1, (5.8, 4.4))
    axis.grid(False)
    slopes = chi_1(known, sigma_b, sigma_w)
    areas = axis.contourf(sigma_b, sigma_w, slopes, levels=[0, 1, np.inf], colors=list(PALE), hatches=[None, "//"])
    areas.set_edgecolor("#eab795")
    areas.set_linewidth(0.0)
    if asked.edge.is_one_point:
        axis.plot([0], [width[0]], "o", color=INK, markersize=8, clip_on=False, zorder=5, label="edge of chaos: one point")
    else:
        edge_lines(axis, bias, width, stable)
    axis.set(xlim=(0, WIDEST), ylim=(low, high), xlabel=r"$\sigma_b$", ylabel=r"$\sigma_w$", title=asked.name)
    for word, region in (("ordered", slopes < 1), ("chaotic", slopes > 1), (DIVERGES, np.isnan(slopes))):
        _name(axis, word, region, sigma_b, sigma_w)
    legend(axis, loc="upper right")
    caption = f"Phase diagram of {asked.name}: plain where correlations converge to 1, hatched where they do not, white where the variance diverges."
    return Picture("phase", caption, _alt(asked, known), figure)


def _name(axis: Any, word: str, region: Array, across: Array, up: Array) -> None:
    """The word in the middle of its region, if that is large enough."""
    if np.mean(region) < 0.06:
        return
    rows = np.flatnonzero(region.sum(axis=1) > 0.5 * region.sum(axis=1).max())
    row = int(rows[len(rows) // 2])
    columns = np.flatnonzero(region[row])
    box = {"facecolor": "white", "alpha": 0.75, "edgecolor": "none", "pad": 2}
    axis.text(across[columns[len(columns) // 2]], up[row], word, ha="center", va="center", fontsize=11, bbox=box)


def edge_lines(axis: Any, across: Array, up: Array, stable: Array) -> None:
    """A curve along the edge, whole where the point is stable, broken where it repels."""
    if (stable & (across <= WIDEST)).any():
        axis.plot(np.where(stable, across, np.nan), up, "-", color=INK, linewidth=2.2, label="edge, stable")
    if (~stable & (across <= WIDEST)).any():
        axis.plot(np.where(stable, np.nan, across), up, "--", color=RED, linewidth=2.0, label="edge, repelling: no initialisation")


def _alt(asked: Asked, known: Table) -> str:
    _, width, _ = edge_curve(known)
    if asked.edge.is_one_point:
        return f"Plane of sigma_b and sigma_w for {asked.name}; the edge of chaos is the single point sigma_b = 0, sigma_w = {width[0]:.4g}."
    return f"Plane of sigma_b and sigma_w for {asked.name}, divided by the edge of chaos."
