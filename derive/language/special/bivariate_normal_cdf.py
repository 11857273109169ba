"""The distribution function of a pair of standard normals.

Phi2(h, k, rho) = P(X <= h, Y <= k),      E[XY] = rho,
d/dh   = exp(-h**2/2)/sqrt(2 pi) Phi((k - rho h)/sqrt(1 - rho**2)),
d/drho = exp(-(h**2 - 2 rho h k + k**2)/(2 (1 - rho**2)))/(2 pi sqrt(1 - rho**2))          (Plackett).
"""

from __future__ import annotations

from typing import Any

import mpmath
from sympy import Expr, Function, Max, Min, S, asin, default_sort_key, exp, pi, sqrt
from sympy.core.function import ArgumentIndexError

from derive.language.special.bivariate_tail import distribution
from derive.language.special.normal_cdf import Phi
from derive.language.special.owens_t import OwensT
from derive.language.special.precision_limit import BY_QUADRATURE, at_most

GUARD = 30
"""Bits beyond the precision asked for."""


class Phi2(Function):  # type: ignore[misc]
    """P(X <= h, Y <= k) for standard normals X, Y of correlation rho.

    >>> from sympy.abc import h, k, rho
    >>> Phi2(0, 0, rho), Phi2(h, k, 0), Phi2(h, S.Infinity, rho)
    (asin(rho)/(2*pi) + 1/4, Phi(h)*Phi(k), Phi(h))
    >>> Phi2(k, h, rho) == Phi2(h, k, rho)
    True
    >>> Phi2(0, 0, S.Half)
    1/3
    >>> Phi2(1, -1, S.Half).evalf(20)
    0.15487295185860278754
    """

    nargs = 3

    @classmethod
    def eval(cls, h: Expr, k: Expr, rho: Expr) -> Expr | None:
        if S.NaN in (h, k, rho) or S.ComplexInfinity in (h, k, rho):
            return S.NaN
        if S.NegativeInfinity in (h, k):
            return S.Zero
        if h is S.Infinity or k is S.Infinity:
            return Phi(k if h is S.Infinity else h)
        if h is S.Zero and k is S.Zero:
            return S.One / 4 + asin(rho) / (2 * pi)
        found = _special_correlation(h, k, rho)
        if found is None and default_sort_key(k) < default_sort_key(h):
            return cls(k, h, rho)
        return found

    def fdiff(self, argindex: int = 1) -> Expr:
        h, k, rho = self.args
        if argindex == 3:
            return exp(-(h**2 - 2 * rho * h * k + k**2) / (2 * (1 - rho**2))) / (2 * pi * sqrt(1 - rho**2))
        if argindex not in (1, 2):
            raise ArgumentIndexError(self, argindex)
        near, far = (h, k) if argindex == 1 else (k, h)
        return exp(-(near**2) / 2) / sqrt(2 * pi) * Phi((far - rho * near) / sqrt(1 - rho**2))

    def _eval_is_extended_real(self) -> bool | None:
        return True if all(arg.is_extended_real for arg in self.args) else None

    def _eval_is_finite(self) -> bool | None:
        return True if all(arg.is_extended_real for arg in self.args) else None

    def _eval_is_nonnegative(self) -> bool | None:
        return True if all(arg.is_extended_real for arg in self.args) else None

    def _eval_is_positive(self) -> bool | None:
        h, k, rho = self.args
        return True if h.is_real and k.is_real and (1 - rho**2).is_positive else None

    def _eval_conjugate(self) -> Expr:
        return self.func(*(arg.conjugate() for arg in self.args))

    @at_most(BY_QUADRATURE)
    def _eval_evalf(self, prec: int) -> Expr | None:
        if not all(arg.is_number and arg.is_extended_real for arg in self.args) or abs(self.args[2]) > 1:
            return None
        working = prec + GUARD + _lost(self.args[2]._to_mpmath(prec + GUARD))
        with mpmath.workprec(working):
            return Expr._from_mpmath(distribution(*(arg._to_mpmath(working) for arg in self.args)), prec)

    def _latex(self, printer: Any, exp: Any = None) -> str:
        power = "" if exp is None else f"^{{{exp}}}"
        h, k, rho = (printer._print(arg) for arg in self.args)
        return rf"\Phi_{{2}}{power}\left({h},{k};{rho}\right)"

    def _numpycode(self, printer: Any, **settings: Any) -> str:
        arguments = ", ".join(printer._print(arg) for arg in self.args)
        return f"{printer._module_format('derive.arrays.phi2')}({arguments})"

    _scipycode = _numpycode

    def _mpmathcode(self, printer: Any, **settings: Any) -> str:
        arguments = ", ".join(printer._print(arg) for arg in self.args)
        return f"{printer._module_format(f'{__name__}.at_working_precision')}({arguments})"

    def _eval_rewrite_as_OwensT(self, h: Expr, k: Expr, rho: Expr, **hints: Any) -> Expr:
        """Owen's formula for h k > 0 or h k < 0; the arcsine or an arctangent where one of them is 0, since T(0, a) = atan(a)/(2 pi)."""
        if h is S.Zero or k is S.Zero:
            w = k if h is S.Zero else h
            return Phi(w) / 2 - OwensT(w, -rho / sqrt(1 - rho**2))
        if (h * k).is_nonzero is None or (h * k).is_positive is None:
            return self
        width = sqrt(1 - rho**2)
        half = S.Zero if (h * k).is_positive else S.Half
        return (Phi(h) + Phi(k)) / 2 - OwensT(h, (k / h - rho) / width) - OwensT(k, (h / k - rho) / width) - half


def _special_correlation(h: Expr, k: Expr, rho: Expr) -> Expr | None:
    if rho is S.Zero:
        return Phi(h) * Phi(k)
    if rho is S.One:
        return Phi(Min(h, k))
    if rho is S.NegativeOne:
        return Phi(Max(h, -k)) - Phi(-k)
    return None


def at_working_precision(h: Any, k: Any, rho: Any) -> Any:
    """Phi2(h, k, rho) of real numbers with |rho| < 1, to the working precision of mpmath."""
    x, y, r = map(mpmath.mpmathify, (h, k, rho))
    with mpmath.workprec(mpmath.mp.prec + GUARD + _lost(r)):
        value = distribution(x, y, r)
    return +value


def _lost(rho: Any) -> int:
    """Bits that 1 - rho**2 loses."""
    return 2 * max(0, -int(mpmath.mag(1 - abs(rho)))) if abs(rho) < 1 else 0
