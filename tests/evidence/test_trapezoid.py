"""The trapezoidal rule against closed forms, against adaptive quadrature, and with a step that is too long."""

from dataclasses import replace

import mpmath
import pytest
from flint import arb, ctx
from sympy import Abs, Rational, Symbol, atan, cos, erf, exp, log, sin, sqrt, tanh

from derive.evidence.balls.clock import time_limited
from derive.evidence.balls.exponential_form import exponential_form
from derive.evidence.balls.lattice import Lattice, grid_function
from derive.evidence.balls.scalar import bind, compile_ball
from derive.evidence.balls.stable_form import stable_form
from derive.evidence.line import trapezoid
from derive.evidence.line.integral import expectation_1d
from derive.evidence.line.strip import is_analytic
from derive.evidence.lower import enclose
from derive.language.errors import CannotEnclose, TimeLimit
from derive.language.goals.expectation import Expectation
from derive.language.goals.gaussian import Gaussian
from derive.language.symbols import Z

q = Symbol("q", positive=True)
s = sqrt(q)
SMOOTH = {
    "tanh": tanh(s * Z) ** 2,
    "silu": (s * Z / (1 + exp(-s * Z))) ** 2,
    "softplus": log(1 + exp(s * Z)),
    "mish": s * Z * tanh(log(1 + exp(s * Z))),
    "gelu": (Z * (1 + erf(s * Z / sqrt(2))) / 2) ** 2,
    "atan": atan(s * Z) ** 2,
    "root": sqrt(1 + q * Z**2) * Z**2,
    "sine": sin(s * Z) ** 2,
    "odd": tanh(s * Z) * (1 + Z),
}


@pytest.mark.parametrize("name", SMOOTH)
@pytest.mark.parametrize(("variance", "digits"), [("1/1000000", 40), ("1/3", 15), ("1/3", 100), (7, 30)])
def test_both_ways_meet(name, variance, digits):
    values = [expectation_1d(SMOOTH[name], {q: variance}, digits, way=way) for way in ("trapezoid", "quadrature")]
    assert values[0].overlaps(values[1])
    assert all(value.rad() <= arb(10) ** -digits * arb(1).max(abs(value)) for value in values)


@pytest.mark.parametrize("digits", [15, 60])
def test_many_oscillations(digits):
    """E[sin(w Z)^2] = (1 - exp(-2 w^2))/2: the strip is wide and the nodes are many, so that panels would not be fewer."""
    for frequency in (300, 3000):
        value = expectation_1d(sin(frequency * Z) ** 2, {}, digits)
        with ctx.workprec(400):
            assert value.overlaps((1 - (-2 * arb(frequency) ** 2).exp()) / 2) and value.rad() < arb(10) ** -digits


def test_a_thousand_digits_of_known_values():
    with ctx.workprec(3500):
        known = {
            exp(Z): (arb(1) / 2).exp(),
            cos(3 * Z): (-arb(9) / 2).exp(),
            1 / (1 + Z**2): (arb.pi() / 2).sqrt() * (arb(1) / 2).exp() * (arb(1) / 2).sqrt().erfc(),
            erf(Z / sqrt(2)) ** 2: arb(1) / 3,
        }
        for body, value in known.items():
            found = expectation_1d(body, {}, 1000, way="trapezoid")
            assert found.overlaps(value) and found.rad() < arb(10) ** -1000, body


@pytest.mark.parametrize("body", [1 / (1 + 9 * Z**2), tanh(2 * Z) ** 2, 1 / (1 + exp(-3 * Z)) ** 2])
def test_the_error_bound_is_not_idle(body):
    """Twice the step with the same claimed error misses the truth: the bound is within a few digits of what happens."""
    plan = trapezoid._plan(body, Z, {}, 64)
    truth = expectation_1d(body, {}, 60, way="quadrature")
    coarse = replace(plan, step=plan.step * 2)
    good, bad = (_summed(body, one) for one in (plan, coarse))
    assert good.overlaps(truth) and good.rad() < 1e-19
    assert not bad.overlaps(truth) and abs(bad - truth) > 1e-13


def _summed(body, plan):
    lattice = Lattice(plan.step, -plan.left, plan.right)
    with ctx.workprec(300):
        function = grid_function(exponential_form(body, Z), Z)
        total = sum((w * v for w, v in zip(lattice.weights(), function.run(lattice, function.bound({})), strict=True)), arb(0))
        return (plan.step * total + arb(0, plan.error)) / (2 * arb.pi()).sqrt()


