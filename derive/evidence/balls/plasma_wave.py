r"""The incomplete plasma dispersion function with a wave in balls.

    sqrt(pi) W(h, w, z) = int_h^oo exp(-s^2 + 2iws)/(s - z) ds       over s = h + e^(ia) r, r > 0, 0 < |a| <= pi/6, a of the sign of w, where the wave decays,

with 2 pi i exp(-z^2 + 2iwz), of the sign of a, where z lies between the two ways. For h far to the left that integrand would grow: where z lies left of h the
way goes up to h + iw first; elsewhere W(h, w, z) = +-i sqrt(pi) exp(-z^2 + 2iwz) erfc(-+(iz + w)) + W(-h, -w, -z), the sign that of Im (z - h).

An infinite way s = c + e^(ia) r is cut at r = T: there |exp(-s^2 + 2iws)| = exp(Re(-c^2 + 2iwc) - f r^2 - 2 g r), f = cos 2a > 0, g = Re e^(ia)(c - iw), so
the rest is at most exp(Re(-c^2 + 2iwc) - f T^2 - 2 g T)/(2 d (f T + g)) for f T + g > 0, d > 0 the distance of z from it. Real and imaginary part are half the
sum and the difference over 2i at (w, x + iy) and (-w, x - iy).
"""

from __future__ import annotations

from collections.abc import Callable
from math import atan2, pi

from flint import acb, arb, ctx

from derive.evidence.balls.callback import Callback
from derive.evidence.balls.faddeeva import I
from derive.evidence.balls.functions import NOTHING, ball_function

LOG2 = 0.7


def plasma_wave(h: acb, w: acb, z: acb) -> acb:
    """W(h, w, z) off the ray from h to the right; nothing where the ball of z meets it."""
    away = z - h
    if not away.real < 0 and not away.imag > 0 and not away.imag < 0:
        return NOTHING
    turn = _turn(w, away)
    if (turn * (h - I * w)).real > -1:
        return _turned(h, w, z, turn)
    if away.real < 0:
        top = acb(w.real.mid())
        return (_leg(h, w, z, top) + _ray(h + I * top, w, z, acb(1))) / acb.pi().sqrt()
    side = 1 if away.imag > 0 else -1
    return side * I * acb.pi().sqrt() * (z * (2 * I * w - z)).exp() * (-side * (I * z + w)).erfc() + _turned(-h, -w, -z, _turn(-w, -away))


def _turn(w: acb, away: acb) -> acb:
    """The direction of the way, where the wave decays, away from the pole."""
    side = -1 if w.real < 0 else 1
    angle = side * atan2(float(away.imag.mid()), float(away.real.mid()))
    return (I * acb.pi() * side / (12 if pi / 8 < angle < pi / 4 else 6)).exp()


def _turned(h: acb, w: acb, z: acb, turn: acb) -> acb:
    """W(h, w, z) over the way that is turned, by the residue if the pole was passed; nothing where this is not known."""
    side = 1 if turn.imag > 0 else -1
    above, beyond = side * (z - h).imag, side * ((z - h) / turn).imag
    value = _ray(h, w, z, turn)
    if above > 0 and beyond < 0:
        value = value + side * 2 * I * acb.pi() * (z * (2 * I * w - z)).exp()
    elif not (above < 0 or beyond > 0 or (z - h).real < 0):
        return NOTHING
    return value / acb.pi().sqrt()


def _ray(start: acb, w: acb, z: acb, turn: acb) -> acb:
    """The integral over start + turn r, r > 0."""
    flat, steep, top = (turn * turn).real, (turn * (start - I * w)).real, start * (2 * I * w - start)
    lead = top + (acb((steep * steep / flat).mid()) if steep < 0 else 0)  # taken out: the integration has an absolute error
    climb = steep * steep if steep > 0 else arb(0)
    end = (((flat * (LOG2 * ctx.prec + 10) + climb).sqrt() - steep) / flat).mid()
    place = (z - start) / turn
    value = _integral(lambda r: (top - lead - r * turn * (2 * (start - I * w) + r * turn)).exp() / (r - place), end)
    slope, beside = (flat * end + steep).lower(), max(abs(place.imag).lower(), (end - place.real).lower())
    if not value.is_finite() or not slope > 0 or not beside > 0:
        return NOTHING
    rest = arb(0, (((top - lead).real - flat * end * end - 2 * steep * end).exp() / (2 * beside * slope)).upper())
    return lead.exp() * (value + acb(rest, rest))


def _leg(h: acb, w: acb, z: acb, top: acb) -> acb:
    """The integral from h to h + i top."""
    place = (z - h) / I
    return (h * (2 * I * w - h)).exp() * _integral(lambda r: (r * (r - 2 * I * h - 2 * w)).exp() / (r - place), top.real)


def _integral(body: Callable[[acb], acb], end: arb) -> acb:
    loop = Callback(lambda r, _: body(r))
    return loop.checked(acb.integral(loop, 0, end))


@ball_function("PlasmaWaveK")
def real_part(h: acb, w: acb, x: acb, y: acb, analytic: bool = False) -> acb:
    """Re W(h, w, x + iy)."""
    if all(v.imag == 0 for v in (h, w, x, y)):
        return _real(plasma_wave(h, w, x + I * y))
    return (plasma_wave(h, w, x + I * y) + plasma_wave(h, -w, x - I * y)) / 2


@ball_function("PlasmaWaveL")
def imaginary_part(h: acb, w: acb, x: acb, y: acb, analytic: bool = False) -> acb:
    """Im W(h, w, x + iy)."""
    if all(v.imag == 0 for v in (h, w, x, y)):
        return _real(-I * plasma_wave(h, w, x + I * y))
    return (plasma_wave(h, w, x + I * y) - plasma_wave(h, -w, x - I * y)) / (2 * I)


def _real(value: acb) -> acb:
    return acb(value.real) if value.is_finite() else NOTHING
