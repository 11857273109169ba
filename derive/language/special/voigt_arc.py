r"""Faddeeva's function along an arc, real and imaginary part.

    A(z, h; c) = int_0^asin(c) w((z - h sin t)/cos t) dt = K(x, y, h, c) + i L(x, y, h, c),      z = x + iy, y >= 0, -1 <= c <= 1,
    A(z, h; -c) = -A(z, -h; c),      A(-x + iy, -h; c) is the conjugate of A(x + iy, h; c),      A(0, 0; c) = asin(c),
    dA/dc = w((z - ch)/s)/s,      dA/dz = i sqrt(pi) (c/s) w2(z, (z - ch)/s; 1/s),                                           s = sqrt(1 - c^2),
    dA/dh = 2hA - (2i/sqrt(pi)) (M(-i sqrt(2) z) - log(s) - M(-i sqrt(2) (z - ch)/s)),      M(z) = E[log(z + iZ)],

w2 Faddeeva's function of two places. It is what a logarithm leaves beside a gate: for correlated standard normals X, Y, b > 0 and |c| <= 1, with
z = (-m + ib)/sqrt(2),

    E[1{Y > h} log(b + i(X + m))] = Phi(-h) M(b + im) + (i/2) exp(-h^2/2) A(z, h/sqrt(2); c),

by Price's theorem: the derivative in c is i p(h) E[1/(b + i(X + m)) | Y = h]. So E[sign(Y) arctan(X/b)] = int_0^asin(c) erfcx(b/(sqrt(2) cos t)) dt.
On the line, y = 0, |w| <= 1 and L is the integral of Dawson's function, 2 F/sqrt(pi): the limit b -> 0 is

    E[1{Y > h} log|X + m|] = Phi(-h) Re M(im) - exp(-h^2/2)/2 L(-m/sqrt(2), 0, h/sqrt(2); c).

With tanh(u) = sin(t) it is int_0^artanh(c) w((z - h) cosh(u) + h exp(-u)) du/cosh(u), whose integrand is analytic for |Im u| < pi/2.
"""

from __future__ import annotations

from typing import Any

import mpmath
from sympy import Derivative, Eq, Expr, Piecewise, S, Symbol, asin, atan2, erfc, exp, log, pi, sqrt
from sympy.core.function import ArgumentIndexError

from derive.language.special.complex_part import ComplexPart, complex_latex
from derive.language.special.incomplete_plasma import PlasmaK, PlasmaL
from derive.language.special.mean_logarithm import MeanLogK, MeanLogL
from derive.language.special.precision_limit import BY_QUADRATURE
from derive.language.special.voigt import VoigtK, VoigtL, faddeeva
from derive.language.special.voigt_pair import VoigtK2, VoigtL2, product

GUARD = 30
SPREAD = (1, 2, 4, 8, 16, 32, 64)  # places around a peak, in its widths
RATIO = 2
Pair = tuple[Expr, Expr]


class _ArcPart(ComplexPart):
    """What the two parts of A(x + iy, h; c) share."""

    nargs = 4
    bits = BY_QUADRATURE
    program = "faddeeva_along_arc"
    turned: int

    @classmethod
    def eval(cls, x: Expr, y: Expr, h: Expr, c: Expr) -> Expr | None:
        if any(v.has(S.NaN, S.ComplexInfinity) for v in (x, y, h, c)):
            return S.NaN
        if c is S.Zero:
            return S.Zero
        if x is S.Zero and h is S.Zero and cls.turned:
            return S.Zero
        if x is S.Zero and y is S.Zero and h is S.Zero:
            return asin(c)
        if c.could_extract_minus_sign():
            return -cls(x, y, -h, -c)
        if (x if x is not S.Zero else h).could_extract_minus_sign():
            return (-1) ** cls.turned * cls(-x, y, -h, c)
        return None

    @staticmethod
    def whole(*arguments: Any) -> Any:
        """A(x + iy, h; c)."""
        return faddeeva_along_arc(*arguments)

    def _eval_is_extended_real(self) -> bool | None:
        _, y, _, c = self.args
        return True if all(arg.is_real for arg in self.args) and y.is_nonnegative and (1 - c**2).is_nonnegative else None

    _eval_is_finite = _eval_is_extended_real

    def _slope(self, argindex: int) -> Pair:
        """Both parts of dA/dz, dA/dh or dA/dc."""
        if argindex <= 2:
            return _slope_in_place(*self.args)
        return _slope_in_start(*self.args) if argindex == 3 else _slope_at_end(*self.args)

    def fdiff(self, argindex: int = 1) -> Expr:
        if not 1 <= argindex <= 4:
            raise ArgumentIndexError(self, argindex)
        slope = self._slope(argindex)
        return (product((S.Zero, S.One), slope) if argindex == 2 else slope)[self.turned]

    def _eval_derivative(self, letter: Symbol) -> Expr:
        """Where A(h, h; 1) moves along both places have infinite slopes, but not their sum."""
        x, y, h, c = self.args
        if c is S.One and y is S.Zero and x == h and h.has(letter):
            return Derivative(self, letter, evaluate=False)
        return super()._eval_derivative(letter)

    def _latex(self, printer: Any, exp: Any = None) -> str:
        x, y, h, c = self.args
        return rf"{self.operator(exp)}\,\mathcal{{A}}\left({complex_latex(printer, x, y)},{printer._print(h)};{printer._print(c)}\right)"


