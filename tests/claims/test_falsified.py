"""Falsified twins are wrong neighbours, and where a constant mends a refuted formula it is named."""

import pytest
from sympy import Symbol, pi, sin, sqrt, sympify

from derive.claims.correction import correction
from derive.claims.falsified import falsified_twins

q = Symbol("q", positive=True)


@pytest.mark.parametrize("formula", [q**2 / 3, sin(q) + 1, 2 * sqrt(q) / pi, (1 + 4 * q) / (2 * q**2), pi])
def test_every_twin_differs_in_value(formula):
    twins = [twin for _, twin in falsified_twins(formula)]
    assert 2 <= len(twins) <= 8
    assert all(abs((twin - formula).subs(q, 1.3).evalf()) > 1e-9 for twin in twins)


def test_kinds_of_changes():
    told = " ".join(description for description, _ in falsified_twins(2 * sqrt(q) + 1))
    assert "sign" in told
    assert "1 + 1e-6" in told
    assert "exponent" in told


@pytest.mark.parametrize(("left", "right", "words"), [(2 * q, 3 * q, "2/3 times"), (q + pi, q, "plus pi"), (q, q**2, None)])
def test_the_constant_that_is_missing(left, right, words):
    found = correction(left, right, (), None)
    assert found is None if words is None else words in found


def test_a_coincidence_is_not_told():
    """Eleven figures of coefficients for twenty of a number are no closed form."""
    assert "sqrt" not in correction(sympify("1144/25"), sympify("1194/25"), (), None)
