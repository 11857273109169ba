"""Functions that are positive by their form, and powers of what is not negative on a half line."""

import mpmath
import pytest
from flint import arb
from sympy import Rational, Symbol, exp, log, sqrt

from derive.evidence.line.growth import HalfLine
from derive.evidence.line.positivity import is_positive
from derive.evidence.lower import enclose
from derive.language.goals.expectation import ActivationMoment
from derive.language.symbols import phi, x

z, t = Symbol("z", real=True), Symbol("t", real=True)
SIGMOID = 1 / (1 + exp(-z))


@pytest.mark.parametrize("expr", [1 + SIGMOID, exp(z**2), sqrt(2 + exp(-z)), 3 * exp(-z) / (1 + exp(z)) ** 2])
def test_positive_by_form(expr):
    assert is_positive(expr, z, {})


@pytest.mark.parametrize("expr", [SIGMOID - Rational(1, 4), 1 - exp(z), z * exp(z), -SIGMOID, t + exp(z)])
def test_not_positive_by_form(expr):
    assert not is_positive(expr, z, {t: Rational(-2)})


@pytest.mark.parametrize("side", [1, -1])
def test_powers_of_what_is_not_negative_are_not_negative(side):
    line = HalfLine(z, side, arb(1), {})
    assert line.above(SIGMOID, -1).supremum(arb(1)) <= 0


def test_powers_of_what_may_be_negative_are_not_called_positive():
    """1/(1 - exp(z)) is negative for z >= 1; the bound of its negative must not be 0."""
    bound = HalfLine(z, 1, arb(1), {}).above(1 / (1 - exp(z)), -1)
    assert bound is None or not bound.supremum(arb(1)) <= 0


def test_a_moment_of_a_logarithm_of_sigmoids_against_quadrature():
    f = x * log(1 + 1 / (1 + exp(-x)))
    ball = enclose(ActivationMoment(f, phi**2, 1), {}, 15, 30)
    exact = mpmath.quad(lambda s: (s * mpmath.log(1 + 1 / (1 + mpmath.exp(-s)))) ** 2 * mpmath.npdf(s), [-12, -4, 0, 4, 12])
    assert abs(mpmath.mpf(ball.value) - exact) < 1e-13
