"""Functions that are singular at places that no formula tells, against quadrature that knows these places as floats."""

from itertools import pairwise

import mpmath
import numpy as np
import pytest
from flint import acb, arb
from sympy import Abs, Integer, Rational, cos, exp, log, sqrt, tanh

from derive import kernel
from derive.evidence.balls import simple_zero
from derive.evidence.balls.precision import working
from derive.evidence.balls.program import program
from derive.evidence.balls.removable import W
from derive.evidence.balls.scalar import real_constant
from derive.evidence.line import frozen
from derive.evidence.line.factored import factored
from derive.evidence.line.integral import expectation_1d
from derive.evidence.line.zeros import polynomial_zeros
from derive.language.errors import CannotEnclose
from derive.language.symbols import Z

ROOT = mpmath.findroot(lambda z: z**3 - z - 1, 1.3)
MEANS = {
    log(Abs(7 * Z**2 / 5 - 1)): (lambda z: mpmath.log(abs(1.4 * z * z - 1)), [-mpmath.sqrt(5 / mpmath.mpf(7)), mpmath.sqrt(5 / mpmath.mpf(7))]),
    log(Abs(exp(Z) - 2)): (lambda z: mpmath.log(abs(mpmath.exp(z) - 2)), [mpmath.log(2)]),
    Z * log(Abs(tanh(Z) - Rational(1, 2))): (lambda z: z * mpmath.log(abs(mpmath.tanh(z) - 0.5)), [mpmath.atanh(0.5)]),
    Abs(Z**3 - Z - 1) ** Rational(-1, 3): (lambda z: abs(z**3 - z - 1) ** (-mpmath.mpf(1) / 3), [ROOT]),
    log(Abs(Z**2 - 2)) * sqrt(Abs(2 * Z**2 - 4)): (lambda z: mpmath.log(abs(z * z - 2)) * mpmath.sqrt(abs(2 * z * z - 4)), [-mpmath.sqrt(2), mpmath.sqrt(2)]),
    log((Z**2 - 2) ** 2) * cos(Z): (lambda z: mpmath.log((z * z - 2) ** 2) * mpmath.cos(z), [-mpmath.sqrt(2), mpmath.sqrt(2)]),
    log(Abs(Z**2 - 2)) * log(Abs(Z**4 - 4)): (lambda z: mpmath.log(abs(z * z - 2)) * mpmath.log(abs(z**4 - 4)), [-mpmath.sqrt(2), mpmath.sqrt(2)]),
}


def distance(body, digits=25):
    """Between a ball and quadrature, and the radius."""
    function, places = MEANS[body]
    with mpmath.workdps(30):
        expected = mpmath.quad(lambda z: function(z) * mpmath.npdf(z), [-mpmath.inf, -6, *places, 6, mpmath.inf])
    ball = expectation_1d(body, {}, digits)
    with working(120):
        return abs(ball.mid() - arb(mpmath.nstr(expected, 28))), ball.rad()


@pytest.mark.parametrize("body", MEANS, ids=str)
def test_means_are_those_of_quadrature(body):
    apart, radius = distance(body)
    assert apart < 1e-13 and radius < 1e-20


@pytest.fixture
def fresh():
    """Nothing is kept of a falsified zero."""
    simple_zero._refined.cache_clear()
    yield
    simple_zero._refined.cache_clear()


@pytest.mark.usefixtures("fresh")
def test_a_place_that_is_a_little_off_is_noticed(monkeypatch):
    true = simple_zero._refined
    monkeypatch.setattr(simple_zero, "_refined", lambda expr, programs, bits: true(expr, programs, bits) * (1 + arb(10) ** -6))
    try:
        apart, radius = distance(log(Abs(exp(Z) - 2)) * Integer(1), 22)
    except (CannotEnclose, ValueError):  # what is seen around the place and beside it has nothing in common
        return
    assert apart > 1e-9 or radius > 1e-9


def test_a_zero_is_refined_to_any_precision():
    with working(100):
        found = simple_zero.simple_zero(exp(W) - 2, arb(2).log(), program)
    for bits in (60, 500, 4000):
        with working(bits):
            place = real_constant(found, {})
            assert place.overlaps(arb(2).log()) and place.rad() < arb(2) ** (8 - bits)
    assert found == simple_zero.simple_zero(exp(W) - 2, arb(0.6931471805599453, 1e-15), program)  # the same number, whatever the precision


