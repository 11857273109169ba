"""The activation with its knots, its first and second derivative; point masses of the second are arrows."""

from __future__ import annotations

from typing import Any

import numpy as np

from derive.language.errors import DeriveError
from derive.pictures.asked import Asked
from derive.pictures.floats import Array
from derive.pictures.style import INK, LINES, Picture, legend, primed, sheet
from derive.prose.letters import latex_name

REACH, FARTHEST = 4.0, 12.0
POINTS = 400  # on each piece


def draw(asked: Asked) -> Picture:
    """Two axes: phi above, its derivatives below."""
    low, high = _window(asked.phi.knots)
    figure, (above, below) = sheet(2, 1, (6.4, 5.2), sharex=True, height_ratios=(3, 2))
    name = latex_name("phi")
    tops = [_curve(axis, asked, order, low, high) for axis, order in ((above, 0), (below, 1), (below, 2))]
    masses = [*_masses(below, asked, 1, low, high), *_masses(below, asked, 2, low, high)]
    for axis in (above, below):
        for number, knot in enumerate(knot for knot in asked.phi.knots if low < knot < high):
            axis.axvline(knot, color=INK, linewidth=0.8, linestyle=(0, (1, 2)), label="knot" if axis is above and number == 0 else None)
    above.set(ylabel=f"${name}(x)$", title=asked.name, **_limits(tops[:1]))
    below.set(xlabel="$x$", ylabel="derivatives", xlim=(low, high), **_limits(tops[1:] + masses))
    legend(above)
    legend(below)
    knots = len(asked.phi.knots)
    words = f"φ with {knots or 'no'} knot{'s' * (knots != 1)}, and its derivatives"
    return Picture("activation", f"{words}.", f"Curve of {asked.name} between {low:g} and {high:g}, and below it the curves of its two derivatives.", figure)


def _window(knots: list[float]) -> tuple[float, float]:
    """Around zero, with all knots that are not too far."""
    near = [knot for knot in knots if abs(knot) < FARTHEST - 1]
    return min([-REACH, *(knot - 1 for knot in near)]), max([REACH, *(knot + 1 for knot in near)])


def _curve(axis: Any, asked: Asked, order: int, low: float, high: float) -> Array:
    """One derivative, piece by piece, so that jumps stay open."""
    colour, style = LINES[order]
    mark = latex_name("phi") + primed(order)
    seen = []
    for number, branch in enumerate(asked.phi.branches(order)):
        a, b = max(low, branch.lower), min(high, branch.upper)
        if a < b:
            gap = 1e-9 * (high - low)
            points = np.linspace(a + gap, b - gap, POINTS)
            values = branch.function(points)
            axis.plot(points, values, color=colour, linestyle=style, label=None if number else f"${mark}$")
            seen.append(values)
    return np.concatenate(seen)


def _masses(axis: Any, asked: Asked, order: int, low: float, high: float) -> list[Array]:
    """Point masses of a derivative, where the one before it jumps."""
    colour, _ = LINES[order]
    try:
        jumps = [(float(knot), float(jump)) for knot, jump in asked.activation.jumps(order - 1)]
    except (DeriveError, TypeError):
        return []
    found: list[Array] = []
    for knot, height in jumps:
        if low < knot < high and np.isfinite(height):
            label = f"point mass of ${latex_name('phi')}{primed(order)}$" if not found else None
            axis.plot([knot, knot], [0, height], color=colour, linewidth=2.2, label=label)
            axis.plot([knot], [height], "^" if height > 0 else "v", color=colour, markersize=7)
            found.append(np.array([height]))
    return found


def _limits(values: list[Array]) -> dict[str, Any]:
    """The range of the values, poles cut off."""
    together = np.concatenate(values)
    together = together[np.isfinite(together)]
    low, high = np.percentile(together, [1, 99])
    low, high = max(together.min(), low - (high - low)), min(together.max(), high + (high - low))
    room = 0.08 * (high - low) or 1.0
    return {"ylim": (low - room, high + 2.5 * room)}