class VoigtArcK(_ArcPart):
    """Re A(x + iy, h; c), y >= 0, |c| <= 1: even in (x, h) and odd in (h, c).

    >>> from sympy.abc import c, h, x, y
    >>> VoigtArcK(-x, y, -h, c) == VoigtArcK(x, y, h, c) == -VoigtArcK(x, y, -h, -c), VoigtArcK(0, 0, 0, c)
    (True, asin(c))
    >>> VoigtArcK(1, 2, 0, S.Half).evalf(20)
    0.10959133770023655702
    """

    attribute, turned = "real", 0


class VoigtArcL(_ArcPart):
    """Im A(x + iy, h; c), y >= 0, |c| <= 1: odd in (x, h) and in (h, c).

    >>> from sympy.abc import c, h, x, y
    >>> VoigtArcL(-x, y, -h, c) + VoigtArcL(x, y, h, c), VoigtArcL(0, y, 0, c)
    (0, 0)
    >>> VoigtArcL(1, 2, 0, S.Half).evalf(20)
    0.047174916068028688665
    """

    attribute, turned = "imag", 1


def _root(c: Expr) -> Expr:
    return sqrt(1 - c**2)


def _slope_at_end(x: Expr, y: Expr, h: Expr, c: Expr) -> Pair:
    s = _root(c)
    return VoigtK((x - c * h) / s, y / s) / s, VoigtL((x - c * h) / s, y / s) / s


def _slope_in_place(x: Expr, y: Expr, h: Expr, c: Expr) -> Pair:
    """At c = 1 it is exp(h^2) (2i Z(h, z) + sqrt(pi) erfc(h) w(z)), Z the incomplete plasma dispersion function, Z(h, z) = i sqrt(pi) w(z) + Z(-h, -z)."""
    if c is S.One:
        return _slope_at_one(x, y, h)
    s = _root(c)
    places = x, y, (x - c * h) / s, y / s, 1 / s
    real, imaginary = product((S.Zero, sqrt(pi) * c / s), (VoigtK2(*places), VoigtL2(*places)))
    return real, imaginary


def _slope_at_one(x: Expr, y: Expr, h: Expr) -> Pair:
    """By Z(h, z) for z off the ray [h, oo), by Z(-h, -z) on it."""
    before, on_the_ray = (product((S.Zero, 2 * exp(h**2)), (PlasmaK(side * h, side * x, side * y), PlasmaL(side * h, side * x, side * y))) for side in (1, -1))
    wave = sqrt(pi) * exp(h**2)
    found = [(part + wave * erfc(h) * w, other - wave * erfc(-h) * w) for part, other, w in zip(before, on_the_ray, (VoigtK(x, y), VoigtL(x, y)), strict=True)]
    if y.is_nonzero or (x - h).is_negative:
        return found[0][0], found[1][0]
    if y.is_zero and (x - h).is_positive:
        return found[0][1], found[1][1]
    real, imaginary = (Piecewise((other, Eq(y, 0) & (x > h)), (part, True)) for part, other in found)
    return real, imaginary


