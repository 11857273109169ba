"""Logarithms with real zeros beside knots and normal distribution functions, against quadrature of their definitions."""

from fractions import Fraction

import mpmath
import pytest
from mpmath import ncdf, npdf
from sympy import Rational, sqrt

from derive import expectation, kernel
from derive.evidence.audit.verdict import Verdict
from derive.evidence.lower import enclose
from derive.language.special import VoigtArcL
from derive.language.symbols import c, q2


def distance(t):
    return lambda v: mpmath.log(abs(v - t))


def gate(t):
    """P(u > t) for u of this mean and deviation."""
    return lambda m, s: ncdf((m - t) / s)


def relu(t):
    return lambda m, s: (m - t) * ncdf((m - t) / s) + s * npdf((m - t) / s)


def below(m, s):
    """E[exp(u) 1{u < 0}]."""
    return mpmath.exp(m + s * s / 2) * ncdf(-(m + s * s) / s)


def soft(m, s):
    return ncdf(m / mpmath.sqrt(1 + s * s))


KERNELS = [
    ("sign(x)", "log(Abs(x-1))", lambda m, s: 2 * ncdf(m / s) - 1, distance(1), (1,), True),
    ("Heaviside(x-1)", "log(Abs(x-1))", gate(1), distance(1), (1,), True),
    ("Heaviside(x+2)", "log(Abs(x))", gate(-2), distance(0), (0,), True),
    ("Heaviside(x)", "x**2*log(Abs(x))", gate(0), lambda v: v * v * mpmath.log(abs(v)), (0,), True),
    ("Max(x-1,0)", "x*log(Abs(x-1))", relu(1), lambda v: v * mpmath.log(abs(v - 1)), (1,), True),
    ("Max(x,0)", "log(Abs(x**3-1))", relu(0), lambda v: mpmath.log(abs(v**3 - 1)), (1,), True),
    ("exp(x)*Heaviside(-x)", "log(Abs(2*x-3))", below, lambda v: mpmath.log(abs(2 * v - 3)), (1.5,), True),
    ("sign(x)", "exp(-x)*log(Abs(1-x))", lambda m, s: 2 * ncdf(m / s) - 1, lambda v: mpmath.exp(-v) * mpmath.log(abs(1 - v)), (1,), True),
    ("Phi(x)", "x*log(Abs(x**2-4))", soft, lambda v: v * mpmath.log(abs(v * v - 4)), (-2, 2), True),
]
POINTS = [(1.1, 12 / 11, 0.5), (0.6, 2.0, -0.7), (0.001, 3.0, 0.9), (2.0, 0.02, -1 / 3), (5.0, 7.0, 0.999), (1.0, 13 / 11, -0.999), (1.0, 1e-6, 0.5)]


def conditioned(f, g, zeros, point):
    """E of E[f(u) | v] g(v), one integral over v with cuts about the zeros of g and the places where f changes."""
    with mpmath.workdps(20):
        q1, q2, rho = map(mpmath.mpf, point)
        s, r1, r2 = mpmath.sqrt(1 - rho * rho), mpmath.sqrt(q1), mpmath.sqrt(q2)
        cuts = {mpmath.mpf(k) for k in (-12, -9, -6, -4, -2, -1, -0.5, 0, 0.5, 1, 2, 4, 6, 9, 12)}
        cuts |= {k / r1 / rho + side * s / abs(rho) * z for k in (0, 1, -2) for side in (1, -1) for z in (0, 1, 3, 8)}
        cuts |= {t / r2 + side * mpmath.mpf(z) for t in zeros for side in (1, -1) for z in (0, 1e-6, 1e-3, 0.05, 0.3)}
        return float(mpmath.quad(lambda w: f(rho * r1 * w, r1 * s) * g(r2 * w) * npdf(w), sorted(w for w in cuts if abs(w) <= 12)))


def ball(answer, point):
    values = dict(zip(("q1", "q2", "c"), map(Fraction, point), strict=True))
    return float(enclose(answer.value, {symbol: values[symbol.name] for symbol in answer.value.free_symbols}, 20).value)


