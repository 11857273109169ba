"""Phases and depth scales against closed-form iterations of the erf map and other independent values; Algorithm 1 against the curve."""

import mpmath
import pytest
from edge_values import agrees
from sympy import Rational

from derive import Activation, edge_of_chaos
from derive.language.errors import DeriveError
from derive.meanfield.algorithm import algorithm_1
from derive.meanfield.moments import moments_of
from derive.meanfield.phase import phase
from derive.theory.maps import correlation_derivative, correlation_map, layer_correlation
from derive.theory.near_zero import slope_at_origin


def erf_phase(sigma_w2, sigma_b2):
    return phase(edge_of_chaos("erf").moments, Rational(sigma_b2), Rational(sigma_w2), 20)


def test_an_ordered_and_a_chaotic_network_of_erf():
    """Contraction rates were measured on the closed-form maps."""
    found = erf_phase("0.9", "0.3")
    assert found.kind == "ordered" and agrees(found.q, "0.6420832479014255") and agrees(found.chi_1, "0.6066244916885138")
    assert agrees(found.xi_c, "2.00061895473") and agrees(found.chi_par, "0.26557805344014") and agrees(found.xi_q, "0.754235127")
    found = erf_phase("4", "0.1")
    assert found.kind == "chaotic" and agrees(found.q, "2.644137972270058") and agrees(found.chi_1, "1.496857640893941")
    assert found.rates["correlation"].overlaps(found.slope) and agrees(found.rates["correlation"], "0.82200809869854")
    assert agrees(found.c, "0.20323136364888") and agrees(found.slope, "0.82200809869854") and agrees(found.xi_c, "5.10190984449")


@pytest.mark.slow
def test_the_correlation_found_is_where_the_iteration_of_the_map_ends():
    found = edge_of_chaos("hard_tanh").phase("1/10", 2, 15)
    with mpmath.workdps(20):
        q = mpmath.mpf(found.q.value)

        def kernel(c):
            root = mpmath.sqrt(1 - c * c)

            def inner(a):
                u = mpmath.sqrt(q) * a
                cut = [-9, *sorted(max(-9, min(9, (s - c * u) / (mpmath.sqrt(q) * root))) for s in (-1, 1)), 9]
                clip = mpmath.quad(lambda b: max(-1, min(1, c * u + mpmath.sqrt(q) * root * b)) * mpmath.npdf(b), cut, maxdegree=4)
                return max(-1, min(1, u)) * clip * mpmath.npdf(a)

            knot = 1 / mpmath.sqrt(q)
            return mpmath.quad(inner, [-9, -knot, knot, 9], maxdegree=4)

        c = mpmath.mpf(found.c.value)
        assert abs((mpmath.mpf("0.01") + 4 * kernel(c)) / q - c) < 1e-9


def test_published_examples():
    assert edge_of_chaos("tanh").phase(1, 1).kind == "ordered" and edge_of_chaos("tanh").phase("3/10", 2).kind == "chaotic"
    assert edge_of_chaos("tanh").phase(0, "1/2").q.value == "0" and edge_of_chaos("tanh").phase(0, 1).kind == "edge"
    relu = edge_of_chaos("relu")
    assert (relu.phase(1, 1).q.short(12), relu.phase("1/10", 2).kind) == ("2", "unbounded")
    assert phase(relu.moments, Rational(0), Rational(2)).kind == "edge"


def test_a_repelling_point_is_not_where_the_network_goes():
    """GELU at sigma_b = 1/5 with the sigma_w of the repelling point, a little below: the smaller fixed point is ordered."""
    point = edge_of_chaos("gelu").points("1/5", 20).points[0]
    found = edge_of_chaos("gelu").phase("1/5", str(round(float(point.sigma_w.value), 6) - 1e-5), 15)
    assert found.kind == "ordered" and float(found.q.value) < 0.5 * float(point.q.value)


def test_odd_functions_without_bias_decorrelate_entirely():
    found = edge_of_chaos("erf").phase(0, 2)
    assert (found.kind, found.c.value) == ("chaotic", "0") and float(found.slope.value) < 1


def test_bad_input():
    for wrong in ((-1, 1), (1, 0), (1, -1)):
        with pytest.raises(DeriveError):
            edge_of_chaos("tanh").phase(*wrong)


