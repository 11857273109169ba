"""The distribution function of a pair of standard normals.

    Phi2(h, k, rho) = P(X <= h, Y <= k),      E[XY] = rho,
    d/dh   = exp(-h**2/2)/sqrt(2 pi) Phi((k - rho h)/sqrt(1 - rho**2)),
    d/drho = exp(-(h**2 - 2 rho h k + k**2)/(2 (1 - rho**2)))/(2 pi sqrt(1 - rho**2))          (Plackett).
"""

from __future__ import annotations

from typing import Any

import mpmath
from sympy import Expr, Function, Max, Min, S, asin, exp, pi, sqrt
from sympy.core.function import ArgumentIndexError

from derive.language.special.normal_cdf import Phi


class Phi2(Function):  # type: ignore[misc]
    """P(X <= h, Y <= k) for standard normals X, Y of correlation rho.

    >>> from sympy.abc import h, k, rho
    >>> Phi2(0, 0, rho), Phi2(h, k, 0), Phi2(h, S.Infinity, rho)
    (asin(rho)/(2*pi) + 1/4, Phi(h)*Phi(k), Phi(h))
    >>> Phi2(0, 0, S.Half)
    1/3
    >>> Phi2(1, -1, S.Half).evalf(20)
    0.15487295185860278754
    """

    nargs = 3

    @classmethod
    def eval(cls, h: Expr, k: Expr, rho: Expr) -> Expr | None:
        if S.NaN in (h, k, rho):
            return S.NaN
        if S.NegativeInfinity in (h, k):
            return S.Zero
        if h is S.Infinity or k is S.Infinity:
            return Phi(k if h is S.Infinity else h)
        if h is S.Zero and k is S.Zero:
            return S.One / 4 + asin(rho) / (2 * pi)
        return _special_correlation(h, k, rho)

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

    def _eval_evalf(self, prec: int) -> Expr | None:
        if not all(arg.is_number and arg.is_extended_real for arg in self.args) or abs(self.args[2]) > 1:
            return None
        extra = 20
        for _ in range(12):  # the two parts of the value may cancel: ask for as many more bits as were lost
            with mpmath.workprec(prec + extra):
                value, scale = _by_plackett(*(arg._to_mpmath(prec + extra) for arg in self.args))
                lost = int(mpmath.ceil(mpmath.log(scale / abs(value), 2))) if value else prec + 2 * extra
            if lost + 15 <= extra:
                return Expr._from_mpmath(value, prec)
            extra = lost + 20
        return None

    def _latex(self, printer: Any, exp: Any = None) -> str:
        power = "" if exp is None else f"^{{{exp}}}"
        h, k, rho = (printer._print(arg) for arg in self.args)
        return rf"\Phi_{{2}}{power}\left({h},{k};{rho}\right)"


def _special_correlation(h: Expr, k: Expr, rho: Expr) -> Expr | None:
    if rho is S.Zero:
        return Phi(h) * Phi(k)
    if rho is S.One:
        return Phi(Min(h, k))
    if rho is S.NegativeOne:
        return Max(0, Phi(h) + Phi(k) - 1)
    return None


def _by_plackett(h: Any, k: Any, rho: Any) -> tuple[Any, Any]:
    """Phi(h) Phi(k) + 1/(2 pi) * integral over 0..asin(rho) of exp(-(h**2 + k**2 - 2 h k sin t)/(2 cos(t)**2)) dt, and the
    size of the larger part.
    """

    def integrand(t: Any) -> Any:
        cosine = mpmath.cos(t)
        return mpmath.exp(-(h * h + k * k - 2 * h * k * mpmath.sin(t)) / (2 * cosine * cosine)) if cosine else mpmath.mpf(0)

    product = mpmath.ncdf(h) * mpmath.ncdf(k)
    correction = mpmath.quad(integrand, mpmath.linspace(0, mpmath.asin(rho), 5)) / (2 * mpmath.pi)
    return product + correction, max(product, abs(correction))
