"""Sums of c(n) r^n He_(n+j)(h): closed forms in the order n of Hermite coefficients.

Products with powers of the letter are sums of that kind again, and the recursion leaves two neighbouring orders:

    z He_m = He_(m+1) + m He_(m-1),          He_(m+1)(h) = h He_m(h) - m He_(m-1)(h).

At h = 0 one of the two vanishes by parity, He_m(0) = (-1)^(m/2) (m-1)!! for even m.
"""

from __future__ import annotations

from collections.abc import Sequence

from sympy import Integer, Pow, factorial2, hermite_prob

from derive.language.forms.normal_form import Field, Form
from derive.language.forms.power_form import power_form
from derive.language.goals.hermite_coefficient import order

Shifts = dict[int, Form]  # j -> coefficient of the term with order n + j


def multiplied(power: int, field: Field) -> Shifts:
    """z^power He_n as a sum of coefficient(n) He_(n+j).

    The coefficient of an order below zero vanishes.
    """
    n, terms = field.symbol(order), {0: field.one}
    for _ in range(power):
        raised: Shifts = {}
        for j, value in terms.items():
            _add(raised, j + 1, value)
            _add(raised, j - 1, value * (n + field.number(j)))
        terms = raised
    return {j: value for j, value in terms.items() if value}


def _add(terms: Shifts, j: int, value: Form) -> None:
    terms[j] = terms[j] + value if j in terms else value


def reduced(terms: Shifts, height: Form) -> Shifts:
    """The same sum of c_j He_(n+j)(height) with the two lowest orders only."""
    field = height.field
    n, left = field.symbol(order), dict(terms)
    lowest, top = min(left, default=0), max(left, default=0)
    for j in range(top, lowest + 1, -1):
        value = left.pop(j, field.zero)
        if value:
            _add(left, j - 1, value * height)
            _add(left, j - 2, -(value * (n + field.number(j - 1))))
    return {j: value for j, value in left.items() if value}


def hermite_value(j: int, height: Form) -> Form:
    """He_(n+j)(height), for n + j even if the height is 0."""
    field = height.field
    if height:
        return field.atom(hermite_prob(order + j, height.expression()))
    return sign_power(j, field) * field.atom(factorial2(order + Integer(j - 1)))


def sign_power(j: int, field: Field) -> Form:
    """(-1)^((n+j)/2) for even n + j, as a multiple of (-1)^(n/2) or (-1)^((n-1)/2), so that such terms add up."""
    odd = j % 2
    value = field.atom(Pow(Integer(-1), (order - Integer(odd)) / 2))
    return -value if (j + odd) % 4 else value


def nth_power(ratio: Form, given: Sequence[Form]) -> Form:
    """ratio^n for a ratio that is positive where the given forms are."""
    return power_form(ratio, ratio.field.symbol(order), given)
