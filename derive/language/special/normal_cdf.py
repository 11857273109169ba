"""The standard normal distribution function.

Phi(x) = P(Z <= x) = erfc(-x/sqrt(2))/2,        Phi'(x) = exp(-x**2/2)/sqrt(2 pi),        Phi(-x) = 1 - Phi(x).
"""

from __future__ import annotations

from typing import Any

import mpmath
from sympy import Expr, Function, S, erf, erfc, erfinv, exp, pi, sqrt
from sympy.core.function import ArgumentIndexError

from derive.language.special.precision_limit import BY_SERIES, at_most

SPECIAL_VALUES = {S.NegativeInfinity: S.Zero, S.Zero: S.Half, S.Infinity: S.One, S.NaN: S.NaN}


class Phi(Function):  # type: ignore[misc]
    """P(Z <= x) for a standard normal Z; evaluates itself at 0, at infinity and at quantiles sqrt(2) erfinv(y) only.

    >>> from sympy.abc import x
    >>> Phi(sqrt(2) * erfinv(-S.Half))
    1/4
    >>> Phi(0), Phi(x).diff(x), Phi(x).rewrite(erf)
    (1/2, sqrt(2)*exp(-x**2/2)/(2*sqrt(pi)), erf(sqrt(2)*x/2)/2 + 1/2)
    >>> Phi(-40).evalf(10)
    3.655893541e-350
    """

    nargs = 1

    @classmethod
    def eval(cls, x: Expr) -> Expr | None:
        if x.has(erfinv) and not (value := erf(x / sqrt(2))).has(erf):
            return (1 + value) / 2
        return SPECIAL_VALUES.get(x)

    def fdiff(self, argindex: int = 1) -> Expr:
        if argindex != 1:
            raise ArgumentIndexError(self, argindex)
        return exp(-(self.args[0] ** 2) / 2) / sqrt(2 * pi)

    def _eval_rewrite_as_erf(self, x: Expr, **hints: Any) -> Expr:
        return (1 + erf(x / sqrt(2))) / 2

    def _eval_rewrite_as_erfc(self, x: Expr, **hints: Any) -> Expr:
        return erfc(-x / sqrt(2)) / 2

    def _eval_is_extended_real(self) -> bool | None:
        return True if self.args[0].is_extended_real else None

    def _eval_is_finite(self) -> bool | None:
        return True if self.args[0].is_extended_real else None

    def _eval_is_positive(self) -> bool | None:
        return True if self.args[0].is_real else None

    def _eval_is_nonnegative(self) -> bool | None:
        return True if self.args[0].is_extended_real else None

    def _eval_conjugate(self) -> Expr:
        return self.func(self.args[0].conjugate())

    @at_most(BY_SERIES)
    def _eval_evalf(self, prec: int) -> Expr | None:
        try:
            x = self.args[0]._to_mpmath(prec + 20)
        except ValueError:
            return None
        with mpmath.workprec(prec + 20):
            return Expr._from_mpmath(mpmath.erfc(-x / mpmath.sqrt(2)) / 2, prec)

    def _latex(self, printer: Any, exp: Any = None) -> str:
        power = "" if exp is None else f"^{{{exp}}}"
        return rf"\Phi{power}\left({printer._print(self.args[0])}\right)"

    def _numpycode(self, printer: Any, **settings: Any) -> str:
        return f"{printer._module_format('scipy.special.ndtr')}({printer._print(self.args[0])})"

    _scipycode = _numpycode

    def _mpmathcode(self, printer: Any, **settings: Any) -> str:
        return f"{printer._module_format('mpmath.ncdf')}({printer._print(self.args[0])})"