def test_a_pole_inside_the_rectangle_is_seen():
    f = compile_ball(1 / (1 + (Z - 3) ** 2 * 16), (Z,), {})
    assert is_analytic(f, (-8.0, 8.0, 0.0, 0.24)) and not is_analytic(f, (-8.0, 8.0, 0.0, 0.26))


@pytest.mark.parametrize("body", [Abs(Z), sqrt(Abs(Z)), exp(-1 / Z**2), tanh(10**4 * Z) ** 2], ids=str)
def test_where_no_strip_is_proven_the_rule_refuses(body):
    with pytest.raises(CannotEnclose):
        expectation_1d(body, {}, 30, way="trapezoid")


def test_a_plan_serves_the_points_near_it():
    bits = 80
    plans = {trapezoid._plan(SMOOTH["tanh"], Z, bind({q: Rational(k, 100)}), bits) for k in (101, 111, 121)}
    assert len(plans) == 1
    value = expectation_1d(SMOOTH["tanh"], {q: arb("1.1", "0.01")}, 5)
    ends = [expectation_1d(SMOOTH["tanh"], {q: end}, 20, way="quadrature") for end in ("109/100", "111/100")]
    assert all(value.contains(end) for end in ends) and value.rad() < 0.1


def test_grids_and_balls_are_one_function():
    lattice = Lattice(arb(1) / 8, -40, 40)
    at = bind({q: "9/4"})
    with ctx.workprec(200):
        for body in SMOOTH.values():
            function = grid_function(exponential_form(body, Z), Z)
            plain, stable = (compile_ball(form, (Z,), at) for form in (body, stable_form(body, Z)))
            for z, value in zip(lattice.nodes(), function.run(lattice, function.bound(at)), strict=True):
                assert value.overlaps(plain(z, False).real) and value.overlaps(stable(z, False).real)
                assert value.rad() < 1e-30


def test_the_clock_stops_a_long_sum():
    with pytest.raises(TimeLimit), time_limited(0.02):
        expectation_1d(tanh(Z) ** 2 + log(1 + exp(Z)), {}, 1200)


def test_a_bounded_function_of_a_complex_argument_is_not_taken_for_bounded():
    """cos(i sqrt(2) z) = cosh(sqrt(2) z): bounds of the cosine on the line do not hold, and cutting the tails by them was wrong from the 25th digit on."""
    g = Symbol("g", positive=True)
    body = cos(Z * sqrt(q) / sqrt(1 - 2 * g * q))
    assert enclose(Expectation(body, Gaussian()), {q: 2, g: Rational(1, 2)}, 40).arb.overlaps(arb(1).exp())
    assert enclose(Expectation(body, Gaussian()), {q: 2, g: Rational(1, 8)}, 20).arb.overlaps((-arb(2)).exp())


def test_a_step_too_fine_to_be_used_costs_nothing():
    """E[exp(-q Z^2)] at q = 10^24: the best step needs 10^13 nodes, and as many boxes for the bounds at the strip's sides; another way is taken at once."""
    q = Symbol("q", positive=True)
    found = expectation_1d(exp(-q * Z**2), {q: 10**24}, 20)
    assert found.overlaps((1 / (1 + arb(2) * arb(10) ** 24)).sqrt()) and found.rel_accuracy_bits() > 60


@pytest.mark.slow
def test_poles_all_along_the_line_take_a_finer_step():
    """E[x tanh(exp x)] at q = 10^6: quadrature of the piece does not end beside poles within pi/2000; against mpmath.quad between break points."""
    with mpmath.workdps(25):
        density = lambda u: mpmath.npdf(u, 0, 1000)  # noqa: E731
        near = mpmath.quad(lambda u: u * mpmath.tanh(mpmath.exp(u)) * density(u), [-60, -30, -10, -5, -2, -1, 0, 1, 2, 4, 8])
        expected = near + mpmath.quad(lambda u: u * density(u), [8, 500, 1500, 4000, 12000])
        square = mpmath.quad(lambda u: (u * mpmath.tanh(mpmath.exp(u))) ** 2 * density(u), [-60, -30, -10, -5, -2, -1, 0, 1, 2, 4, 8])
        square += mpmath.quad(lambda u: u * u * density(u), [8, 500, 1500, 4000, 12000])
    assert abs(expectation_1d((1000 * Z * tanh(exp(1000 * Z))) ** 2, {}, 15) - arb(mpmath.nstr(square, 24))) < 1e-9
    found = expectation_1d(1000 * Z * tanh(exp(1000 * Z)), {}, 15)
    assert found.rad() < 1e-12 and abs(found - arb(mpmath.nstr(expected, 24))) < 1e-11
    with pytest.raises(CannotEnclose):
        expectation_1d(1000 * Z * tanh(exp(1000 * Z)), {}, 15, way="trapezoid")
