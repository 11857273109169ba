"""The variance map, below, on and above the edge, with its fixed points."""

from __future__ import annotations

import numpy as np

from derive.pictures.asked import Asked
from derive.pictures.floats import crossings
from derive.pictures.style import INK, LINES, Picture, legend, sheet
from derive.prose.letters import latex_name, plain_name

POINTS = 160


def draw(asked: Asked) -> Picture:
    """V against q with the diagonal."""
    places = asked.places
    top = 2 * max([1.0, *(place.q for place in places if place.q is not None and place.q < 50)])
    q = np.concatenate([np.linspace(1e-6 * top, 0.02 * top, 20), np.linspace(0.02 * top, top, POINTS)[1:]])
    squares = np.array([asked.phi.mean_square(value) for value in q])
    figure, (axis,) = sheet(1, 1, (5.2, 4.4))
    axis.plot([0, top], [0, top], color=INK, linewidth=0.9, label="fixed points")
    letter = latex_name("q")
    for place, (colour, style) in zip(places, LINES, strict=False):
        mapped = place.sigma_b**2 + place.sigma_w**2 * squares
        label = f"$\\sigma_w = {place.sigma_w:.3g}$" + f" ({place.word})" * bool(place.word)
        axis.plot(q, mapped, color=colour, linestyle=style, label=label)
        for point in crossings(q, mapped - q):
            attracts = np.interp(point * 0.98, q, mapped - q) > 0
            axis.plot([point], [point], "o", color=colour, markerfacecolor=colour if attracts else "white", markersize=7, zorder=5)
    bias = places[0].sigma_b
    axis.set(xlabel=f"${letter}$", ylabel=f"$\\sigma_b^2 + \\sigma_w^2\\,\\mathrm{{E}}[{latex_name('phi')}^2]$", xlim=(0, top), ylim=(0, top))
    axis.set_title(f"{asked.name}, $\\sigma_b = {bias:.3g}$")
    legend(axis, loc="upper left")
    caption = f"The variance map of {asked.name}. Filled: attracting fixed points of {plain_name('q')}; open: repelling ones."
    return Picture("variance", caption, f"The variance after a layer of {asked.name} against the variance before it, with the diagonal.", figure)
