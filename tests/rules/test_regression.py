"""Smooth partners and exponential factors beside functions of any kind, against quadrature."""

import math

import pytest
from plane_quadrature import plane_mean, rule
from sympy import Rational

from derive import expectation, kernel

Q = Rational(7, 5)


def line_mean(function, q):
    """E[f(sqrt(q) Z)] for f smooth off 0; to some 12 digits."""
    return sum(weight * function(math.sqrt(q) * node) for node, weight in rule([0]))


def softplus(x):
    return math.log1p(math.exp(x))


MOMENTS = [
    ("exp(x)/(1+x**2)", "E[phi]", lambda x, z: math.exp(x) / (1 + x * x)),
    ("exp(-x**2)/(1+Abs(x))", "E[phi]", lambda x, z: math.exp(-x * x) / (1 + abs(x))),
    ("exp(x**2/10)*x/(1+x**2)**2", "E[phi*z]", lambda x, z: z * math.exp(x * x / 10) * x / (1 + x * x) ** 2),
    ("cos(2*x)/(1+x**2)**3", "E[phi]", lambda x, z: math.cos(2 * x) / (1 + x * x) ** 3),
    ("Phi(x)*x/(1+x**2)", "E[phi*z]", lambda x, z: z * x / (1 + x * x) * math.erfc(-x / math.sqrt(2)) / 2),
    ("(x**2+1)/(x**4+x**2+1)", "E[phi]", lambda x, z: (x * x + 1) / (x**4 + x * x + 1)),
    ("x*sin(x+1)/(4+x**2)", "E[phi]", lambda x, z: x * math.sin(x + 1) / (4 + x * x)),
]


@pytest.mark.parametrize(("activation", "quantity", "function"), MOMENTS, ids=[m[0] for m in MOMENTS])
def test_moments_with_factors(activation, quantity, function):
    answer = expectation(activation, quantity)
    assert answer.status == "closed"
    expected = line_mean(lambda x: function(x, x / math.sqrt(Q)), Q)
    assert abs(float(answer.enclose(16, q=Q).arb) - expected) < 1e-11
    assert {step.verdict.value for step in answer.certificates(20, 2)} == {"certified"}


KERNELS = [
    ("log(1+exp(x))", "x", lambda u, v: softplus(u) * v),
    ("1/(1+x**2)", "exp(x)", lambda u, v: math.exp(v) / (1 + u * u)),
    ("x/(1+x**2)", "sin(2*x)+x**3", lambda u, v: u / (1 + u * u) * (math.sin(2 * v) + v**3)),
    ("1/(1+x**2)", "cos(x+1)*3", lambda u, v: 3 * math.cos(v + 1) / (1 + u * u)),
    ("x*exp(-x)", "1/(1+x**2)", lambda u, v: u * math.exp(-u) / (1 + v * v)),
    ("atan(x)", "Max(x,0)", lambda u, v: math.atan(u) * max(v, 0)),
    ("1/(1+x**2)", "1/(1+exp(-x))", lambda u, v: 1 / (1 + u * u) / (1 + math.exp(-v))),
    ("Heaviside(x)-x", "exp(-x**2)/(1+x**2)", lambda u, v: ((u > 0) - u) * math.exp(-v * v) / (1 + v * v)),
    ("x/(1+Abs(x))", "x-x**3", lambda u, v: u / (1 + abs(u)) * (v - v**3)),
]


@pytest.mark.parametrize(("first", "second", "function"), KERNELS, ids=[f"{f} and {g}" for f, g, _ in KERNELS])
def test_kernels_with_a_smooth_partner(first, second, function):
    answer = kernel(first, 0, second)
    assert answer.status == "closed"
    expected = plane_mean(function, Q, Rational(4, 5), Rational(-2, 5), ((0,), (0,)))
    assert abs(float(answer.enclose(16, q1=Q, q2="4/5", c="-2/5").arb) - expected) < 1e-11
    assert {step.verdict.value for step in answer.certificates(20, 2)} == {"certified"}