def _slope_in_start(x: Expr, y: Expr, h: Expr, c: Expr) -> Pair:
    s, root = _root(c), sqrt(2)
    if c is S.One:
        far: Pair = log(2 * ((x - h) ** 2 + y**2)) / 2, atan2(h - x, y)
    else:
        place = root * y / s, -root * (x - c * h) / s
        far = log(s) + MeanLogK(*place), MeanLogL(*place)
    near = MeanLogK(root * y, -root * x), MeanLogL(root * y, -root * x)
    real, imaginary = product((S.Zero, -2 / sqrt(pi)), (near[0] - far[0], near[1] - far[1]))
    return real + 2 * h * VoigtArcK(x, y, h, c), imaginary + 2 * h * VoigtArcL(x, y, h, c)


def faddeeva_along_arc(x: Any, y: Any, h: Any, c: Any) -> Any:
    """A(x + iy, h; c) for real arguments, each part to the working precision of mpmath; nan where it is not defined."""
    x, y, h, c = map(mpmath.mpmathify, (x, y, h, c))
    if abs(c) > 1 or y < 0:
        return mpmath.mpc(mpmath.nan, mpmath.nan)
    if c < 0:
        return -faddeeva_along_arc(x, y, -h, -c)
    wanted, lost = mpmath.mp.prec, 0
    while True:
        with mpmath.workprec(wanted + GUARD + lost):
            value = _meeting(x) if c == 1 and y == 0 and x == h else _integral(x, y, h, c)
        small = max((-int(mpmath.mag(part)) for part in (value.real, value.imag) if part), default=0)
        if small <= lost or lost > wanted:
            return +value
        lost = min(small, wanted) + GUARD


def _integral(x: Any, y: Any, h: Any, c: Any) -> Any:
    apart = mpmath.mpc(x - h, y)
    end = mpmath.atanh(c) if c < 1 else _end(x, y, h)

    def integrand(u: Any) -> Any:
        return _faddeeva(apart * mpmath.cosh(u) + h * mpmath.exp(-u)) / mpmath.cosh(u)

    return mpmath.quad(integrand, _nodes(x, y, h, end), method="gauss-legendre", maxdegree=7) + mpmath.mpc(0)


def _faddeeva(z: Any) -> Any:
    """w(z), Im z >= 0; far out by its asymptotic series, where exp(-z^2) would need more digits of z^2."""
    if abs(z) < mpmath.mp.prec:
        return faddeeva(z)
    term, total = 1j / (mpmath.sqrt(mpmath.pi) * z), mpmath.mpc(mpmath.exp(-z.real * z.real) if z.imag == 0 else 0)
    for k in range(mpmath.mp.prec):
        total += term
        term *= (2 * k + 1) / (2 * z * z)
        if mpmath.mag(term) < mpmath.mag(total.imag) - mpmath.mp.prec:
            break
    return total


def _end(x: Any, y: Any, h: Any) -> Any:
    """What lies beyond is at most 2 exp(-2 end)/(sqrt(pi) y); on the line it is about that with |x - h|, where exp(end) |x - h| is large."""
    near = mpmath.log((1 + abs(x + h)) / abs(x - h)) / 2 if y == 0 else 0
    return mpmath.mp.prec * mpmath.log(2) / 2 + 2 + max(near, 0)


def _meeting(x: Any) -> Any:
    """A(x, x; 1), the integral of w(x tan(t/2)) from 0 to pi/2."""
    end, width = mpmath.pi / 2, 1 / (1 + abs(x))
    places = sorted({mpmath.mpf(0), end, *(place for place in (width * k for k in (0.5, *SPREAD)) if place < end), end / 2})
    while places[-1] / places[-2] > RATIO:
        places.insert(-1, places[-2] * RATIO)
    return mpmath.quad(lambda t: _faddeeva(mpmath.mpc(x * mpmath.tan(t / 2))), places, method="gauss-legendre", maxdegree=7) + mpmath.mpc(0)


def _nodes(x: Any, y: Any, h: Any, end: Any) -> list[Any]:
    """Places in [0, end]: at most 1 apart, and denser around a peak, where x cosh(u) = h sinh(u)."""
    places = [mpmath.mpf(k) for k in range(int(mpmath.ceil(end)))]
    if abs(x) < abs(h):
        peak = mpmath.atanh(x / h)
        width = (1 + y * mpmath.cosh(peak)) / mpmath.sqrt(h * h - x * x)
        places += [peak, *(peak + side * k * width for k in SPREAD for side in (1, -1))]
    return sorted({mpmath.mpf(0), end, *(place for place in places if 0 < place < end)})
