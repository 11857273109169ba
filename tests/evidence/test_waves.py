"""Polynomials times exponentials and waves in closed form, against a grid, against formulas by hand, and where no grid can be."""

import pytest
from flint import arb
from sympy import I, Integer, Rational, cos, cosh, exp, sin, sinh, sqrt, tanh

from derive.activations import snake
from derive.evidence.audit.twice import enclose_twice
from derive.evidence.balls.scalar import bind
from derive.evidence.line import waves as line_waves
from derive.evidence.line.integral import expectation_1d
from derive.evidence.lower import enclose
from derive.evidence.pair import waves
from derive.evidence.pair.plane import ways
from derive.language.errors import CannotEnclose
from derive.language.goals.expectation import ActivationMoment, DualKernel, Expectation
from derive.language.goals.gaussian import Gaussian
from derive.language.symbols import Z, c, phi, q, q1, q2, x

HALF = Rational(1, 2)


@pytest.mark.parametrize(
    ("f", "g"), [(sin(x), sin(x)), (x**2 * cos(x), x + 1), (exp(x / 3) * sin(x + 1), cosh(x / 2) - x**3), (sinh(x / 2) ** 2, x * exp(-x / 4))], ids=str
)
def test_the_closed_form_meets_a_grid(f, g):
    found = enclose_twice(DualKernel(f, g, (0, 0), q1, q2, c), {q1: 1, q2: Rational(3, 2), c: -HALF}, 20, 60)
    assert found.names[0] == "waves" and found.names[1] != "waves" and found.ball.digits >= 18


def test_a_wrong_moment_is_seen(monkeypatch):
    """E[X Y] = c taken for 1."""
    plain = waves._mixed
    monkeypatch.setattr(waves, "_mixed", lambda a, b, c: plain(a, b, arb(1)))
    found = {name: way() for name, way in ways(Z * cos(Z), Z, HALF, arb(0.5), 20) if name in ("waves", "grid")}
    assert not found["waves"].overlaps(found["grid"])


@pytest.mark.parametrize("correlation", [HALF, Rational(99, 100), 1 - Rational(1, 10**6), -1 + Rational(1, 10**12)])
@pytest.mark.parametrize("order", [0, 1])
def test_waves_at_very_unequal_variances(correlation, order):
    """K = exp(-(w^2/2)(q1 + q2)) sinh(w^2 s1 s2 c), and w^2 times it with cosh for the derivatives."""
    found = enclose(DualKernel(sin(3 * x), sin(3 * x), (order, order), q1, q2, c), {q1: 1, q2: 10**6, c: correlation}, 15, 20).arb
    top = arb(correlation.p) / correlation.q
    exact = (-arb(9) * (1 + 10**6) / 2).exp() * ((9000 * top).cosh() * 9 if order else (9000 * top).sinh())
    assert found.overlaps(exact) and found.rad() < abs(exact) / 10**10


def test_a_fast_wave_to_a_thousand_digits():
    """E[(x + sin^2 x)^2] = q + 3/8 - exp(-2 q)/2 + exp(-8 q)/8, E[x sin^2 x] being 0."""
    goal = ActivationMoment(snake.with_values({"alpha": 1}).as_lambda, phi**2, q)
    found = enclose(goal, {q: 10**6}, 1000, 20)
    assert found.digits >= 1000 and found.contains(arb(10**6) + arb(3) / 8)


@pytest.mark.parametrize("body", [Z**3 * sin(2 * Z + 1) * exp(Z / 2), sinh(Z) ** 2 * cos(Z), Z**4 - 3 * Z], ids=str)
def test_one_variable_meets_the_trapezoidal_rule(body, monkeypatch):
    goal = Expectation(body, Gaussian())
    found = enclose_twice(goal, {}, 20)
    assert found.names == ("trapezoid", "waves") and found.ball.digits >= 18
    monkeypatch.setattr(line_waves, "normal_moment", lambda k: 2)
    wrong = line_waves.mean_of_waves(body, Z, {})
    assert wrong is not None and not wrong.overlaps(found.ball.arb)


@pytest.mark.parametrize(("body", "at"), [(I * Z, {}), (I * (Z - Rational(3, 7)) + 1, {}), (cos(Z) * sqrt(c), {c: -1}), (exp(I * Z), {})], ids=str)
def test_complex_functions_have_no_mean(body, at):
    """The real part of their mean is no value."""
    assert line_waves.mean_of_waves(body, Z, bind(at)) is None
    with pytest.raises(CannotEnclose):
        enclose(Expectation(body, Gaussian()), at, 10)


def test_a_function_that_is_no_wave_has_no_such_way():
    with pytest.raises(CannotEnclose, match="no sum of polynomials"):
        expectation_1d(tanh(Z), {}, 10, way="waves")


def test_other_functions_are_left_to_other_ways():
    assert waves.waves(tanh(Z)) is None and waves.waves(exp(Z**2 / 8)) is None and waves.waves(1 / (1 + exp(Z))) is None and waves.waves(sqrt(Z)) is None
    assert len(waves.waves(sin(Z) * Z + Integer(2))) == 3


def test_quotients_are_refused_before_they_are_multiplied_out(monkeypatch):
    monkeypatch.setattr(line_waves, "expand", lambda expr: pytest.fail("multiplied out"))
    assert line_waves.waves((Z + exp(Z)) ** 8 / (1 + exp(-3 * Z)) ** 4) is None and line_waves.waves(sqrt(2 + sin(Z)) * exp(Z)) is None
