"""The correlation map at a fixed point of the variances, its fixed points, and a cobweb from c = 0."""

from __future__ import annotations

from typing import Any

import numpy as np

from derive.language.errors import DeriveError
from derive.pictures.asked import Asked, Place
from derive.pictures.floats import Array, crossings
from derive.pictures.style import BLUE, INK, RED, Picture, sheet
from derive.prose.letters import latex_name, plain_name

ROUNDS = 40
GRID = 801


def draw(asked: Asked) -> Picture:
    """One axis a place."""
    places = [place for place in asked.places if place.q is not None]
    if not places:
        raise DeriveError(f"the correlation map of {asked.name}", "the variance has no fixed point there", "another --sigma-w, or none for the edge")
    figure, axes = sheet(1, len(places), (2.9 * len(places) + 0.5, 3.6), sharey=True)
    found = [_place(axis, asked, place) for axis, place in zip(axes, places, strict=True)]
    c = latex_name("c")
    axes[0].set_ylabel(f"$f({c})$")
    for axis in axes:
        axis.set_xlabel(f"${c}$")
    told = "; ".join(f"{place.word or 'here'} at {' and '.join(f'{c:.3g}' for c in points)}" for place, points in zip(places, found, strict=True))
    letter = plain_name("c")
    caption = f"The correlation map of {asked.name} and the path from {letter} = 0. Filled: attracting fixed points; open: repelling ones."
    return Picture("correlation", caption, f"Correlation maps against the diagonal, with fixed points {told}.", figure)


def _place(axis: Any, asked: Asked, place: Place) -> list[float]:
    c = np.linspace(-0.25, 1, GRID)
    assert place.q is not None
    mapped = correlation_map(asked, place, c)
    axis.plot([-1, 1], [-1, 1], color=INK, linewidth=0.9, linestyle="--")
    axis.plot(c, mapped, color=BLUE)
    _cobweb(axis, c, mapped)
    points = [*(point for point in crossings(c, mapped - c) if point < 1 - 2e-3), 1.0]
    for point in points:
        attracts = _slope(c, mapped, point) <= 1 + 1e-3
        axis.plot([point], [point], "o", color=BLUE, markerfacecolor=BLUE if attracts else "white", markersize=7, zorder=5, clip_on=False)
    axis.set(xlim=(-0.25, 1.02), ylim=(-0.25, 1.05), aspect="equal", title=_title(place))
    return points


def _title(place: Place) -> str:
    return f"{place.word}\n" * bool(place.word) + f"$\\sigma_w = {place.sigma_w:.3g}$, $\\sigma_b = {place.sigma_b:.3g}$"


def correlation_map(asked: Asked, place: Place, c: Array) -> Array:
    """f(c) at the fixed point of the variances."""
    assert place.q is not None
    kernel = asked.phi.kernel(place.q, c)
    top = place.sigma_b**2 + place.sigma_w**2 * asked.phi.mean_square(place.q)
    return (place.sigma_b**2 + place.sigma_w**2 * kernel) / top


def _cobweb(axis: Any, c: Array, mapped: Array) -> None:
    """From c = 0 up to the curve, across to the diagonal, and so on."""
    at, path = 0.0, [(0.0, 0.0)]
    for _ in range(ROUNDS):
        after = float(np.interp(at, c, mapped))
        path += [(at, after), (after, after)]
        at = after
    axis.plot(*zip(*path, strict=True), color=RED, linewidth=1.0)


def _slope(c: Array, mapped: Array, point: float) -> float:
    place = min(int(np.searchsorted(c, point)), len(c) - 1)
    return float((mapped[place] - mapped[place - 1]) / (c[place] - c[place - 1]))
