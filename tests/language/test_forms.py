"""Printed forms: each is the same value, the first is the shortest, and it reads as a person would write it."""

import pytest
from sympy import I, Mul, Piecewise, S, Symbol, acos, cosh, erf, exp, lambdify, pi, sinh, sqrt, symbols

from derive import expectation, kernel
from derive.arrays import FUNCTIONS
from derive.language.forms.abbreviated import abbreviated, is_long
from derive.language.forms.cost import cost
from derive.language.forms.normalize import equal_forms
from derive.language.special import Phi, Phi2
from derive.language.symbols import c, q, q1, q2
from derive.pipeline.limits import limits

alpha, b = symbols("alpha b", positive=True)
ROOT = sqrt(q1) * sqrt(q2)
NAMES = ("relu", "leaky_relu", "relu2", "abs", "gelu", "sin", "snake", "hard_tanh", "soft_shrink", "elu", "laplacian", "threshold", "rectified_power")
# what the literature writes (Cho and Saul 2009, Williams 1998, Tsuchida et al. 2018), and events in place of alternating sums
WRITTEN = {
    ("relu", 0): ROOT * (c * (pi - acos(c)) + sqrt(1 - c**2)) / (2 * pi),
    ("relu", 1): (pi - acos(c)) / (2 * pi),
    ("relu2", 1): 2 * ROOT * (c * (pi - acos(c)) + sqrt(1 - c**2)) / pi,
    ("leaky_relu", 1): alpha + (alpha - 1) ** 2 * (pi - acos(c)) / (2 * pi),
    ("leaky_relu", 0): ROOT * (alpha * c + (alpha - 1) ** 2 * (c * (pi - acos(c)) + sqrt(1 - c**2)) / (2 * pi)),
    ("sin", 0): exp(-(q1 + q2) / 2) * sinh(c * ROOT),
    ("cos", 0): exp(-(q1 + q2) / 2) * cosh(c * ROOT),
}


@pytest.mark.parametrize(("name", "derivative"), WRITTEN)
def test_the_form_is_the_one_of_the_literature(name, derivative):
    found, written = kernel(name, derivative).value, WRITTEN[name, derivative]
    assert equal_forms(found, written) and cost(found) <= cost(written)


@pytest.mark.parametrize("name", NAMES)
def test_all_forms_are_the_same_value_and_the_first_is_the_shortest(name):
    forms = kernel(name).forms()
    values = [lambdify((q1, q2, c, alpha, b), form, modules=[FUNCTIONS, "scipy", "numpy"])(0.66, 1.25, 0.15, 0.6, 1.3) for form in forms]
    assert all(abs(value - values[0]) < 1e-12 for value in values)
    assert list(map(cost, forms)) == sorted(map(cost, forms))


def test_forms_differ_in_what_they_are_made_of():
    forms = kernel("soft_shrink").forms()
    assert len(forms) > 3 and len(set(forms)) == len(forms)
    assert any(form.has(erf) for form in forms) and not forms[0].has(erf)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("derivative", [0, 1])
def test_no_debris(name, derivative):
    value = kernel(name, derivative).value
    assert not value.has(I, S.NaN, S.ComplexInfinity, S.Infinity, Piecewise, erf(0))


def test_opposite_events_are_joined():
    """P(|u| > b, |v| > b) = 2 P(u > b, v > b) + 2 P(u > b, v < -b), a sum of two terms."""
    from derive.language.special import Phi2

    h, k = b / sqrt(q1), b / sqrt(q2)
    assert str(kernel("soft_shrink", 1).value) == str(Mul(2, Phi2(-h, -k, -c) + Phi2(-h, -k, c), evaluate=False))


def test_opposite_events_are_joined_before_exponentials_are():
    """E[exp(-|x - 1|)] is exp(q/2 - 1) P(Z > sqrt(q) - 1/sqrt(q)) + exp(q/2 + 1) P(Z > sqrt(q) + 1/sqrt(q)): no difference of large terms."""
    value = expectation("exp(-Abs(x-1))", "E[phi]").value
    assert not value.has(cosh, sinh) and len(value.args) == 2
    assert abs(float(value.subs(q, 100)) - 0.078626803405706808) < 1e-14  # by quadrature of 50 digits with mpmath


def test_abbreviations_expand_to_the_value():
    for name in ("hard_tanh", "elu"):
        value = kernel(name).value
        definitions, short = abbreviated(value)
        assert is_long(value) and definitions and cost(short) < cost(value)
        for letter, part in reversed(definitions):
            short = short.subs(letter, part)
        assert equal_forms(short, value)
    assert not is_long(kernel("relu").value)


def test_a_form_that_is_a_limit_says_its_limits():
    """K(c = 1) = E[phi^2], K(c = -1) = -E[phi^2] for an odd function, K(q1 = 0) = 0 for phi(0) = 0."""
    found = {limit.at: limit.value for limit in limits(kernel("hard_tanh")) if len(limit.at) > 1 or limit.at[0][0] != c}
    ((one, square), (minus, product), *rest) = found.items()
    assert one[0] == (c, 1) and minus[0] == (c, -1) and equal_forms(square, -product)
    assert abs(square.subs(q, 1).evalf() - (1 - sqrt(2 / pi) * exp(-S.Half)).evalf()) < 1e-12  # E[clip(Z)^2] = 1 - 2 density(1)
    assert [value for _, value in rest] == [0, 0]
    assert limits(kernel("gelu")) == ()
    assert limits(kernel("step", 1))[0].value is None


def test_opposite_events_are_chosen_together():
    """Among eight pairs that of a^2 is P(u > a, v > a) too, and a limit has Phi(-a), not 1 - Phi(a)."""
    a = Symbol("a", positive=True)
    answer = kernel("Max(x-a,0)-Max(x-b,0)")
    assert answer.value.has(Phi2(-a / sqrt(q1), -a / sqrt(q2), c)) and not answer.value.has(Phi(-a / sqrt(q2)))
    assert not next(iter(limits(answer))).value.has(Phi(a / sqrt(q)), Phi(b / sqrt(q)))
