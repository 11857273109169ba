"""Logistic functions that stay finite on wide balls.

On a ball that is wide against 1 the exponential in 1/(1 + exp(-w)) or log(1 + exp(w)) turns by any angle, and balls see
a zero of 1 + exp that is not there. With the exponential that is at most 1 on the ball they do not:

    1/(1 + exp(-w)) = exp(w)/(1 + exp(w)),    log(1 + exp(w)) = w + log(1 + exp(-w)) on the real line,
    1/(exp(w) - 1) = exp(-w)/(1 - exp(-w)),   1/sinh(w) = 2 exp(-w)/(1 - exp(-2 w)),

the right side of the second being the continuation to Re w > 0.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from flint import acb
from sympy import Add, Expr, Function, Mul, Pow, Symbol, exp, log, sinh

from derive.evidence.balls.functions import NOTHING, ball_function
from derive.evidence.balls.rebuilt import rebuilt


class LogisticBall(Function):  # type: ignore[misc]
    """1/(1 + exp(-w)), known to the evidence alone."""


class SoftplusBall(Function):  # type: ignore[misc]
    """log(1 + exp(w)), known to the evidence alone."""


class BoseBall(Function):  # type: ignore[misc]
    """1/(exp(w) - 1), known to the evidence alone."""


class HyperbolicBall(Function):  # type: ignore[misc]
    """1/sinh(w), known to the evidence alone."""


@ball_function("BoseBall")
def _bose(w: acb, analytic: bool) -> acb:
    if w.real > 0:
        small = (-w).exp()
        return small / (1 - small)
    return 1 / (w.exp() - 1)


@ball_function("HyperbolicBall")
def _one_over_sinh(w: acb, analytic: bool) -> acb:
    if w.real > 0 or w.real < 0:
        side = 1 if w.real > 0 else -1
        small = (-side * w).exp()
        return 2 * side * small / (1 - small * small)
    return w.csch()


@ball_function("LogisticBall")
def _logistic(w: acb, analytic: bool) -> acb:
    if w.real < 0:
        small = w.exp()
        return small / (1 + small)
    return 1 / (1 + (-w).exp())


@ball_function("SoftplusBall")
def _softplus(w: acb, analytic: bool) -> acb:
    """One analytic function on {Re w > 0}, {Re w < 0} and {|Im w| < pi} together; nothing on balls that meet the two rays left out."""
    if w.real > 0:
        return w + (1 + (-w).exp()).log()
    if w.real < 0 or abs(w.imag) < 3:
        return (1 + w.exp()).log(analytic=analytic)
    return NOTHING


def _argument(expr: Expr) -> Expr | None:
    """w of 1 + exp(w)."""
    if isinstance(expr, Add) and len(expr.args) == 2 and expr.args[0] == 1 and isinstance(expr.args[1], exp):
        argument: Expr = expr.args[1].args[0]
        return argument
    return None


@lru_cache(maxsize=512)
def stable_form(expr: Expr, letter: Symbol) -> Expr:
    """The same function with logistic functions that wide balls can read.

    >>> t = Symbol("t")
    >>> stable_form(exp(t) / (1 + exp(t)) ** 2, t)
    LogisticBall(-t)*LogisticBall(t)
    """
    if letter not in expr.free_symbols or not expr.args:
        return expr
    if isinstance(expr, log) and (w := _argument(expr.args[0])) is not None:
        return SoftplusBall(stable_form(w, letter))
    if isinstance(expr, Mul):
        return rebuilt(expr, tuple(stable_form(factor, letter) for factor in _paired(expr)))
    if isinstance(expr, Pow) and (w := _argument(expr.base)) is not None and expr.exp.is_Integer and expr.exp < 0:
        return LogisticBall(stable_form(-w, letter)) ** -expr.exp
    if isinstance(expr, Pow) and expr.exp.is_Integer and expr.exp < 0 and (found := _inverse(expr.base)) is not None:
        kind, w, side = found
        return (side * kind(stable_form(w, letter))) ** -expr.exp
    arguments = tuple(stable_form(argument, letter) for argument in expr.args)
    return rebuilt(expr, arguments)


def _inverse(base: Expr) -> tuple[type[Function], Expr, int] | None:
    """(BoseBall, w, 1 or -1) for the inverse of exp(w) - 1 or of 1 - exp(w), (HyperbolicBall, w, 1) for that of sinh(w)."""
    if isinstance(base, sinh):
        return HyperbolicBall, base.args[0], 1
    for side in (1, -1):
        rest = side * base + 1
        if isinstance(base, Add) and len(base.args) == 2 and isinstance(rest, exp):
            return BoseBall, rest.args[0], side
    return None


def _paired(product: Mul) -> list[Any]:
    """The factors, exp(k w) (1 + exp(w))^-n with 0 < k <= n merged to k logistic functions of w and n - k of -w."""
    factors = list(product.args)
    for factor in product.args:
        w = _argument(factor.base) if isinstance(factor, Pow) and factor.exp.is_Integer and factor.exp < 0 else None
        power = next((e for e in factors if isinstance(e, exp) and w is not None and (e.args[0] / w).is_Integer), None)
        k = power.args[0] / w if power is not None else 0
        if 0 < k <= -getattr(factor, "exp", 0):
            factors.remove(power)
            factors.remove(factor)
            factors += [LogisticBall(w) ** k, factor.base ** (factor.exp + k)]
    return [factor for factor in factors if factor != 1]
