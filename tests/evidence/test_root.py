"""Roots with proofs: existence, uniqueness, completeness."""

import mpmath
import pytest
from flint import arb
from sympy import Abs, Heaviside, Max, Rational, acos, cos, oo, pi, sin, sqrt, tanh

from derive.evidence.balls.clock import time_limited
from derive.evidence.maps.interval_goal import Bundle
from derive.evidence.maps.root import isolate, roots
from derive.language.errors import NotDefined, TimeLimit
from derive.language.goals.expectation import ActivationMoment, Expectation
from derive.language.goals.gaussian import Gaussian
from derive.language.symbols import X, Y, Z, c, phi, q, x


def test_all_roots_of_sine_minus_a_line():
    found = roots(sin(x) - x / 5, x, -10, 10, 30)
    assert found.complete and len(found.roots) == 3 and all(root.unique for root in found.roots)
    last = found.roots[2].ball
    (same,) = roots(sin(x) / x - Rational(1, 5), x, 2, 3, 30).roots
    assert last.overlaps(same.ball) and last.overlaps(type(last)(arb("2.5957390797", "1e-9")))
    assert last.digits >= 29


def test_a_double_root_is_not_claimed():
    found = roots((x - Rational(1, 3)) ** 2, x, 0, 1, 20)
    assert found.roots == () and not found.complete


def test_no_root_is_a_complete_answer():
    assert roots(x**2 + 1, x, -5, 5, 20) == roots(cos(x) - 2, x, -5, 5, 20)
    assert roots(x**2 + 1, x, -5, 5, 20).complete


def test_an_exact_root_at_an_end_is_found_once():
    found = roots(x**3 - x, x, 0, 1, 20)
    assert found.complete and [root.ball.value for root in found.roots] == ["0", "1"]


def test_the_slope_encloses_the_derivative():
    (root,) = roots(x**2 - 2, x, 1, 2, 30).roots
    assert root.slope is not None and root.slope.overlaps(type(root.ball)(2 * arb(2).sqrt()))


def test_parameters_and_ball_functions():
    assert roots(q * x - 1, x, 0, 1, 20, {q: "5/2"}).roots[0].ball.arb.overlaps(arb(2) / 5)
    found = isolate(lambda t: t.exp() - 2, lambda t: t.exp(), 0, 1, 30)
    assert found.complete and found.roots[0].ball.arb.overlaps(arb(2).log())


def test_the_fixed_point_of_the_relu_correlation_map_with_bias():
    kernel = (sqrt(1 - c**2) + (pi - acos(c)) * c) / (2 * pi)
    found = roots(kernel + Rational(1, 3) - c, c, -1, 1, 25)
    assert found.complete and len(found.roots) == 1


def test_a_variance_fixed_point_of_tanh_is_unique():
    moment = Expectation(tanh(sqrt(q) * Z) ** 2, Gaussian())
    found = roots(3 * moment + Rational(1, 10) - q, q, Rational(1, 10), 4, 20)
    (root,) = found.roots
    assert found.complete and root.unique and root.slope is not None and root.slope.arb < 0
    assert root.ball.arb.overlaps(arb("1.5076317702082750588523332646", "1e-25"))  # mpmath.findroot over mpmath.quad


def test_a_change_of_sign_proves_existence_for_a_pair():
    kernel = 2 * Expectation(Max(X, 0) * Max(Y, 0), Gaussian(c))
    found = roots(Rational(4, 5) * kernel + Rational(1, 10) - c, c, Rational(-1, 2), 1, 12)
    assert not found.complete and len(found.roots) == 1 and not found.roots[0].unique
    closed = (sqrt(1 - c**2) + (pi - acos(c)) * c) / pi
    (exact,) = roots(Rational(4, 5) * closed + Rational(1, 10) - c, c, Rational(-1, 2), Rational(99, 100), 20).roots
    assert exact.ball.overlaps(found.roots[0].ball) and found.roots[0].ball.digits >= 11


def test_a_narrow_pair_of_roots_is_found():
    """Two roots 2e-4 apart, which twelve samples step over."""
    found = roots((x - Rational(1, 3)) ** 2 - Rational(1, 10**8), x, -50, 100, 20)
    assert found.complete and [root.ball.overlaps(type(root.ball)(arb(1) / 3 + side * arb(10) ** -4)) for root, side in zip(found.roots, (-1, 1), strict=True)]
    assert len(found.roots) == 2 and not found.undecided


