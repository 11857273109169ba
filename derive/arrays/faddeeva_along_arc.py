r"""Faddeeva's function along an arc in float64 (`derive.language.special.voigt_arc`), by Gauss and Legendre's rule on short intervals of

    A(z, h; c) = int_0^artanh(c) w((z - h) cosh(u) + h exp(-u)) du/cosh(u),

which are denser around a peak, where x cosh(u) = h sinh(u).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from derive.arrays.bivariate import NODES, WEIGHTS

END = 20.0  # what lies beyond is at most 2 exp(-2 END)/(sqrt(pi) y), and on the line about that with |x - h|
LAST = 60.0  # on the line at most 2 exp(-LAST)
EVEN = np.linspace(0.0, 1.0, 17)
SPREAD = np.array([-64.0, -32, -16, -8, -4, -2, -1, 0, 1, 2, 4, 8, 16, 32, 64])


def faddeeva_along_arc(x: Any, y: Any, h: Any, c: Any) -> Any:
    """A(x + iy, h; c) for y >= 0 and -1 <= c <= 1; nan elsewhere."""
    from scipy.special import wofz

    x, y, h, c = np.broadcast_arrays(*(np.asarray(v, dtype=float) for v in (x, y, h, c)))
    x, y, h, c = (v[..., None, None] for v in (x, y, np.where(c < 0, -h, h), c))
    with np.errstate(all="ignore"):
        near = np.where(y > 0, -np.log(y) / 2, np.log((1 + np.abs(x + h)) / np.abs(x - h)))
        near = np.where(y > 0, near, np.minimum(near, LAST - END))
        end = np.minimum(np.arctanh(np.abs(c)), END + np.maximum(near, 0.0))
        places = _places(x, y, h, end)
        start, width = places[..., :-1, None], np.diff(places, axis=-1)[..., None]
        u = start + width * NODES
        one_side = np.where(x * h > 0, (x - h) * np.cosh(u) + h * np.exp(-u), x * np.cosh(u) - h * np.sinh(u))
        value = wofz(one_side + 1j * y * np.cosh(u)) / np.cosh(u)
        total = np.sum(value * width * WEIGHTS, axis=(-1, -2))
        x, y, h, c = (v[..., 0, 0] for v in (x, y, h, c))
        defined = (y >= 0) & (np.abs(c) <= 1)
    return np.where(defined, np.where(c < 0, -total, total), complex(np.nan, np.nan))[()]


def _places(x: Any, y: Any, h: Any, end: Any) -> Any:
    """Ends of intervals, in order, along the last axis."""
    x, y, h, end = (v[..., 0] for v in (x, y, h, end))
    inside = np.abs(x) < np.abs(h)
    peak = np.arctanh(np.where(inside, x / np.where(h == 0, 1.0, h), 0.0))
    width = (1 + y * np.cosh(peak)) / np.sqrt(np.where(inside, (h - x) * (h + x), 1.0))
    around = np.where(inside, peak + width * SPREAD, 0.0)
    near_the_end = np.maximum(end - np.array([0.25, 1.0, 2.0]), 0.0)
    places = np.concatenate([end * EVEN, np.clip(around, 0.0, end), near_the_end], axis=-1)
    return np.sort(places, axis=-1)
