r"""Real and imaginary part of Hermite's function of a complex argument.

    He_nu(z) = exp(z**2/4) D(nu, z) = 1/Gamma(-nu) int_0^oo t^(-nu - 1) exp(-z t - t^2/2) dt  for nu < 0,    z = x + iy    (DLMF 12.5.1),
    He_nu' = nu He_(nu - 1),       He_(nu + 1) = z He_nu - nu He_(nu - 1),       He_(-1)(z) = sqrt(pi/2) w(iz/sqrt(2)),        (DLMF 12.8, 7.18)

the polynomial of Hermite for nu = 0, 1, 2, ..., an entire function of both for every nu. K is even and L odd in y.

They are what a pair of complex poles leaves in a Hermite coefficient: E[He_n(Z)/(Z + m - ib)] = i (-i)^n n! He_(-n-1)(b + im), b > 0.
"""

from __future__ import annotations

from typing import Any

import mpmath
from sympy import Expr, I, S, exp, expand, pi, sqrt
from sympy.core.function import ArgumentIndexError

from derive.language.special.complex_part import ComplexPart, complex_latex
from derive.language.special.parabolic_cylinder import HIGHEST, ParabolicCylinderD
from derive.language.special.precision_limit import BY_QUADRATURE
from derive.language.special.voigt import VoigtK, VoigtL


class _Part(ComplexPart):
    """What the two parts of He_nu(x + iy) share."""

    nargs = 3
    bits = BY_QUADRATURE
    program = "hermite_function"

    @staticmethod
    def whole(nu: Any, x: Any, y: Any) -> Any:
        """He_nu(x + iy)."""
        return hermite_function(nu, x, y)

    def fdiff(self, argindex: int = 1) -> Expr:
        nu, x, y = self.args
        if argindex == 2:
            return nu * self.func(nu - 1, x, y)
        if argindex == 3:
            return -nu * HermiteL(nu - 1, x, y) if isinstance(self, HermiteK) else nu * HermiteK(nu - 1, x, y)
        raise ArgumentIndexError(self, argindex)

    def _eval_is_extended_real(self) -> bool | None:
        return True if all(arg.is_real for arg in self.args) else None

    _eval_is_finite = _eval_is_extended_real

    def _latex(self, printer: Any, exp: Any = None) -> str:
        nu = printer._print(self.args[0])
        return rf"{self.operator(exp)}\,\mathrm{{He}}_{{{nu}}}\left({complex_latex(printer, *self.args[1:])}\right)"


class HermiteK(_Part):
    """Re He_nu(x + iy), even in y.

    >>> from sympy.abc import n, x, y
    >>> HermiteK(n, x, -2*y) == HermiteK(n, x, 2*y), HermiteK(2, x, y)
    (True, x**2 - y**2 - 1)
    >>> HermiteK(-3, 1, 2).evalf(20)
    -0.054164116095789895706
    """

    attribute = "real"

    @classmethod
    def eval(cls, nu: Expr, x: Expr, y: Expr) -> Expr | None:
        if y is S.Zero:
            return exp(x**2 / 4) * ParabolicCylinderD(nu, x)
        if nu is S.NegativeOne:
            return sqrt(pi / 2) * VoigtK(y / sqrt(2), x / sqrt(2))
        if nu.is_Integer and 0 <= nu <= HIGHEST:
            return _polynomials(int(nu), x, y)[0]
        return cls(nu, x, -y) if y.could_extract_minus_sign() else None

    def _eval_rewrite_as_ParabolicCylinderD(self, nu: Expr, x: Expr, y: Expr, **hints: Any) -> Expr:
        return (_by_cylinder(nu, x + I * y) + _by_cylinder(nu, x - I * y)) / 2


class HermiteL(_Part):
    """Im He_nu(x + iy), odd in y.

    >>> from sympy.abc import n, x, y
    >>> HermiteL(n, x, -y) + HermiteL(n, x, y), HermiteL(n, x, 0), HermiteL(2, x, y)
    (0, 0, 2*x*y)
    >>> HermiteL(-3, 1, 2).evalf(20)
    -0.064606547831595156436
    """

    attribute = "imag"

    @classmethod
    def eval(cls, nu: Expr, x: Expr, y: Expr) -> Expr | None:
        if y is S.Zero:
            return S.Zero
        if nu is S.NegativeOne:
            return -sqrt(pi / 2) * VoigtL(y / sqrt(2), x / sqrt(2))
        if nu.is_Integer and 0 <= nu <= HIGHEST:
            return _polynomials(int(nu), x, y)[1]
        return -cls(nu, x, -y) if y.could_extract_minus_sign() else None

    def _eval_rewrite_as_ParabolicCylinderD(self, nu: Expr, x: Expr, y: Expr, **hints: Any) -> Expr:
        return (_by_cylinder(nu, x + I * y) - _by_cylinder(nu, x - I * y)) / (2 * I)


def _polynomials(n: int, x: Expr, y: Expr) -> tuple[Expr, Expr]:
    """The two parts of He_n(x + iy)."""
    before, now = (S.Zero, S.Zero), (S.One, S.Zero)
    for k in range(n):
        (a, b), (c, d) = now, before
        before, now = now, (expand(x * a - y * b - k * c), expand(x * b + y * a - k * d))
    return now


def hermite_function(nu: Any, x: Any, y: Any) -> Any:
    """exp(z^2/4) D(nu, z) at z = x + iy to the working precision of mpmath."""
    z = mpmath.mpc(x, y)
    return mpmath.mpc(mpmath.exp(z * z / 4) * mpmath.pcfd(nu, z))


def _by_cylinder(nu: Expr, z: Expr) -> Expr:
    return exp(z**2 / 4) * ParabolicCylinderD(nu, z)
