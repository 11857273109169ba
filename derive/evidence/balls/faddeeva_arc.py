r"""Faddeeva's function along an arc in balls:

    A(z, h; c) = int_0^asin(c) w((z - h sin t)/cos t) dt = int_0^artanh(c) w((z - h) cosh(u) + h exp(-u)) du/cosh(u).

For Im z >= y > 0 and real h the integrand is |w| <= min(1, 1/(sqrt(pi) y cosh(u))), as w(z) = (i/pi) int exp(-s^2) ds/(z - s), and |w'| <= 1/(sqrt(pi) y^2
cosh(u)^2), as w(z) = (2/sqrt(pi)) int_0^oo exp(-s^2 + 2izs) ds. So

    |dA/dc| <= 1/(sqrt(pi) y),      |dA/dz| <= 1/(sqrt(pi) y^2),      |dA/dh| <= 1/(sqrt(pi) y^2),

by which the radii of real balls enter. For real z both parts of w are at most 1 in size and those of w' at most 2/sqrt(pi), so that places that lie apart by
d, of x and of h together, leave a difference of at most (2/sqrt(pi)) d artanh(sin t) up to t and of at most 2 in t from there on, and |dA/dt| <= 1.

Far out w has its asymptotic series, 1/(z - s) = sum_(k<n) s^k/z^(k+1) + (s/z)^n/(z - s). Complex balls are integrated as they are; |w(z)| <= 1 + 2 exp(d^2)
for Im z >= -d, as w(z) + w(-z) = 2 exp(-z^2).
"""

from __future__ import annotations

from flint import acb, arb, ctx

from derive.evidence.balls.faddeeva import I, faddeeva
from derive.evidence.balls.functions import NOTHING, ball_function

LEAST = 8


def faddeeva_along_arc(z: acb, h: acb, c: acb) -> acb:
    """A(z, h; c) for balls; nothing where it is not analytic."""
    if not (z.is_finite() and h.is_finite() and c.is_finite()):
        return NOTHING
    height = z.imag.lower()
    if h.imag == 0 and c.imag == 0 and (height > 0 or z.imag == 0):
        return _for_real_balls(z, h.real, c.real, height)
    if c.imag.contains(0) and not -1 < c.real < 1:
        return NOTHING
    return _integral(z, h, c.atanh(), abs(c).upper())


def _for_real_balls(z: acb, h: arb, c: arb, height: arb) -> acb:
    """At the middles, and what the radii add; |c| <= 1 is taken for granted where a ball reaches further."""
    if not (c <= 1 and c >= -1) and (c > 1 or c < -1):
        return NOTHING
    middle = c.mid().min(arb(1)).max(arb(-1))
    if z.imag == 0:
        moved = _turned(c, middle) + _shifted(z.real.rad() + h.rad(), abs(c).upper())
    else:
        scale = 1 / (arb.pi().sqrt() * height)
        moved = (c - middle).abs_upper() * scale + (z.real.rad() + z.imag.rad() + h.rad()) * scale / height
    side = 1 if middle >= 0 else -1
    value = _to(acb(z.real.mid(), z.imag.mid()), h.mid() * side, abs(middle)) * side
    radius = arb(0, moved.upper())
    return value + acb(radius, radius)


def _turned(c: arb, middle: arb) -> arb:
    """|asin(c) - asin(middle)| at most; for |a - b| <= d it is at most 2 asin(sqrt(d/2)), which is reached at the ends."""
    apart = (c - middle).abs_upper()
    if c < 1 and c > -1:
        return (c.asin() - middle.asin()).abs_upper()
    return 2 * (apart / 2).sqrt().asin() if apart < 1 else arb.pi()


def _shifted(apart: arb, c: arb) -> arb:
    """What places on the line that lie apart by this leave between the values."""
    slope = 2 * apart / arb.pi().sqrt()
    if apart == 0:
        return arb(0)
    at_most = arb.pi()
    if apart < 1:
        at_most = slope * (1 / apart).acosh() + 2 * apart.asin()
    return at_most.min(slope * c.atanh()) if c < 1 else at_most


def _to(z: acb, h: arb, c: arb) -> acb:
    """At exact places, 0 <= c <= 1: in u as far as w has no asymptotic series, from there on in t, where that is analytic at the end.

    Half way from x/h to 1 and further, |z - h sin t| is at least |z - h|/2.
    """
    if c == 1 and z == h:
        return _meeting(h)
    turn = ((z - h).abs_lower() / (8 * arb(int(ctx.prec) + 8)).sqrt()).mid()
    if h != 0 and -1 < (z.real / h).mid() < 1:
        middle = (1 + z.real / h) / 2
        turn = turn.min((1 - middle * middle).sqrt()).mid()
    last = c.asin() if c < 1 else arb.pi() / 2
    if not turn < 1:
        return _end(z, h, arb(0), last)
    if not 1 - c * c < turn * turn:
        return _integral(z, acb(h), acb(c).atanh(), c)
    place = turn.acos()
    return _integral(z, acb(h), acb((1 / turn).acosh()), place.sin()) + _end(z, h, place, last)


def _meeting(h: arb) -> acb:
    """A(h, h; 1), the integral of w(h tan(t/2)) from 0 to pi/2."""
    bits = int(ctx.prec)
    tolerance = arb(2) ** -bits

    def integrand(t: acb, _: bool) -> acb:
        return _bounded(h * (t / 2).tan())

    return acb.integral(integrand, 0, arb.pi() / 2, rel_tol=tolerance, abs_tol=tolerance / (1 + abs(h)), eval_limit=2000 + 80 * bits)


