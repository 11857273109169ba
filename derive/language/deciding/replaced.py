"""Letters replaced by numbers, so that a singularity stays one.

Sympy's `subs` takes the letters one after the other, and 0 times anything that it does not know to be infinite is 0: at c = 1 it makes 0 of
sqrt(1 - c^2) exp(a/(1 - c^2)).
"""

from __future__ import annotations

from collections.abc import Mapping

from sympy import Basic, Expr, Mul, S

INFINITE = (S.NaN, S.ComplexInfinity, S.Infinity, S.NegativeInfinity)


def replaced(expr: Basic, values: Mapping[Expr, Expr]) -> Basic:
    """The expression with all its letters replaced at once, from the leaves upwards; 0 times what has an infinity in it is nan.

    Functions of sympy that refuse an infinity met on the way raise ValueError, TypeError or ZeroDivisionError.

    >>> from sympy import Symbol, exp, sqrt
    >>> a, c = Symbol("a"), Symbol("c")
    >>> replaced(sqrt(1 - c**2) * exp(a / (1 - c**2)), {c: S.One})
    nan
    """
    if not expr.args:
        return values.get(expr, expr)
    arguments = tuple(replaced(argument, values) for argument in expr.args)
    if isinstance(expr, Mul) and S.Zero in arguments and any(argument.has(*INFINITE) for argument in arguments):
        return S.NaN
    return expr if arguments == expr.args else expr.func(*arguments)
