r"""Real and imaginary part of the scaled exponential integral of a complex argument.

    F(z) = exp(z) E1(z) = int_0^oo exp(-t)/(t + z) dt = K(x, y) + i L(x, y),      z = x + iy off the negative half line,      F' = F - 1/z    (DLMF 6.2, 6.7)
    K even and L odd in y,      K(x, 0) = exp(x) E1(x) and L(x, 0) = 0 for x > 0,
    K(0, y) = -cos(y) Ci(y) - sin(y) (Si(y) - pi/2),      L(0, y) = cos(y) (Si(y) - pi/2) - sin(y) Ci(y)      for y > 0      (auxiliary functions g and -f).

They are what a pair of complex poles leaves on a half line under a normal law: E[1{Z > 0} Z/(Z^4 + 4 y^2)] = -L(0, y)/(4 y sqrt(2 pi)).
"""

from __future__ import annotations

from typing import Any

import mpmath
from sympy import Ci, Expr, I, S, Si, cos, exp, expint, pi, sin
from sympy.core.function import ArgumentIndexError

from derive.language.special.complex_part import ComplexPart, complex_latex
from derive.language.special.precision_limit import BY_SERIES


class _Part(ComplexPart):
    """What the two parts share."""

    nargs = 2
    bits = BY_SERIES
    program = "scaled_expint"

    @staticmethod
    def whole(x: Any, y: Any) -> Any:
        """exp(z) E1(z) at z = x + iy."""
        return scaled_expint(x, y)

    def _eval_is_extended_real(self) -> bool | None:
        x, y = self.args
        return True if x.is_real and y.is_real and (y.is_nonzero or x.is_positive) else None

    _eval_is_finite = _eval_is_extended_real

    def _latex(self, printer: Any, exp: Any = None) -> str:
        return rf"{self.operator(exp)}\,F\left({complex_latex(printer, *self.args)}\right)"


class ExpIntK(_Part):
    """Re exp(x + iy) E1(x + iy), even in y.

    >>> from sympy.abc import x, y
    >>> ExpIntK(x, -2*y) == ExpIntK(x, 2*y), ExpIntK(2, 0)
    (True, exp(2)*expint(1, 2))
    >>> ExpIntK(1, 2).evalf(20)
    0.23013102387239689074
    """

    attribute = "real"

    @classmethod
    def eval(cls, x: Expr, y: Expr) -> Expr | None:
        if y is S.Zero and x.is_positive:
            return exp(x) * expint(1, x)
        return cls(x, -y) if y.could_extract_minus_sign() else None

    def fdiff(self, argindex: int = 1) -> Expr:
        x, y = self.args
        if argindex == 1:
            return self - x / (x**2 + y**2)
        if argindex == 2:
            return -ExpIntL(x, y) - y / (x**2 + y**2)
        raise ArgumentIndexError(self, argindex)

    def _eval_rewrite_as_Ci(self, x: Expr, y: Expr, **hints: Any) -> Expr:
        return -cos(y) * Ci(y) - sin(y) * (Si(y) - pi / 2) if x is S.Zero and y.is_positive else self

    def _eval_rewrite_as_expint(self, x: Expr, y: Expr, **hints: Any) -> Expr:
        return (_by_expint(x + I * y) + _by_expint(x - I * y)) / 2


class ExpIntL(_Part):
    """Im exp(x + iy) E1(x + iy), of the sign of -y.

    >>> from sympy.abc import x, y
    >>> ExpIntL(x, -y) + ExpIntL(x, y), ExpIntL(2, 0)
    (0, 0)
    >>> ExpIntL(1, 2).evalf(20)
    -0.27369165989024095887
    """

    attribute = "imag"

    @classmethod
    def eval(cls, x: Expr, y: Expr) -> Expr | None:
        if y is S.Zero and x.is_positive:
            return S.Zero
        return -cls(x, -y) if y.could_extract_minus_sign() else None

    def fdiff(self, argindex: int = 1) -> Expr:
        x, y = self.args
        if argindex == 1:
            return self + y / (x**2 + y**2)
        if argindex == 2:
            return ExpIntK(x, y) - x / (x**2 + y**2)
        raise ArgumentIndexError(self, argindex)

    def _eval_is_negative(self) -> bool | None:
        return True if self.args[0].is_real and self.args[1].is_positive else None

    def _eval_rewrite_as_Ci(self, x: Expr, y: Expr, **hints: Any) -> Expr:
        return cos(y) * (Si(y) - pi / 2) - sin(y) * Ci(y) if x is S.Zero and y.is_positive else self

    def _eval_rewrite_as_expint(self, x: Expr, y: Expr, **hints: Any) -> Expr:
        return (_by_expint(x + I * y) - _by_expint(x - I * y)) / (2 * I)


def scaled_expint(x: Any, y: Any) -> Any:
    """exp(z) E1(z) at z = x + iy to the working precision of mpmath."""
    z = mpmath.mpc(x, y)
    return mpmath.mpc(mpmath.exp(z) * mpmath.e1(z))


def _by_expint(z: Expr) -> Expr:
    return exp(z) * expint(1, z)