def _end(z: acb, h: arb, start: arb, end: arb) -> acb:
    """The integral in t from start to end by n terms of the series, whose remainder is at most Gamma(n + 1/2) (cos/d)^(2n) cos/y beside i/pi, cos that of
    the start and d the least |z - h sin t|; on the line, that of s being turned by pi/8 (`_far_out`), Gamma(n + 1/2) 2^(n/2 + 1/4) (cos/d)^(2n + 1)/sin(pi/8).
    """
    cosine, between = start.cos(), start.sin().union(end.sin())
    ratio, bits = cosine / (z - h * between).abs_lower(), int(ctx.prec) + 8
    tolerance = arb(2) ** -bits
    narrowed, first = (arb(2).sqrt(), ratio * arb(2).root(4) / (arb.pi() / 8).sin()) if z.imag == 0 else (arb(1), cosine / z.imag)
    bound, enough, terms = arb.pi().sqrt() * first * (end - start), tolerance * cosine**2 * (end - start) / (1 + abs(z) + abs(h)), 0
    while not bound < enough and terms < bits:
        bound, terms = bound * (arb(2 * terms + 1) / 2) * narrowed * ratio * ratio, terms + 1

    def integrand(t: acb, _: bool) -> acb:
        inverse = t.cos() / (z - h * t.sin())
        step, term, total = inverse * inverse, inverse * arb.pi().sqrt(), acb(0)
        for k in range(terms):
            total += term
            term = term * step * (arb(2 * k + 1) / 2)
        return total

    value = acb.integral(integrand, start, end, rel_tol=tolerance, abs_tol=enough, eval_limit=2000 + 80 * bits)
    radius = arb(0, bound.upper())
    return (value + acb(radius, radius)) * I / acb.pi()


def _integral(z: acb, h: acb, end: acb, size: arb) -> acb:
    """The integral from 0 to `end`, to an error of the working precision times its size."""
    bits = max(LEAST, min(int(ctx.prec), *(_bits(w) for w in (z, h, end))))
    tolerance = arb(2) ** -bits

    def integrand(u: acb, _: bool) -> acb:
        cosine = u.cosh()
        return _bounded((z - h) * cosine + h * (-u).exp()) / cosine

    scale = size / (1 + abs(z) + abs(h))
    return acb.integral(integrand, 0, end, rel_tol=tolerance, abs_tol=tolerance * scale, eval_limit=2000 + 80 * bits)


def _bounded(z: acb) -> acb:
    """w(z), for wide balls by its size."""
    height, value = z.imag.lower(), _far_out(z)
    if value is None:
        value = faddeeva(z)
    if value.is_finite() and value.real.rad() < 1 and value.imag.rad() < 1:
        return value
    bound = (1 / (arb.pi().sqrt() * height)).min(arb(1)) if height > 0 else 1 + 2 * (height * height).exp()
    radius = arb(0, bound.upper())
    return acb(radius, radius) if bound.is_finite() else NOTHING


def _far_out(z: acb) -> acb | None:
    """w(z) = (i/pi) (sum_(k<n) Gamma(k + 1/2)/z^(2k+1) + R) by the line of s turned by a = 0, -pi/8 or pi/8, on which |exp(-s^2)| = exp(-|s|^2 cos(2a)):
    |R| <= Gamma(n + 1/2) cos(2a)^(-n-1/2)/(|z|^(2n) d), d > 0 the height of z above the line. None where that is not small for any n.
    """
    size, bits = abs(z).lower(), int(ctx.prec) + 8
    if not size * size > bits:
        return None
    cosine, sine = (arb.pi() / 8).cos(), (arb.pi() / 8).sin()
    height, narrow = max(((w.imag.lower(), s) for w, s in ((z, 1), (z * acb(cosine, sine), 2), (z * acb(cosine, -sine), 2))), key=lambda p: float(p[0]))
    if not height > 0:
        return None
    narrowed = arb(narrow).sqrt()
    inverse = 1 / z
    step, term, total = inverse * inverse, inverse * arb.pi().sqrt(), acb(0)
    bound = (arb.pi() * narrowed).sqrt() / height
    enough = arb(2) ** -bits / abs(z).upper()
    for k in range(bits):
        total += term
        term = term * step * (arb(2 * k + 1) / 2)
        bound = bound * (arb(2 * k + 1) / 2) * narrowed / (size * size)
        if bound < enough:
            radius = arb(0, bound.upper())
            return (total + acb(radius, radius)) * I / acb.pi()
    return None


def _bits(w: acb) -> int:
    return int(ctx.prec) if w.is_exact() or w == 0 else int(w.rel_accuracy_bits())


def _parts(x: acb, y: acb, h: acb, c: acb) -> tuple[acb, acb]:
    """The two parts for real balls, and their continuation for complex ones: A(-x + iy, -h; c) is the conjugate for real arguments."""
    value = faddeeva_along_arc(x + I * y, h, c)
    if not value.is_finite():
        return NOTHING, NOTHING
    if all(w.imag == 0 for w in (x, y, h, c)):
        return acb(value.real), acb(value.imag)
    mirrored = faddeeva_along_arc(-x + I * y, -h, c)
    return (value + mirrored) / 2, (value - mirrored) / (2 * I)


@ball_function("VoigtArcK")
def voigt_arc_k(x: acb, y: acb, h: acb, c: acb, analytic: bool = False) -> acb:
    """Re A(x + iy, h; c)."""
    return _parts(x, y, h, c)[0]


@ball_function("VoigtArcL")
def voigt_arc_l(x: acb, y: acb, h: acb, c: acb, analytic: bool = False) -> acb:
    """Im A(x + iy, h; c)."""
    return _parts(x, y, h, c)[1]
