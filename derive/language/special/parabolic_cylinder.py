"""The parabolic cylinder function of Whittaker.

    D(nu, z) = exp(-z**2/4)/Gamma(-nu) * integral over 0..oo of s**(-nu - 1) exp(-s**2/2 - z s) ds,   nu < 0   (DLMF 12.5.1),
    D(nu + 1, z) = z D(nu, z) - nu D(nu - 1, z),        D'(nu, z) = nu D(nu - 1, z) - z D(nu, z)/2             (DLMF 12.8).

It is what a power leaves that starts at a threshold: E[max(Z - h, 0)**a] = Gamma(a + 1) exp(-h**2/4) D(-a - 1, h)/sqrt(2 pi).
"""

from __future__ import annotations

from typing import Any

import mpmath
from sympy import Expr, Function, Integer, S, exp, expand, gamma, hyper, pi, sqrt
from sympy.core.function import ArgumentIndexError

from derive.language.special.normal_cdf import Phi
from derive.language.special.precision_limit import BY_QUADRATURE, at_most

GUARD = 20
HIGHEST = 64


class ParabolicCylinderD(Function):  # type: ignore[misc]
    """D_nu(z), real for real nu and z, positive for nu < 0, an entire function of both. Its derivative in nu has no formula.

    >>> from sympy.abc import nu, z
    >>> ParabolicCylinderD(nu, z).diff(z)
    nu*ParabolicCylinderD(nu - 1, z) - z*ParabolicCylinderD(nu, z)/2
    >>> ParabolicCylinderD(3, z), ParabolicCylinderD(-1, z)
    ((z**3 - 3*z)*exp(-z**2/4), sqrt(2)*sqrt(pi)*(1 - Phi(z))*exp(z**2/4))
    >>> ParabolicCylinderD(-S.Half, 1).evalf(20)
    0.65307202669936190918
    """

    nargs = 2

    @classmethod
    def eval(cls, nu: Expr, z: Expr) -> Expr | None:
        if z is S.Infinity:
            return S.Zero
        if z is S.Zero:
            return 2 ** (nu / 2) * sqrt(pi) / gamma((1 - nu) / 2)
        if nu is S.NegativeOne:
            return sqrt(2 * pi) * exp(z**2 / 4) * (1 - Phi(z))
        if nu.is_Integer and 0 <= nu <= HIGHEST:
            return hermite(int(nu), z) * exp(-(z**2) / 4)
        return None

    def fdiff(self, argindex: int = 1) -> Expr:
        if argindex != 2:
            raise ArgumentIndexError(self, argindex)
        nu, z = self.args
        return nu * ParabolicCylinderD(nu - 1, z) - z * self / 2

    def lowered(self) -> Expr:
        """The same value by D(nu - 1) and D(nu - 2)."""
        nu, z = self.args
        return z * ParabolicCylinderD(nu - 1, z) - (nu - 1) * ParabolicCylinderD(nu - 2, z)

    def raised(self) -> Expr:
        """The same value by D(nu + 1) and D(nu + 2), for nu other than -1."""
        nu, z = self.args
        return (z * ParabolicCylinderD(nu + 1, z) - ParabolicCylinderD(nu + 2, z)) / (nu + 1)

    def _eval_rewrite_as_hyper(self, nu: Expr, z: Expr, **hints: Any) -> Expr:
        w = z**2 / 2
        even = hyper((-nu / 2,), (S.Half,), w) / gamma((1 - nu) / 2)
        odd = sqrt(2) * z * hyper(((1 - nu) / 2,), (3 * S.Half,), w) / gamma(-nu / 2)
        return 2 ** (nu / 2) * sqrt(pi) * exp(-w / 2) * (even - odd)

    def _eval_is_extended_real(self) -> bool | None:
        return True if all(arg.is_extended_real for arg in self.args) else None

    def _eval_is_finite(self) -> bool | None:
        return True if all(arg.is_finite for arg in self.args) else None

    def _eval_is_positive(self) -> bool | None:
        return True if self.args[0].is_negative and self.args[1].is_real else None

    def _eval_conjugate(self) -> Expr:
        return self.func(*(arg.conjugate() for arg in self.args))

    @at_most(BY_QUADRATURE)
    def _eval_evalf(self, prec: int) -> Expr | None:
        try:
            nu, z = (arg._to_mpmath(prec + GUARD) for arg in self.args)
        except ValueError:
            return None
        with mpmath.workprec(prec + GUARD):
            return Expr._from_mpmath(mpmath.pcfd(nu, z), prec)

    def _latex(self, printer: Any, exp: Any = None) -> str:
        nu, z = map(printer._print, self.args)
        whole = rf"D_{{{nu}}}\left({z}\right)"
        return whole if exp is None else rf"\left({whole}\right)^{{{exp}}}"

    def _numpycode(self, printer: Any, **settings: Any) -> str:
        nu, z = map(printer._print, self.args)
        return f"{printer._module_format('scipy.special.pbdv')}({nu}, {z})[0]"

    _scipycode = _numpycode

    def _mpmathcode(self, printer: Any, **settings: Any) -> str:
        nu, z = map(printer._print, self.args)
        return f"{printer._module_format('mpmath.pcfd')}({nu}, {z})"


def hermite(n: int, z: Expr) -> Expr:
    """He_n(z), the polynomial with He_(n+1) = z He_n - n He_(n-1).

    >>> from sympy.abc import z
    >>> hermite(4, z)
    z**4 - 6*z**2 + 3
    """
    before, value = Integer(0), Integer(1)
    for k in range(n):
        before, value = value, expand(z * value - k * before)
    return value
