"""The Goodwin-Staton integral.

    G(z) = integral over 0..oo of exp(-s**2)/(s + z) ds,  z > 0,        G'(z) = sqrt(pi) - 1/z - 2 z G(z),
    G(z) = exp(-z**2) (pi erfi(z) - Ei(z**2))/2                                                          (DLMF 7.2.12, 7.5.13).

It is what a real pole off the support leaves under a normal law: E[1{Z > 0}/(Z + t)] = G(t/sqrt(2))/sqrt(2 pi).
"""

from __future__ import annotations

from typing import Any

import mpmath
from sympy import Ei, Expr, Function, S, erfi, exp, pi, sqrt
from sympy.core.function import ArgumentIndexError

from derive.language.special.precision_limit import BY_SERIES, at_most

GUARD = 20
SPECIAL_VALUES = {S.Zero: S.Infinity, S.Infinity: S.Zero, S.NaN: S.NaN}


class GoodwinStaton(Function):  # type: ignore[misc]
    """The integral of exp(-s^2)/(s + z) over s > 0; positive and decreasing in z > 0.

    >>> from sympy.abc import z
    >>> GoodwinStaton(z).diff(z), GoodwinStaton(S.Infinity)
    (-2*z*GoodwinStaton(z) + sqrt(pi) - 1/z, 0)
    >>> GoodwinStaton(1).evalf(20), GoodwinStaton(1).rewrite(Ei).evalf(20)
    (0.60513365250334458174, 0.60513365250334458174)
    """

    nargs = 1

    @classmethod
    def eval(cls, z: Expr) -> Expr | None:
        return SPECIAL_VALUES.get(z)

    def fdiff(self, argindex: int = 1) -> Expr:
        if argindex != 1:
            raise ArgumentIndexError(self, argindex)
        z = self.args[0]
        return sqrt(pi) - 1 / z - 2 * z * self

    def _eval_rewrite_as_Ei(self, z: Expr, **hints: Any) -> Expr:
        return exp(-(z**2)) * (pi * erfi(z) - Ei(z**2)) / 2

    _eval_rewrite_as_erfi = _eval_rewrite_as_Ei

    def _eval_is_extended_real(self) -> bool | None:
        return True if self.args[0].is_extended_nonnegative else None

    def _eval_is_finite(self) -> bool | None:
        return True if self.args[0].is_extended_positive else None

    def _eval_is_positive(self) -> bool | None:
        return True if self.args[0].is_positive else None

    def _eval_is_nonnegative(self) -> bool | None:
        return True if self.args[0].is_extended_positive else None

    @at_most(BY_SERIES)
    def _eval_evalf(self, prec: int) -> Expr | None:
        if not (self.args[0].is_number and self.args[0].is_positive):
            return None
        with mpmath.workprec(prec + GUARD):
            z = self.args[0]._to_mpmath(prec + GUARD)
            w = z * z
            return Expr._from_mpmath((mpmath.pi * mpmath.erfi(z) - mpmath.ei(w)) * mpmath.exp(-w) / 2, prec)

    def _latex(self, printer: Any, exp: Any = None) -> str:
        power = "" if exp is None else f"^{{{exp}}}"
        return rf"G{power}\left({printer._print(self.args[0])}\right)"

    def _numpycode(self, printer: Any, **settings: Any) -> str:
        return f"{printer._module_format('derive.arrays.goodwin_staton')}({printer._print(self.args[0])})"

    _scipycode = _numpycode

    def _mpmathcode(self, printer: Any, **settings: Any) -> str:
        return str(printer._print(self.rewrite(Ei)))
