"""The incomplete plasma dispersion function with a wave in float64, along a way where the wave decays, by Gauss and Legendre's rule."""

from __future__ import annotations

from typing import Any

import numpy as np

SQRT_PI = 1.772453850905516
NODES, WEIGHTS = np.polynomial.legendre.leggauss(20)
PANELS = 48
ENOUGH = 40.0  # exp(-ENOUGH) is less than rounding
LOWEST = -9.0  # below it exp(-t**2) is less than rounding


def plasma_wave(h: Any, w: Any, x: Any, y: Any) -> Any:
    """(1/sqrt(pi)) int_h^oo exp(-s^2 + 2iws)/(s - x - iy) ds for real arguments; nan on the ray y = 0, x >= h."""
    h, w, x, y = np.broadcast_arrays(*(np.asarray(v, dtype=float) for v in (h, w, x, y)))
    back = w < 0.0
    with np.errstate(all="ignore"):
        value = _forward(h, np.abs(w), x, np.where(back, -y, y))
    value = np.where(back, np.conj(value), value)
    return np.where((y == 0) & (x >= h), complex(np.nan, np.nan), value)[()]


def _forward(h: Any, w: Any, x: Any, y: Any) -> Any:
    """For w >= 0."""
    far = (h * np.cos(_slant(h, x, y)) + w * np.sin(_slant(h, x, y))) <= -1.0
    mirrored, lifted = far & (x >= h), far & (x < h)
    side = np.where(mirrored, -1.0, 1.0)
    a, b = np.where(lifted, np.maximum(h, LOWEST), side * h), side * x
    slant, pole = np.where(lifted, 0.0, _slant(a, b, y)), b + 1j * y
    angle = np.angle(pole - a)
    residue = np.where((angle > 0) & (angle < slant), 2j * np.pi * np.exp(pole * (2j * w - pole)), 0.0)
    value = (_ray(np.where(lifted, a + 1j * w, a), w, pole, np.exp(1j * slant)) + residue + np.where(lifted, _leg(a, w, pole), 0.0)) / SQRT_PI
    return np.where(mirrored, _on_the_line(w, x + 1j * y) + np.conj(value), value)


def _slant(h: Any, x: Any, y: Any) -> Any:
    """The angle of the way, away from the pole."""
    angle = np.angle((x - h) + 1j * y)
    return np.where((angle > np.pi / 8) & (angle < np.pi / 4), np.pi / 12, np.pi / 6)


def _on_the_line(w: Any, pole: Any) -> Any:
    """The integral over the whole line."""
    from scipy.special import wofz

    side = np.where(pole.imag > 0, 1.0, -1.0)
    place = side * (pole - 1j * w)
    above = place.imag >= 0
    value = np.exp(-w * w) * wofz(np.where(above, place, -place))
    return side * 1j * SQRT_PI * np.where(above, value, 2.0 * np.exp(pole * (2j * w - pole)) - value)


def _ray(start: Any, w: Any, pole: Any, turn: Any) -> Any:
    """Over start + turn r, r > 0."""
    flat, steep = (turn * turn).real, (turn * (start - 1j * w)).real
    lead = start * (2j * w - start) + np.where(steep < 0, steep * steep / flat, 0.0)
    end = np.where(steep > 0, ENOUGH / (steep + np.sqrt(flat * ENOUGH + steep**2)), (np.sqrt(flat * ENOUGH) - steep) / flat)
    top = np.where(steep < 0, -steep * steep / flat, 0.0)
    rate = 2.0 * (start - 1j * w)
    return np.exp(lead) * _beside_pole(lambda r: np.exp(top - turn * r * (rate + turn * r)), (pole - start) / turn, end)


def _leg(h: Any, w: Any, pole: Any) -> Any:
    """From h to h + iw."""
    return np.exp(h * (2j * w - h)) * _beside_pole(lambda r: np.exp(r * (r - 2j * h - 2.0 * w)), (pole - h) / 1j, np.minimum(w, ENOUGH / w))


def _beside_pole(body: Any, pole: Any, end: Any) -> Any:
    """The integral of body(r)/(r - pole) over 0 < r < end by r = near + d sinh(v), which moves the pole to a distance of pi/2."""
    near = np.clip(pole.real, 0.0, end)
    d = np.abs(pole - near)
    first, last = np.arcsinh(-near / d), np.arcsinh((end - near) / d)
    half = (last - first) / (2 * PANELS)
    total = np.zeros(np.shape(d), dtype=complex)
    for k in range(PANELS):
        for node, weight in zip(NODES, WEIGHTS, strict=True):
            v = first + half * (2 * k + 1 + node)
            r = near + d * np.sinh(v)
            total += half * weight * body(r) * d * np.cosh(v) / (r - pole)
    return total
