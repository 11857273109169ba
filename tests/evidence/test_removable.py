"""Quotients written with removable singular points: balls, moments and kernels, against quadrature by mpmath of the series at the point."""

from __future__ import annotations

import mpmath
import pytest
from flint import acb, arb
from sympy import Abs, Rational, Symbol, atan, cos, cosh, coth, exp, log, sin, sinh, tanh

from derive.evidence.balls.precision import working
from derive.evidence.balls.removable import RemovableBall
from derive.evidence.balls.scalar import compile_ball
from derive.evidence.line.growth import HalfLine
from derive.evidence.line.integral import expectation_1d
from derive.evidence.line.regular import regular
from derive.evidence.lower import enclose
from derive.language.errors import CannotEnclose, Diverges
from derive.language.goals.expectation import ActivationMoment, DualKernel
from derive.language.symbols import Z, ddphi, dphi, phi, x, z

BERNOULLI = Z / (exp(Z) - 1)
FUNCTIONS = {  # and the same function from mpmath's own, which cancel nothing
    BERNOULLI: lambda t: t / mpmath.expm1(t) if t else 1,
    (exp(Z) - 1) / Z: lambda t: mpmath.expm1(t) / t if t else 1,
    (exp(Z - 1) - 1) / (Z - 1): lambda t: mpmath.expm1(t - 1) / (t - 1) if t != 1 else 1,
    (1 - cos(Z)) / Z**2: lambda t: mpmath.sinc(t / 2) ** 2 / 2,
    Z * cosh(Z) / sinh(Z): lambda t: 1 / (mpmath.sinc(mpmath.j * t).real * mpmath.sech(t)),
    Z * coth(Z): lambda t: 1 / (mpmath.sinc(mpmath.j * t).real * mpmath.sech(t)),
    log(1 + Z**2) / Z: lambda t: mpmath.log1p(t * t) / t if t else 0,
    (Z - sin(Z)) / Z**3: lambda t: mpmath.hyp1f2(1, 2, 2.5, -t * t / 4) / 6,
    log(sinh(Z) / Z): lambda t: mpmath.log(mpmath.sinc(mpmath.j * t).real),
    (BERNOULLI - 1) / Z: lambda t: (t / mpmath.expm1(t) - 1) / t if t else -0.5,
    tanh(BERNOULLI): lambda t: mpmath.tanh(t / mpmath.expm1(t)) if t else mpmath.tanh(1),
    (exp(Abs(Z)) - 1) / Abs(Z): lambda t: mpmath.expm1(abs(t)) / abs(t) if t else 1,
    (Z - log(2)) / (exp(Z) - 2): lambda t: 1 / (2 * mpmath.expm1(t - mpmath.log(2)) / (t - mpmath.log(2))) if t != mpmath.log(2) else 0.5,
    atan(Z) / Z: lambda t: mpmath.atan(t) / t if t else 1,
}
POLES = [1 / (exp(Z) - 1), (1 + Z) / (exp(Z) - 1), sin(Z) / Z**2, (exp(Z) - 1 - Z) / Z**3]


def _mean(function, power: int):
    with mpmath.workdps(30):
        return mpmath.quad(lambda t: function(t) ** power * mpmath.npdf(t), [-14, -4, -1, 0, mpmath.log(2), 1, 4, 14])


def _near(value: arb, true, bound: float) -> bool:
    with working(140):
        return bool(abs(value - arb(mpmath.nstr(true, 30))) < bound)


@pytest.mark.parametrize("body", FUNCTIONS, ids=str)
@pytest.mark.parametrize("power", [1, 2])
def test_moments_are_those_of_the_function_without_its_gap(body, power):
    value = expectation_1d(body**power, {}, 20)
    assert value.rad() < 1e-19
    assert _near(value, _mean(FUNCTIONS[body], power), 1e-17)


@pytest.mark.parametrize("body", POLES, ids=str)
def test_a_pole_stays_a_pole(body):
    assert regular(body, Z) == body
    with pytest.raises(Diverges):
        expectation_1d(body, {}, 15)


def test_only_the_removable_points_are_removed():
    """log(z)/(z^2 - 1) keeps its pole at -1, where the logarithm is not 0."""
    t = Symbol("t", positive=True)
    found = compile_ball(regular(log(t) / (t**2 - 1), t), (t,), {})
    assert found(acb(1), True).overlaps(acb(0.5))
    assert not found(acb(-1), False).is_finite()


@pytest.mark.parametrize("body", [Z ** Rational(3, 2) / Z, log(Z) * Z / Z**2 * sin(Z), (-Z) ** Rational(1, 2) / (2 * Z), sin(exp(-1 / Z**2)) / Z**2], ids=str)
def test_a_numerator_that_is_not_analytic_removes_nothing(body):
    assert not regular(body, Z).has(RemovableBall)