@pytest.mark.slow
def test_the_edge_of_two_distant_kinks_at_a_small_variance():
    """sigma_b^2 = q - E[phi^2]/E[phi'^2] = 1/25 for phi = Max(x - 1, 0) + Max(-x - 1/2, 0): the root near 0.0517."""
    s = sqrt(q)
    second = Expectation((Max(s * Z - 1, 0) + Max(-s * Z - Rational(1, 2), 0)) ** 2, Gaussian())
    slope = Expectation(Heaviside(s * Z - 1) + Heaviside(-s * Z - Rational(1, 2)), Gaussian())
    found = roots(q - second / slope - Rational(1, 25), q, Rational(1, 20), Rational(3, 50), 15)
    (root,) = found.roots
    assert found.complete and root.unique and root.slope is not None and root.slope.arb > 0
    assert root.ball.arb.overlaps(arb("0.0517383086947137716", "1e-15"))
    upper_tail = lambda t: mpmath.ncdf(-t)  # noqa: E731

    def edge(v):
        def part(t):
            h = t / mpmath.sqrt(v)
            return v * ((1 + h * h) * upper_tail(h) - h * mpmath.npdf(h))

        return v - (part(1) + part(mpmath.mpf(1) / 2)) / (upper_tail(1 / mpmath.sqrt(v)) + upper_tail(1 / (2 * mpmath.sqrt(v)))) - mpmath.mpf(1) / 25

    with mpmath.workdps(30):
        expected = mpmath.findroot(edge, 0.05)
        assert root.ball.arb.overlaps(arb(mpmath.nstr(expected, 25)) + arb(0, 1e-15))


def test_unbounded_intervals_are_honest():
    found = roots(x**3 - 8, x, -oo, oo, 20)
    assert [root.ball.overlaps(type(root.ball)(arb(2))) for root in found.roots] == [True] and not found.complete
    assert all(not pair[0].arb.is_finite() or not pair[1].arb.is_finite() for pair in found.undecided)


def test_a_tiny_end_does_not_hide_roots():
    found = roots(x * 10**9 - 1, x, Rational(1, 10**12), 10**6, 20)
    assert found.complete and found.roots[0].ball.overlaps(type(found.roots[0].ball)(arb(10) ** -9))


def test_out_of_time_the_rest_is_named():
    s = sqrt(q)
    hard = 3 * Expectation(tanh(s * Z) ** 2 * Abs(sin(s * Z)), Gaussian()) + Rational(1, 10) - q
    found = roots(hard, q, Rational(1, 10), 9, 40, time_limit=0.3)
    assert not found.complete and found.undecided
    with pytest.raises(TimeLimit), time_limited(0.3):
        roots(hard, q, Rational(1, 10), 9, 40)


def test_a_function_without_root_is_proven_to_have_none():
    moment = Expectation(tanh(sqrt(q) * Z) ** 2, Gaussian())
    found = roots(moment - q - Rational(1, 100), q, Rational(1, 100), 10, 12)
    assert found.complete and not found.roots


def test_the_derivative_of_a_jumping_integrand_is_that_of_its_closed_form():
    """d/dq P(sqrt(q) Z > 1) = exp(-1/(2q)) q^(-3/2)/(2 sqrt(2 pi))."""
    slope = Bundle(Expectation(Heaviside(sqrt(q) * Z - 1), Gaussian()), q, {}).derivative().on(20)(arb(2))
    assert slope.overlaps((-arb(1) / 4).exp() / (2 * (2 * arb.pi() * 8).sqrt())) and slope.rad() < 1e-18


def test_a_root_at_the_common_end_of_two_parts_is_proven():
    """E[max(Z, 0)^2] = 1/2, so that the root is 2, at which the search cuts and no ball decides a sign."""
    found = roots(q * ActivationMoment(Max(x, 0), phi**2, 1) - 1, q, 0, 10, 30)
    assert found.complete and len(found.roots) == 1 and found.roots[0].unique and found.roots[0].ball.contains(2)


@pytest.mark.slow
def test_an_end_where_nothing_is_defined_does_not_stop_the_search():
    """The fixed point of (9/4) E[tanh(sqrt(q) Z)^2] beside the one at 0, which has no variance."""
    found = roots(Rational(9, 4) * ActivationMoment(tanh(x), phi**2, q) - q, q, 0, 10, 5)
    ((low, high),) = found.undecided
    assert len(found.roots) == 1 and found.roots[0].unique and low.value == "0" and high.arb < 1e-7
    with mpmath.workdps(20):
        fixed = mpmath.findroot(lambda v: 2.25 * mpmath.quad(lambda z: mpmath.tanh(mpmath.sqrt(v) * z) ** 2 * mpmath.npdf(z), [-12, 0, 12]) - v, 0.8)
    assert abs(float(found.roots[0].ball.value) - float(fixed)) < 1e-4


def test_roots_without_end_leave_a_neighbourhood_undecided():
    found = roots(sin(1 / x), x, 0, 1, 10)
    assert not found.complete and found.undecided[0][0].value == "0" and found.roots[-1].ball.overlaps(type(found.roots[-1].ball)(1 / arb.pi()))


def test_an_unbounded_interval_with_an_expectation():
    found = roots(ActivationMoment(tanh(x), phi**2, q) / 2 + Rational(1, 10) - q, q, Rational(1, 10), oo, 5)
    assert len(found.roots) == 1 and found.roots[0].unique


@pytest.mark.parametrize(("function", "ends"), [(x - 5, (7, 3)), ("x - 5", (3, 7))])
def test_questions_about_roots_that_are_none(function, ends):
    with pytest.raises(NotDefined):
        roots(function, x, *ends, 20)
