r"""Partial sums of a generating function of Hermite's polynomials.

    S_n(b, h) = sum_(k < n) b^(n-1-k) He_k(h),        S_(n+1) = b S_n + He_n(h),        S_0 = 0,
    dS_n/dh = h S_n - S_(n+1) + b^n,        b dS_n/db = n S_n - dS_(n+1)/dh        (k He_(k-1) = h He_k - He_(k+1)).

They are what an exponential beyond a knot leaves in a Hermite coefficient, Z and h standard normal:

    E[exp(b Z) 1{Z > h} He_n(Z)] = b^n exp(b^2/2) Phi(b - h) + exp(b h - h^2/2)/sqrt(2 pi) S_n(b, h).

For h = 0 the right side is an incomplete gamma function. Else S_n is no r(n) He_n(h) + s(n) He_(n+1)(h) + c b^n with rational r and s: its recurrence would be

    (n+2) s(n+2) - b h s(n+1) + b^2 s(n) = -1,

where s(n) alone is infinite at a pole that is the largest of its class modulo 1, so that s is a polynomial, and (n+2) s(n+2) alone of the highest degree.
"""

from __future__ import annotations

from typing import Any

import mpmath
from sympy import Expr, Function, expand
from sympy.core.function import ArgumentIndexError

from derive.language.special.precision_limit import BY_SERIES, at_most

GUARD = 30
LISTED = 6


class HermiteSum(Function):  # type: ignore[misc]
    """sum of b^(n-1-k) He_k(h) over k = 0, ..., n - 1, a polynomial in b and h for every whole n >= 0. Its derivative in n has no meaning.

    >>> from sympy.abc import b, h, n
    >>> HermiteSum(0, b, h), HermiteSum(3, b, h)
    (0, b**2 + b*h + h**2 - 1)
    >>> HermiteSum(n, b, h).diff(h)
    b**n + h*HermiteSum(n, b, h) - HermiteSum(n + 1, b, h)
    >>> HermiteSum(20, b, 2).subs(b, 0.5).evalf(20)
    -218266432.32089042664
    """

    nargs = 3

    @classmethod
    def eval(cls, n: Expr, b: Expr, h: Expr) -> Expr | None:
        return expand(partial_sum(int(n), b, h)) if n.is_Integer and 0 <= n <= LISTED else None

    def fdiff(self, argindex: int = 1) -> Expr:
        n, b, h = self.args
        if argindex == 3:
            return h * self - HermiteSum(n + 1, b, h) + b**n
        if argindex == 2:
            return (n * self - HermiteSum(n + 1, b, h).diff(h)) / b
        raise ArgumentIndexError(self, argindex)

    def _eval_is_extended_real(self) -> bool | None:
        return True if all(arg.is_real for arg in self.args) else None

    _eval_is_finite = _eval_is_extended_real

    @at_most(BY_SERIES)
    def _eval_evalf(self, prec: int) -> Expr | None:
        n, b, h = self.args
        if not (n.is_Integer and n >= 0 and b.is_number and h.is_number):
            return None
        with mpmath.workprec(prec + GUARD + 8 * int(n)):
            working = mpmath.mp.prec
            return Expr._from_mpmath(partial_sum(int(n), b._to_mpmath(working), h._to_mpmath(working)), prec)

    def _latex(self, printer: Any, exp: Any = None) -> str:
        n, b, h = self.args
        letter = next(name for name in ("k", "j", "i", "l") if name not in {str(symbol) for symbol in self.free_symbols})
        power = rf"\left({printer._print(b)}\right)^{{{printer._print(n - 1)}-{letter}}}"
        whole = rf"\sum_{{{letter}=0}}^{{{printer._print(n - 1)}}}{power}\,\mathrm{{He}}_{{{letter}}}\left({printer._print(h)}\right)"
        return rf"\left({whole}\right)" if exp is None else rf"\left({whole}\right)^{{{exp}}}"

    def _numpycode(self, printer: Any, **settings: Any) -> str:
        n, b, h = (printer._print(arg) for arg in self.args)
        return f"{printer._module_format('derive.arrays.hermite_partial_sum')}({n}, {b}, {h})"

    _scipycode = _numpycode

    def _mpmathcode(self, printer: Any, **settings: Any) -> str:
        n, b, h = (printer._print(arg) for arg in self.args)
        return f"{printer._module_format(f'{__name__}.partial_sum')}(int({n}), {b}, {h})"


def partial_sum(n: int, b: Any, h: Any) -> Any:
    """S_n(b, h) by its recurrence, in the arithmetic of b and h."""
    total: Any = 0
    before: Any = 0
    now: Any = 1
    for k in range(n):
        total = total * b + now
        before, now = now, h * now - k * before
    return total
