r"""The mean of a logarithm under the normal law, real and imaginary part.

    M(z) = E[log(z + iZ)] = K(x, y) + i L(x, y),      Z ~ N(0, 1), z = x + iy, Re z > 0,      and entire:
    M(z) = -(gamma + log 2)/2 + (pi/2) erfi(z/sqrt(2)) - (z^2/2) 2F2(1, 1; 3/2, 2; z^2/2),       M(z) - M(-z) = pi erfi(z/sqrt(2)),
    M'(z) = E[1/(z + iZ)] = sqrt(pi/2) w(iz/sqrt(2)),      w Faddeeva's function,
    K even and L odd in y,      L(x, 0) = 0,      L(0, y) = (pi/2) erf(y/sqrt(2)),      K(0, y) = E[log|y + Z|].

It is the derivative of Hermite's function He_nu(z) = E[(z + iZ)^nu] in the order at nu = 0, and the integral of Faddeeva's function, so L/pi + 1/2 is the
distribution function of Voigt's profile, the law of a normal variable plus a Cauchy variable (DLMF 7.19 has the density):

    K(b, m) = E[log((Z + m)^2 + b^2)]/2,        L(b, m) = E[arctan((Z + m)/b)],        b > 0.
"""

from __future__ import annotations

from typing import Any

import mpmath
from sympy import EulerGamma, Expr, I, Integer, Rational, S, erf, erfi, hyper, log, pi, sqrt
from sympy.core.function import ArgumentIndexError

from derive.language.special.complex_part import ComplexPart, complex_latex
from derive.language.special.precision_limit import BY_QUADRATURE
from derive.language.special.voigt import VoigtK, VoigtL

GUARD = 20
BITS_OF_E = 1.4427
MARGIN = 8  # the least term of the series is sqrt(2) exp(-|z|^2/2)
UNDEFINED = (S.NaN, S.ComplexInfinity)


class _Part(ComplexPart):
    """What the two parts of M(x + iy) share."""

    nargs = 2
    bits = BY_QUADRATURE
    program = "mean_logarithm"

    @staticmethod
    def whole(x: Any, y: Any) -> Any:
        """M(x + iy)."""
        return mean_logarithm(x, y)

    def _eval_is_extended_real(self) -> bool | None:
        return True if all(arg.is_real for arg in self.args) else None

    _eval_is_finite = _eval_is_extended_real

    def _latex(self, printer: Any, exp: Any = None) -> str:
        return rf"{self.operator(exp)}\,M\left({complex_latex(printer, *self.args)}\right)"


class MeanLogK(_Part):
    """Re M(x + iy), even in y.

    >>> from sympy.abc import x, y
    >>> MeanLogK(x, -2*y) == MeanLogK(x, 2*y), MeanLogK(0, 0)
    (True, -log(2)/2 - EulerGamma/2)
    >>> MeanLogK(1, 2).evalf(20)
    0.76893195459700504958
    """

    attribute = "real"

    @classmethod
    def eval(cls, x: Expr, y: Expr) -> Expr | None:
        if x in UNDEFINED or y in UNDEFINED:
            return S.NaN
        if S.Infinity in (x, y) or y is S.NegativeInfinity:
            return S.Infinity
        if x is S.Zero:
            return on_the_line(y)
        return cls(x, -y) if y.could_extract_minus_sign() else None

    def fdiff(self, argindex: int = 1) -> Expr:
        real, imaginary = _slope(*self.args)
        if argindex not in (1, 2):
            raise ArgumentIndexError(self, argindex)
        return real if argindex == 1 else -imaginary

    def _eval_rewrite_as_hyper(self, x: Expr, y: Expr, **hints: Any) -> Expr:
        return by_series(x) if y is S.Zero else (by_series(x + I * y) + by_series(x - I * y)) / 2


