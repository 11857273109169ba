r"""The incomplete plasma dispersion function in balls.

    Z(h, w) = (1/sqrt(pi)) int_0^oo exp(-(h + t)^2)/(t + h - w) dt;      Re w > Re h:      Z(h, w) = +-i sqrt(pi) w(+-w) + Z(-h, -w), the sign that of Im w.

The integral is cut at T: from there on |exp(-(h + t)^2)| <= exp(b^2 - (a + t)^2), h = a + ib, and the rest is at most exp(b^2 - s^2)/(2 s d), s = a + T > 0, d
the least of |t + h - w| on the rest. Real and imaginary part are half the sum and the difference over 2i at x + iy and x - iy.
"""

from __future__ import annotations

from flint import acb, arb, ctx

from derive.evidence.balls.callback import Callback
from derive.evidence.balls.faddeeva import I, faddeeva
from derive.evidence.balls.functions import NOTHING, ball_function


def incomplete_plasma(h: acb, w: acb) -> acb:
    """Z(h, w) off the ray from h to the right; nothing where the ball of w meets it."""
    away = w - h
    if not away.real < 0 and not away.imag > 0 and not away.imag < 0:
        return NOTHING
    if away.real > 0:
        side = 1 if away.imag > 0 else -1
        return side * I * acb.pi().sqrt() * faddeeva(side * w) + _to_the_right(-h, -w)
    return _to_the_right(h, w)


def _to_the_right(h: acb, w: acb) -> acb:
    """Z(h, w) by its integral."""
    reach = arb(int(ctx.prec)).sqrt() + 1
    end = (reach + (-h.real.lower()).max(arb(0))).ceil()
    loop = Callback(lambda t, _: (-((h + t) * (h + t))).exp() / (t + h - w))
    value = loop.checked(acb.integral(loop, 0, end))
    start, beside = (h.real + end).lower(), (h.real + end - w.real).lower()
    if not value.is_finite() or not start > 0 or not beside > 0:
        return NOTHING
    rest = arb(0, ((h.imag * h.imag - start * start).exp() / (2 * start * beside)).upper())
    return (value + acb(rest, rest)) / acb.pi().sqrt()


@ball_function("PlasmaK")
def real_part(h: acb, x: acb, y: acb, analytic: bool = False) -> acb:
    """Re Z(h, x + iy)."""
    if h.imag == 0 and x.imag == 0 and y.imag == 0:
        return _real(incomplete_plasma(h, x + I * y))
    return (incomplete_plasma(h, x + I * y) + incomplete_plasma(h, x - I * y)) / 2


@ball_function("PlasmaL")
def imaginary_part(h: acb, x: acb, y: acb, analytic: bool = False) -> acb:
    """Im Z(h, x + iy)."""
    if h.imag == 0 and x.imag == 0 and y.imag == 0:
        return _real(-I * incomplete_plasma(h, x + I * y))
    return (incomplete_plasma(h, x + I * y) - incomplete_plasma(h, x - I * y)) / (2 * I)


def _real(value: acb) -> acb:
    return acb(value.real) if value.is_finite() else NOTHING