@pytest.mark.parametrize("function", [(W**2 - 2) ** 2, W**2 - 2 + W, exp(W)], ids=str)
def test_a_place_that_is_no_simple_zero_is_refused(function):
    with working(100):
        assert simple_zero.simple_zero(function, arb(2).sqrt(), program) is None


def test_arguments_that_vanish_at_one_place_by_chance_are_refused():
    with working(100):
        assert factored(log(Z**2 - 2) * log(cos(Z) + 1), Z, {}, arb(2).sqrt(), 1) is not None
        assert factored(log(Z**2 - 2) * log(exp(Z**2) - exp(Integer(2))), Z, {}, arb(2).sqrt(), 1) is None


def test_what_is_frozen_is_bounded_along_the_whole_end(monkeypatch):
    """log |f| <= a + b t beyond T at places of its own; with the ball of v = 0 alone the bound fails."""
    t = frozen.V.func("t", positive=True)
    body = exp(-t) * log(2 + tanh(1 + exp(-t)) * cos(3 * exp(-t)))
    with working(100):
        bound = frozen.log_size_near_end(body, t, arb(1), {})
        values = [(k, abs(mpmath.exp(-k) * mpmath.log(2 + mpmath.tanh(1 + mpmath.exp(-k)) * mpmath.cos(3 * mpmath.exp(-k))))) for k in (1, 1.5, 3, 20)]
        assert bound is not None and all(float((bound.a + bound.b * k).upper()) >= float(mpmath.log(size)) - 1e-12 for k, size in values)


def grid(knots):
    """Nodes and weights of tanh-sinh quadrature between knots."""
    s = np.pi / 2 * np.sinh(np.arange(-85, 86) * 0.04)
    weight = 0.04 * np.sqrt((np.pi / 2) ** 2 + s * s) / np.cosh(s) ** 2
    ends = [-12.0, *knots, 12.0]
    near, far = 1 / (1 + np.exp(-2 * s)), 1 / (1 + np.exp(2 * s))
    parts = [(np.where(s < 0, a + (b - a) * near, b - (b - a) * far), weight * (b - a) / 2) for a, b in pairwise(ends)]
    return tuple(np.concatenate(both) for both in zip(*parts, strict=True))


KERNELS = {
    "log(Abs(x**3-2))": (lambda u: np.log(np.abs(u**3 - 2)), [2 ** (1 / 3)]),
    "log(Abs(tanh(x)-1/2))": (lambda u: np.log(np.abs(np.tanh(u) - 0.5)), [np.arctanh(0.5)]),
    "log(Abs(x**2-1))*tanh(x+1)": (lambda u: np.log(np.abs(u * u - 1)) * np.tanh(u + 1), [-1, 1]),
}


@pytest.mark.slow
@pytest.mark.parametrize("text", KERNELS)
def test_kernels_are_those_of_quadrature(text):
    function, places = KERNELS[text]
    c, (x, wx), (y, wy) = 1 / 3, grid([p / np.sqrt(1.4) for p in places]), grid(places)
    density = np.exp(-(x[:, None] ** 2 - 2 * c * x[:, None] * y + y * y) / (2 * (1 - c * c))) / (2 * np.pi * np.sqrt(1 - c * c))
    with np.errstate(all="ignore"):
        f, g = (np.nan_to_num(w * function(u), neginf=0.0, posinf=0.0) for w, u in ((wx, np.sqrt(1.4) * x), (wy, y)))
    ball = kernel(text).enclose(15, q1="7/5", q2=1, c="1/3")
    assert abs(float(ball.value) - f @ density @ g) < 1e-9


def test_zeros_of_polynomials_whose_coefficients_are_balls():
    with working(200):
        coefficients = [arb(1), arb(7).sqrt(), arb(0), -arb(35).sqrt() * 7 / 25, arb(1) / 9]
        found = sorted(polynomial_zeros(coefficients), key=lambda ball: float(ball.mid()))
        expected = sorted(root.real for root in np.roots([float(a) for a in reversed(coefficients)]) if abs(root.imag) < 1e-9)
        assert len(found) == len(expected) and all(abs(float(a) - b) < 1e-12 and a.rad() < 1e-50 for a, b in zip(found, expected, strict=True))
        square = [arb(2), arb(0), -2 * arb(2).sqrt(), arb(0), arb(1)]  # (x^2 - sqrt 2)^2
        assert polynomial_zeros(square) is None
        assert polynomial_zeros([arb(1).exp(), arb(0), arb(0), arb(0), arb(1)]) == []
        assert acb(found[0]).imag == 0
