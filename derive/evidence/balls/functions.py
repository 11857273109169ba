"""Functions of one ball, by the name they have in sympy.

Each entry takes complex balls and the flag `analytic`; where the flag is set and the function is not proven to be
analytic on the whole ball (a branch cut, a jump), the result is not finite: what `acb.integral` and the panels ask.
Entire and meromorphic functions need not look at the flag.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flint import acb, arb, ctx, fmpq

from derive.evidence.balls.precision import working

BallFunction = Callable[..., acb]
TABLE: dict[str, BallFunction] = {}
NOTHING = acb(arb("nan"))
_FEWEST, _SPARE = 64, 48  # bits for the hypergeometric function of a wide ball, at least and beyond those of the ball


def ball_function(*names: str) -> Callable[[BallFunction], BallFunction]:
    """Enter a function `f(*balls, analytic)` under its sympy class names."""

    def enter(function: BallFunction) -> BallFunction:
        TABLE.update(dict.fromkeys(names, function))
        return function

    return enter


def _enter_meromorphic(*names: str) -> None:
    for name in names:
        method = getattr(acb, name)
        TABLE[name] = lambda w, analytic, method=method: method(w)


_enter_meromorphic(
    "exp",
    "sin",
    "cos",
    "tan",
    "cot",
    "sec",
    "csc",
    "sinh",
    "cosh",
    "tanh",
    "coth",
    "sech",
    "csch",
    "erf",
    "erfi",
    "gamma",
    "digamma",
    "zeta",
)


def _off_positive_ray(w: acb, start: int) -> bool:
    """The ball stays away from the ray [start, oo)."""
    return bool(w.real < start) or not w.imag.contains(0)


def _off_negative_ray(w: acb, start: int) -> bool:
    return bool(w.real > start) or not w.imag.contains(0)


def _off_both_rays(w: acb) -> bool:
    return not w.imag.contains(0) or bool(-1 < w.real < 1)


def _off_imaginary_rays(w: acb) -> bool:
    return not w.real.contains(0) or bool(-1 < w.imag < 1)


def _enter_cut(allowed: Callable[[acb], bool], *names: str) -> None:
    for name in names:
        method = getattr(acb, name)
        TABLE[name] = lambda w, analytic, method=method: NOTHING if analytic and not allowed(w) else method(w)


_enter_cut(_off_both_rays, "asin", "acos", "atanh")
_enter_cut(_off_imaginary_rays, "atan")
_enter_cut(lambda w: _off_negative_ray(w, 1), "acosh")
_enter_cut(lambda w: _off_negative_ray(w, 0), "lgamma")
TABLE["loggamma"] = TABLE.pop("lgamma")


@ball_function("log")
def log(w: acb, analytic: bool) -> acb:
    return w.log(analytic=analytic)


@ball_function("asinh")
def asinh(w: acb, analytic: bool) -> acb:
    """Arb's, and on wide balls, where that is nothing, the logarithm of each half, of Re w >= 0 and of Re w <= 0."""
    if analytic and not _off_imaginary_rays(w):
        return NOTHING
    value = w.asinh()
    if value.is_finite():
        return value
    if w.real >= 0:
        return _asinh_to_the_right(w)
    if w.real <= 0:
        return -_asinh_to_the_right(-w)
    right, left = (_asinh_to_the_right(acb(arb(0).union(side), y)) for side, y in ((w.real.upper(), w.imag), (-w.real.lower(), -w.imag)))
    return right.union(-left)


def _asinh_to_the_right(w: acb) -> acb:
    """log(w + sqrt(1 + w^2)) on Re w >= 0, far from 0 with w taken out of the logarithm."""
    if w.real > 1:
        inverse = 1 / w
        return w.log() + (1 + (1 + inverse * inverse).sqrt()).log()
    x, y = w.real, w.imag
    square = acb(arb(0).union(x.upper() * x.upper()) - arb(0).union(y.abs_upper() * y.abs_upper()), 2 * x * y)
    return (w + (1 + square).sqrt()).log()


@ball_function("atan2")
def _atan2(y: acb, x: acb, analytic: bool = False) -> acb:
    """The angle of the point (x, y) for real balls."""
    return NOTHING if analytic or not (x.imag == 0 and y.imag == 0) else acb(arb.atan2(y.real, x.real))


@ball_function("Ei")
def exponential_integral(w: acb, analytic: bool) -> acb:
    """Ei, with its cut on the negative axis, where the value on the axis is the real one."""
    return NOTHING if analytic and not _off_negative_ray(w, 0) else w.ei()


@ball_function("expint")
def generalised_exponential_integral(order: acb, w: acb, analytic: bool) -> acb:
    return NOTHING if analytic and not _off_negative_ray(w, 0) else w.expint(order)


@ball_function("besselk")
def bessel_k(order: acb, w: acb, analytic: bool) -> acb:
    return NOTHING if analytic and not _off_negative_ray(w, 0) else w.bessel_k(order)


