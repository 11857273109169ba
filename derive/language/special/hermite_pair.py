r"""Hermite's functions of two letters joined by Leibniz's rule, as real and imaginary part.

    M(n, nu; v, s, z) = sum_(j <= n) C(n, j) H_(n-j)(s; v) He_(nu+j)(z),        s = x + iy,  z = a + ib,
    sum_m H_m(s; v) t^m/m! = exp(s t - v t^2/2),        H_(m+1) = s H_m - v m H_(m-1),        H_m(s; 1) = He_m(s),  H_m(s; 0) = s^m.

They are what a gate or a power beyond a knot, an exponential of degree two and a wave leave together in a Hermite coefficient: the function of t

    exp(s t - v t^2/2) exp(-(z - t)^2/2) He_nu(z - t)      has the n-th derivative      exp(-z^2/2) M(n, nu; v, s, z)      at t = 0,

and for Re nu < 0, by the integral of Hermite's function, M(n, nu; v, s, z) = 1/Gamma(-nu) int_0^oo u^(-nu-1) exp(-z u - u^2/2) H_n(s + z + u; 1 + v) du.

    dM/ds = n M(n-1, nu),      dM/dz = nu M(n, nu-1) + n M(n-1, nu),      dM/dv = -n(n-1)/2 M(n-2, nu).
"""

from __future__ import annotations

from math import comb
from typing import Any

import mpmath
from sympy import Expr, S
from sympy.core.function import ArgumentIndexError

from derive.language.special.complex_part import ComplexPart, complex_latex
from derive.language.special.hermite_function import HermiteK, HermiteL, hermite_function
from derive.language.special.precision_limit import BY_QUADRATURE

BITS_PER_ORDER = 8


class _Part(ComplexPart):
    """What the two parts of M(n, nu; v, x + iy, a + ib) share."""

    nargs = 7
    bits = BY_QUADRATURE
    program = "hermite_pair"

    @staticmethod
    def whole(*arguments: Any) -> Any:
        """M(n, nu; v, x + iy, a + ib)."""
        return hermite_pair(*arguments)

    def fdiff(self, argindex: int = 1) -> Expr:
        n, nu, v, *places = self.args
        real = isinstance(self, HermitePairK)
        turned = HermitePairL if real else HermitePairK  # d/dy f(x + iy) = i f'
        if argindex == 3:
            return -n * (n - 1) / 2 * self.func(n - 2, nu, v, *places)
        if argindex in (4, 5):
            kind, sign = (self.func, 1) if argindex == 4 else (turned, -1 if real else 1)
            return sign * n * kind(n - 1, nu, v, *places)
        if argindex in (6, 7):
            kind, sign = (self.func, 1) if argindex == 6 else (turned, -1 if real else 1)
            return sign * (nu * kind(n, nu - 1, v, *places) + n * kind(n - 1, nu, v, *places))
        raise ArgumentIndexError(self, argindex)

    def _eval_is_extended_real(self) -> bool | None:
        return True if all(arg.is_real for arg in self.args) else None

    _eval_is_finite = _eval_is_extended_real

    def _eval_evalf(self, prec: int) -> Expr | None:
        n = self.args[0]
        return super()._eval_evalf(prec) if n.is_Integer and n >= 0 else None

    def _latex(self, printer: Any, exp: Any = None) -> str:
        n, nu, v = (printer._print(arg) for arg in self.args[:3])
        s, z = (complex_latex(printer, *self.args[k : k + 2]) for k in (3, 5))
        return rf"{self.operator(exp)}\,\mathrm{{M}}_{{{n}}}^{{{nu}}}\left({v};{s},{z}\right)"


class HermitePairK(_Part):
    """Re of the sum of binomial(n, j) H_(n-j)(x + iy; v) He_(nu+j)(a + ib) over j = 0, ..., n, even in (y, b).

    >>> from sympy.abc import n, x, y, v
    >>> HermitePairK(0, 2, v, x, 0, 3, 0), HermitePairK(n, -1, v, x, -y, 1, 2) == HermitePairK(n, -1, v, x, y, 1, -2)
    (8, True)
    >>> HermitePairK(3, -1, 2, 1, 0, 0.5, 0).evalf(20)
    -6.6318222822684617336
    """

    attribute = "real"

    @classmethod
    def eval(cls, *args: Expr) -> Expr | None:
        n, nu, v, x, y, a, b = args
        if n is S.Zero:
            return HermiteK(nu, a, b)
        return cls(n, nu, v, x, -y, a, -b) if (y or b).could_extract_minus_sign() else None


class HermitePairL(_Part):
    """Im of the sum of binomial(n, j) H_(n-j)(x + iy; v) He_(nu+j)(a + ib) over j = 0, ..., n, odd in (y, b).

    >>> from sympy.abc import n, x, v
    >>> HermitePairL(n, -1, v, x, 0, 1, 0), HermitePairL(0, 2, v, x, 0, 3, 2)
    (0, 12)
    """

    attribute = "imag"

    @classmethod
    def eval(cls, *args: Expr) -> Expr | None:
        n, nu, v, x, y, a, b = args
        if y is S.Zero and b is S.Zero:
            return S.Zero
        if n is S.Zero:
            return HermiteL(nu, a, b)
        return -cls(n, nu, v, x, -y, a, -b) if (y or b).could_extract_minus_sign() else None


def hermite_pair(n: Any, nu: Any, v: Any, x: Any, y: Any, a: Any, b: Any) -> Any:
    """M(n, nu; v, x + iy, a + ib) to the working precision of mpmath."""
    order = int(n)
    with mpmath.extraprec(BITS_PER_ORDER * order):
        s, z = mpmath.mpc(x, y), mpmath.mpc(a, b)
        left, right = [mpmath.mpc(1), s], [hermite_function(nu + k, a, b) for k in (0, 1)]
        for k in range(1, order):
            left.append(s * left[k] - v * k * left[k - 1])
            right.append(z * right[k] - (nu + k) * right[k - 1])
        value = mpmath.fsum(comb(order, j) * left[order - j] * right[j] for j in range(order + 1))
    return +value