@pytest.mark.parametrize("distance", ["0", "1e-40", "1e-18", "1e-3", "0.4"])
@pytest.mark.parametrize("body", [(Z - sin(Z)) / Z**3, BERNOULLI, (1 - cos(Z)) / Z**2], ids=str)
def test_no_figure_is_lost_beside_the_point(body, distance):
    with working(100):
        place = arb(distance).mid()
        value = compile_ball(regular(body, Z), (Z,), {})(acb(place), True).real
    with mpmath.workdps(60):
        mantissa, exponent = place.man_exp()
        true = FUNCTIONS[body](mpmath.ldexp(int(mantissa), int(exponent)))
    assert value.rad() < 1e-27
    assert _near(value, true, 1e-26)


def test_a_ball_across_the_point_contains_the_values_in_it():
    function = compile_ball(regular(BERNOULLI, Z), (Z,), {})
    value = function(acb(arb(0, 0.25), arb(0, 0.25)), True)
    assert value.is_finite()
    for place in (-0.25, -0.1, 0, 1e-9, 0.25, 0.2 + 0.2j):
        assert value.contains(function(acb(place), True).mid())


@pytest.mark.parametrize("q", [Rational(1, 10**6), Rational(3), Rational(10**6)], ids=str)
def test_derivatives_at_other_variances_satisfy_stein(q):
    """E[Z phi phi'] = sqrt(q) (E[phi'^2] + E[phi phi'']) at sqrt(q) Z."""
    f = x / (exp(x) - 1)
    left, right = (enclose(ActivationMoment(f, p, q), {}, 20).arb for p in (z * phi * dphi, dphi**2 + phi * ddphi))
    with working(100):
        assert abs(left - arb(int(q.p)).sqrt() / arb(int(q.q)).sqrt() * right) < 1e-15 * abs(left)


def test_the_mean_square_of_a_derivative():
    """By quadrature of phi' away from 0, and of its series near it."""

    def slope(t):
        return (mpmath.expm1(t) - t * mpmath.exp(t)) / mpmath.expm1(t) ** 2 if abs(t) > 1e-3 else -0.5 + t / 6 - t**3 / 180 + t**5 / 5040

    with mpmath.workdps(40):
        true = mpmath.quad(lambda t: slope(mpmath.sqrt(3) * t) ** 2 * mpmath.npdf(t), [-12, -4, -1, 0, 1, 4, 12])
    assert _near(enclose(ActivationMoment(x / (exp(x) - 1), dphi**2, 3), {}, 20).arb, true, 1e-15)


def test_kernels_by_mehler_and_at_one_meet_the_moments():
    """E[phi'(u) phi'(v)] at c = 1 is E[phi'^2], and near it nearly so."""
    f = (x - sin(x)) / x**3
    whole = enclose(ActivationMoment(f, dphi**2, 1), {}, 20).arb
    near = enclose(DualKernel(f, f, (1, 1), 1, 1, 1 - Rational(1, 10**12)), {}, 20).arb
    assert abs(whole - near) < 1e-14
    assert enclose(DualKernel(f, f, (1, 1), 1, 1, 1), {}, 20).arb.overlaps(whole)


@pytest.mark.slow
def test_exponentials_of_quotients_of_exponentials():
    """Gauss and Hermite's rule in the narrow variable within mpmath.quad in the wide one."""
    f = exp(-(exp(x) - 1) / x)
    value = enclose(DualKernel(f, f, (1, 1), Rational(1, 1000), 1000, Rational(1, 2)), {}, 15).arb
    assert value.rad() < 1e-15 and _near(value, mpmath.mpf("0.0022332059829451"), 1e-15)


@pytest.mark.parametrize("body", [(exp(Z) - 1) / Z, Z * exp(2 * Z), exp(Z) * (exp(Z) - 1) / (1 + Z**2)], ids=str)
def test_what_grows_exponentially_pulls_down_like_a_square(body):
    """-f <= a + b t + g t^2 with g < 0, as values say."""
    bound = HalfLine(Z, 1, arb(5), {}).above(-body, 1)
    assert bound is not None and bound.g < 0
    for t in (5, 7, 11):
        assert -float(body.subs(Z, t)) <= float(bound.a + bound.b * t + bound.g * t * t)


def test_a_point_far_out_at_a_small_variance():
    """(e^(x - 1) - 1)/(x - 1) at x = Z/1000: phi(0) + phi''(0)/2 10^-6 + ..., the derivatives of int_0^1 e^((x - 1) t) dt being int t^n e^-t dt."""
    value = enclose(ActivationMoment((exp(x - 1) - 1) / (x - 1), phi, Rational(1, 10**6)), {}, 25).arb
    with mpmath.workdps(30):
        moments = [mpmath.quad(lambda t, n=n: t**n * mpmath.exp(-t), [0, 1]) for n in (0, 2, 4, 6)]
        true = sum(m * mpmath.mpf(10) ** (-6 * k) / (2**k * mpmath.factorial(k)) for k, m in enumerate(moments))
    assert _near(value, true, 1e-23)


def test_what_stays_unproven_is_said_as_people_write_it():
    body = (1 - cos(Abs(Z) ** Rational(1, 2))) / Abs(Z)
    with pytest.raises(CannotEnclose, match=r"E\[") as refusal:
        expectation_1d(body, {}, 15)
    assert "_Z" not in str(refusal.value)
    assert "**" not in str(refusal.value)
    assert "RemovableBall" not in str(refusal.value)
