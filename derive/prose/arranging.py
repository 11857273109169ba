"""Where a long formula is cut: as few and as shallow cuts as fit, then as few rows as fit, then rows as even as may be."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise

Cost = tuple[float, float, float, float]  # what sticks out, how deep the cuts are, how many rows, how uneven


def arranged(widths: Sequence[float], costs: Sequence[float], first: float, later: float) -> list[tuple[int, int]]:
    """Runs of pieces, one a row; `costs[i]` is the price of the cut before piece i + 1.

    The first row has room `first`, every other one `later`.

    >>> arranged([3, 3, 3, 3], [0, 0, 0], 9, 9)
    [(0, 2), (2, 4)]
    """
    ends = [0.0, *accumulate(widths)]
    best: list[tuple[Cost, int]] = [((0.0, 0.0, 0.0, 0.0), 0)]
    for end in range(1, len(ends)):
        best.append(min(_row(best[start][0], start, ends[end] - ends[start], costs, first, later, start) for start in range(end)))
    places = [len(widths)]
    while places[-1]:
        places.append(best[places[-1]][1])
    return list(pairwise(places[::-1]))


def _row(before: Cost, start: int, width: float, costs: Sequence[float], first: float, later: float, place: int) -> tuple[Cost, int]:
    room = later if start else first
    price = costs[start - 1] if start else 0.0
    out, slack = max(0.0, width - room), max(0.0, room - width) / max(room, 1.0)
    return (before[0] + out, before[1] + price, before[2] + 1, before[3] + slack**2), place
