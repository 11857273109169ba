"""Kernels of waves times rational functions against one integral, the other variable being integrated by hand, and against a trapezoidal rule in the plane."""

from fractions import Fraction

import mpmath
import numpy
import pytest

from derive import kernel

Q1, Q2 = mpmath.mpf(3) / 2, mpmath.mpf(2) / 3


def number(text):
    return mpmath.mpf(Fraction(text).numerator) / Fraction(text).denominator


def given_v(gate, v, c):
    """E[gate(u) | v], u normal with mean k v and variance r."""
    k, r = c * mpmath.sqrt(Q1 / Q2), Q1 * (1 - c * c)
    return gate(k * v, mpmath.sqrt(r))


def step(h):
    return lambda m, s: mpmath.ncdf((m - h) / s)


def ramp(m, s):
    """E[max(U, 0)]."""
    return m * mpmath.ncdf(m / s) + s * mpmath.npdf(m / s)


def normal_cdf(m, s):
    """E[Phi(U)]."""
    return mpmath.ncdf(m / mpmath.sqrt(1 + s * s))


def ramp_wave(m, s):
    """E[exp(iU) 1{U > 0}] and E[U exp(iU) 1{U > 0}] by erfc at a complex place; the cosine is the real part."""
    place = mpmath.mpc(m, s * s)
    below = mpmath.erfc(-place / (s * mpmath.sqrt(2))) / 2
    value = mpmath.exp(mpmath.mpc(-s * s / 2, m)) * (place * below + s * mpmath.exp(-((place / s) ** 2) / 2) / mpmath.sqrt(2 * mpmath.pi))
    return value.real


CASES = [
    ("Heaviside(x-1)", "cos(x)/(1+x**2)", step(1), lambda v: mpmath.cos(v) / (1 + v * v)),
    ("Heaviside(x+1/2)", "x*sin(2*x+1)/(1+x**2)**2", step(-0.5), lambda v: v * mpmath.sin(2 * v + 1) / (1 + v * v) ** 2),
    ("Max(x,0)", "cos(x)/(x**2+x+1)", ramp, lambda v: mpmath.cos(v) / (v * v + v + 1)),
    ("Phi(x)", "sin(3*x)*x/(4+x**2)", normal_cdf, lambda v: mpmath.sin(3 * v) * v / (4 + v * v)),
    ("Max(x,0)*cos(x)", "(1+x)/(1+x**2)", ramp_wave, lambda v: (1 + v) / (1 + v * v)),
    ("Max(x,0)*cos(x)", "sin(x)**2/(1+x**2)", ramp_wave, lambda v: mpmath.sin(v) ** 2 / (1 + v * v)),
]


@pytest.mark.slow
@pytest.mark.parametrize("c", ["-99/100", "-1/3", "0", "3/5", "999/1000"])
@pytest.mark.parametrize(("first", "second", "gate", "function"), CASES, ids=[f"{case[0]}, {case[1]}" for case in CASES])
def test_waves_at_poles_beside_gates(first, second, gate, function, c):
    answer = kernel(first, 0, second)
    assert answer.status == "closed"
    with mpmath.workdps(20):
        root = mpmath.sqrt(Q2)
        expected = mpmath.quad(lambda z: function(root * z) * given_v(gate, root * z, number(c)) * mpmath.npdf(z), mpmath.linspace(-10, 10, 81))
        assert abs(mpmath.mpf(answer.enclose(18, q1="3/2", q2="2/3", c=c).value) - expected) < 1e-13


PAIRS = [
    ("cos(x)/(1+x**2)", "cos(x)/(1+x**2)", lambda u: numpy.cos(u) / (1 + u * u), lambda v: numpy.cos(v) / (1 + v * v)),
    ("sin(2*x+1)/(1+x**2)", "x/(4+x**2)", lambda u: numpy.sin(2 * u + 1) / (1 + u * u), lambda v: v / (4 + v * v)),
    ("x*sin(x)/(x**2+x+1)**2", "cos(x)/(1+x**2)", lambda u: u * numpy.sin(u) / (u * u + u + 1) ** 2, lambda v: numpy.cos(v) / (1 + v * v)),
    ("cos(x)/(1+x**2)**2 + x", "1/(4+x**2)**2 + cos(x)", lambda u: numpy.cos(u) / (1 + u * u) ** 2 + u, lambda v: 1 / (4 + v * v) ** 2 + numpy.cos(v)),
]


@pytest.mark.parametrize("c", ["-9/10", "0", "2/5", "3/4"])
@pytest.mark.parametrize(("first", "second", "one", "other"), PAIRS, ids=[f"{case[0]}, {case[1]}" for case in PAIRS])
def test_waves_at_two_poles(first, second, one, other, c):
    """The integrand is analytic in a strip, where the rule converges like exp(-2 pi d/h)."""
    answer = kernel(first, 0, second)
    assert answer.status == "closed"
    nodes, width = numpy.linspace(-9.5, 9.5, 381, retstep=True)
    rho = float(Fraction(c))
    x, w = numpy.meshgrid(nodes, nodes)
    density = numpy.exp(-(x * x + w * w) / 2) / (2 * numpy.pi) * width**2
    y = rho * x + numpy.sqrt(1 - rho**2) * w
    expected = numpy.sum(one(numpy.sqrt(1.5) * x) * other(numpy.sqrt(2 / 3) * y) * density)
    assert abs(float(answer.enclose(18, q1="3/2", q2="2/3", c=c).value) - expected) < 1e-11


@pytest.mark.slow
@pytest.mark.parametrize("c", ["-1/3", "9/10"])
@pytest.mark.parametrize(("knot", "variance"), [("1/1000", "1/1000000"), ("50", "10000")])
def test_tiny_and_large_variances(knot, variance, c):
    answer = kernel(f"Heaviside(x-{knot})", 0, "cos(x)/(1+x**2)")
    assert {certificate.verdict.value for certificate in answer.certificates(15, 1)} == {"certified"}
    with mpmath.workdps(18):
        root, rho, h = mpmath.sqrt(number(variance)), number(c), number(knot)

        def integrand(z):
            v = root * z
            return mpmath.cos(v) / (1 + v * v) * mpmath.ncdf((rho * z - h / root) / mpmath.sqrt(1 - rho**2)) * mpmath.npdf(z)

        expected = mpmath.quad(integrand, mpmath.linspace(-9, 9, 361))
        assert abs(mpmath.mpf(answer.enclose(15, q1=variance, q2=variance, c=c).value) - expected) < 1e-13


@pytest.mark.parametrize("c", ["1", "-1"])
def test_at_the_ends_both_variables_are_one(c):
    answer = kernel("Heaviside(x-1)", 0, "cos(x)/(1+x**2)")
    with mpmath.workdps(20):
        expected = mpmath.quad(lambda z: mpmath.cos(z) / (1 + z * z) * mpmath.npdf(z), [1, 3, 6, 12])
        assert abs(mpmath.mpf(answer.enclose(18, q1="1", q2="1", c=c).value) - expected) < 1e-14
