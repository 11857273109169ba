"""Pair expectations against closed forms, and against nested mpmath quadrature (dps 15) where the origin says so."""

from typing import Any

import pytest
from flint import arb
from sympy import Heaviside, Max, N, Or, Piecewise, Rational, acos, asin, erf, erfc, exp, pi, sqrt, tanh
from sympy.abc import a

from derive.evidence.pair.diagonal import expectation_near_diagonal
from derive.evidence.pair.plane import expectation_2d
from derive.language.errors import CannotEnclose, Diverges, NotDefined
from derive.language.goals.expectation import Expectation
from derive.language.goals.gaussian import Gaussian
from derive.language.symbols import X, Y, c

DIGITS = 30


def _agrees(value: arb, exact: Any, digits: int = DIGITS - 2) -> bool:
    known = arb(str(N(exact, 60)), "1e-50") if not isinstance(exact, str) else arb(exact, "2e-15")
    return bool(value.overlaps(known)) and float(value.rad()) < 10.0**-digits


def _value(body: Any, correlation: Any, **at: Any) -> arb:
    return expectation_2d(Expectation(body, Gaussian(correlation)), {a: at["a"]} if at else {}, DIGITS)


def _relu_kernel(rho: Rational) -> Any:
    return (sqrt(1 - rho**2) + (pi - acos(rho)) * rho) / (2 * pi)


@pytest.mark.parametrize("rho", [Rational(k, 10) for k in (-10, -9, -5, 0, 3, 7, 9, 10)] + [Rational(99, 100)])
def test_the_relu_kernel_is_the_arc_cosine_kernel(rho):
    assert _agrees(_value(Max(X, 0) * Max(Y, 0), rho), _relu_kernel(rho))


@pytest.mark.parametrize("rho", [Rational(-3, 5), Rational(1, 2), Rational(19, 20)])
def test_the_error_function_kernel_is_the_arc_sine_kernel(rho):
    body = erf(sqrt(Rational(3, 2)) * X) * erf(sqrt(Rational(5, 7)) * Y)
    k = rho * sqrt(Rational(15, 14))
    assert _agrees(_value(body, rho), 2 / pi * asin(2 * k / sqrt(4 * Rational(17, 7))))


def test_sheppard_for_indicators_with_a_correlation_from_the_point():
    goal = Expectation(Heaviside(X) * Heaviside(Y), Gaussian(c))
    assert _agrees(expectation_2d(goal, {c: Rational(1, 3)}, DIGITS), Rational(1, 4) + asin(Rational(1, 3)) / (2 * pi))


def test_sums_of_products_are_separated():
    rho = Rational(2, 5)
    assert _agrees(_value((X + Y) ** 4, rho), 12 * (1 + rho) ** 2)
    assert _agrees(_value(exp(X + Y / 2 - 1), rho), exp(Rational(5, 8) + rho / 2 - 1))


def test_parameters_have_values_from_the_point():
    assert _agrees(_value(exp(a * X) * Y, Rational(1, 2), a=Rational(2, 3)), Rational(1, 3) * exp(Rational(2, 9)))


def test_tanh_and_elu_agree_with_nested_quadrature():
    assert _agrees(_value(tanh(X) * tanh(Y), Rational(1, 2)), "0.186324413203448")
    elu = Piecewise((X, X > 0), (exp(X) - 1, True))
    assert _agrees(_value(elu * elu.xreplace({X: Y}), Rational(95, 100)), "0.61172120444418")


def test_the_two_methods_meet():
    f, rho = Max(-1, 1 - X**2) * tanh(2 * X), Rational(3, 5)
    g = Heaviside(Y - Rational(1, 3)) * exp(Y / 3)
    near = expectation_near_diagonal(f, g, rho, DIGITS)
    assert near.overlaps(_value(f * g, rho)) and near.rad() < 1e-27


def test_near_a_degenerate_pair_the_diagonal_method_still_proves():
    rho = Rational(9999, 10000)
    assert _agrees(_value(Max(X, 0) * Heaviside(Y), -rho), _relu_slope(-rho))


def _relu_slope(rho: Rational) -> Any:
    """E[X_+ 1(Y > 0)] = (1 + rho)/(2 sqrt(2 pi)), by conditioning and parts."""
    return (1 + rho) / (2 * sqrt(2 * pi))


def test_refusals_say_why():
    with pytest.raises(CannotEnclose, match="mixes"):
        _value(tanh(X * Y), Rational(1, 2))
    with pytest.raises(NotDefined):
        _value(X * Y, Rational(3, 2))
    with pytest.raises(Diverges):
        _value(exp(X**2) * Y, Rational(1, 2))


def test_a_condition_of_several_parts_with_roots_in_them():
    """E[1{|sqrt(10) X| > 10} Y^2] = 2 P(Z > sqrt(10)) for independent X, Y: that a part of Or holds or not is no question of reality."""
    outside = Piecewise((1, Or(sqrt(10) * X > 10, sqrt(10) * X < -10)), (0, True))
    assert _agrees(_value(outside * Y**2, Rational(0)), erfc(sqrt(5)))
