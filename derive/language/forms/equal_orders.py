"""Equality of two functions of an order n = 0, 1, 2, ..., decided in the normal form.

Below the largest number that n is compared with, one by one; above, for n = 2 m + k and n = 2 m + k + 1 separately, with factorials written as Gamma
functions of m:

    w! = Gamma(w + 1),     w!! = 2^(w/2) Gamma(w/2 + 1) sqrt(2/pi)^(w odd),     (x)_w = Gamma(x + w)/Gamma(x),
    Gamma(2 w) = 4^w Gamma(w) Gamma(w + 1/2)/(2 sqrt(pi)).
"""

from __future__ import annotations

from sympy import Expr, Integer, Piecewise, Pow, RisingFactorial, S, Symbol, expand, factorial, factorial2, gamma, pi, sqrt
from sympy.core.relational import Relational

from derive.language.forms.normalize import equal_forms

LARGEST = 40
half = Symbol("m", integer=True, nonnegative=True)


def equal_for_all(a: Expr, b: Expr, order: Symbol) -> bool:
    """Whether a = b for every whole order from 0 on follows in the normal form (False: not proved)."""
    last = max((abs(int(part)) for expr in (a, b) for part in _compared(expr)), default=0) + 2
    last += last % 2
    if last > LARGEST:
        return False
    if not all(equal_forms(a.subs(order, n), b.subs(order, n)) for n in range(last)):
        return False
    return all(_equal_beyond(a, b, order, last + parity) for parity in (0, 1))


def _compared(expr: Expr) -> set[Integer]:
    """The numbers in conditions."""
    return {number for condition in expr.atoms(Relational) for number in condition.atoms(Integer)}


def _equal_beyond(a: Expr, b: Expr, order: Symbol, first: int) -> bool:
    values = [_in_gammas(expr.subs(order, 2 * half + first)) for expr in (a, b)]
    return not any(value.has(Piecewise) for value in values) and equal_forms(*values)


def _in_gammas(expr: Expr) -> Expr:
    found = expr.replace(factorial, lambda w: gamma(w + 1)).replace(factorial2, _double_factorial)
    found = found.replace(RisingFactorial, lambda w, k: gamma(w + k) / gamma(w))
    return found.replace(gamma, _duplicated).replace(lambda e: isinstance(e, Pow) and e.base == -1, _sign)


def _double_factorial(w: Expr) -> Expr:
    """w!! for w = 2 m + j."""
    odd = bool(expand(w).subs(half, 0) % 2)
    return 2 ** (w / 2) * gamma(w / 2 + 1) * (sqrt(2 / pi) if odd else S.One)


def _duplicated(w: Expr) -> Expr:
    w = expand(w)
    if w.coeff(half, 1) != 2:
        return gamma(w)
    return 2 ** (w - 1) * gamma(expand(w / 2)) * gamma(expand(w / 2 + S.Half)) / sqrt(pi)


def _sign(power: Expr) -> Expr:
    """(-1)^(j m + k) by the parities of j and k."""
    exponent = expand(power.exp)
    slope, constant = exponent.coeff(half, 1), exponent.subs(half, 0)
    if not (slope.is_Integer and constant.is_Integer and exponent == slope * half + constant):
        return power
    return Integer(-1) ** (constant % 2) * (Pow(-1, half) if slope % 2 else S.One)
