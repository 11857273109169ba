"""Owen's T function.

    T(h, a) = 1/(2 pi) * integral over 0..a of exp(-h**2 (1 + t**2)/2)/(1 + t**2) dt,

for h, a > 0 the probability P(X > h, 0 < Y < a X) of independent standard normal X, Y.
"""

from __future__ import annotations

from typing import Any

import mpmath
from sympy import Expr, Function, S, atan, erf, erfc, exp, pi, sqrt
from sympy.core.function import ArgumentIndexError

from derive.language.special.normal_cdf import Phi
from derive.language.special.precision_limit import BY_QUADRATURE, at_most


class OwensT(Function):  # type: ignore[misc]
    """The probability of a wedge beyond h, an odd function of a and an even one of h.

    >>> from sympy.abc import a, h
    >>> OwensT(0, a), OwensT(h, 1), OwensT(h, a).diff(a)
    (atan(a)/(2*pi), (1 - Phi(h))*Phi(h)/2, exp(-h**2*(a**2 + 1)/2)/(2*pi*(a**2 + 1)))
    >>> OwensT(-h, -a)
    -OwensT(h, a)
    """

    nargs = 2

    @classmethod
    def eval(cls, h: Expr, a: Expr) -> Expr | None:
        if a is S.Zero or h in (S.Infinity, S.NegativeInfinity):
            return S.Zero
        if h is S.Zero:
            return atan(a) / (2 * pi)
        if a in (S.One, S.NegativeOne):
            return a * Phi(h) * (1 - Phi(h)) / 2
        if a in (S.Infinity, S.NegativeInfinity):
            return (1 if a is S.Infinity else -1) * erfc(abs(h) / sqrt(2)) / 4
        if a.could_extract_minus_sign():
            return -cls(h, -a)
        return cls(-h, a) if h.could_extract_minus_sign() else None

    def fdiff(self, argindex: int = 1) -> Expr:
        h, a = self.args
        if argindex == 1:
            return -exp(-(h**2) / 2) * erf(a * h / sqrt(2)) / (2 * sqrt(2 * pi))
        if argindex == 2:
            return exp(-(h**2) * (1 + a**2) / 2) / (2 * pi * (1 + a**2))
        raise ArgumentIndexError(self, argindex)

    def _eval_is_extended_real(self) -> bool | None:
        return True if all(arg.is_extended_real for arg in self.args) else None

    def _eval_is_positive(self) -> bool | None:
        return True if self.args[0].is_real and self.args[1].is_positive else None

    def _eval_conjugate(self) -> Expr:
        return self.func(*(arg.conjugate() for arg in self.args))

    @at_most(BY_QUADRATURE)
    def _eval_evalf(self, prec: int) -> Expr | None:
        if not all(arg.is_number and arg.is_extended_real for arg in self.args):
            return None
        with mpmath.workprec(prec + 20):
            return Expr._from_mpmath(_by_angle(*(arg._to_mpmath(prec + 20) for arg in self.args)), prec)

    def _latex(self, printer: Any, exp: Any = None) -> str:
        power = "" if exp is None else f"^{{{exp}}}"
        return rf"T{power}\left({printer._print(self.args[0])},{printer._print(self.args[1])}\right)"

    def _numpycode(self, printer: Any, **settings: Any) -> str:
        arguments = ", ".join(printer._print(arg) for arg in self.args)
        return f"{printer._module_format('scipy.special.owens_t')}({arguments})"

    _scipycode = _numpycode

    def _mpmathcode(self, printer: Any, **settings: Any) -> str:
        arguments = ", ".join(printer._print(arg) for arg in self.args)
        return f"{printer._module_format(f'{__name__}.at_working_precision')}({arguments})"


def at_working_precision(h: Any, a: Any) -> Any:
    """T(h, a) of real numbers, h not 0, to the working precision of mpmath."""
    with mpmath.workprec(mpmath.mp.prec + 20):
        value = _by_angle(*map(mpmath.mpmathify, (h, a)))
    return +value


def _by_angle(h: Any, a: Any) -> Any:
    """exp(-h**2/2)/(2 pi) * integral over 0..atan(a) of exp(-h**2 tan(t)**2/2) dt, of width 1/h."""
    end = mpmath.atan(abs(a))
    reach = mpmath.sqrt(2 * mpmath.mp.prec) / abs(h)
    nodes = [mpmath.atan(reach * j / 8) for j in range(9)]
    inside = [node for node in nodes if node < end] + [min(end, nodes[-1])]
    if h * h < 1:
        inside = [mpmath.mpf(0), end / 2, end]
    total = mpmath.quad(lambda t: mpmath.exp(-((h * mpmath.tan(t)) ** 2) / 2), inside, maxdegree=8)
    return mpmath.sign(a) * mpmath.exp(-h * h / 2) * total / (2 * mpmath.pi)
