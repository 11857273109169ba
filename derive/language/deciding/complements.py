"""Differences of nearly equal numbers as one function that is seen to be positive and to fall:

1 - erf(w) = 2 Phi(-sqrt(2) w),   2 - erfc(w) = 2 Phi(sqrt(2) w),   1 - Phi(w) = Phi(-w),
1 - tanh(w) = 2/(1 + exp(2w)),    1 - 1/(1 + exp(w)) = 1/(1 + exp(-w)),   cosh(w)^2 - 1 = sinh(w)^2,   cosh(w) - sinh(w) = exp(-w).
"""

from __future__ import annotations

from functools import lru_cache

from sympy import Add, Expr, Integer, Pow, Symbol, cosh, erf, erfc, exp, sinh, sqrt, tanh

from derive.language.special.normal_cdf import Phi


@lru_cache(maxsize=1024)
def with_complements(expr: Expr, letter: Symbol) -> Expr:
    """The same function with these.

    >>> t = Symbol("t")
    >>> with_complements(1 - erf(2 * t), t), with_complements(2 - erfc(t), t), with_complements(1 + tanh(t), t)
    (2*Phi(-2*sqrt(2)*t), 2*Phi(sqrt(2)*t), 2/(1 + exp(-2*t)))
    """
    if letter not in expr.free_symbols or not expr.args:
        return expr
    if isinstance(expr, Add) and len(expr.args) == 2 and (found := _joined(*expr.args)) is not None:
        return found
    parts = tuple(with_complements(part, letter) if isinstance(part, Expr) else part for part in expr.args)
    return expr if parts == expr.args else expr.func(*parts)


def _joined(first: Expr, second: Expr) -> Expr | None:
    """The sum of a number and a function that tends to its opposite."""
    if {type(first.as_coeff_Mul()[1]), type(second.as_coeff_Mul()[1])} == {cosh, sinh}:
        return _exponential(*sorted((first, second), key=lambda term: term.has(sinh)))
    number, function = (first, second) if first.is_Number else (second, first)
    if number in (1, -1) and isinstance(function, Pow) and isinstance(function.base, cosh) and function.exp == 2:
        return sinh(function.base.args[0]) ** 2 if number == -1 else None
    scale, core = function.as_coeff_Mul()
    if isinstance(core, erfc) and number == -2 * scale:
        return number * Phi(sqrt(2) * core.args[0])
    if not number.is_Number or abs(scale) != abs(number):
        return None
    side = 1 if scale == number else -1
    if isinstance(core, erf):
        return 2 * number * Phi(side * sqrt(2) * core.args[0])
    if isinstance(core, Phi) and side == -1:
        return number * Phi(-core.args[0])
    if isinstance(core, tanh):
        return 2 * number * _inverse(-2 * side * core.args[0])
    below = core.base - 1 if isinstance(core, Pow) and core.exp == -1 else Integer(0)
    return number * _inverse(-below.args[0]) if isinstance(below, exp) and side == -1 else None


def _exponential(even: Expr, odd: Expr) -> Expr | None:
    """a cosh(w) + b sinh(w) for b = a or -a."""
    (a, one), (b, other) = even.as_coeff_Mul(), odd.as_coeff_Mul()
    w = one.args[0]
    return a * exp(b / a * w) if abs(a) == abs(b) and other.args[0] == w else None


def _inverse(argument: Expr) -> Expr:
    """1/(1 + exp(w)), as it stands."""
    return Pow(Add(Integer(1), exp(argument), evaluate=False), -1, evaluate=False)
