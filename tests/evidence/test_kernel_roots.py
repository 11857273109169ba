"""Roots of correlation maps: all of them in an interval, with uniqueness and slope, against closed forms and quadrature; and twins."""

import mpmath
import pytest
from flint import arb
from sympy import Max, Rational, acos, asin, erf, pi, sqrt, tanh

from derive.evidence.maps import kernel_interval
from derive.evidence.maps.kernel_interval import on_ball, slope
from derive.evidence.maps.root import roots
from derive.language.goals.expectation import DualKernel
from derive.language.symbols import c, q1, q2, x

NINE = Rational(9, 10)
ERF = DualKernel(erf(x), erf(x), (0, 0), 1, 1, c)
RELU = DualKernel(Max(x, 0), Max(x, 0), (0, 0), 1, 1, c)


def test_the_fixed_point_of_a_correlation_map_is_unique_and_its_slope_enclosed():
    found = roots(Rational(3, 2) * ERF + Rational(1, 10) - c, c, -1, 1, 12)
    (root,) = found.roots
    (closed,) = roots(3 / pi * asin(Rational(2, 3) * c) + Rational(1, 10) - c, c, -NINE, NINE, 20).roots
    assert found.complete and root.unique and root.ball.overlaps(closed.ball) and root.ball.digits >= 12
    assert root.slope.overlaps(closed.slope) and root.slope.arb < 0


def test_a_map_without_a_fixed_point_is_proven_to_have_none():
    found = roots(ERF + Rational(6, 5) - c, c, -1, 1, 10)
    assert found.complete and not found.roots


@pytest.mark.slow
def test_functions_with_knots():
    found = roots(Rational(8, 5) * RELU + Rational(1, 10) - c, c, Rational(-1, 2), NINE, 10)
    closed = (sqrt(1 - c**2) + (pi - acos(c)) * c) / (2 * pi)
    (exact,) = roots(Rational(8, 5) * closed + Rational(1, 10) - c, c, Rational(-1, 2), NINE, 20).roots
    assert found.complete and found.roots[0].unique and found.roots[0].ball.overlaps(exact.ball)


@pytest.mark.slow
def test_a_kernel_without_closed_form_at_a_parameter():
    kernel = DualKernel(tanh(x), tanh(x), (0, 0), q1, q1, c)
    (root,) = roots(2 * kernel + Rational(1, 10) - c, c, -NINE, NINE, 12, {q1: 1}).roots
    with mpmath.workdps(15):
        r = mpmath.mpf(root.ball.value)
        body = lambda s, t: mpmath.tanh(s) * mpmath.tanh(r * s + mpmath.sqrt(1 - r * r) * t) * mpmath.npdf(s) * mpmath.npdf(t)  # noqa: E731
        assert abs(2 * mpmath.quad(body, [-9, 0, 9], [-9, 0, 9]) + 0.1 - r) < 1e-9


@pytest.mark.parametrize("ball", [arb(1) / 2 + arb(0, 0.01), arb(-0.8) + arb(0, 0.1), arb(0.94) + arb(0, 0.05)], ids=str)
def test_a_kernel_on_a_ball_contains_its_values(ball):
    goal = DualKernel(erf(x), x**3, (1, 1), Rational(1, 2), 2, c)
    whole = on_ball(goal, c, ball, 12)
    assert whole.is_finite() and all(whole.contains(on_ball(goal, c, arb(ball.mid() + ball.rad() * k / 4), 12).mid()) for k in (-4, -2, 0, 1, 4))


def test_the_slope_is_that_of_the_closed_form():
    goal = DualKernel(erf(x), erf(x), (0, 0), q1, q2, c).xreplace({q1: Rational(3), q2: Rational(1, 2)})
    derivative = slope(goal)
    value = on_ball(derivative.atoms(DualKernel).pop(), c, arb("0.25"), 15) * (arb(3) / 2).sqrt()
    t = 2 * arb("0.25") * (arb(3) / 2).sqrt() / (arb(7) * 2).sqrt()
    assert value.overlaps(2 / arb.pi() * 2 * (arb(3) / 2).sqrt() / (arb(14)).sqrt() / (1 - t * t).sqrt()) and value.rad() < 1e-12


def test_a_bound_of_the_slope_that_is_too_small_would_be_seen(monkeypatch):
    monkeypatch.setattr(kernel_interval, "_steepest", lambda goal, letter, farthest: arb("0.1"))
    assert not on_ball(ERF, c, arb(1) / 2 + arb(0, 0.2), 12).contains(on_ball(ERF, c, arb("0.7"), 12))
