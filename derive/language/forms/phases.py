"""Sums of products of sines as sines of sums: sin(1) cos(2) + cos(1) sin(2) is sin(3)."""

from __future__ import annotations

from sympy import Add, Expr, Mul, cos, sin
from sympy.simplify.fu import TR8

from derive.language.forms.cost import cost


def in_phases(expr: Expr) -> Expr:
    """The expression with each sum of products of sines written by the addition theorems, where that costs less.

    >>> from sympy import Symbol, exp
    >>> a = Symbol("a")
    >>> in_phases(exp(a) * (sin(1) * cos(a) + cos(1) * sin(a))), in_phases(sin(a) + cos(1))
    (exp(a)*sin(a + 1), sin(a) + cos(1))
    """
    if not expr.has(sin, cos):
        return expr
    found: Expr = expr.replace(_has_products, lambda total: min((total, TR8(total)), key=cost))
    return found


def _has_products(expr: Expr) -> bool:
    """A sum, in one of whose terms two sines are multiplied."""
    return isinstance(expr, Add) and any(sum(isinstance(factor, sin | cos) for factor in Mul.make_args(term)) > 1 for term in expr.args)
