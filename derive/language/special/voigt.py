r"""The Voigt functions, real and imaginary part of Faddeeva's w(z) = exp(-z**2) erfc(-iz).

    w(x + iy) = K(x, y) + i L(x, y),         w' = -2 z w + 2i/sqrt(pi),                                    (DLMF 7.2.3, 7.10.2, 7.19)
    K(0, y) = exp(y**2) erfc(y),    K(x, 0) = exp(-x**2),    L(x, 0) = exp(-x**2) erfi(x) = 2 F(x)/sqrt(pi), F Dawson's integral,
    K even and L odd in x.

They are what a cosine and a sine leave on a half line, and a pair of complex poles on the line: with X ~ N(0, 1)

    E[cos(b X) 1{X > h}] = exp(-h**2/2)/2 Re[exp(i b h) w((b + i h)/sqrt(2))],
    E[1/((X - a)**2 + b**2)] = sqrt(pi/2)/b K(a/sqrt(2), b/sqrt(2)).
"""

from __future__ import annotations

from typing import Any

import mpmath
from sympy import Expr, I, S, erfc, erfi, exp, pi, sqrt
from sympy.core.function import ArgumentIndexError

from derive.language.special.complex_part import ComplexPart, complex_latex
from derive.language.special.precision_limit import BY_QUADRATURE


class _Part(ComplexPart):
    """What the two parts of w(x + iy) share."""

    nargs = 2
    bits = BY_QUADRATURE

    @staticmethod
    def whole(x: Any, y: Any) -> Any:
        """w(x + iy)."""
        return faddeeva(mpmath.mpc(x, y))

    def _eval_is_extended_real(self) -> bool | None:
        return True if all(arg.is_real for arg in self.args) else None

    def _eval_is_finite(self) -> bool | None:
        return True if all(arg.is_real for arg in self.args) else None

    def _numpycode(self, printer: Any, **settings: Any) -> str:
        x, y = (printer._print(arg) for arg in self.args)
        name = printer._module_format("scipy.special.wofz")
        return f"{name}(({x}) + 1j*({y})).{self.attribute}"

    def _mpmathcode(self, printer: Any, **settings: Any) -> str:
        x, y = (printer._print(arg) for arg in self.args)
        name = printer._module_format(f"{__name__}.faddeeva")
        return f"{name}({printer._module_format('mpmath.mpc')}({x}, {y})).{self.attribute}"

    def _latex(self, printer: Any, exp: Any = None) -> str:
        return rf"{self.operator(exp)}\,w\left({complex_latex(printer, *self.args)}\right)"


class VoigtK(_Part):
    """Re w(x + iy): positive for y >= 0, even in x.

    >>> from sympy.abc import x, y
    >>> VoigtK(0, y), VoigtK(x, 0), VoigtK(-2*y, y) == VoigtK(2*y, y)
    (exp(y**2)*erfc(y), exp(-x**2), True)
    >>> VoigtK(1, 2).evalf(20)
    0.21849261527489069682
    """

    attribute = "real"

    @classmethod
    def eval(cls, x: Expr, y: Expr) -> Expr | None:
        if x is S.Zero:
            return exp(y**2) * erfc(y)
        if y is S.Zero:
            return exp(-(x**2))
        return cls(-x, y) if x.could_extract_minus_sign() else None

    def fdiff(self, argindex: int = 1) -> Expr:
        x, y = self.args
        if argindex == 1:
            return 2 * (y * VoigtL(x, y) - x * self)
        if argindex == 2:
            return 2 * (x * VoigtL(x, y) + y * self) - 2 / sqrt(pi)
        raise ArgumentIndexError(self, argindex)

    def _eval_is_positive(self) -> bool | None:
        x, y = self.args
        return True if x.is_real and y.is_nonnegative else None

    def _eval_rewrite_as_erfc(self, x: Expr, y: Expr, **hints: Any) -> Expr:
        return (_by_erfc(x, y) + _by_erfc(-x, y)) / 2


class VoigtL(_Part):
    """Im w(x + iy): of the sign of x for y >= 0, odd in x.

    >>> from sympy.abc import x, y
    >>> VoigtL(0, y), VoigtL(x, 0), VoigtL(-x, y) + VoigtL(x, y)
    (0, exp(-x**2)*erfi(x), 0)
    >>> VoigtL(1, 2).evalf(20)
    0.092997809392601866048
    """

    attribute = "imag"

    @classmethod
    def eval(cls, x: Expr, y: Expr) -> Expr | None:
        if x is S.Zero:
            return S.Zero
        if y is S.Zero:
            return exp(-(x**2)) * erfi(x)
        return -cls(-x, y) if x.could_extract_minus_sign() else None

    def fdiff(self, argindex: int = 1) -> Expr:
        x, y = self.args
        if argindex == 1:
            return 2 / sqrt(pi) - 2 * (x * self + y * VoigtK(x, y))
        if argindex == 2:
            return 2 * (y * self - x * VoigtK(x, y))
        raise ArgumentIndexError(self, argindex)

    def _eval_rewrite_as_erfc(self, x: Expr, y: Expr, **hints: Any) -> Expr:
        return (_by_erfc(x, y) - _by_erfc(-x, y)) / (2 * I)


def faddeeva(z: Any) -> Any:
    """w(z) to the working precision of mpmath, relative in each half plane."""
    if mpmath.im(z) < 0:
        return 2 * mpmath.exp(-z * z) - faddeeva(-z)
    return mpmath.exp(-z * z) * mpmath.erfc(mpmath.mpc(mpmath.im(z), -mpmath.re(z)))


def _by_erfc(x: Expr, y: Expr) -> Expr:
    return exp((y - I * x) ** 2) * erfc(y - I * x)
