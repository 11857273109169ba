"""Expressions with other arguments, as they stand.

Sympy simplifies what it builds, for which it asks for signs and finiteness of all parts; that takes longer than the quadrature of the result. Programs of balls
need no simplified tree: equal parts are one node anyway.
"""

from __future__ import annotations

from sympy import Add, Expr, Function, Mul, Pow

LEFT_ALONE = (Add, Mul, Pow, Function)


def rebuilt(expr: Expr, arguments: tuple[Expr, ...]) -> Expr:
    """The expression with these arguments.

    >>> from sympy import Symbol, tanh
    >>> t = Symbol("t")
    >>> rebuilt(tanh(t), (-t,))
    tanh(-t)
    """
    if arguments == expr.args:
        return expr
    return expr.func(*arguments, evaluate=False) if isinstance(expr, LEFT_ALONE) else expr.func(*arguments)
