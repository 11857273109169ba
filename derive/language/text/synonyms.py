"""Elementary functions that are written in the few that the house knows: tan(w) is read as sin(w)/cos(w).

A function and what it is read as are equal wherever either is real, but for single points: acot(0), and sinc(0) = 1 as the limit.
`sinc` is sympy's, sin(w)/w without pi; `cbrt` is the real root.
"""

from __future__ import annotations

from collections.abc import Callable

import sympy
from sympy import Abs, Expr, Rational, S, atan, cos, cosh, exp, expand, factor, log, pi, sign, sin, sinh, sqrt
from sympy.codegen.cfunctions import expm1, log1p

Meaning = Callable[[Expr], Expr]
LARGEST = 60  # operations of a function that is factored


def _asin(w: Expr) -> Expr:
    return 2 * atan(w / (1 + sqrt(_factored(1 - w)) * sqrt(_factored(1 + w))))


def _acos(w: Expr) -> Expr:
    return 2 * atan(sqrt(_factored(1 - w)) / sqrt(_factored(1 + w)))


def _factored(w: Expr) -> Expr:
    """1 - 1/(1 + x^2) as x^2/(1 + x^2), whose sign is seen."""
    return factor(w) if w.is_rational_function() and w.count_ops() < LARGEST else w


MEANINGS: dict[type[Expr], Meaning] = {
    sympy.tan: lambda w: sin(w) / cos(w),
    sympy.cot: lambda w: cos(w) / sin(w),
    sympy.sec: lambda w: 1 / cos(w),
    sympy.csc: lambda w: 1 / sin(w),
    sympy.sinc: lambda w: sin(w) / w if w != 0 else S.One,
    sympy.sech: lambda w: 1 / cosh(w),
    sympy.csch: lambda w: 1 / sinh(w),
    sympy.coth: lambda w: cosh(w) / sinh(w),
    sympy.asin: _asin,
    sympy.acos: _acos,
    sympy.acot: lambda w: pi / 2 * sign(w) - atan(w),
    sympy.acosh: lambda w: log(w + sqrt(expand(w**2 - 1))),
    sympy.atanh: lambda w: log((1 + w) / (1 - w)) / 2,
    log1p: lambda w: log(1 + w),
    expm1: lambda w: exp(w) - 1,
}


def written(function: type[Expr], w: Expr) -> Expr:
    """What a call is read as; the value where sympy has one, as of asin(1/2)."""
    value = function(w)
    return MEANINGS[function](w) if value.has(*MEANINGS) else value


def cbrt(w: Expr) -> Expr:
    """The real cube root."""
    return sign(w) * Abs(w) ** Rational(1, 3)


def meaning(expr: Expr) -> Expr:
    """The expression with each such function written out.

    >>> from sympy import tan, tanh, Symbol
    >>> meaning(tan(tanh(Symbol("x"))))
    sin(tanh(x))/cos(tanh(x))
    """
    return expr.replace(lambda part: part.func in MEANINGS, lambda part: written(part.func, *part.args))
