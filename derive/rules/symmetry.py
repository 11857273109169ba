"""Symmetry of the normal law: only the even part of a function has an expectation.

    E[g(Z)] = E[(g(Z) + g(-Z))/2]

closes what no table of integrals does: E[tanh] = 0, E[sigmoid] = 1/2, E[softplus z] = sqrt(q)/2, because sigmoid(x) + sigmoid(-x) = 1 and
softplus(x) - softplus(-x) = x.
"""

from __future__ import annotations

import sympy
from sympy import Expr, Integer, Symbol, atan, cancel, exp, expand_log, log, logcombine, tanh

from derive.engine.rule import Goal, Reduction, rule
from derive.language import positivity
from derive.language.activation import Activation
from derive.language.expectation import ActivationMoment
from derive.language.integrand import OutOfClass, glue, read_integrand
from derive.language.normal_form import Field, Undecided
from derive.language.normalize import normal_form
from derive.language.sources import FELLER
from derive.language.symbols import ddphi, dphi, phi, q, x, z

LARGEST = 200


@rule(
    title="symmetry of the normal law",
    statement=r"\mathbb E[g(Z)]=\mathbb E\big[\tfrac12(g(Z)+g(-Z))\big]",
    source=FELLER,
    rank=6,
    examples=lambda: (
        ActivationMoment(tanh(x), phi, q),
        ActivationMoment(1 / (1 + exp(-x)), phi, q),
        ActivationMoment(log(1 + exp(x)), phi * z, q),
        ActivationMoment(atan(x), phi * dphi, q),
    ),
)
def expectation_eq_even_part(goal: Goal) -> Reduction | None:
    """E[g] = E[(g(x) + g(-x))/2], where the even part is simpler: zero, a constant, or a truncated moment."""
    if not isinstance(goal, ActivationMoment):
        return None
    activation = Activation.of(goal.function.expr)
    if set(activation.knots) - {Integer(0)} or any(activation.jumps(0)) or any(activation.jumps(1)):
        return None
    field = Field.of(goal.free_symbols | set(activation.parameters))
    try:
        root, needed = positivity.sqrt(normal_form(goal.variance, field))
        even = _even_part(activation, goal.polynomial.subs(z, x / root.expression()))
        if even is None:
            return None
        parts = [read_integrand(sympy.expand(h), {x: (root,)}, field) for h in (even.subs(x, -x), even)]
        return Reduction(glue(field, [field.zero], parts, (root,)).expectation(()), needed)
    except (OutOfClass, Undecided):
        return None


def _even_part(activation: Activation, polynomial: Expr) -> Expr | None:
    """(g(x) + g(-x))/2 for x > 0, or None if it is too large to simplify."""
    right, left = (_value(activation, polynomial, side) for side in (-1, 0))
    total = (right + left.subs(x, -x)) / 2
    return None if total.count_ops() > LARGEST else simpler(total)


def _value(activation: Activation, polynomial: Expr, side: int) -> Expr:
    values = {name: activation.derivative_pieces(n)[side].expr for n, name in enumerate((phi, dphi, ddphi)) if polynomial.has(name)}
    return polynomial.xreplace(values)


def simpler(expr: Expr) -> Expr:
    """A rational function of exp(x) in lowest terms; logarithms joined; arctangents of opposite arguments cancelled."""
    t = Symbol("t", positive=True)
    joined = sympy.expand(expr.rewrite(exp) if expr.has(tanh) else expr)
    if joined.has(log):
        joined = logcombine(joined, force=True)
    joined = sympy.powsimp(joined).replace(lambda e: isinstance(e, exp), lambda e: _power(e, t))
    inside = joined.replace(log, lambda w: expand_log(log(cancel(w)), force=True))
    return sympy.expand(cancel(inside).xreplace({log(t): x}).subs(t, exp(x)))


def _power(e: Expr, t: Symbol) -> Expr:
    ratio = e.args[0] / x
    return t**ratio if ratio.is_Integer else e
