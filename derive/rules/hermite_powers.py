"""Hermite coefficients of real powers as functions of their order.

Integration by parts n times and the Mellin transform of the normal density give

    E[|Z|^a He_n] = (-2)^(n/2) (-a/2)_(n/2) E|Z|^a,      n even,
    E[sign(Z) |Z|^a He_n] = (-2)^((n-1)/2) ((1 - a)/2)_((n-1)/2) E|Z|^(a+1),      n odd,

and zero for the other orders, (x)_k the rising factorial.
"""

from __future__ import annotations

import sympy
from sympy import Abs, Expr, Integer, RisingFactorial, S, expand, sign, sqrt

from derive.engine.rule import Goal, Reduction, by_cases, rule
from derive.language.deciding.hypotheses import strongest
from derive.language.forms import positivity
from derive.language.forms.fields import field_of
from derive.language.forms.hermite_sum import sign_power
from derive.language.forms.normal_form import Field, Form, Undecided
from derive.language.forms.normalize import normal_form
from derive.language.forms.power_form import power_form
from derive.language.functions.activation import Activation
from derive.language.functions.power_sides import Sides, sides
from derive.language.goals.hermite_coefficient import HermiteCoefficient, order
from derive.language.moments.power_goal import absolute_moment, hypothesis
from derive.language.sources import MELLIN
from derive.language.symbols import phi, q, x
from derive.rules.hermite_series import parities


@rule(
    title="Hermite coefficients of powers",
    statement=r"\mathbb E[|Z|^a\mathrm{He}_{2m}(Z)]=(-2)^m\left(-\tfrac a2\right)_m\mathbb E|Z|^a",
    source=MELLIN,
    proof="For a > 2m by parts 2m times, E[|Z|^a He_2m] = E[(|z|^a)^(2m)] = a(a-1)...(a-2m+1) E|Z|^(a-2m), and E|Z|^s = (s-1) E|Z|^(s-2) leaves "
    "a(a-2)...(a-2m+2) E|Z|^a = (-2)^m (-a/2)_m E|Z|^a. Both sides are analytic in a for Re a > -1, so they agree there. The same with sign(Z) and "
    "2m + 1 gives (-2)^m ((1-a)/2)_m E|Z|^(a+1); other orders vanish by parity. x = sqrt(q) Z only changes the coefficients. a > -1 is the "
    "condition of integrability.",
    rank=9,
    examples=lambda: (HermiteCoefficient(sign(x) * sqrt(Abs(x)), phi, order, q),),
)
def hermite_coefficient_eq_rising_factorial(goal: Goal) -> Reduction | None:
    """E[phi He_n] for sums of real powers of |x| on each side of 0, integrable by hypothesis."""
    if not isinstance(goal, HermiteCoefficient) or goal.index != order:
        return None
    halves = sides(Activation.of(goal.composed))
    if halves is None or halves.whole or any(k for side in (halves.left, halves.right) for _, k in side.terms):
        return None
    field = field_of(goal.free_symbols | set(halves.parameters))
    try:
        root, needed = positivity.sqrt(normal_form(goal.variance, field))
        scaled = halves.dilated(root.expression())
        values = [_value(scaled, parity, field) for parity in (0, 1)]
        conditions = [_integrable(exponent, field) for exponent in halves.exponents()]
    except (Undecided, ValueError):
        return None
    return by_cases(parities(*values), (*needed, *strongest([c for c in conditions if c is not None], Form.expression)))


def _integrable(exponent: Expr, field: Field) -> Form | None:
    """The condition that |x|^exponent is integrable at 0, if it says something."""
    return hypothesis(exponent + 1, normal_form(exponent + 1, field))


def _value(halves: Sides, parity: int, field: Field) -> Form:
    """Half the sum of right and (-1)^n left, the coefficient of each power times its value."""
    both = (halves.right + halves.left.scaled(Integer(-1) ** parity)).scaled(S.Half)
    half = field.symbol(order) / 2 - field.number(parity) / 2
    total = field.zero
    for (exponent, _), value in both.terms.items():
        first = expand((parity - exponent) / 2)
        rising = field.atom(RisingFactorial(first, (order - parity) / sympy.Integer(2)))
        weight = sign_power(-parity, field) * power_form(field.number(2), half) * rising
        total = total + normal_form(value, field) * weight * absolute_moment((expand(exponent + parity), 0), field)
    return total
