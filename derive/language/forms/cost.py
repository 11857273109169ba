"""What an expression costs its reader. Of several forms of a value the one of least cost is printed.

    a letter, a number        1, and 1 more for every three digits beyond the first three of a number
    + - * / ^                 1 each; a leading minus sign is free; a square root costs 1, a fraction's bar 1
    exp, log, sin, asin, ...  2 beside their arguments
    Phi, erf, gamma, ...      3
    functions of two or more  1 more for every further argument

So c*sqrt(q) costs 4, and sqrt(2)*sqrt(q)/sqrt(pi) costs 8. What occurs twice is paid twice: an abbreviation is a matter of layout, not of form.
"""

from __future__ import annotations

from functools import lru_cache

from sympy import Abs, Add, Basic, Max, Min, Mul, Pow, Rational, acos, acosh, asin, asinh, atan, atanh, cos, cosh, exp, log, sin, sinh, tan, tanh

ELEMENTARY = (exp, log, sin, cos, tan, asin, acos, atan, sinh, cosh, tanh, asinh, acosh, atanh, Abs, Max, Min)


@lru_cache(maxsize=65536)
def cost(expr: Basic) -> int:
    """The cost of an expression.

    >>> from sympy.abc import c, q
    >>> from sympy import pi, sqrt
    >>> cost(c * sqrt(q)), cost(sqrt(2) * sqrt(q) / sqrt(pi)), cost(-c), cost((q + 1) ** 2)
    (4, 8, 1, 6)
    """
    if isinstance(expr, Rational):
        return _number(expr)
    if not expr.args:
        return 1
    if isinstance(expr, Add):
        return sum(map(cost, expr.args)) + len(expr.args) - 1
    if isinstance(expr, Mul):
        return _product([factor for factor in expr.args if factor not in (1, -1)])
    if isinstance(expr, Pow) and not isinstance(expr, exp):
        return _power(expr)
    return sum(map(cost, expr.args)) + (2 if isinstance(expr, ELEMENTARY) else 3) + len(expr.args) - 1


def _number(value: Rational) -> int:
    digits = [len(str(abs(int(part)))) for part in (value.p, value.q) if part != 1 or part is value.p]
    size: int = sum(1 + max(0, n - 1) // 3 for n in digits) + int(value.q != 1)
    return size


def _product(factors: list[Basic]) -> int:
    """1/2 x is printed x/2: the 1 is not written."""
    unit_fractions = sum(isinstance(factor, Rational) and abs(factor.p) == 1 and factor.q != 1 for factor in factors)
    written: int = sum(map(cost, factors)) + len(factors) - 1 - 2 * unit_fractions
    return written


def _power(expr: Pow) -> int:
    base, exponent = expr.args
    if exponent.is_Rational:
        size = abs(exponent)
        raised = (1 if size.q == 2 else 0) + (0 if size in (1, Rational(1, 2)) else 2)
        return int(cost(base)) + raised
    return int(cost(base)) + int(cost(exponent)) + 1
