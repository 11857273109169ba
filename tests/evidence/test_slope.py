"""Zeros of sums by those of the derivative: each change of sign of floats is covered, and each ball has a zero."""

import mpmath
import pytest
from sympy import Rational, Symbol, atan, cosh, erf, exp, lambdify, log, sin, sinh, tanh

from derive import expectation
from derive.evidence.balls.precision import working
from derive.evidence.balls.scalar import bind
from derive.evidence.line.zeros import zeros

x = Symbol("x", real=True)
SUMS = {
    x - tanh(x): ["0"],
    exp(x) - 1 - x: ["0"],
    exp(x) - 2 * x - 1: ["0", "1.2564312086261696769827376166092163"],  # -1/2 - W_-1(-exp(-1/2)/2)
    x - log(1 + exp(x)): [],
    x - erf(x): ["-0.61744687913", "0", "0.61744687913"],
    x - 2 * tanh(x): ["-1.9150080481545", "0", "1.9150080481545"],
    x - sin(x): ["0"],
    sinh(x) - x - x**3 / 6: ["0"],
    cosh(x) - 1 - x**2 / 2: ["0"],
    exp(x) - x**3: ["1.8571838602078", "4.5364036549735"],
    atan(x) - x / (1 + x**2): ["0"],
    x - 3 - sin(x - 3): ["3"],
    log(1 + x**2) - x**2: ["0"],
    x * exp(-x) - Rational(1, 10): ["0.11183255915896", "3.577152063957"],
}


@pytest.mark.parametrize("expr", SUMS, ids=str)
def test_zeros_are_those_of_a_root_finder(expr):
    with working(200):
        found = sorted(zeros(expr, x, bind({})), key=lambda ball: float(ball.mid()))
    number = lambdify(x, expr, "mpmath")
    with mpmath.workdps(40):
        assert len(found) == len(SUMS[expr])
        for ball, near in zip(found, SUMS[expr], strict=True):
            root = mpmath.mpf(near) if near in ("0", "3") else mpmath.findroot(number, mpmath.mpf(near))
            assert abs(root - mpmath.mpf(ball.mid().str(50, radius=False))) < mpmath.mpf(10) ** -30
            assert abs(number(root)) < mpmath.mpf(10) ** -35


@pytest.mark.parametrize("expr", [x + 3 * sin(x), 1 / x + tanh(x), erf(x) - tanh(x)], ids=str)
def test_a_list_that_is_not_proven_is_not_given(expr):
    with working(200):
        assert zeros(expr, x, bind({})) is None


def test_knots_between_curves():
    """E[max(tanh, x)^2] at q = 1 is (E[tanh^2] + 1)/2, tanh^2 on the left and x^2 on the right."""
    with mpmath.workdps(20):
        left = mpmath.quad(lambda z: mpmath.tanh(z) ** 2 * mpmath.npdf(z), [-mpmath.inf, 0])
    assert abs(float(expectation("Max(tanh(x),x)", "E[phi**2]").enclose(20, q=1).value) - float(left + mpmath.mpf(1) / 2)) < 1e-14


@pytest.mark.parametrize("text", ["Abs(exp(x)-1-x)", "Max(x,exp(x)-1)"])
def test_an_analytic_function_written_with_knots_has_its_derivatives(text):
    """phi'' = exp(x), and E[z exp(sqrt(q) z)] = sqrt(q) exp(q/2)."""
    answer = expectation(text, "E[ddphi*z]")
    assert answer.certificate.verdict.value == "proved"
    assert abs(float(answer.enclose(20, q=1).value) - 1.6487212707001281468) < 1e-14
