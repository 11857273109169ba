"""What a rule needs of an activation and its variance: the pieces, and the root of the variance in the field of all symbols."""

from __future__ import annotations

from sympy import Expr

from derive.language.forms import positivity
from derive.language.forms.fields import field_of
from derive.language.forms.normal_form import Form
from derive.language.forms.normalize import normal_form
from derive.language.functions.activation import Activation
from derive.language.goals.expectation import DualKernel, Goal


def with_scale(goal: Goal, function: Expr, variance: Expr) -> tuple[Activation, Form, tuple[Form, ...]]:
    """The activation, sqrt(variance), and what must be positive for it; raises Undecided where the variance may be negative."""
    activation = Activation.of(function)
    field = field_of(goal.free_symbols | set(activation.parameters))
    return activation, *positivity.sqrt(normal_form(variance, field))


def pair_without_knots(goal: DualKernel) -> tuple[list[Form], list[Expr]] | None:
    """The roots of the variances and the two derivatives as functions of x, if they are one expression each; raises Undecided."""
    activations = [Activation.of(function) for function in goal.functions]
    if any(activation.knots for activation in activations):
        return None
    field = field_of(goal.free_symbols.union(*(activation.parameters for activation in activations)))
    roots = [positivity.sqrt(normal_form(variance, field))[0] for variance in goal.variances]
    return roots, [activation.derivative_pieces(n)[0].expr for activation, n in zip(activations, goal.orders, strict=True)]
