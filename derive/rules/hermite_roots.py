r"""Hermite coefficients of half powers of quadratics as functions of their order, in Tricomi's function.

    E[(Z^2 + s)^e He_n] = (-1)^(n/2) (n - 1)!! 2^e (-e)_(n/2) U(n/2 - e, 1/2 - e, s/2),      n even, s > 0,
    E[Z (Z^2 + s)^e He_n] = E[(Z^2 + s)^(e+1) He_(n+1)]/(2 e + 2),                            n odd, e other than -1,

and zero for the other orders. asinh goes back to its derivative by Stein's identity.
"""

from __future__ import annotations

from sympy import Expr, Integer, RisingFactorial, asinh, factorial2, sqrt

from derive.engine.rule import Goal, Reduction, rule
from derive.language.forms import positivity
from derive.language.forms.atoms import tricomi_form
from derive.language.forms.hermite_sum import sign_power
from derive.language.forms.normal_form import Field, Form, Undecided
from derive.language.forms.power_form import power_form
from derive.language.goals.hermite_coefficient import HermiteCoefficient, order
from derive.language.moments.integrand import OutOfClass
from derive.language.moments.rational import Simple, Terms, read_fractions
from derive.language.sources import DLMF
from derive.language.symbols import phi, q, x
from derive.rules.hermite_series import from_order, in_one_piece


@rule(
    title="Hermite coefficients of half powers of quadratics",
    statement=r"\mathbb E\big[(Z^2+s)^e\,\mathrm{He}_{2m}(Z)\big]=(-1)^m(2m-1)!!\;2^e\,(-e)_m\;U\big(m-e,\tfrac12-e,\tfrac s2\big),\qquad s>0",
    source=DLMF,
    proof="For e < 0, (Z^2 + s)^e = int_0^oo t^(-e-1) exp(-t (Z^2 + s)) dt/Gamma(-e), and E[exp(-t Z^2) He_2m] = (2m-1)!! (-2t)^m (1 + 2t)^(-m-1/2) by the "
    "generating function. With u = 2t the integral over t is 2^e/Gamma(-e) int_0^oo u^(m-e-1) exp(-s u/2) (1 + u)^(-m-1/2) du = 2^e Gamma(m-e)/Gamma(-e) "
    "U(m-e, 1/2-e, s/2), DLMF 13.4.4. Both sides are entire in e. By parts, Z (Z^2 + s)^e being a derivative, its coefficients are those of one "
    "order above of (Z^2 + s)^(e+1)/(2e+2). Other orders vanish by parity, polynomials beyond their degree; E[asinh He_n] = E[asinh' He_(n-1)].",
    rank=12,
    examples=lambda: (
        HermiteCoefficient(sqrt(1 + x**2), phi, order, q),
        HermiteCoefficient(x / sqrt(4 + x**2), phi, order, q),
    ),
)
def hermite_coefficient_eq_tricomi(goal: Goal) -> Reduction | None:
    """E[phi He_n] where phi, or its derivative, is a sum of x^k (x^2 + s)^e with half powers e, and polynomials."""
    try:
        if (found := in_one_piece(goal)) is None:
            return None
        goal, function, root, needed = found
        raised, body = _algebraic(function)
        terms = read_fractions(body, x, root.field).scaled(root**raised).rescaled(root).terms
        values = [_value(terms, raised, parity, root.field) for parity in (0, 1)]
    except (OutOfClass, Undecided):
        return None
    degrees = [simple.k + 1 for simple in terms if simple.pole is None]
    return from_order(goal, raised + max(degrees, default=0), values, needed)


def _algebraic(body: Expr) -> tuple[int, Expr]:
    """The function, or where it has an inverse hyperbolic sine its derivative; and which of the two."""
    return (1, body.diff(x)) if any(part.args[0].is_polynomial(x) for part in body.atoms(asinh)) else (0, body)


def _value(terms: Terms, raised: int, parity: int, field: Field) -> Form:
    """The coefficient of order n - raised for n of one parity."""
    total = field.zero
    for simple, value in terms.items():
        if simple.pole is not None and (parity - raised + simple.k) % 2 == 0:
            total = total + value * _coefficient(simple, raised, field)
    return total


def _coefficient(simple: Simple, raised: int, field: Field) -> Form:
    """E[Z^k (Z^2 + s)^e He_(n - raised)] for n - raised + k even, s > 0."""
    if simple.degree != 2 or simple.power.denominator != 2 or simple.pole is None:
        raise OutOfClass("another fraction")
    if positivity.sign(simple.pole) <= 0:
        raise Undecided("the place of a pole")
    m, e = order + Integer(simple.k - raised), field.number(simple.k - simple.power)
    half = (field.symbol(order) + field.number(simple.k - raised)) / 2
    value = sign_power(simple.k - raised, field) * field.atom(factorial2(m - 1)) * power_form(field.number(2), e)
    value = value * field.atom(RisingFactorial((-e).expression(), m / 2)) * tricomi_form(half - e, field.one / 2 - e, simple.pole / 2)
    return value / (e * 2) if simple.k else value
