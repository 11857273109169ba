"""Derivatives of goals with respect to the correlation."""

import pytest
from sympy import Derivative, Heaviside, Max, Rational, Symbol, acos, cos, diff, exp, sin, sqrt, tanh

from derive.evidence.audit.equation import certify
from derive.evidence.audit.verdict import Verdict
from derive.evidence.lower import enclose
from derive.language.errors import CannotEnclose
from derive.language.goals.expectation import DualKernel, Expectation
from derive.language.goals.gaussian import Gaussian
from derive.language.symbols import X, Y, c, q, q1, q2, x

INSIDE = (c > -1, c < 1)


def certified(lhs, rhs):
    return certify(lhs, rhs, INSIDE).verdict is Verdict.CERTIFIED


def test_the_derivative_of_the_arc_cosine_kernel():
    relu = DualKernel(Max(x, 0), Max(x, 0), (0, 0), q1, q2, c)
    closed = sqrt(q1 * q2) * (sqrt(1 - c**2) + c * acos(-c)) / (2 * acos(-1))
    assert certified(diff(relu, c), diff(closed, c))
    assert certified(Derivative(relu, (c, 2)), diff(closed, c, 2))
    assert certify(diff(relu, c), Rational(1000001, 1000000) * diff(closed, c), INSIDE).verdict is Verdict.REFUTED


def test_it_is_the_kernel_of_the_derivatives():
    kernel = DualKernel(tanh(x), sin(x), (0, 0), q, q, c)
    assert certified(diff(kernel, c), q * DualKernel(tanh(x), sin(x), (1, 1), q, q, c))


def test_a_sum_of_products_and_a_correlation_that_is_an_expression():
    goal = Expectation(cos(X - Y), Gaussian(c**2))
    assert certified(diff(goal, c), 2 * c * exp(-1 + c**2))


def test_the_derivative_of_a_step_kernel_with_derivatives():
    step = DualKernel(Max(x, 0), Max(x, 0), (1, 1), 1, 1, c)
    assert certified(diff(step, c), 1 / (2 * acos(-1) * sqrt(1 - c**2)))


@pytest.mark.parametrize("symbol", [q1, Symbol("a", real=True)])
def test_another_symbol_is_refused_with_a_remedy(symbol):
    goal = Derivative(DualKernel(Heaviside(x) * Symbol("a", real=True), x, (0, 0), q1, q2, c), symbol, evaluate=False)
    with pytest.raises(CannotEnclose, match="Try: "):
        enclose(goal, {q1: 1, q2: 1, c: Rational(1, 3), Symbol("a", real=True): 1}, 20)
