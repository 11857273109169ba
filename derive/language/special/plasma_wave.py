r"""The incomplete plasma dispersion function with a wave, real and imaginary part.

    W(h, w, z) = (1/sqrt(pi)) int_h^oo exp(-s^2 + 2iws)/(s - z) ds = K(h, w, x, y) + i L(h, w, x, y),       z = x + iy off the ray [h, oo),
    dW/dh = -exp(-h^2 + 2iwh)/(sqrt(pi) (h - z)),      dW/dw = 2iz W + i E,      dW/dz = exp(-h^2 + 2iwh)/(sqrt(pi) (h - z)) + 2(iw - z) W - E,
    E = exp(-w^2) erfc(h - iw) = exp(-h^2 + 2iwh) w(w + ih), Faddeeva's;      W(h, -w, z) is conjugate to W(h, w, x - iy);      W(h, 0, z) = Z(h, z),
    W(-oo, w, z) = i sqrt(pi) exp(-w^2) w(z - iw) for y > 0, so W(h, w, z) = W(-oo, w, z) + W(-h, -w, -z).

It is what a wave leaves beside a pole beyond a knot: E[exp(iwZ) 1{Z > h}/(Z - p)] = W(h/sqrt(2), w/sqrt(2), p/sqrt(2))/sqrt(2).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import mpmath
from sympy import Expr, S, cos, exp, pi, sin, sqrt
from sympy.core.function import ArgumentIndexError

from derive.language.special.complex_part import ComplexPart, complex_latex
from derive.language.special.incomplete_plasma import PlasmaK, PlasmaL
from derive.language.special.precision_limit import BY_QUADRATURE
from derive.language.special.voigt import VoigtK, VoigtL, faddeeva

MOST = 400  # pieces of a way
Pair = tuple[Expr, Expr]  # real and imaginary part


class _Part(ComplexPart):
    """What the two parts share."""

    nargs = 4
    bits = BY_QUADRATURE
    program = "plasma_wave"

    @staticmethod
    def whole(*arguments: Any) -> Any:
        """W(h, w, x + iy)."""
        return plasma_wave(*arguments)

    def _eval_is_extended_real(self) -> bool | None:
        h, _, x, y = self.args
        off = y.is_nonzero or (h - x).is_positive
        return True if all(arg.is_real for arg in self.args) and off else None

    _eval_is_finite = _eval_is_extended_real

    def _slopes(self) -> tuple[Pair, Pair, Pair]:
        """Both parts of dW/dh, dW/dw and dW/dz."""
        h, w, x, y = self.args
        wave = exp(-(h**2)) * cos(2 * w * h), exp(-(h**2)) * sin(2 * w * h)
        (k, l), below = (PlasmaWaveK(*self.args), PlasmaWaveL(*self.args)), sqrt(pi) * ((h - x) ** 2 + y**2)
        end = _scaled(_product(wave, (h - x, y)), 1 / below)
        whole = _product(wave, (VoigtK(w, h), VoigtL(w, h)))
        turned = _product((-2 * y, 2 * x), (k, l))
        moved = _product((-2 * x, 2 * (w - y)), (k, l))
        return _scaled(end, S.NegativeOne), (turned[0] - whole[1], turned[1] + whole[0]), (end[0] + moved[0] - whole[0], end[1] + moved[1] - whole[1])

    def fdiff(self, argindex: int = 1) -> Expr:
        if not 1 <= argindex <= 4:
            raise ArgumentIndexError(self, argindex)
        real, imaginary = self._slopes()[min(argindex, 3) - 1]
        if argindex == 4:
            real, imaginary = -imaginary, real
        return imaginary if self.attribute == "imag" else real

    def _latex(self, printer: Any, exp: Any = None) -> str:
        h, w, x, y = self.args
        return rf"{self.operator(exp)}\,\mathcal{{W}}\left({printer._print(h)},{printer._print(w)},{complex_latex(printer, x, y)}\right)"


def _product(a: Pair, b: Pair) -> Pair:
    return a[0] * b[0] - a[1] * b[1], a[0] * b[1] + a[1] * b[0]


def _scaled(a: Pair, by: Expr) -> Pair:
    return a[0] * by, a[1] * by


class PlasmaWaveK(_Part):
    """Re W(h, w, x + iy), even in (w, y).

    >>> from sympy.abc import h, w, x, y
    >>> PlasmaWaveK(h, -w, x, y) == PlasmaWaveK(h, w, x, -y), PlasmaWaveK(h, 0, x, y)
    (True, PlasmaK(h, x, y))
    >>> PlasmaWaveK(1, 2, 3, 4).evalf(20)
    0.0083910945433945206682
    """

    attribute = "real"

    @classmethod
    def eval(cls, h: Expr, w: Expr, x: Expr, y: Expr) -> Expr | None:
        if h is S.Infinity:
            return S.Zero
        if w is S.Zero:
            return PlasmaK(h, x, y)
        if h is S.NegativeInfinity and y.is_positive:
            return -sqrt(pi) * exp(-(w**2)) * VoigtL(x, y - w)
        return cls(h, -w, x, -y) if w.could_extract_minus_sign() else None


class PlasmaWaveL(_Part):
    """Im W(h, w, x + iy), odd in (w, y).

    >>> from sympy.abc import h, w, x, y
    >>> PlasmaWaveL(h, -w, x, y) + PlasmaWaveL(h, w, x, -y), PlasmaWaveL(h, 0, x, y)
    (0, PlasmaL(h, x, y))
    >>> PlasmaWaveL(1, 2, 3, 4).evalf(20)
    0.0077484775130637274190
    """

    attribute = "imag"

    @classmethod
    def eval(cls, h: Expr, w: Expr, x: Expr, y: Expr) -> Expr | None:
        if h is S.Infinity:
            return S.Zero
        if w is S.Zero:
            return PlasmaL(h, x, y)
        if h is S.NegativeInfinity and y.is_positive:
            return sqrt(pi) * exp(-(w**2)) * VoigtK(x, y - w)
        return -cls(h, -w, x, -y) if w.could_extract_minus_sign() else None


def plasma_wave(h: Any, w: Any, x: Any, y: Any) -> Any:
    """W(h, w, x + iy) for real arguments to the working precision of mpmath; nan on the ray.

    The way is turned from the line to where the wave decays, over a residue; for h far to the left it goes up to Im s = w first, or the wave is mirrored.
    """
    h, w, x, y = map(mpmath.mpmathify, (h, w, x, y))
    if y == 0 and x >= h:
        return mpmath.mpc(mpmath.nan, mpmath.nan)
    if w < 0:
        return mpmath.conj(plasma_wave(h, -w, x, -y))
    pole, away = mpmath.mpc(x, y), mpmath.mpc(x - h, y)
    angle = mpmath.arg(away)
    slant = mpmath.pi / (12 if mpmath.pi / 8 < angle < mpmath.pi / 4 else 6)  # away from the pole
    if h * mpmath.cos(slant) + w * mpmath.sin(slant) > -1:
        residue = 2j * mpmath.pi * mpmath.exp(pole * (2j * w - pole)) if 0 < angle < slant else 0
        return (_ray(h, w, pole, mpmath.expj(slant)) + residue) / mpmath.sqrt(mpmath.pi)
    if x < h:
        return (_leg(h, w, pole) + _ray(mpmath.mpc(h, w), w, pole, mpmath.mpf(1))) / mpmath.sqrt(mpmath.pi)
    return _on_the_line(w, pole) + plasma_wave(-h, -w, -x, -y)


def _on_the_line(w: Any, pole: Any) -> Any:
    """W(-oo, w, z)."""
    side = 1 if mpmath.im(pole) > 0 else -1
    return side * 1j * mpmath.sqrt(mpmath.pi) * mpmath.exp(-w * w) * faddeeva(side * (pole - 1j * w))


def _ray(start: Any, w: Any, pole: Any, turn: Any) -> Any:
    """The integral over start + turn r, r > 0, where |exp(-s^2 + 2iws)| is exp(-flat r^2 - 2 steep r) times that at its start."""
    flat, steep = mpmath.re(turn * turn), mpmath.re(turn * (start - 1j * w))
    lead = start * (2j * w - start) + (steep * steep / flat if steep < 0 else 0)
    enough = mpmath.mp.prec * mpmath.log(2) + 10
    end = (-steep + mpmath.sqrt(flat * enough + (steep * steep if steep > 0 else 0))) / flat
    rate = abs(mpmath.im(turn * (start - 1j * w))) + 1

    def body(r: Any) -> Any:
        s = start + turn * r
        return mpmath.exp(s * (2j * w - s) - lead)

    return mpmath.exp(lead) * _beside_pole(body, (pole - start) / turn, end, rate)


def _leg(h: Any, w: Any, pole: Any) -> Any:
    """The integral from h to h + iw."""

    def body(r: Any) -> Any:
        return mpmath.exp(r * (r - 2j * h - 2 * w))

    return mpmath.exp(h * (2j * w - h)) * _beside_pole(body, (pole - h) / 1j, w, abs(h) + w + 1)


def _beside_pole(body: Callable[[Any], Any], pole: Any, end: Any, rate: Any) -> Any:
    """The integral of body(r)/(r - pole) over 0 < r < end by r = near + d sinh(v), which moves the pole to a distance of pi/2."""
    near = min(max(mpmath.re(pole), 0), end)
    d = abs(pole - near)
    first, last = mpmath.asinh(-near / d), mpmath.asinh((end - near) / d)
    pieces, count = int(last - first) + 2, min(int(end * rate / 4) + 1, MOST)
    steps = {first + (last - first) * k / pieces for k in range(pieces + 1)}
    waves = {mpmath.asinh((end * k / count - near) / d) for k in range(count + 1)}

    def moved(v: Any) -> Any:
        r = near + d * mpmath.sinh(v)
        return body(r) * d * mpmath.cosh(v) / (r - pole)

    return mpmath.quad(moved, sorted(steps | waves))
