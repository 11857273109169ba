r"""Tricomi's confluent hypergeometric function.

    U(a, b, z) = 1/Gamma(a) * integral over 0..oo of exp(-z t) t**(a-1) (1+t)**(b-a-1) dt,  a, z > 0,        U' = -a U(a+1, b+1, z)      (DLMF 13.4.4, 13.3.22)

It is what a real power of 1 + x**2 leaves under a normal law: E[(Z**2 + s)**p] = s**(p + 1/2) U(1/2, p + 3/2, s/2)/sqrt(2).
"""

from __future__ import annotations

from typing import Any

import mpmath
from sympy import Expr, Function, S, hyper
from sympy.core.function import ArgumentIndexError

from derive.language.special.precision_limit import BY_QUADRATURE, at_most

GUARD = 20


class TricomiU(Function):  # type: ignore[misc]
    """U(a, b, z), positive for a, z > 0. Its derivatives in a and b have no formula and stay as they are written.

    >>> from sympy.abc import a, b, z
    >>> TricomiU(0, b, z), TricomiU(a, a + 1, z), TricomiU(a, b, z).diff(z)
    (1, z**(-a), -a*TricomiU(a + 1, b + 1, z))
    >>> TricomiU(S.Half, S(2)/3, 2).evalf(20)
    0.61141265457305844611
    """

    nargs = 3

    @classmethod
    def eval(cls, a: Expr, b: Expr, z: Expr) -> Expr | None:
        if a is S.Zero:
            return S.One
        return z**-a if (b - a - 1).is_zero else None

    def fdiff(self, argindex: int = 3) -> Expr:
        a, b, z = self.args
        if argindex != 3:
            raise ArgumentIndexError(self, argindex)
        return -a * TricomiU(a + 1, b + 1, z)

    def _eval_is_extended_real(self) -> bool | None:
        a, b, z = self.args
        return True if a.is_real and b.is_real and z.is_positive else None

    def _eval_is_finite(self) -> bool | None:
        return self._eval_is_extended_real()

    def _eval_is_positive(self) -> bool | None:
        a, b, z = self.args
        return True if a.is_positive and b.is_real and z.is_positive else None

    @at_most(BY_QUADRATURE)
    def _eval_evalf(self, prec: int) -> Expr | None:
        if not all(arg.is_number and arg.is_real for arg in self.args):
            return None
        with mpmath.workprec(prec + GUARD):
            return Expr._from_mpmath(mpmath.hyperu(*(arg._to_mpmath(prec + GUARD) for arg in self.args)), prec)

    def _eval_rewrite_as_hyper(self, a: Expr, b: Expr, z: Expr, **hints: Any) -> Expr:
        """As the function that the asymptotic series belongs to (DLMF 13.6.21)."""
        return z**-a * hyper((a, a - b + 1), (), -1 / z)

    def _latex(self, printer: Any, exp: Any = None) -> str:
        power = "" if exp is None else f"^{{{exp}}}"
        return rf"U{power}\left({','.join(printer._print(arg) for arg in self.args)}\right)"

    def _numpycode(self, printer: Any, **settings: Any) -> str:
        return f"{printer._module_format('scipy.special.hyperu')}({', '.join(printer._print(arg) for arg in self.args)})"

    _scipycode = _numpycode

    def _mpmathcode(self, printer: Any, **settings: Any) -> str:
        return f"{printer._module_format('mpmath.hyperu')}({', '.join(printer._print(arg) for arg in self.args)})"
