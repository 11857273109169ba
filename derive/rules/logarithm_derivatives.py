"""The derivative kernel of logarithms: principal values of 1/u and 1/v."""

from __future__ import annotations

from sympy import Abs, Expr, S, Symbol, log

from derive.engine.rule import Goal, Reduction, rule
from derive.language.forms import positivity
from derive.language.forms.atoms import asin_form
from derive.language.forms.fields import field_of
from derive.language.forms.normal_form import Undecided
from derive.language.forms.normalize import normal_form
from derive.language.functions.activation import Activation
from derive.language.functions.power_sides import sides
from derive.language.goals.expectation import DualKernel
from derive.language.sources import PRICE
from derive.language.symbols import c, q, q1, q2, x

a = Symbol("a", real=True)
LOG, CONSTANT = (S.Zero, 1), (S.Zero, 0)


@rule(
    title="Price's theorem",
    statement=r"\mathbb E\Big[\mathrm{pv}\frac1u\;\mathrm{pv}\frac1v\Big]=\frac{\arcsin c}{\sqrt{q_1q_2}\,\sqrt{1-c^2}},\qquad|c|<1",
    source=PRICE,
    proof="The derivative of log|x| is the principal value of 1/x. E[log|u| log|v|] = const + arcsin(c)^2/2, whose derivative in c is arcsin(c)/sqrt(1 - c^2); "
    "by Price's theorem d/dc E[f(u) g(v)] = sqrt(q1 q2) E[f'(u) g'(v)] for |c| < 1, the derivatives being those of distributions. A constant beside "
    "the logarithm has none.",
    rank=3,
    examples=lambda: (
        DualKernel(log(Abs(x)), log(Abs(x)), (1, 1), q1, q2, c),
        DualKernel(a * log(Abs(x)) + 1, 2 * log(Abs(x)), (1, 1), q, q, c),
    ),
)
def logarithm_derivatives_eq_arcsine(goal: Goal) -> Reduction | None:
    """E[phi'(u) psi'(v)] for phi, psi constants plus multiples of log|x|: the derivative in c of arcsin(c)^2/2, for |c| < 1."""
    if not isinstance(goal, DualKernel) or goal.orders != (1, 1):
        return None
    factors = [_factor(Activation.of(function)) for function in goal.functions]
    if factors[0] is None or factors[1] is None:
        return None
    field = field_of(goal.free_symbols)
    try:
        roots = [positivity.sqrt(normal_form(v, field))[0] for v in goal.variances]
        rho = normal_form(goal.correlation, field)
        inside = field.one - rho * rho
        weight = normal_form(factors[0] * factors[1], field) / (roots[0] * roots[1] * positivity.sqrt(inside)[0])
        return Reduction(weight * asin_form(rho), (inside,))
    except Undecided:
        return None


def _factor(activation: Activation) -> Expr | None:
    """A where the activation is A log|x| plus a constant."""
    found = sides(activation)
    if found is None or found.left != found.right or not {LOG} <= set(found.left.terms) <= {LOG, CONSTANT}:
        return None
    return found.left.terms[LOG]
