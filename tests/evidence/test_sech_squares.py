"""1 - tanh^2 falls far out: moments of x tanh(exp x) at large variances, against mpmath."""

from __future__ import annotations

import mpmath
import pytest
from flint import arb
from sympy import Rational, exp, sech, tanh

from derive.evidence.balls.precision import working
from derive.evidence.balls.sech_squares import with_sech_squares
from derive.evidence.line.growth import HalfLine
from derive.evidence.lower import enclose
from derive.language.goals.expectation import ActivationMoment, DualKernel
from derive.language.symbols import Z, ddphi, dphi, phi, x

TELU = x * tanh(exp(x))
PLACES = [-60, -20, -10, -5, -2, -1, 0, 0.5, 1, 1.5, 2, 2.5, 3, 4, 6]


def slope(t):
    return mpmath.tanh(mpmath.exp(t)) + t * mpmath.exp(t) * mpmath.sech(mpmath.exp(t)) ** 2


def bend(t):
    e = mpmath.exp(t)
    return e * mpmath.sech(e) ** 2 * (2 + t - 2 * t * e * mpmath.tanh(e))


MOMENTS = {  # the polynomial, and the integrand at x with what lies beyond 6, where slope is 1
    ddphi**2: (lambda t: bend(t) ** 2, 0),
    phi * ddphi: (lambda t: t * mpmath.tanh(mpmath.exp(t)) * bend(t), 0),
    dphi**2: (lambda t: slope(t) ** 2, 1),
}


@pytest.mark.parametrize("polynomial", [ddphi**2, phi * ddphi, pytest.param(dphi**2, marks=pytest.mark.slow)], ids=str)
def test_moments_at_a_million(polynomial):
    function, beyond = MOMENTS[polynomial]
    value = enclose(ActivationMoment(TELU, polynomial, 10**6), {}, 25).arb
    with mpmath.workdps(35):
        true = mpmath.quad(lambda t: function(t) * mpmath.npdf(t / 1000) / 1000, PLACES) + beyond * mpmath.ncdf(-mpmath.mpf(6) / 1000)
    with working(140):
        assert abs(value - arb(mpmath.nstr(true, 34))) < 1e-24


@pytest.mark.slow
def test_kernels_at_a_ratio_of_a_million():
    """Near c = 1 and at 1 they are nearly one number: dK/dc = sqrt(q1 q2) E[phi'(u) phi'(v)] < 1/2."""
    near, end = (enclose(DualKernel(TELU, TELU, (0, 0), Rational(1, 1000), 1000, c), {}, 20).arb for c in (1 - Rational(1, 10**12), 1))
    assert 0 < end - near < 1e-12


@pytest.mark.parametrize("body", [1 - tanh(Z) ** 2, 3 * Z * tanh(Z) ** 2 - 3 * Z, (tanh(exp(Z)) ** 2 - 1) ** 2 * Z], ids=str)
def test_the_function_is_the_same_and_seen_to_fall(body):
    found = with_sech_squares(body, Z)
    assert found.has(sech)
    assert not found.has(tanh)
    for place in (-2, Rational(1, 3), 1):
        assert enclose(found.xreplace({Z: place}), {}, 20).overlaps(enclose(body.xreplace({Z: place}), {}, 20))
    bound = HalfLine(Z, 1, arb(20), {}).log_size(found)
    assert bound is not None
    assert bound.a + bound.b * 20 + bound.g * 400 < -30


@pytest.mark.parametrize("body", [1 + tanh(Z) ** 2, 2 - tanh(Z) ** 2, Z - tanh(Z) ** 2], ids=str)
def test_other_sums_stay(body):
    assert with_sech_squares(body, Z) == body