@ball_function("bessely")
def bessel_y(order: acb, w: acb, analytic: bool) -> acb:
    return NOTHING if analytic and not _off_negative_ray(w, 0) else w.bessel_y(order)


@ball_function("besseli")
def bessel_i(order: acb, w: acb, analytic: bool) -> acb:
    return NOTHING if analytic and not _off_negative_ray(w, 0) else w.bessel_i(order)


@ball_function("besselj")
def bessel_j(order: acb, w: acb, analytic: bool) -> acb:
    return NOTHING if analytic and not _off_negative_ray(w, 0) else w.bessel_j(order)


@ball_function("polygamma")
def polygamma(order: acb, w: acb, analytic: bool) -> acb:
    return w.digamma() if order.is_zero() else w.polygamma(order)


@ball_function("elliptic_k")
def elliptic_k(m: acb, analytic: bool) -> acb:
    return NOTHING if analytic and not _off_positive_ray(m, 1) else m.elliptic_k()


@ball_function("elliptic_e")
def elliptic_e(first: acb, *rest: acb, analytic: bool) -> acb:
    if rest:
        return NOTHING if analytic else acb.elliptic_e_inc(first, rest[0])
    if first.is_exact() and first == 1:
        return acb(1)
    return NOTHING if analytic and not _off_positive_ray(first, 1) else first.elliptic_e()


@ball_function("uppergamma")
def upper_gamma(order: acb, w: acb, analytic: bool) -> acb:
    return NOTHING if analytic and not _off_negative_ray(w, 0) else w.gamma_upper(order)


@ball_function("lowergamma")
def lower_gamma(order: acb, w: acb, analytic: bool) -> acb:
    return NOTHING if analytic and not _off_negative_ray(w, 0) else w.gamma_lower(order)


@ball_function("erfinv")
def inverse_error_function(w: acb, analytic: bool) -> acb:
    """On (-1, 1) only."""
    return acb(w.real.erfinv()) if not analytic and w.imag == 0 and -1 < w.real < 1 else NOTHING


@ball_function("LambertW")
def lambert_w(w: acb, analytic: bool) -> acb:
    return NOTHING if analytic and not bool(w.real > 0) else w.lambertw()


def hypergeometric(upper: Sequence[Any], lower: Sequence[Any], w: acb, analytic: bool) -> acb:
    """pFq; entire for p <= q, cut along [1, oo) for p = q + 1. Parameters that are fractions tell Arb which of their differences are integers."""
    if len(upper) > len(lower) and analytic and not _off_positive_ray(w, 1):
        return NOTHING
    if w.imag == 0 and -w.real > ctx.prec and (list(upper), list(lower)) == OF_LOGARITHM:
        return _far_to_the_left(w.real)
    known = max(_FEWEST, w.rel_accuracy_bits() + _SPARE)
    if known < ctx.prec // 2:  # at full precision Arb sums a wide ball for long and gains nothing
        with working(known):
            return _hypergeometric(upper, lower, w)
    return _hypergeometric(upper, lower, w)


def _hypergeometric(upper: Sequence[Any], lower: Sequence[Any], w: acb) -> acb:
    if (len(upper), len(lower)) == (2, 1):
        (a, b), (c,) = upper, lower
        flags = {"ab": _whole(a, b), "ac": _whole(a, c), "bc": _whole(b, c), "abc": _whole(a, b, c)}
        return w.hypgeom_2f1(acb(a), acb(b), acb(c), **flags)
    return w.hypgeom([acb(a) for a in upper], [acb(b) for b in lower])


OF_LOGARITHM = [fmpq(1), fmpq(1)], [fmpq(3, 2), fmpq(2)]


def _far_to_the_left(w: arb) -> acb:
    """2F2(1, 1; 3/2, 2; w) for w < 0, whose terms cancel far out: E[log|y + Z|] = -(gamma + log 2)/2 - w 2F2, y^2 = -2w."""
    mean = TABLE["MeanLogK"](acb(0), acb((-2 * w).sqrt()))
    return -(mean + (arb.const_euler() + arb(2).log()) / 2) / w


def _whole(*numbers: Any) -> bool:
    """a - b or a + b - c is proven to be an integer."""
    if not all(isinstance(number, fmpq) for number in numbers):
        return False
    *first, last = numbers
    return bool((sum(first, fmpq(0)) - last).q == 1)


def real_or_magnitude(w: acb, analytic: bool) -> acb:
    """|w|: as an analytic function of the half plane for a real w, as the magnitude of a complex constant."""
    return w.real_abs(analytic=True) if analytic else acb(abs(w))


@ball_function("re")
def real_part(w: acb, analytic: bool) -> acb:
    return NOTHING if analytic else acb(w.real)


@ball_function("im")
def imaginary_part(w: acb, analytic: bool) -> acb:
    return NOTHING if analytic else acb(w.imag)


@ball_function("conjugate")
def conjugate(w: acb, analytic: bool) -> acb:
    return NOTHING if analytic else w.conjugate()
