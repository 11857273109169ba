"""A moment carries no number and no sign that stands before all of its terms: they stand before the expectation."""

import pytest
from sympy import Heaviside, Rational, cos, expand

from derive.language.forms.fields import field_of
from derive.language.goals.expectation import Expectation
from derive.language.moments.integrand import read_integrand
from derive.language.symbols import Z


def mean(body):
    field = field_of(set())
    return read_integrand(expand(body), {Z: (field.one,)}, field).expectation(()).expression()


def goal(value):
    (found,) = value.atoms(Expectation)
    return found


@pytest.mark.parametrize(
    ("body", "factor"),
    [
        (-(Z + 1) * Heaviside(Z - 1), -1),
        ((Z**2 / 4 + Z / 6) * Heaviside(Z - 1), Rational(1, 12)),
        ((6 - 4 * Z) * cos(Z + 1), -2),
        ((Z + 1) * Heaviside(Z - 1), 1),
    ],
)
def test_the_common_number_stands_outside(body, factor):
    value = mean(body)
    inside = goal(value)
    assert value == factor * inside
    assert expand(factor * inside.body - body) == 0


def test_opposite_integrands_are_one_goal():
    assert goal(mean((Z - 1) * Heaviside(Z))) == goal(mean((1 - Z) * Heaviside(Z) / 3))
    assert goal(mean((Z - 1) * Heaviside(Z))) != goal(mean((Z + 1) * Heaviside(Z)))
