"""Neighbouring cells of equal width whose polynomials are parts of one are joined, so that cells are no narrower than the function asks for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from derive.tables.chebyshev import LONG, chebyshev_matrix
from derive.tables.heat.line import NODES

Array = Any
ROUNDED = 1e-16  # of sums of some hundred products in extended precision, relative to the sum of their sizes


@dataclass(frozen=True, eq=False)
class Box:
    """Chebyshev coefficients on [low, high] in the first index, in another variable in the second."""

    low: float
    high: float
    coefficients: Array
    error: float


def polynomials(points: Array) -> Array:
    """Chebyshev polynomials, indexed (point, order), in extended precision."""
    found = np.ones((len(points), NODES), dtype=LONG)
    found[:, 1] = points
    for k in range(2, NODES):
        found[:, k] = 2 * points * found[:, k - 1] - found[:, k - 2]
    return found


def long_nodes() -> Array:
    """Chebyshev nodes in extended precision."""
    return np.cos((2 * np.arange(NODES) + 1) * 4 * np.arctan(LONG(1)) / (2 * NODES))


_nodes = long_nodes()
_change = chebyshev_matrix(NODES)
WHOLE = tuple(_change @ (polynomials(2 * _nodes + shift) * inside[:, None]) for shift, inside in ((1, _nodes < 0), (-1, _nodes >= 0)))
HALVES = tuple(_change @ polynomials((_nodes + shift) / 2) for shift in (-1, 1))


def joined(one: Box, other: Box, tolerance: float) -> Box | None:
    """The box of both, interpolated from them at Chebyshev nodes: what it is off is the sum of the coefficients by which its halves differ from them."""
    parts = one.coefficients, other.coefficients
    whole = sum(change @ part for change, part in zip(WHOLE, parts, strict=True))
    off = [float(np.abs(change @ whole - part).sum()) for change, part in zip(HALVES, parts, strict=True)]
    if not max(off) <= tolerance:
        return None
    error = max(box.error + far for box, far in zip((one, other), off, strict=True)) + ROUNDED * float(np.abs(whole).sum())
    return Box(one.low, other.high, whole, error)


def divided(low: float, high: float, make: Callable[[float, float], Box | None], tolerance: Callable[[float, float], float], narrowest: float) -> list[Box]:
    """Boxes of [low, high]: halved until `make` makes one, then joined as far as possible. Raises TooNarrow below the narrowest."""
    box = make(low, high)
    if box is not None:
        return [box]
    if high - low < 2 * narrowest:
        raise TooNarrow(low, high)
    middle = (low + high) / 2
    parts = [divided(low, middle, make, tolerance, narrowest), divided(middle, high, make, tolerance, narrowest)]
    if len(parts[0]) == len(parts[1]) == 1:
        whole = joined(parts[0][0], parts[1][0], tolerance(low, high))
        if whole is not None:
            return [whole]
    return parts[0] + parts[1]


class TooNarrow(Exception):
    """No polynomial was proven on an interval that may not be halved."""
