"""Price's theorem: the route through the correlation.

    dK/dc = sqrt(q1 q2) E[phi'(u) psi'(v)],        K(0) = E[phi(u)] E[psi(v)]:

differentiate until indicators have become point masses, evaluate, and integrate back from c = 0. Derivatives are distributions throughout, so a kink may
be differentiated as often as needed; a kernel of derivatives is evaluated as soon as its factors are smooth functions and point masses.
"""

from __future__ import annotations

from sympy import Expr, Max, asin, exp, sqrt

from derive.engine.rule import Goal, Reduction, rule
from derive.language.forms import positivity
from derive.language.forms.antiderivative import antiderivative
from derive.language.forms.fields import field_of
from derive.language.forms.normal_form import Field, Form, Undecided
from derive.language.forms.normalize import normal_form
from derive.language.functions.activation import Activation
from derive.language.goals.correlation_integral import CorrelationIntegral
from derive.language.goals.expectation import ActivationMoment, DualKernel
from derive.language.goals.expectation import Goal as SympyGoal
from derive.language.moments.smooth_part import masses, smooth_order
from derive.language.sources import PRICE, RUDIN
from derive.language.symbols import c, ddphi, dphi, phi, q, q1, q2, x, z

LETTERS = (phi, dphi, ddphi)


@rule(
    title="Price's theorem",
    statement=r"\mathbb E[\phi(u)\psi(v)]=\mathbb E[\phi(u)]\,\mathbb E[\psi(v)]+\sqrt{q_1q_2}\int_0^c\mathbb E_{\rho=t}[\phi'(u)\psi'(v)]\,dt",
    source=PRICE,
    proof="The density of (u, v) solves dp/dc = sqrt(q1 q2) d^2 p/(du dv) for |c| < 1; integrate it against phi(u) psi(v) and move both derivatives over, "
    "as distributions: dK/dc = sqrt(q1 q2) E[phi'(u) psi'(v)], where the means on both sides exist (always for at most exponential growth, else "
    "with the conditions returned for them). Integrate from c = 0, where u, v are independent. At |c| = 1 the integral converges and K is "
    "continuous, unless both factors contain deltas already: then |c| < 1 is returned. E[phi^(m)] = q^(-m/2) E[phi He_m] by Stein's lemma.",
    rank=95,
    routes=("price",),
    examples=lambda: (
        DualKernel(Max(x, 0), Max(x, 0), (0, 0), q1, q2, c),
        DualKernel(Max(x, 0) ** 2, Max(x - 1, 0), (1, 1), q, q, c),
    ),
)
def dual_kernel_eq_price_integral(goal: Goal) -> Reduction | None:
    """K = E[phi^(m)] E[psi^(n)] + sqrt(q1 q2) int_0^c of the kernel of the next derivatives, where some derivatives are smooth but for point masses."""
    if not isinstance(goal, DualKernel) or not goal.correlation.free_symbols:
        return None
    first, second = (Activation.of(f) for f in goal.functions)
    (m, n), (v1, v2) = goal.orders, goal.variances
    order = smooth_order(first, second, goal.orders)
    if order is None or (order == 0 and any(goal.orders)):
        return None
    field = field_of(goal.free_symbols | set(first.parameters) | set(second.parameters))
    try:
        roots = [positivity.sqrt(normal_form(v, field))[0] for v in (v1, v2)]
        rho = normal_form(goal.correlation, field)
    except Undecided:
        return None
    means = _mean(goal, 0, roots[0], field) * _mean(goal, 1, roots[1], field)
    inner = DualKernel(*goal.functions, (m + 1, n + 1), v1, v2, c)
    value = means + roots[0] * roots[1] * field.atom(CorrelationIntegral.of(inner, goal.correlation))
    singular = bool(masses(first, m)) and bool(masses(second, n))
    return Reduction(value, (field.one - rho * rho,) if singular else (), "independent at c = 0")


def _mean(goal: DualKernel, side: int, root: Form, field: Field) -> Form:
    """E[phi^(m)], by Stein's lemma q^(-m/2) E[phi He_m] where m > 2."""
    order, function, variance = goal.orders[side], goal.functions[side], goal.variances[side]
    if order < len(LETTERS):
        return field.atom(ActivationMoment(function, LETTERS[order], variance))
    return field.atom(ActivationMoment(function, phi * _hermite(order), variance)) / root**order


def _hermite(order: int) -> Expr:
    before, found = z * 0, z**0
    for n in range(order):
        before, found = found, (z * found - n * before).expand()
    return found


@rule(
    title="the fundamental theorem of calculus",
    statement=r"\int_0^c f(t)\,dt=F(c)-F(0),\qquad F'=f",
    source=RUDIN,
    proof="The derivative of the proposed F equals f in the exact normal form. F is made of quotients of polynomials in t, roots of radicands A - B t^2 "
    "that are positive for |t| < 1, arcsin, Phi, Phi2 and erfi of functions that are analytic there. A pole of F would be one of F' = f, so F is "
    "continuous where f is, and the fundamental theorem applies on [0, c]; a singularity of f at |t| = 1 is integrable, and the end is a limit.",
    rank=10,
    routes=("price",),
    examples=lambda: (
        CorrelationIntegral.of(1 / sqrt(1 - c**2), c),
        CorrelationIntegral.of(asin(c * q / (1 + q)) * c, c),
        CorrelationIntegral.of(exp(c * q1) * c**2, c),
        CorrelationIntegral.of(exp(-(c**2) * q), c),
    ),
)
def correlation_integral_eq_antiderivative(goal: Goal) -> Reduction | None:
    """int_0^c f = F(c) - F(0) for an antiderivative F that the exact normal form proves to be one."""
    if not isinstance(goal, CorrelationIntegral) or goal.integrand.has(SympyGoal):
        return None
    integrand = goal.function
    field = field_of(integrand.free_symbols | {c})
    found = antiderivative(normal_form(integrand, field), c)
    if found is None:
        return None
    return Reduction(_at(found, goal.upper, goal))


def _at(form: Form, upper: Expr, goal: CorrelationIntegral) -> Form:
    """The antiderivative at the upper end, in the field of the goal."""
    if upper == c:
        return form
    return normal_form(form.expression().subs(c, upper), field_of(goal.free_symbols))
