"""What a rule needs of an activation and its variance: the pieces, and the root of the variance in the field of all symbols."""

from __future__ import annotations

from sympy import Expr, Lambda, Mul, Piecewise

from derive.language.forms import positivity
from derive.language.forms.fields import field_of
from derive.language.forms.normal_form import Form
from derive.language.forms.normalize import normal_form
from derive.language.functions.activation import Activation
from derive.language.goals.expectation import ActivationMoment, DualKernel, Goal
from derive.language.symbols import phi, x


def with_scale(goal: Goal, function: Expr, variance: Expr) -> tuple[Activation, Form, tuple[Form, ...]]:
    """The activation, sqrt(variance), and what must be positive for it; raises Undecided where the variance may be negative."""
    activation = Activation.of(function)
    field = field_of(goal.free_symbols | set(activation.parameters))
    return activation, *positivity.sqrt(normal_form(variance, field))


def pair_with_scales(goal: DualKernel) -> tuple[list[Activation], list[Form]]:
    """Both activations and the roots of their variances; raises Undecided where a variance may be negative."""
    activations = [Activation.of(function) for function in goal.functions]
    field = field_of(goal.free_symbols.union(*(activation.parameters for activation in activations)))
    return activations, [positivity.sqrt(normal_form(variance, field))[0] for variance in goal.variances]


def pair_without_knots(goal: DualKernel) -> tuple[list[Form], list[Expr]] | None:
    """The roots of the variances and the two derivatives as functions of x, if they are one expression each; raises Undecided."""
    activations, roots = pair_with_scales(goal)
    if any(activation.knots for activation in activations):
        return None
    return roots, [activation.derivative_pieces(n)[0].expr for activation, n in zip(activations, goal.orders, strict=True)]


def on_one_line(goal: DualKernel, activations: list[Activation], roots: list[Form]) -> Form:
    """A kernel without point masses at c = 1 and c = -1, where u = sqrt(q1) Z and v = c sqrt(q2) Z: a moment of one variable."""
    bodies = []
    for activation, n, root, factor in zip(activations, goal.orders, roots, (1, goal.correlation), strict=True):
        place, pieces = factor * root.expression() * x, activation.derivative_pieces(n)
        parts = [(piece.expr.xreplace({x: place}), place < knot) for piece, knot in zip(pieces, activation.knots, strict=False)]
        bodies.append(Piecewise(*parts, (pieces[-1].expr.xreplace({x: place}), True)))
    return roots[0].field.atom(ActivationMoment(Lambda(x, Mul(*bodies)), phi, 1))
