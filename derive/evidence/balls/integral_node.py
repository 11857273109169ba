"""Integrals that stay in a closed form, as functions of balls: Arb's adaptive quadrature, with proven radius.

The ends may be balls: the integral runs between their middles, and a slice of width radius at each end is added. The upper end may be oo: `improper`
says where to stop and bounds what is left out.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flint import acb, arb, ctx
from sympy import Expr, Integral, S, Symbol

from derive.evidence.balls.callback import Callback
from derive.evidence.balls.functions import NOTHING
from derive.evidence.balls.log_quotient import with_log_quotients
from derive.evidence.balls.reality import Found

Programs = Callable[[Expr, tuple[Symbol, ...]], Any]  # the program of an expression in given letters
CUTS: list[Callable[[Integral, acb, Any], tuple[acb, arb]]] = []  # (integral, lower end, parameters) -> (T, bound beyond T), entered by `improper`


def integral_of(expr: Integral, programs: Programs) -> Found | None:
    """The operation of int_lower^upper body dt: a function of its parameters and its ends; None for several letters or an infinite lower end."""
    if len(expr.limits) != 1 or len(expr.limits[0]) != 3:
        return None
    letter, lower, upper = expr.limits[0]
    if lower.is_infinite or upper is S.NegativeInfinity or (upper is S.Infinity and not CUTS):
        return None
    inner = programs(with_log_quotients(expr.function, letter), (letter,))
    parameters = tuple(sorted(expr.function.free_symbols - {letter}, key=str))

    def apply(*values: Any, analytic: bool) -> acb:
        if analytic:
            return NOTHING
        at = dict(zip(parameters, values, strict=False))
        constants = inner.run_constants(at)
        low, high = map(acb, values[len(parameters) :])
        high, beyond = CUTS[0](expr, low, at) if upper is S.Infinity else (high, arb(0))
        return _value(expr, lambda w, analytic: inner.run(constants, (w,), analytic), low, high) + arb(0, beyond)

    return Found(apply, (*parameters, lower, upper))


def _value(expr: Integral, function: Callable[..., acb], lower: acb, upper: acb) -> acb:
    if not (lower.imag == 0 and upper.imag == 0):
        return NOTHING
    if not all(function(acb(end), False).is_finite() for end in (lower.real, upper.real)):
        return NOTHING
    value = _quadrature(expr, function, lower.real, upper.real)
    for end in (lower.real, upper.real):
        if not end.is_exact():
            value += function(acb(end), False) * arb(0, end.rad())
    return value if value.is_finite() else NOTHING


def _quadrature(expr: Integral, function: Callable[..., acb], lower: arb, upper: arb) -> acb:
    bits, loop = int(ctx.prec), Callback(function, expr)
    return loop.checked(acb.integral(loop, lower.mid(), upper.mid(), deg_limit=80 + bits, eval_limit=800 + 8 * bits))
