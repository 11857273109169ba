"""Bounds of an expression on an interval by exact interval arithmetic: sin is in [-1, 1], exp is positive, squares are not negative.

The bounds are sympy numbers, infinities allowed; they hold but need not be attained.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce

import sympy
from sympy import Add, Expr, Integer, Mul, Pow, Rational, Symbol, exp, log, oo, pi

from derive.language.deciding.order import LARGEST_EXPONENT, compare, constant_sign
from derive.language.errors import DeriveError
from derive.language.special import Phi

Range = tuple[Expr, Expr]
EVERYTHING: Range = (-oo, oo)


def bounds(expr: Expr, x: Symbol, interval: Range = EVERYTHING) -> Range:
    """Numbers between which the expression stays while x is in the interval.

    >>> from derive.language.symbols import x
    >>> bounds(2 + sympy.sin(x)**3, x), bounds(1/(1 + exp(-x)), x)
    ((1, 3), (0, 1))
    """
    try:
        return _bounds(expr, x, interval)
    except DeriveError:
        return EVERYTHING


def _bounds(expr: Expr, x: Symbol, interval: Range) -> Range:
    if expr == x:
        return interval
    if not expr.has(x):
        return expr, expr
    if isinstance(expr, Add):
        return reduce(_plus, (_bounds(arg, x, interval) for arg in expr.args))
    if isinstance(expr, Mul):
        return reduce(_times, (_bounds(arg, x, interval) for arg in expr.args))
    if isinstance(expr, Pow) and not expr.exp.has(x):
        return _power(_bounds(expr.base, x, interval), expr.exp)
    if expr.func in INCREASING:
        return _monotone(INCREASING[expr.func], _bounds(expr.args[0], x, interval))
    if isinstance(expr, sympy.erfc):
        low, high = _monotone(sympy.erf, _bounds(expr.args[0], x, interval))
        return 1 - high, 1 - low
    if isinstance(expr, sympy.sin | sympy.cos):
        return _wave(expr.func, _bounds(expr.args[0], x, interval))
    if isinstance(expr, sympy.cosh):
        return Integer(1), oo
    return (Integer(0), oo) if expr.is_nonnegative else EVERYTHING


def _logarithm(w: Expr) -> Expr:
    if w is oo:
        return oo
    return log(w) if constant_sign(w) == 1 else -oo


def _exponential(w: Expr) -> Expr:
    """exp(w), where a huge bound is replaced by infinity."""
    return oo if w.is_number and w.is_finite and compare(w, Integer(LARGEST_EXPONENT)) > 0 else exp(w)


INCREASING: dict[type, Callable[[Expr], Expr]] = {
    exp: _exponential,
    log: _logarithm,
    sympy.tanh: sympy.tanh,
    sympy.erf: sympy.erf,
    sympy.atan: lambda w: pi / 2 if w is oo else -pi / 2 if w is -oo else sympy.atan(w),
    sympy.sinh: sympy.sinh,
    sympy.asinh: sympy.asinh,
    Phi: Phi,
}


def _monotone(function: Callable[[Expr], Expr], inner: Range) -> Range:
    low, high = function(inner[0]), function(inner[1])
    return (Integer(0) if low is oo else low), high


def _wave(function: Callable[[Expr], Expr], inner: Range) -> Range:
    """Of sin or cos: the values at both ends, and 1 or -1 where one is taken in between."""
    extremes = half_turns(inner, Rational(-1, 2) if function is sympy.sin else Integer(0))
    if extremes is None or len(extremes) > 1:
        return Integer(-1), Integer(1)
    values = [function(end) for end in inner] + [Integer(-1) ** k for k in extremes]
    return _least(values), _greatest(values)


def half_turns(inner: Range, shift: Expr) -> range | None:
    """The whole numbers k with (k - shift) pi inside the bounds; None where these are not two numbers.

    >>> half_turns((Integer(-1), Integer(4)), Integer(0)), half_turns((Integer(0), Integer(1)), Rational(1, 2)), half_turns(EVERYTHING, Integer(0))
    (range(0, 2), range(1, 1), None)
    """
    if not all(end.is_number and end.is_finite for end in inner):
        return None
    low, high = (end / pi + shift for end in inner)
    return range(int(sympy.ceiling(low)), int(sympy.floor(high)) + 1)


def _plus(a: Range, b: Range) -> Range:
    return a[0] + b[0], a[1] + b[1]


def _times(a: Range, b: Range) -> Range:
    products = [_product(u, v) for u in a for v in b]
    return _least(products), _greatest(products)


def _product(u: Expr, v: Expr) -> Expr:
    """u v, where 0 times infinity is 0, as it must be for bounds."""
    return Integer(0) if u.is_zero or v.is_zero else u * v


def _power(inner: Range, exponent: Expr) -> Range:
    low, high = inner
    if exponent.is_integer and exponent.is_even and exponent.is_positive:
        if constant_sign(low) in (0, 1):
            return low**exponent, high**exponent
        return Integer(0), _greatest([low**exponent, high**exponent])
    if exponent.is_integer and exponent.is_positive:
        return low**exponent, high**exponent
    if constant_sign(low) not in (0, 1):
        return (Integer(0), oo) if exponent.is_even or not exponent.is_integer else EVERYTHING
    if exponent.is_positive:
        return low**exponent, high**exponent
    if exponent.is_negative:
        return (Integer(0) if high is oo else high**exponent), (oo if low.is_zero else low**exponent)
    return Integer(0), oo


def _least(values: list[Expr]) -> Expr:
    return reduce(lambda a, b: a if compare(a, b) <= 0 else b, values)


def _greatest(values: list[Expr]) -> Expr:
    return reduce(lambda a, b: a if compare(a, b) >= 0 else b, values)
