"""Sums of products, multiplied out without touching quotients and functions: sympy's `expand` turns exp(-x)/(1 + x^2) into one over a sum."""

from __future__ import annotations

from sympy import Add, Dummy, Expr, Mul, Pow, Symbol, expand


def summands(expr: Expr) -> list[Expr]:
    """The terms of an expression; negative powers and functions are left as they are.

    >>> from sympy import exp
    >>> from sympy.abc import x
    >>> sorted(map(str, summands((x + 1) * exp(-x) / (1 + x**2))))
    ['exp(-x)/(x**2 + 1)', 'x*exp(-x)/(x**2 + 1)']
    """
    names: dict[Expr, Symbol] = {}
    plain = expand(_opaque(expr, names))
    back = {letter: part for part, letter in names.items()}
    return [term.xreplace(back) for term in Add.make_args(plain) if term != 0]


def _opaque(expr: Expr, names: dict[Expr, Symbol]) -> Expr:
    if isinstance(expr, Add | Mul):
        return expr.func(*(_opaque(argument, names) for argument in expr.args))
    if isinstance(expr, Pow) and expr.exp.is_Integer and expr.exp > 0:
        return _opaque(expr.base, names) ** expr.exp
    if expr.is_Symbol or expr.is_Number:
        return expr
    return names.setdefault(expr, Dummy())
