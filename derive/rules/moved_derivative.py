"""Derivatives that are distributions and no functions, under the normal law: they move onto the density.

    q^(n/2) E[phi^(n)(sqrt(q) Z) p(Z)] = E[phi(sqrt(q) Z) (D*)^n p(Z)],        D*p = z p - p',

is what the left side means for a phi that is locally integrable: (sqrt|x|)'' is like |x|^(-3/2) near 0, yet its mean is finite.
"""

from __future__ import annotations

from sympy import Abs, Expr, Max, Rational, Symbol, expand, sqrt

from derive.engine.rule import Goal, Reduction, rule
from derive.language import positivity
from derive.language.activation import Activation
from derive.language.errors import NotDefined
from derive.language.expectation import ActivationMoment
from derive.language.fields import field_of
from derive.language.integrand import OutOfClass
from derive.language.normal_form import Field, Undecided
from derive.language.normalize import normal_form
from derive.language.single_derivative import single_derivative
from derive.language.sources import SCHWARTZ
from derive.language.symbols import ddphi, dphi, phi, q, x, z
from derive.rules.shifted_powers import Pieces

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
        ActivationMoment(Max(x - 1, 0) ** Rational(1, 2), ddphi * z, q),
        ActivationMoment(Max(x, 0) ** a, ddphi * (z**2 - 1), q),
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
        pieces = Pieces.of(activation, 0)
        if not pieces.singular or _is_function(pieces, order, field):
            return None
        root, needed = positivity.sqrt(normal_form(goal.variance, field))
    except (OutOfClass, Undecided):
        return None
    moved = ActivationMoment(goal.function, phi * _adjoint(factor, order), goal.variance)
    return Reduction(field.atom(moved) / root**order, needed)


def _is_function(pieces: Pieces, order: int, field: Field) -> bool:
    """It follows from the assumptions that phi^(order) is a function beside its deltas."""
    try:
        return not pieces.functions(order, field)
    except NotDefined:
        return False


def _adjoint(p: Expr, order: int) -> Expr:
    """(D*)^order p."""
    for _ in range(order):
        p = expand(z * p - p.diff(z))
    return p
