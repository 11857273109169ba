"""Negative powers and logarithms of functions beside a zero of order m: 1/sinh(x) is like 1/x, (1 - cos(x))^(-1/2) like 1/|x|, log(sinh(x)) like log(x)."""

from __future__ import annotations

from sympy import Abs, Expr, Heaviside, Max, Min, Piecewise, Pow, S, log, sign, zoo

from derive.language.deciding.order import constant_sign
from derive.language.symbols import x

HIGHEST = 4
NOT_ANALYTIC = (Abs, Heaviside, Max, Min, Piecewise, sign)


def like_a_power(factor: Expr, place: Expr, side: int) -> Expr:
    """A negative power of a function that is analytic at the place, with a zero of order m there, as that power of the m-th power of the distance.

    So is its logarithm, as that of the distance, and a power of that. Others stay as they are. The quotient of both has a limit other than 0.

    >>> from sympy import cos, sinh
    >>> like_a_power(1 / sinh(x - 1) ** 2, S.One, 1), like_a_power((1 - cos(x)) ** -3, S.Zero, -1)
    ((x - 1)**(-2), x**(-6))
    """
    if isinstance(factor, Pow) and isinstance(factor.base, log) and factor.exp.is_positive:
        return like_a_power(factor.base, place, side) ** factor.exp
    base, exponent = (factor.args[0], None) if isinstance(factor, log) else factor.as_base_exp()
    if not (exponent is None or (exponent.is_Rational and exponent.is_negative)) or not is_analytic_at(base, place):
        return factor
    order, distance = _order(base, place), side * (x - place)
    if order is None:
        return factor
    return log(distance) if exponent is None else distance ** (order * exponent)


def _order(expr: Expr, place: Expr) -> int | None:
    """Of the zero of an analytic function; None where it is not known, or there is none."""
    for order in range(HIGHEST + 1):
        found = constant_sign(expr.subs(x, place))
        if found != 0:
            return order if found and order else None
        expr = expr.diff(x)
    return None


def is_analytic_at(expr: Expr, place: Expr) -> bool:
    """Whether the expression is made of analytic functions whose roots and logarithms have an argument above 0 at the place."""
    if expr.has(*NOT_ANALYTIC) or expr.subs(x, place).has(S.NaN, zoo):
        return False
    parts = [part for part in expr.atoms(Pow, log) if part.has(x) and not (isinstance(part, Pow) and part.exp.is_Integer and part.exp.is_positive)]
    return all(constant_sign(part.args[0].subs(x, place)) == 1 for part in parts)
