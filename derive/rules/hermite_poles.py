r"""Hermite coefficients of logarithms and of a Lorentzian as functions of their order.

    E[log|Z| He_n(Z)] = (-1)^(n/2 + 1) 2^(n/2 - 1) Gamma(n/2),                          n even, n >= 2,
    E[He_n(Z)/(Z^2 + b^2)] = (-1)^(n/2) n! exp(b^2/4) D_(-n-1)(b)/b,                    n even,
    E[Z He_n(Z)/(Z^2 + b^2)] = (-1)^((n-1)/2) n! exp(b^2/4) D_(-n-1)(b),                n odd,

and zero for the other orders, D the parabolic cylinder function.
"""

from __future__ import annotations

import sympy
from sympy import Abs, Eq, factorial, gamma, log

from derive.engine.rule import Goal, Reduction, by_cases, rule
from derive.language.forms import positivity
from derive.language.forms.fields import field_of
from derive.language.forms.hermite_sum import sign_power
from derive.language.forms.normal_form import Field, Form, Undecided
from derive.language.forms.normalize import normal_form
from derive.language.forms.power_form import power_form
from derive.language.forms.power_functions import parabolic_form
from derive.language.functions.activation import Activation
from derive.language.functions.power_sides import sides
from derive.language.goals.hermite_coefficient import HermiteCoefficient, order
from derive.language.moments.integrand import OutOfClass
from derive.language.moments.rational import Simple, read_fractions
from derive.language.moments.scaled import with_scale
from derive.language.sources import DLMF, MELLIN
from derive.language.symbols import phi, q, x
from derive.rules.hermite import parities

LOG, CONSTANT = (sympy.S.Zero, 1), (sympy.S.Zero, 0)


@rule(
    title="Hermite coefficients of the logarithm",
    statement=r"\mathbb E[\log|Z|\,\mathrm{He}_{2m}(Z)]=(-1)^{m+1}2^{m-1}\,\Gamma(m),\qquad m\ge1",
    source=MELLIN,
    proof="E[|Z|^a He_2m] = (-2)^m (-a/2)_m E|Z|^a (hermite_coefficient_eq_rising_factorial) is differentiated in a at 0 under the integral: for m >= 1, "
    "(-a/2)_m vanishes there and has the derivative -(m-1)!/2, and E|Z|^0 = 1. Odd orders vanish by parity, constants have no coefficient but the "
    "one of order 0, and log|sqrt(q) Z| differs from log|Z| by a constant.",
    rank=9,
    examples=lambda: (HermiteCoefficient(log(Abs(x)), phi, order, q),),
)
def hermite_coefficient_of_logarithm(goal: Goal) -> Reduction | None:
    """E[phi He_n] for a multiple of log|x| plus a constant: the derivative in a of the coefficient of |x|^a at a = 0."""
    if not isinstance(goal, HermiteCoefficient) or goal.index != order:
        return None
    halves = sides(Activation.of(goal.composed))
    if halves is None or halves.left != halves.right or not {LOG} <= set(halves.left.terms) <= {LOG, CONSTANT}:
        return None
    field = field_of(goal.free_symbols | set(halves.parameters))
    half = field.symbol(order) / 2
    value = normal_form(halves.left.terms[LOG], field) * power_form(field.number(2), half) / 2 * field.atom(gamma(order / sympy.Integer(2)))
    return by_cases([(field.atom(goal.at(0)), Eq(order, 0)), *parities(-(sign_power(0, field) * value), field.zero)])


@rule(
    title="Hermite coefficients of a Lorentzian",
    statement=r"\mathbb E\Big[\frac{\mathrm{He}_n(Z)}{Z-ib}\Big]=i\,(-i)^n\,n!\;e^{b^2/4}D_{-n-1}(b),\qquad b>0",
    source=DLMF,
    proof="n times by parts, E[He_n f] = E[f^(n)], here (-1)^n n! E[(Z - ib)^(-n-1)] = (-1)^n n! i^(n+1) E[(b + iZ)^(-n-1)]. For b > 0, (b + iz)^(-n-1) = "
    "int_0^oo t^n exp(-(b + iz) t) dt/n!, so its mean is int_0^oo t^n exp(-b t - t^2/2) dt/n! = exp(b^2/4) D_(-n-1)(b) (DLMF 12.5.1). As (-1)^n i^(n+1) = "
    "i (-i)^n, the imaginary part over b is the coefficient of 1/(Z^2 + b^2), the real part that of Z/(Z^2 + b^2).",
    rank=9,
    examples=lambda: (HermiteCoefficient(1 / (1 + x**2), phi, order, q),),
)
def hermite_coefficient_eq_parabolic_cylinder(goal: Goal) -> Reduction | None:
    """E[phi He_n] for sums of A/(x^2 + s) and B x/(x^2 + s), s > 0, in parabolic cylinder functions of negative order."""
    if not isinstance(goal, HermiteCoefficient) or goal.index != order:
        return None
    try:
        activation, root, needed = with_scale(goal, goal.composed, goal.variance)
        field = root.field
        if len(activation.pieces) > 1 or needed:
            return None
        terms = read_fractions(activation.pieces[0].expr, x, field).rescaled(root).terms
        values = [_coefficient(terms, parity, field) for parity in (0, 1)]
    except (OutOfClass, Undecided):
        return None
    return by_cases(parities(*values))


def _coefficient(terms: dict[Simple, Form], parity: int, field: Field) -> Form:
    """The value for n of one parity."""
    n, total = field.symbol(order), field.zero
    for simple, value in terms.items():
        if simple.pole is None or simple.degree != 2 or simple.power != 1:
            raise OutOfClass("another fraction")
        width, needed = positivity.sqrt(simple.pole)
        if needed or positivity.sign(width) <= 0:
            raise Undecided("the place of a pole")
        if simple.k == parity:
            cylinder = field.exp(simple.pole / 4) * parabolic_form(-n - field.one, width) * field.atom(factorial(order))
            total = total + value * sign_power(-parity, field) * (cylinder if parity else cylinder / width)
    return total