@pytest.mark.slow
@pytest.mark.parametrize(("first", "second", "f", "g", "zeros", "proved"), KERNELS, ids=[f"{case[0]} {case[1]}" for case in KERNELS])
def test_a_kernel_is_what_quadrature_finds(first, second, f, g, zeros, proved):
    answer, turned = kernel(first, 0, second), kernel(second, 0, first)
    assert answer.status == turned.status == "closed"
    assert not proved or answer.certificate.verdict is Verdict.PROVED
    for point in POINTS:
        expected = conditioned(f, g, zeros, point)
        assert ball(answer, point) == pytest.approx(expected, rel=1e-9, abs=1e-12)
        assert ball(turned, (point[1], point[0], point[2])) == pytest.approx(expected, rel=1e-9, abs=1e-12)
        assert answer.numpy()(*point) == pytest.approx(expected, rel=1e-9, abs=1e-12)
    falsified = answer.value.subs({symbol: symbol * Rational(101, 100) for symbol in answer.value.free_symbols if symbol != c})
    values = dict(zip(("q1", "q2", "c"), map(Fraction, POINTS[0]), strict=True))
    twin = float(enclose(falsified, {symbol: values[symbol.name] for symbol in falsified.free_symbols}, 20).value)
    assert abs(twin - conditioned(f, g, zeros, POINTS[0])) > 1e-6


def _pieces(v):
    return mpmath.log(1 - v) if v < -1 else v if v < 2 else v * mpmath.log(v - 1)


LINE = [
    ("log(1+Abs(x))", lambda v: mpmath.log(1 + abs(v)), (0,)),
    ("log(1+Max(x,0))", lambda v: mpmath.log(1 + max(v, 0)), (0,)),
    ("sign(x)*x**3*log(2+Abs(x))", lambda v: abs(v) ** 3 * mpmath.log(2 + abs(v)), (0,)),
    ("Heaviside(x)*log(Abs(x-1))", lambda v: mpmath.log(abs(v - 1)) if v > 0 else 0, (0, 1)),
    ("Heaviside(x-1)*log(x-1)", lambda v: mpmath.log(v - 1) if v > 1 else 0, (1,)),
    ("Heaviside(x-2)*x**2*log(Abs(x-1))", lambda v: v * v * mpmath.log(v - 1) if v > 2 else 0, (2,)),
    ("exp(x)*log(1+Abs(x))", lambda v: mpmath.exp(v) * mpmath.log(1 + abs(v)), (0,)),
    ("Phi(x)*x*log(Abs(x-1))", lambda v: ncdf(v) * v * mpmath.log(abs(v - 1)), (1,)),
    ("erf(x-1)*log(Abs(x+2))", lambda v: mpmath.erf(v - 1) * mpmath.log(abs(v + 2)), (-2, 1)),
    ("Heaviside(x+2)*log(Abs(x**3-1))", lambda v: mpmath.log(abs(v**3 - 1)) if v > -2 else 0, (-2, 1)),
    ("Piecewise((log(1-x),x<-1),(x,x<2),(log(x-1)*x,True))", _pieces, (-1, 2)),
]


def mean(function, knots, variance):
    with mpmath.workdps(20):
        root = mpmath.sqrt(mpmath.mpf(variance.p) / variance.q)
        cuts = {mpmath.mpf(k) for k in (-15, -9, -6, -4, -2, -1, 0, 1, 2, 4, 6, 9, 15)}
        cuts |= {k / root + side * mpmath.mpf(z) for k in {0, 1, -1, *knots} for side in (1, -1) for z in (0, 1e-7, 1e-4, 0.01, 0.1, 0.5)}
        cuts |= {side * z / root for side in (1, -1) for z in (0.01, 0.1, 0.5, 2, 5)}
        return float(mpmath.quad(lambda w: function(root * w) * npdf(w), sorted(w for w in cuts if abs(w) <= 15)))


@pytest.mark.slow
@pytest.mark.parametrize(("text", "function", "knots"), LINE, ids=[case[0] for case in LINE])
def test_a_mean_is_what_quadrature_finds(text, function, knots):
    answer = expectation(text, "E[phi]")
    assert answer.status == "closed" and answer.certificate.verdict is Verdict.PROVED
    for variance in (Rational(11, 10), Rational(1, 1000000), Rational(3), Rational(40)):
        expected = mean(function, knots, variance)
        values = dict.fromkeys(answer.value.free_symbols, variance)
        assert float(enclose(answer.value, values, 20).value) == pytest.approx(expected, rel=1e-9, abs=1e-12)
        assert answer.numpy()(float(variance)) == pytest.approx(expected, rel=1e-9, abs=1e-12)


def test_the_values_have_few_terms():
    assert kernel("sign(x)", 0, "log(Abs(x-1))").value == -VoigtArcL(sqrt(2) / (2 * sqrt(q2)), 0, 0, c)


@pytest.mark.parametrize("pair", [("Max(x,0)", "log(1+Abs(x))"), ("sign(x)", "log(Abs(x-1))**2")])
def test_what_does_not_close_stays_open(pair):
    assert kernel(pair[0], 0, pair[1]).status != "closed"


def test_a_logarithm_at_its_knot_beside_a_power_stays_open():
    assert expectation("Heaviside(x-1)*x*log(x-1)", "E[phi]").status != "closed"
