"""log(w)/(w - 1), which balls around w = 1 do not see to be analytic there.

    log(w)/(w - 1) = 2F1(1, 1; 2; 1 - w)        off the cut w <= 0.
"""

from __future__ import annotations

from functools import lru_cache

from flint import acb
from sympy import Add, Expr, Function, Mul, Pow, Symbol, log

from derive.evidence.balls.functions import NOTHING, ball_function

HIGHEST = 8


class LogQuotientBall(Function):  # type: ignore[misc]
    """log(w)/(w - 1), known to the evidence alone."""


@ball_function("LogQuotientBall")
def _log_quotient(w: acb, analytic: bool) -> acb:
    if w.contains(1) or abs(w - 1) < 0.125:
        return (1 - w).hypgeom_2f1(1, 1, 2) if w.real > 0 else NOTHING
    return w.log(analytic=analytic) / (w - 1)


@lru_cache(maxsize=256)
def with_log_quotients(expr: Expr, letter: Symbol) -> Expr:
    """The same function with log(w)/(w^n - 1), w the letter, as a function of its own over 1 + w + ... + w^(n-1).

    >>> t = Symbol("t")
    >>> with_log_quotients(log(t) / (t**2 - 1), t)
    LogQuotientBall(t)/(t + 1)
    """
    if letter not in expr.free_symbols or not expr.args:
        return expr
    if isinstance(expr, Mul) and log(letter) in expr.args:
        for n in range(1, HIGHEST):
            below = Pow(letter**n - 1, -1)
            if below in expr.args:
                rest = [factor for factor in expr.args if factor not in (log(letter), below)]
                return Mul(LogQuotientBall(letter), 1 / Add(*(letter**k for k in range(n))), *rest)
    arguments = tuple(with_log_quotients(argument, letter) for argument in expr.args)
    return expr if arguments == expr.args else expr.func(*arguments)
