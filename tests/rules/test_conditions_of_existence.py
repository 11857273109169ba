"""A mean that vanishes by symmetry, or ends in a function of a pole, needs the integral to exist: the condition is returned."""

import pytest
from sympy import Abs, Heaviside, Max, Rational, Symbol, atan, erf, exp, sign, sqrt, tanh

from derive.engine.route import on_route
from derive.engine.search import solve
from derive.language.forms.fields import field_of
from derive.language.forms.normalize import normal_form
from derive.language.forms.positivity import undecided_part
from derive.language.goals.expectation import ActivationMoment, DualKernel, Expectation
from derive.language.goals.gaussian import Gaussian
from derive.language.symbols import X, Y, Z, c, phi, q, q1, q2, x
from derive.pipeline import book, expectation

p = Symbol("p", real=True)

# |x|^k exp(x^2) exp(-x^2/(2q)) is integrable exactly for q < 1/2
ODD = (x * exp(x**2), tanh(x) * exp(x**2), x * exp(x**2) / (1 + x**2), sign(x) * sqrt(Abs(x)) * exp(x**2), sign(x) * exp(x**2))


@pytest.mark.parametrize("function", ODD, ids=str)
def test_an_odd_function_has_mean_zero_only_where_it_is_integrable(function):
    found = solve(ActivationMoment(function, phi, q), book(), seconds=60)
    assert found.closed and found.value == 0
    assert all(h.subs(q, Rational(2, 5)) for h in found.hypotheses)
    assert not all(h.subs(q, Rational(3, 5)) for h in found.hypotheses)


@pytest.mark.parametrize("function", ODD, ids=str)
def test_a_condition_on_a_number_holds_or_nothing_is_concluded(function):
    assert not solve(ActivationMoment(function, phi, Rational(1, 2)), book(), seconds=60).closed
    found = solve(ActivationMoment(function, phi, Rational(2, 5)), book(), seconds=60)
    assert found.closed and found.value == 0 and not found.hypotheses


def test_an_odd_function_that_decays_needs_no_condition():
    found = solve(ActivationMoment(x * exp(-(x**2)), phi, q), book(), seconds=60)
    assert found.closed and found.value == 0 and not found.hypotheses


@pytest.mark.parametrize("first", [x**3, sign(x) * sqrt(Abs(x))], ids=str)
def test_a_kernel_of_an_odd_and_an_even_function_vanishes_only_where_it_exists(first):
    found = solve(DualKernel(first, exp(x**2), (0, 0), q1, q2, c), book(), seconds=60)
    assert found.closed and found.value == 0
    at = {q1: Rational(1), c: Rational(9, 10)}
    assert all(h.subs({**at, q2: Rational(2, 5)}) for h in found.hypotheses)
    assert not all(h.subs({**at, q2: Rational(3, 5)}) for h in found.hypotheses)


@pytest.mark.parametrize(("first", "second"), [(atan(x), exp(x**2)), (1 / (1 + x**2), x * exp(x**2))], ids=str)
def test_a_part_that_vanishes_does_not_hide_that_there_is_no_kernel(first, second):
    found = solve(DualKernel(first, second, (0, 0), q1, q2, c), book(), seconds=60)
    assert found.closed and found.value == 0
    at = {q1: Rational(1), c: Rational(1, 10)}
    assert all(h.subs({**at, q2: Rational(2, 5)}) for h in found.hypotheses)
    assert not all(h.subs({**at, q2: Rational(3, 5)}) for h in found.hypotheses)


def test_nothing_is_concluded_where_no_variance_is_small_enough():
    """exp(x^4) has no Gaussian mean."""
    assert not solve(DualKernel(x, exp(x**4), (0, 0), q1, q2, c), book(), seconds=60).closed
    assert not solve(ActivationMoment(erf(x) * exp(x**4), phi, q), book(), seconds=60).closed


def test_a_condition_below_an_integral_is_dropped_only_where_it_holds_for_every_correlation():
    """exp(u^2 + v^2/2) at variances 2/5 is integrable for (1 - 4/5)(1 - 2/5) > 8 c^2/25, that is 3 > 8 c^2; exp(u^2) erf(v) for every c."""
    v = Rational(2, 5)
    found = solve(DualKernel(exp(x**2), exp(x**2 / 2), (0, 0), v, v, c), on_route("price", book()), seconds=60)
    assert found.closed and found.hypotheses == (3 - 8 * c**2 > 0,)
    assert not solve(DualKernel(exp(x**2), erf(x), (0, 0), v, v, c), on_route("price", book()), seconds=60).hypotheses
    assert not solve(DualKernel(Max(x, 0), Max(x, 0), (0, 0), q, q, c), on_route("price", book()), seconds=60).hypotheses


def test_independence_does_not_hide_that_there_is_no_mean():
    """E[X f(Y)] = 0 for independent X, Y and an integrable f."""
    assert not solve(Expectation(X * exp(Y**4), Gaussian(0)), book(), seconds=60).closed
    assert not solve(DualKernel(x, exp(x**4), (0, 0), 1, 1, 0), book(), seconds=60).closed
    grows = solve(DualKernel(x, tanh(x) * exp(x**2), (0, 0), 1, q, 0), book(), seconds=60)
    assert grows.closed and grows.value == 0 and grows.hypotheses == (1 - 2 * q > 0,)
    for goal in (Expectation(X * tanh(Y), Gaussian(0)), DualKernel(x, tanh(x), (0, 0), 1, q, 0)):
        found = solve(goal, book(), seconds=60)
        assert found.closed and found.value == 0 and not found.hypotheses


BODIES = (
    lambda t: Heaviside(Z) / (Z + t),
    lambda t: Heaviside(Z) / (Z + t) ** 2,
    lambda t: 1 / (Z**2 + t),
    lambda t: (Z**2 + t) ** -2,
    lambda t: 1 / sqrt(Z**2 + t),
    lambda t: sqrt(Z**2 + t),
    lambda t: Heaviside(Z) * Z / (Z**2 + t),
    lambda t: Heaviside(Z) * Z / (Z**2 + t) ** 2,
)


@pytest.mark.parametrize("body", BODIES, ids=lambda body: str(body(p)))
def test_a_pole_lies_off_the_support_or_nothing_is_concluded(body):
    assert not solve(Expectation(body(-1), Gaussian()), book(), seconds=60).closed
    assert solve(Expectation(body(p), Gaussian()), book(), seconds=60).hypotheses == (p > 0,)


@pytest.mark.parametrize("quantity", ["E[phi^2]", "E[dphi^2]", "E[phi*ddphi]"])
def test_a_gaussian_that_grows_beside_poles_has_one_condition(quantity):
    """The steps ask for 2 - q > 0 and for (2 - q)/(2q) > 0, which is the same."""
    answer = expectation("exp(x**2/8)/(1+x**2)", quantity)
    assert answer.status == "closed" and answer.exists == "(2 - q > 0)"


def test_parts_whose_signs_are_not_assumed_are_the_condition():
    """What may be zero by assumption stays: 1 - c^2 is not positive at c = 1."""
    t = Symbol("t", nonnegative=True)
    field = field_of([q, c, t])
    parts = [(q - 2) / (-2 * q), (1 - c**2) * q, t / q, (q - 3) ** 4 / q]
    assert [undecided_part(normal_form(part, field)).expression() for part in parts] == [2 - q, 1 - c**2, t, (q - 3) ** 2]
