"""Which of several conditions p > 0 say something? The others follow from them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from sympy import Expr, S, expand

from derive.language.deciding.consequence import follows_from

Condition = TypeVar("Condition")


def strongest(conditions: Iterable[Condition], expression: Callable[[Condition], Expr]) -> tuple[Condition, ...]:
    """The conditions expression(condition) > 0 without repetitions, and without those that follow from another one.

    >>> from sympy import symbols
    >>> a, b = symbols("a b")
    >>> strongest([2*a - 1, a - 1, b, 3*a], lambda e: e)
    (a - 1, b)
    """
    kept: list[Condition] = []
    for condition in dict.fromkeys(conditions):
        if not any(follows(expression(condition), expression(other)) for other in kept):
            kept = [other for other in kept if not follows(expression(other), expression(condition))] + [condition]
    return tuple(kept)


def independent(conditions: Iterable[Condition], expression: Callable[[Condition], Expr]) -> tuple[Condition, ...]:
    """The conditions expression(condition) > 0 without those that follow from the others together; the longest are left out first.

    >>> from sympy import Symbol
    >>> c, q = Symbol("c", real=True), Symbol("q", positive=True)
    >>> independent([2 - q + c*q, 2 - q - c*q, 2 - q + c**2*q, c], lambda e: e)
    (c*q - q + 2, -c*q - q + 2, c)
    """
    kept = list(conditions)
    for condition in sorted(kept, key=lambda one: -expression(one).count_ops()):
        others = [expression(other) for other in kept if other is not condition]
        if others and follows_from(expression(condition), others):
            kept = [other for other in kept if other is not condition]
    return tuple(kept)


def follows(p: Expr, g: Expr) -> bool:
    """Whether p > 0 follows from g > 0 because p = r g + s with numbers r > 0 and s >= 0."""
    p, g = expand(p), expand(g)
    for symbol in sorted(g.free_symbols, key=str):
        slope = g.coeff(symbol, 1)
        ratio = p.coeff(symbol, 1) / slope if slope != 0 else S.Zero
        if ratio.is_Rational and ratio > 0:
            return bool(expand(p - ratio * g).is_nonnegative)
    return False
