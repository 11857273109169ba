"""Functions that are positive on the whole line by the way they are written."""

from __future__ import annotations

from sympy import Abs, Add, Expr, Mul, Pow, Rational, Symbol, cosh, exp


def positive_by_form(expr: Expr, letter: Symbol) -> bool:
    """Made of positive numbers, positive symbols, exponentials and cosh of real numbers (the letter is one) by products and powers, and by sums in which other
    terms may be 0: even powers, roots where they are real, absolute values.

    >>> z = Symbol("z")
    >>> positive_by_form(exp(z) + z**2, z), positive_by_form(z**4 + z**2, z)
    (True, False)
    """
    if isinstance(expr, (exp, cosh)):
        return _is_real(expr.args[0], letter)
    if isinstance(expr, Add):
        return any(positive_by_form(part, letter) for part in expr.args) and all(_nonnegative(part, letter) for part in expr.args)
    if isinstance(expr, Mul):
        return all(positive_by_form(part, letter) for part in expr.args)
    if isinstance(expr, Pow):
        return isinstance(expr.args[1], Rational) and positive_by_form(expr.args[0], letter)
    return isinstance(expr, (Rational, Symbol)) and bool(expr.is_positive)


def _nonnegative(expr: Expr, letter: Symbol) -> bool:
    if isinstance(expr, (Add, Mul)):
        return all(_nonnegative(part, letter) for part in expr.args)
    if isinstance(expr, Abs):
        return _is_real(expr.args[0], letter)
    if isinstance(expr, Pow) and isinstance(expr.exp, Rational) and expr.exp > 0:
        return positive_by_form(expr, letter) or (_is_real(expr.base, letter) if expr.exp.is_integer and expr.exp % 2 == 0 else expr.exp.q == 2)
    return positive_by_form(expr, letter)


def _is_real(expr: Expr, letter: Symbol) -> bool:
    return bool(expr.xreplace({letter: Symbol(letter.name, real=True)}).is_real)
