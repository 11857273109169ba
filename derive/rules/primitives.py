"""Kernels of functions whose derivatives are rational: Price's theorem, kept as one integral over the correlation.

arctan' is a sum of simple fractions, so the kernel of the derivatives closes; the integral from c = 0 has no antiderivative in known functions and stays.
"""

from __future__ import annotations

from sympy import S, Symbol, atan, log, sqrt

from derive.engine.rule import Goal, Reduction, rule
from derive.language.errors import DeriveError
from derive.language.forms import positivity
from derive.language.forms.bound import bound_letter, integral_form
from derive.language.forms.fields import field_of
from derive.language.forms.normal_form import Undecided
from derive.language.forms.normalize import normal_form
from derive.language.functions.activation import Activation
from derive.language.goals.correlation_integral import CorrelationIntegral
from derive.language.goals.expectation import ActivationMoment, DualKernel
from derive.language.goals.expectation import Goal as SympyGoal
from derive.language.moments.integrand import OutOfClass
from derive.language.moments.rational import read_fractions
from derive.language.sources import PRICE, RUDIN
from derive.language.symbols import c, phi, q1, q2, x

a = Symbol("a", positive=True)


@rule(
    title="Price's theorem",
    statement=r"\mathbb E[\phi(u)\psi(v)]=\mathbb E[\phi(u)]\,\mathbb E[\psi(v)]+\sqrt{q_1q_2}\int_0^c\mathbb E_{\rho=t}[\phi'(u)\psi'(v)]\,dt",
    source=PRICE,
    proof="phi and psi are absolutely continuous with rational derivatives that have no pole on the line, so they and their derivatives grow like powers "
    "and logarithms at most, and Price's theorem holds: dK/dc = sqrt(q1 q2) E[phi'(u) psi'(v)] for |c| < 1, K = E[phi] E[psi] at c = 0, K "
    "continuous up to |c| = 1. The integral is kept.",
    rank=96,
    examples=lambda: (
        DualKernel(log(1 + x**2), log(1 + x**2), (0, 0), q1, q2, c),
        DualKernel(log(1 + x**2), x**2 + log(1 + a * x**2), (0, 0), q1, q2, c),
    ),
)
def dual_kernel_eq_integral_of_rational(goal: Goal) -> Reduction | None:
    """K = E[phi] E[psi] + sqrt(q1 q2) int_0^c of the kernel of phi' and psi', for functions without knots whose derivatives are rational."""
    if not isinstance(goal, DualKernel) or goal.orders != (0, 0) or not goal.correlation.free_symbols:
        return None
    activations = [Activation.of(f) for f in goal.functions]
    if not all(_has_rational_derivative(activation) for activation in activations):
        return None
    field = field_of(goal.free_symbols)
    try:
        roots = [positivity.sqrt(normal_form(v, field))[0] for v in goal.variances]
    except Undecided:
        return None
    means = [field.atom(ActivationMoment(f, phi, v)) for f, v in zip(goal.functions, goal.variances, strict=True)]
    inner = DualKernel(*goal.functions, (1, 1), *goal.variances, c)
    return Reduction(means[0] * means[1] + roots[0] * roots[1] * field.atom(CorrelationIntegral.of(inner, goal.correlation)))


def _has_rational_derivative(activation: Activation) -> bool:
    if activation.knots or not activation.expr.has(atan, log):
        return False
    try:
        read_fractions(activation.derivative_pieces(1)[0].expr, x, field_of(activation.expr.free_symbols))
    except (OutOfClass, Undecided, DeriveError):
        return False
    return True


@rule(
    title="an integral that stays",
    statement=r"\int_0^cf(t)\,dt\ \text{for a closed }f\text{ without a known antiderivative}",
    source=RUDIN,
    proof="A change of the name of the bound letter: the integrand is a closed function of t, and the integral is a number for every c between -1 and 1 "
    "at which it converges.",
    rank=97,
    examples=lambda: (CorrelationIntegral.of(1 / sqrt(1 - c**4 / 2), c),),
)
def correlation_integral_eq_integral(goal: Goal) -> Reduction | None:
    """The integral as a value of its own, where its integrand is closed."""
    if not isinstance(goal, CorrelationIntegral) or goal.integrand.has(SympyGoal):
        return None
    t = bound_letter(goal.free_symbols)
    return Reduction(integral_form(goal.function.xreplace({c: t}), t, S.Zero, goal.upper, field_of(goal.free_symbols)))