class MeanLogL(_Part):
    """Im M(x + iy), odd in y and of its sign for x >= 0.

    >>> from sympy.abc import x, y
    >>> MeanLogL(x, -y) + MeanLogL(x, y), MeanLogL(x, 0), MeanLogL(0, y)
    (0, 0, pi*erf(sqrt(2)*y/2)/2)
    >>> MeanLogL(1, 2).evalf(20)
    1.0083226476880569400
    """

    attribute = "imag"

    @classmethod
    def eval(cls, x: Expr, y: Expr) -> Expr | None:
        if x in UNDEFINED or y in UNDEFINED:
            return S.NaN
        if y is S.Zero:
            return S.Zero
        if x is S.Zero:
            return pi * erf(y / sqrt(2)) / 2
        if x is S.Infinity and y.is_finite:
            return S.Zero
        if y is S.Infinity and x.is_finite:
            return pi / 2
        return -cls(x, -y) if y.could_extract_minus_sign() else None

    def fdiff(self, argindex: int = 1) -> Expr:
        real, imaginary = _slope(*self.args)
        if argindex not in (1, 2):
            raise ArgumentIndexError(self, argindex)
        return imaginary if argindex == 1 else real

    def _eval_is_positive(self) -> bool | None:
        x, y = self.args
        return True if x.is_nonnegative and y.is_positive else None

    def _eval_rewrite_as_hyper(self, x: Expr, y: Expr, **hints: Any) -> Expr:
        return (by_series(x + I * y) - by_series(x - I * y)) / (2 * I)


def by_series(z: Expr) -> Expr:
    """M(z) by erfi and 2F2."""
    return -(EulerGamma + log(2)) / 2 + pi * erfi(z / sqrt(2)) / 2 - z**2 / 2 * _series(z**2 / 2)


def on_the_line(y: Expr) -> Expr:
    """M(iy) = E[log|y + Z|] + i (pi/2) erf(y/sqrt(2)), its real part."""
    return -(EulerGamma + log(2)) / 2 + (y**2 / 2 * _series(-(y**2) / 2) if y is not S.Zero else S.Zero)


def _series(w: Expr) -> Expr:
    return hyper((1, 1), (Rational(3, 2), Integer(2)), w)


def _slope(x: Expr, y: Expr) -> tuple[Expr, Expr]:
    """M'(x + iy) = sqrt(pi/2) w((-y + ix)/sqrt(2)), both parts."""
    at = y / sqrt(2), x / sqrt(2)
    return sqrt(pi / 2) * VoigtK(*at), -sqrt(pi / 2) * VoigtL(*at)


def mean_logarithm(x: Any, y: Any) -> Any:
    """M(x + iy) for real arguments, each part to the working precision of mpmath."""
    x, y = mpmath.mpmathify(x), mpmath.mpmathify(y)
    wanted, lost = mpmath.mp.prec, max(0, -int(mpmath.mag(y)) if y else 0)
    while True:
        with mpmath.workprec(wanted + GUARD + lost):
            value = mpmath.mpc(_value(mpmath.mpc(x, y) if y else x))
        small = max((-int(mpmath.mag(part)) for part in (value.real, value.imag) if part), default=0)
        if small <= lost or lost > wanted + 2 * abs(int(mpmath.mag(y)) if y else 0):
            return +value
        lost = small + GUARD


def _value(z: Any) -> Any:
    if mpmath.re(z) < 0:
        return _value(-z) + mpmath.pi * _erfi(z)
    square, prec = z * z, mpmath.mp.prec
    size = float(abs(square)) if abs(square) < 1e300 else 1e300
    if size * BITS_OF_E > 2 * (prec + GUARD) + MARGIN:
        return mpmath.log(z) + _remote(square, prec)
    with mpmath.workprec(prec + GUARD + int(BITS_OF_E * size)):
        half = z * z / 2
        series = mpmath.hyp2f2(1, 1, mpmath.mpf(3) / 2, 2, half)
        return -(mpmath.euler + mpmath.log(2)) / 2 + mpmath.pi * _erfi(z) / 2 - half * series


def _erfi(z: Any) -> Any:
    return mpmath.erfi(z / mpmath.sqrt(2))


def _remote(square: Any, prec: int) -> Any:
    """E[log(1 + iZ/z)] by its asymptotic series -sum (-1)^k (2k-1)!!/(2k z^(2k)); its least term is near exp(-|z|^2/2)."""
    total, term, k = mpmath.mpf(0), mpmath.mpf(1), 0
    while mpmath.mag(term) > -prec - GUARD:
        k += 1
        term = -term * (2 * k - 1) / square
        total -= term / (2 * k)
    return total
