"""Limits by sympy, which fails in several ways."""

from __future__ import annotations

from sympy import Expr, Limit, PoleError, Symbol, limit

FAILURES = (NotImplementedError, ValueError, TypeError, AttributeError, ArithmeticError, RecursionError, PoleError)


def found_limit(expr: Expr, symbol: Symbol, place: Expr, direction: str = "+") -> Expr | None:
    """The limit as the symbol goes to a place, from the right unless the direction is "-"; None where sympy finds none.

    >>> from sympy import exp, oo, sin
    >>> a, x = Symbol("a", positive=True), Symbol("x", real=True)
    >>> found_limit(sin(x) / x, x, 0), found_limit(x * exp(x), x, -oo), found_limit(a * x ** (a - 1) * exp(x**a), x, 0)
    (1, 0, None)
    """
    try:
        found = limit(expr, symbol, place, direction)
    except FAILURES:
        return None
    return None if found.has(Limit) else found