def test_algorithm_1_agrees_with_the_curve_and_its_point_may_repel():
    found = algorithm_1(edge_of_chaos("tanh"), "1/5")
    assert found.point.stable and abs(found.q - 0.51207850423390151807) < 1e-10 and abs(found.sigma_w - 1.3041458400565114) < 1e-10
    found = algorithm_1(edge_of_chaos("gelu"), "1/5")
    assert found.point.kind == "repelling" and "not contracting" in found.message


def test_algorithm_1_for_the_exponential():
    """E[phi^2] = E[phi'^2] = exp(2q), so q = sigma_b^2 + 1 after one step, and chi_par = 2."""
    found = algorithm_1(edge_of_chaos("exp(x)"), 1)
    assert abs(found.q - 2) < 1e-9 and found.point.kind == "repelling" and agrees(found.point.chi_par, "2.0000000000")


@pytest.mark.slow
def test_algorithm_1_finds_nothing_for_softplus():
    assert algorithm_1(edge_of_chaos("softplus"), "1/5").point is None


def test_maps_are_goals_that_evaluate():
    from derive.evidence.lower import enclose
    from derive.language.symbols import c, q, q1, q2, sigma_b, sigma_w

    activation = moments_of(edge_of_chaos("erf").activation).activation
    at = {q: 1, sigma_b: Rational(1, 2), sigma_w: 1, c: Rational(1, 3)}
    with mpmath.workdps(25):
        kernel, rate = 2 / mpmath.pi * mpmath.asin(mpmath.mpf(2) / 9), 4 / (mpmath.pi * mpmath.sqrt(9 - mpmath.mpf(4) / 9))
        second = 2 / mpmath.pi * mpmath.asin(mpmath.mpf(2) / 3)
        for expr, true in (
            (correlation_map(activation), kernel + 0.25),
            (correlation_derivative(activation, 1), rate),
            (layer_correlation(activation), (kernel + 0.25) / (second + 0.25)),
        ):
            found = enclose(expr, at if expr.has(q) else {**at, q1: 1, q2: 1}, 20)
            assert abs(mpmath.mpf(found.value) - true) < 1e-18


@pytest.mark.parametrize("text", ["x**2", "sin(x)**2", "x**2*exp(-x**2)", "Abs(x)**Rational(3, 2)", "Max(x - 1, 0)"])
def test_a_map_that_is_flat_at_the_origin_attracts_small_inputs(text):
    """E[phi^2]/q -> 0 as q -> 0: from q = 10^-3 the variance falls below 10^-9 within a few layers, at sigma_w = 1 and 3."""
    edge = edge_of_chaos(text)
    for sigma_w in (1, 3):
        variance = Rational(1, 1000)
        for _ in range(6):
            ball = sigma_w**2 * edge.moments.at("second", variance, 20)
            if ball < 1e-9:
                break
            variance = Rational(ball.mid().str(15, radius=False))
        assert ball < 1e-9
        found = edge.phase(0, sigma_w)
        assert found.kind == "ordered" and found.q.value == "0" and found.chi_par.value == "0"


def test_an_origin_that_repels_is_not_where_the_network_goes():
    """E|sqrt(q) Z|^(3/2) = v q^(3/4) with v = 2^(3/4) Gamma(5/4)/sqrt(pi): its slope at 0 is infinite. (4 + 9)/2 for slopes 2 and 3."""
    assert slope_at_origin(Activation.of("Abs(x)**Rational(3,4)")).is_infinite
    assert slope_at_origin(Activation.of("Piecewise((2*x, x < 0), (tanh(3*x), True))")) == Rational(13, 2)
    assert slope_at_origin(Activation.of("cos(x)")) is None


def test_fixed_points_lie_above_the_variance_of_the_biases():
    """max(x - 1, 0) at sigma_b = 1/2: q = 1/4 + E[max(sqrt(q) Z - 1, 0)^2], by iteration with quadrature."""
    with mpmath.workdps(20):
        variance = mpmath.mpf(1) / 4
        for _ in range(30):
            root = mpmath.sqrt(variance)
            variance = mpmath.mpf(1) / 4 + mpmath.quad(lambda z, s=root: (s * z - 1) ** 2 * mpmath.npdf(z), [1 / root, 1 / root + 4, 12 + 1 / root])
        found = edge_of_chaos("Max(x - 1, 0)").phase("1/2", 1)
        assert found.kind == "ordered" and abs(mpmath.mpf(found.q.value) - variance) < 1e-15
    assert abs(float(edge_of_chaos("tanh").phase(100, 1).q.value) - 10000.992) < 1e-3
