"""Derivatives that are distributions and no functions, under the normal law: they move onto the density.

    q^(n/2) E[phi^(n)(sqrt(q) Z) p(Z)] = E[phi(sqrt(q) Z) (D*)^n p(Z)],        D*p = z p - p',

is what the left side means for a phi that is locally integrable: (sqrt|x|)'' is like |x|^(-3/2) near 0, yet its mean is finite.
"""

from __future__ import annotations

from functools import partial

from sympy import Abs, Max, Rational, Symbol, cos, sqrt

from derive.engine.rule import Goal, Reduction, rule
from derive.language.errors import NotDefined
from derive.language.forms import positivity
from derive.language.forms.fields import field_of
from derive.language.forms.normal_form import Field, Undecided
from derive.language.forms.normalize import normal_form
from derive.language.functions.activation import Activation
from derive.language.goals.expectation import ActivationMoment
from derive.language.goals.single_derivative import adjoint, products_by_parts, single_derivative
from derive.language.moments.integrand import OutOfClass
from derive.language.moments.power_halves import PowerHalves
from derive.language.sources import SCHWARTZ
from derive.language.symbols import ddphi, dphi, phi, q, x, z
from derive.rules.threshold_waves import tilted

a = Symbol("a", positive=True)


@rule(
    title="derivative of a distribution",
    statement=r"q^{n/2}\,\mathbb E\big[\phi^{(n)}(\sqrt q\,Z)\,p(Z)\big]=\mathbb E\big[\phi(\sqrt q\,Z)\,(D^*)^np(Z)\big],\qquad D^*p=zp-p'",
    source=SCHWARTZ,
    proof="sqrt(q) phi'(sqrt(q) z) is the derivative of phi(sqrt(q) z) in z, and the derivative of a distribution is defined by <T', f> = -<T, f'>. For f "
    "= P p, (P p)' = (P' - z P) p, so each derivative moves onto the polynomial as D*P = zP - P'. phi is locally integrable and of at most "
    "exponential growth, and the normal density times a polynomial is a test function for such distributions (a limit of functions of compact "
    "support).",
    rank=3,
    examples=lambda: (
        ActivationMoment(sqrt(Abs(x)), ddphi, q),
        ActivationMoment(sqrt(Abs(x)) / (1 + x**2), ddphi, q),
        ActivationMoment(Max(x - 1, 0) ** Rational(1, 2), ddphi * z, q),
        ActivationMoment(Max(x, 0) ** a, ddphi * (z**2 - 1), q),
        ActivationMoment(sqrt(Max(x - 1, 0)) * cos(x), ddphi, q),
        ActivationMoment(Abs(x) ** Rational(-1, 2), dphi * z, q),
    ),
)
def activation_moment_eq_moved_derivative(goal: Goal) -> Reduction | None:
    """E[phi^(n) p(z)] for n = 1, 2 where phi has powers at its knots and phi^(n) is not known to be a function."""
    if not isinstance(goal, ActivationMoment):
        return None
    found = single_derivative(goal.polynomial)
    if found is None:
        return None
    (order, factor), activation = found, Activation.of(goal.function)
    field = field_of(goal.free_symbols | set(activation.parameters))
    try:
        if not _is_no_function(activation, order, field):
            return None
        root, needed = positivity.sqrt(normal_form(goal.variance, field))
    except (OutOfClass, Undecided):
        return None
    moved = ActivationMoment(goal.function, phi * adjoint(factor, order), goal.variance)
    return Reduction(field.atom(moved) / root**order, needed)


def _is_no_function(activation: Activation, order: int, field: Field) -> bool:
    """There are real powers, and it does not follow from the assumptions that phi^(order) is a function beside its deltas. Raises OutOfClass."""
    try:
        pieces = tilted(activation, 0)
        singular, conditions = pieces.singular, partial(pieces.functions, order, field)
    except OutOfClass:
        halves = PowerHalves.of(activation, 0, field)
        singular, conditions = halves.singular, partial(halves.functions, order)
    try:
        return singular and bool(conditions())
    except NotDefined:
        return True


@rule(
    title="product rule for distributions",
    statement=r"\mathbb E[\phi^i\phi''z^m]=\frac1{\sqrt q}\,\mathbb E\big[\phi^i\phi'(z^{m+1}-mz^{m-1})\big]"
    r"-i\,\mathbb E\big[\phi^{i-1}\phi'^2z^m\big],\qquad i\ge1",
    source=SCHWARTZ,
    proof="For smooth functions phi^i phi'' = (phi^i phi')' - i phi^(i-1) phi'^2, and the total derivative moves onto the polynomial as D*z^m = z^(m+1) - m "
    "z^(m-1). phi is continuous; let phi_e be its convolution with a smooth kernel of width e. Away from the knots everything converges; within e of a "
    "knot, where phi is a constant plus terms of order |x|^a, the right side changes by O(e^a + e^(2a-1)), or O(e^((i+1)a-1)) if the constant is 0, which "
    "vanishes as the means on the right exist. So the right side is the limit for phi_e, which is what the product means where phi'' is no function.",
    rank=3,
    examples=lambda: (
        ActivationMoment(Abs(x) ** Rational(3, 4), phi * ddphi, q),
        ActivationMoment(1 + Abs(x) ** Rational(3, 4), phi * ddphi + phi, q),
        ActivationMoment(Max(x, 0) ** a, phi**2 * ddphi * z, q),
    ),
)
def activation_moment_eq_product_by_parts(goal: Goal) -> Reduction | None:
    """E of a sum of terms phi^i phi'' z^m and phi^i z^m, where phi has powers at its knots, is continuous, and phi'' is not known to be a function."""
    if not isinstance(goal, ActivationMoment):
        return None
    moved, activation = products_by_parts(goal.polynomial), Activation.of(goal.function)
    if moved is None or activation.jumps(0):
        return None
    field = field_of(goal.free_symbols | set(activation.parameters))
    try:
        if not _is_no_function(activation, 2, field):
            return None
        root, needed = positivity.sqrt(normal_form(goal.variance, field))
    except (OutOfClass, Undecided):
        return None
    total, rest = (field.atom(ActivationMoment(goal.function, part, goal.variance)) if part != 0 else field.zero for part in moved)
    return Reduction(total / root + rest, needed)
