r"""Activations made of real powers of |x| beside poles: what is left in one letter are the goals of `derive.rules.powers_at_poles`."""

from __future__ import annotations

from functools import partial

from sympy import Abs, Expr, Max, Piecewise, Symbol, exp, log, sign, sqrt

from derive.engine.rule import Goal, Reduction, rule
from derive.language.deciding.hypotheses import strongest
from derive.language.errors import Diverges, NotDefined
from derive.language.forms import positivity
from derive.language.forms.normal_form import Form, Undecided
from derive.language.forms.normalize import normal_form
from derive.language.forms.power_form import log_form, power_form
from derive.language.goals.expectation import ActivationMoment
from derive.language.goals.single_derivative import products_by_parts, single_derivative
from derive.language.moments.asked import Asked
from derive.language.moments.integrand import Integrand, OutOfClass
from derive.language.moments.moment import sum_forms
from derive.language.moments.point_mass import point_masses
from derive.language.moments.power_fractions import PowerFractions
from derive.language.moments.power_goal import absolute_moment
from derive.language.moments.power_halves import PowerHalves, integrable
from derive.language.moments.power_pole import PowerPole
from derive.language.moments.rational import PartialFractions
from derive.language.moments.rational_moment import known_sign, piecewise_expectation
from derive.language.sources import AHLFORS
from derive.language.symbols import dphi, phi, q, x, z

a, s = Symbol("a", positive=True), Symbol("s", positive=True)


@rule(
    title="partial fractions beside real powers",
    statement=r"\mathbb E\Big[\sum_j|x|^{a_j}e^{g_jx^2}R_j(|x|)\Big],\qquad R_j(t)=\sum_kp_kt^k+\sum_k\frac{c_k}{(t+t_k)^{m_k}}+"
    r"\sum_k\frac{d_k+e_kt}{(t^2+s_k)^{n_k}},\qquad\text{term by term, on each side of }0",
    source=AHLFORS,
    proof="On each side of 0 the integrand is a sum of t^a log(t)^k exp(g t^2) R(t), k = 0 or 1, t = |x|, R rational without poles for t > 0; the law of |x| "
    "is the same on both sides, so the two are added and each half line has half of the law. exp(g x^2) makes the law one of variance q/(1 - 2gq) with the "
    "weight (1 - 2gq)^(-1/2), 1 - 2gq > 0 being returned. R is the sum of its partial fractions; t^a R is integrable at 0 on each side if its leading "
    "exponent is above -1, which is returned where it does not follow, and so is every term, the exponent being brought above -1 by factors t of R. x = "
    "sqrt(q) Z scales powers and poles. Deltas at 0 come from the parts with whole powers; the others vanish there if phi^(n) is a function, which is "
    "returned.",
    rank=8,
    examples=lambda: (
        ActivationMoment(Abs(x) ** a / (1 + x**2), phi, q),
        ActivationMoment(Piecewise((x**a * (1 + x) / (s + x**2) ** 2, x > 0), (0, True)), phi * z, q),
        ActivationMoment(sign(x) * sqrt(Abs(x)) * exp(-(x**2)) / (1 + x**2), phi * z, q),
        ActivationMoment(sqrt(Max(x, 0)) / (2 + Abs(x)) + sign(x), phi * dphi * z, q),
        ActivationMoment(Abs(x) ** (a + 1) / sqrt(1 + x**2), dphi * z, q),
        ActivationMoment(log(Abs(x)) * exp(-(x**2)) / (1 + x**2), phi, q),
    ),
)
def activation_moment_eq_powers_at_poles(goal: Goal) -> Reduction | None:
    """E[p(phi, phi', phi'', z)] for phi a sum of real powers of |x|, or log|x|, times rational functions and exp(g x^2) on each side of 0."""
    if not isinstance(goal, ActivationMoment):
        return None
    asked = Asked.of(goal)
    field, order = asked.field, asked.order
    try:
        halves = PowerHalves.of(asked.activation, order, field)
        if not halves.singular:
            return None
        root, needed = positivity.sqrt(normal_form(goal.variance, field))
        left, right = halves.integrand(asked.monomials, root)
        conditions = [*integrable(left, right, field), *halves.functions(order)]
        value, given = _half_line((left + right).settled(), root)
        masses = asked.masses(partial(point_masses, halves.linear_part()), root)
    except (OutOfClass, Undecided):
        return None
    except (Diverges, NotDefined):
        if single_derivative(goal.polynomial) or products_by_parts(goal.polynomial):  # may have a meaning as a distribution
            return None
        raise
    return Reduction(value + sum_forms(field, masses), (*needed, *strongest([*conditions, *given], Form.expression)))


def _half_line(total: PowerFractions, root: Form) -> tuple[Form, list[Form]]:
    """E[f(root Z) 1{Z > 0}] and what must be positive for it. Raises OutOfClass, Undecided."""
    field, value, needed = root.field, root.field.zero, list[Form]()
    for (e, g, k), part in total.terms.items():
        narrow, given = positivity.positive_sqrt(field.one - normal_form(g, field) * root * root * 2)
        scale = root / narrow
        if e == 0 and not k:
            nothing = Integrand(field, 1, {})
            mean = piecewise_expectation([field.zero], [(PartialFractions(field, {}), nothing), (part, nothing)], scale)
        else:
            _check(e, k, part)
            moved = part.rescaled(scale)
            mean = _power_mean(e, k, moved) + (log_form(scale, given) * _power_mean(e, 0, moved) if k else field.zero)
            mean = power_form(scale, normal_form(e, field), given) * mean
        value, needed = value + mean / narrow, [*needed, *given]
    return value, needed


def _check(e: Expr, k: int, part: PartialFractions) -> None:
    """Poles must be off the half line; real ones beside powers that are numbers, and those beside a logarithm complex, of whole order."""
    for simple in part.terms:
        if simple.pole is None:
            continue
        if known_sign(simple.pole) <= 0 or (simple.degree == 1 and (k or not e.is_Rational)):
            raise OutOfClass("a pole on the support, or a real pole beside a power with a letter or a logarithm")
        if k and (simple.power.denominator != 1 or not e.is_Rational):
            raise OutOfClass("a root or a power with a letter beside a logarithm")


def _power_mean(e: Expr, k: int, part: PartialFractions) -> Form:
    """E[Z^e log(Z)^k R(Z) 1{Z > 0}]."""
    total = part.field.zero
    for simple, value in part.terms.items():
        if simple.pole is None:
            mean = absolute_moment((e + simple.k, k), part.field) / 2
        else:
            mean = PowerPole(e + simple.k, simple.degree, simple.pole, simple.power, k).half_mean()
        total = total + value * mean
    return total
