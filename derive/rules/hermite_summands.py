"""Hermite coefficients of sums whose summands belong to different rules, as functions of the order."""

from __future__ import annotations

from sympy import Add, Eq, exp, expand

from derive.engine.rule import Goal, Reduction, rule
from derive.language.errors import NotDefined
from derive.language.forms.fields import field_of
from derive.language.forms.normal_form import Field, Form
from derive.language.forms.normalize import normal_form
from derive.language.goals.hermite_coefficient import HermiteCoefficient, order
from derive.language.sources import FELLER
from derive.language.symbols import phi, q, x
from derive.rules.hermite import hermite_coefficient_eq_derivative
from derive.rules.hermite_knots import hermite_coefficient_at_knots
from derive.rules.hermite_poles import hermite_coefficient_eq_hermite_function
from derive.rules.hermite_powers import hermite_coefficient_eq_rising_factorial
from derive.rules.hermite_removable import hermite_coefficient_eq_confluent
from derive.rules.hermite_roots import hermite_coefficient_eq_tricomi
from derive.rules.hermite_series import from_order

OF_ONE = (
    hermite_coefficient_eq_derivative,
    hermite_coefficient_eq_rising_factorial,
    hermite_coefficient_eq_hermite_function,
    hermite_coefficient_at_knots,
    hermite_coefficient_eq_tricomi,
    hermite_coefficient_eq_confluent,
)


@rule(
    title="linearity",
    statement=r"\mathbb E\Big[\sum_jf_j(Z)\,\mathrm{He}_n(Z)\Big]=\sum_j\mathbb E[f_j(Z)\,\mathrm{He}_n(Z)],\qquad n\ge n_0",
    source=FELLER,
    proof="The integral is linear where each summand is integrable, and the formula of each summand holds from an order of its own on, by the rule that gives "
    "it, under the conditions of that rule; all of them hold from the largest of these orders on. The lower orders are moments of the sum.",
    rank=13,
    examples=lambda: (HermiteCoefficient(1 / (1 + x**2) + exp(x), phi, order, q),),
)
def hermite_coefficient_add(goal: Goal) -> Reduction | None:
    """E[f He_n] of a sum, each summand by a rule of its own."""
    if not isinstance(goal, HermiteCoefficient) or goal.index != order:
        return None
    summands = Add.make_args(expand(goal.composed.expr))
    found = [_reduction(HermiteCoefficient(summand, phi, order, goal.variance)) for summand in summands]
    reductions = [reduction for reduction in found if reduction is not None]
    if len(summands) < 2 or len(reductions) < len(summands) or any(reduction.either for reduction in reductions):
        return None
    field = field_of(goal.free_symbols)
    first, values, needed = 0, [field.zero, field.zero], dict[Form, None]()
    for reduction in reductions:
        start, parts = _from_its_order(reduction, field)
        first, values = max(first, start), [value + part for value, part in zip(values, parts, strict=True)]
        needed |= {normal_form(form.expression(), field): None for form in reduction.hypotheses}
    return from_order(goal, first, values, tuple(needed))


def _reduction(goal: HermiteCoefficient) -> Reduction | None:
    """That of one summand; None as well where the summand alone is no function on the line, as exp(x)/x of (exp(x) - 1)/x."""
    try:
        return next((reduction for rule in OF_ONE if (reduction := rule.apply(goal)) is not None), None)
    except NotDefined:
        return None


def _from_its_order(reduction: Reduction, field: Field) -> tuple[int, list[Form]]:
    """The first order at which the formulas for even and for odd n hold, and the two."""
    cases = reduction.cases or ((reduction.equal, None),)
    low = [condition for _, condition in cases if isinstance(condition, Eq) and condition.lhs == order]
    values = [normal_form(form.expression(), field) for form, _ in cases[len(low) :]]
    return len(low), [values[0], values[-1]]
