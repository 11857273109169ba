r"""Faddeeva's function of two poles in balls, by the integral over the great circle from z1 to z2, c = cos(g):

    w2(z1, z2; c) = (2 r/pi) int_0^1 h(z1 a(1 - t) + z2 a(t)) dt,      a(t) = sin(g t)/sin(g),  r = g/sin(g),  h(z) = 1 + i sqrt(pi) z w(z).

h is entire and the way is finite, so the error of the integration is proven; all arguments may be balls, c off the ray (-oo, -1]; for c > 1 the circle
is a hyperbola, sin(g t)/sin(g) = sinh(f t)/sinh(f), c = cosh(f). With
polar coordinates s = R cos(p), t = R sin(p), the integral over R of exp(-A R^2 + 2iBR) R is h(B/sqrt(A))/(2 A), A = 1 + c sin(2 p), B = z1 cos(p) + z2 sin(p);
p = pi/4 + f, tan(u) = tan(f) sqrt((1 - c)/(1 + c)) makes df/A into du/sqrt(1 - c^2) and B/sqrt(A) into the great circle.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from flint import acb, arb, ctx

from derive.evidence.balls.faddeeva import I, faddeeva
from derive.evidence.balls.functions import NOTHING, ball_function
from derive.evidence.balls.precision import working

LEAST = 8  # bits
LARGEST, LARGEST_EXPONENT = 1e60, 200


def faddeeva_of_two(z1: acb, z2: acb, c: acb) -> acb:
    """w2(z1, z2; c); nothing where the angle of c is not analytic."""
    if c == -1:
        return I / acb.pi().sqrt() * (faddeeva(z1) + faddeeva(z2)) / (z1 + z2)
    bits = max(LEAST, min(int(ctx.prec), *(_bits(w) for w in (z1, z2, c))))
    if c == 1:
        return _mean_density(lambda t: z1 * (1 - t) + z2 * t, bits, arb(1)) * 2 / acb.pi()
    if (c.imag.contains(0) and not -1 < c.real < 1 and not c.real > 1) or not (z1.is_finite() and z2.is_finite()):
        return NOTHING
    with working(int(ctx.prec) + 4 * max(0, _magnitude(z1, c), _magnitude(z2, c))):
        angle = I * c.acosh() if c.real > 1 else c.acos()
        sine = angle.sin()
        first, second = z1 / sine, z2 / sine
        mean = _mean_density(lambda t: first * (angle * (1 - t)).sin() + second * (angle * t).sin(), bits, abs(sine) ** (-2 if c.real > 1 else 2))
        return mean * angle * 2 / (sine * acb.pi())


def _mean_density(way: Callable[[acb], acb], bits: int, size: arb) -> acb:
    """int_0^1 h(way(t)) dt, to an error of 2^-bits of its value, or of its size if that is larger."""
    tolerance = arb(2) ** -bits
    return acb.integral(lambda t, _: density(way(t)), 0, 1, rel_tol=tolerance, abs_tol=tolerance * size, eval_limit=1000 + 40 * bits)


def density(z: acb) -> acb:
    """h(z) = 2 int_0^oo r exp(-r^2 + 2irz) dr; for wide balls by its size, at most 1/(2 d^2) where d > 0 is the height of z turned by 0 or a quarter of pi to
    either side (r is turned too, and exp(-r^2) stays at most 1), and 1 + 2 sqrt(pi) d exp(d^2) for Im z >= -d.
    """
    value = 1 + I * acb.pi().sqrt() * z * faddeeva(z)
    if value.is_finite() and value.real.rad() < 1 and value.imag.rad() < 1:
        return value
    side = arb(2).sqrt() / 2
    height = max((turned.imag.lower() for turned in (z, z * acb(side, side), z * acb(side, -side))), key=float)
    if height > 1:
        bound = 1 / (2 * height * height)
    else:
        depth = (-z.imag.lower()).max(arb(0))
        bound = 1 + 2 * arb.pi().sqrt() * depth * (depth * depth).exp()
    radius = arb(0, bound.upper())
    return acb(radius, radius) if bound.is_finite() else NOTHING


def _bits(w: acb) -> int:
    return int(ctx.prec) if w.is_exact() else int(w.rel_accuracy_bits())


def _magnitude(z: acb, c: acb) -> int:
    """The binary exponent of |z|/sqrt(1 - c^2)."""
    size = abs(z).upper() / abs(1 - c * c).lower().sqrt()
    return int(math.log2(float(size))) + 1 if size > 0 and size < LARGEST else LARGEST_EXPONENT


def _parts(x1: acb, y1: acb, x2: acb, y2: acb, c: acb) -> tuple[acb, acb]:
    """The two parts for real balls, and their continuation for complex ones: w2(-x1 + i y1, -x2 + i y2) is the conjugate for real arguments."""
    value = faddeeva_of_two(x1 + I * y1, x2 + I * y2, c)
    if not value.is_finite():
        return NOTHING, NOTHING
    if all(w.imag == 0 for w in (x1, y1, x2, y2, c)):
        return acb(value.real), acb(value.imag)
    mirrored = faddeeva_of_two(-x1 + I * y1, -x2 + I * y2, c)
    return (value + mirrored) / 2, (value - mirrored) / (2 * I)


@ball_function("VoigtK2")
def voigt_k2(x1: acb, y1: acb, x2: acb, y2: acb, c: acb, analytic: bool = False) -> acb:
    """Re w2(x1 + i y1, x2 + i y2; c)."""
    return _parts(x1, y1, x2, y2, c)[0]


@ball_function("VoigtL2")
def voigt_l2(x1: acb, y1: acb, x2: acb, y2: acb, c: acb, analytic: bool = False) -> acb:
    """Im w2(x1 + i y1, x2 + i y2; c)."""
    return _parts(x1, y1, x2, y2, c)[1]
