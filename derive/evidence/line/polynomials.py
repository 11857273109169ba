"""Coefficients of an expression that is a polynomial in one letter, as numbers at a point."""

from __future__ import annotations

from typing import Any

from flint import acb, fmpq
from sympy import Add, Expr, Integer, Mul, Pow, Symbol

from derive.evidence.balls.scalar import Point, constant

LARGEST_POWER = 64


def coefficients(expr: Expr, letter: Symbol, at: Point) -> list[Any] | None:
    """[a0, a1, ...] with expr = sum a_k letter^k, exact fractions where possible; None for what is not written as a
    polynomial."""
    if letter not in expr.free_symbols:
        return [constant(expr, at)]
    if expr == letter:
        return [fmpq(0), fmpq(1)]
    if isinstance(expr, (Add, Mul)):
        parts = [coefficients(argument, letter, at) for argument in expr.args]
        return _combined(parts, _sum if isinstance(expr, Add) else _product)
    if isinstance(expr, Pow) and isinstance(expr.args[1], Integer) and 0 < int(expr.args[1]) <= LARGEST_POWER:
        base = coefficients(expr.args[0], letter, at)
        return _combined([base] * int(expr.args[1]), _product)
    return None


def _combined(parts: list[list[Any] | None], combine: Any) -> list[Any] | None:
    total: list[Any] | None = None
    for part in parts:
        if part is None:
            return None
        total = part if total is None else combine(total, part)
    return total


def _sum(a: list[Any], b: list[Any]) -> list[Any]:
    longer, shorter = (a, b) if len(a) >= len(b) else (b, a)
    return [u + v for u, v in zip(longer, shorter, strict=False)] + longer[len(shorter) :]


def _product(a: list[Any], b: list[Any]) -> list[Any]:
    result: list[Any] = [fmpq(0)] * (len(a) + len(b) - 1)
    for i, u in enumerate(a):
        for j, v in enumerate(b):
            result[i + j] = result[i + j] + u * v
    return result


def degree(values: list[Any]) -> int:
    """The degree, exact zeros at the top left away; -1 for the zero polynomial."""
    top = len(values) - 1
    while top >= 0 and values[top] == (fmpq(0) if isinstance(values[top], fmpq) else acb(0)):
        top -= 1
    return top
