"""Universality classes and critical exponents against the literature, quadrature and iteration."""

import mpmath
import pytest
from edge_values import agrees
from sympy import Rational, log, pi, simplify, sqrt, symbols

from derive import activations, edge_of_chaos
from derive.language.functions.activation import Activation
from derive.meanfield.criticality import critical_points
from derive.theory.recurrence import l
from derive.theory.universality import critical_at_zero

QUARTER = Rational(1, 4)


def at_zero(name, **fixed):
    return critical_at_zero(activations.of(name, {}, fixed))


@pytest.mark.parametrize(
    ("name", "a", "b", "weight"),
    [("tanh", 2, 2, 1), ("sin", 1, 1, 1), ("gelu", -6 / pi, -8 / pi, 4), ("silu", -QUARTER * 3, -1, 4), ("shifted_softplus", -3 * QUARTER**2, -QUARTER, 4)],
)
def test_the_coefficients_are_those_of_the_taylor_series(name, a, b, weight):
    """a = -(s_3/s_1 + 3/4 (s_2/s_1)^2), b = -(s_3/s_1 + (s_2/s_1)^2)."""
    found = at_zero(name)
    assert simplify(found.variance.terms[1] - a) == 0 and found.weight == weight
    assert simplify(found.exponents[2] - Rational(1) * b / a) == 0
    assert found.attracts is bool(a > 0)


def test_exponents_are_functions_of_three_derivatives():
    """b_1/a_1 with symbols for s_1, s_2, s_3 (Roberts, Yaida and Hanin 2022, chapter 5)."""
    s1, s2, s3 = symbols("s1", positive=True), symbols("s2", real=True), symbols("s3", real=True)
    found = critical_at_zero(Activation.of("s1*x + s2*x**2/2 + s3*x**3/6", {"s1": "positive", "s2": "real", "s3": "real"}))
    assert found.exponents[:2] == (1, 2)
    assert simplify(found.exponents[2] - (s3 / s1 + (s2 / s1) ** 2) / (s3 / s1 + 3 * (s2 / s1) ** 2 / 4)) == 0


def test_tanh_falls_like_one_over_depth_with_its_logarithm():
    """1/K = 2l - (5/6) log l + C."""
    found = at_zero("tanh").decay
    assert found.law == 1 / (2 * l) and simplify(found.correction - Rational(5, 12) * log(l) / l) == 0


def test_a_kink_of_the_second_derivative_gives_half_powers():
    """ELU near 0 has K' = K (1 - sqrt(2/pi) sqrt(K) + ...), so K ~ 2 pi/l^2."""
    found = at_zero("elu", alpha=1)
    assert (found.decay.law, found.exponents) == (2 * pi / l**2, (2, 3, 2))
    assert simplify(found.variance.terms[Rational(1, 2)] - sqrt(2 / pi)) == 0


def test_the_law_of_elu_by_iteration_of_its_closed_map():
    with mpmath.workdps(30):

        def second(k):
            w = mpmath.sqrt(k)
            return k / 2 + mpmath.exp(2 * k) * mpmath.ncdf(-2 * w) - 2 * mpmath.exp(k / 2) * mpmath.ncdf(-w) + mpmath.mpf(1) / 2

        k, left = mpmath.mpf(1) / 50, []
        law = at_zero("elu", alpha=1).decay
        for depth in range(1, 4097):
            k = second(k)
            if depth in (1024, 2048, 4096):
                left.append(float((k / mpmath.mpf(str(law.law.subs(l, depth).n(20))) - 1 - float(law.correction.subs(l, depth))) * depth))
    assert abs(left[2] - left[1]) < abs(left[1] - left[0]) < 0.1 * abs(left[1])


def test_no_class_where_phi_is_not_zero_or_flat():
    for text in ("log(1 + exp(x))", "x**3", "Max(x, 0)", "Min(Max(x, -1), 1)"):
        assert critical_at_zero(Activation.of(text)) is None


def test_scale_invariant_functions():
    (point,) = critical_points(edge_of_chaos("relu")).points
    assert point.kind == "scale-invariant" and agrees(point.C_W, "2.000000000000") and point.exponents == (0, 0, 0)


def test_gelu_is_half_stable_from_above():
    """The ratio 2 h'/V'' at (3 + sqrt(17))/2, by differences of the closed forms in mpmath."""
    zero, half = critical_points(edge_of_chaos("gelu")).points
    assert (zero.kind, zero.exponents) == ("K* = 0", None) and "repels" in zero.approached
    assert half.kind == "half-stable" and half.exact == (3 + sqrt(17)) / 2 and half.approached.startswith("from above")
    assert agrees(half.C_W, "1.98305825743754713") and agrees(half.C_b, "0.172922390756067352")
    assert half.exponents == (1, 2, -32 - 8 * sqrt(17))
    assert abs(float(half.exponents[2]) + 64.98484500494128439857128) < 1e-12


@pytest.mark.slow
def test_silu_is_half_stable_from_below():
    half = critical_points(edge_of_chaos("silu")).points[1]
    assert agrees(half.C_b, "0.5551431707215304") and half.approached.startswith("from below")
    assert abs(float(half.exponents[2].value) - 608.13) < 0.5


def test_sigmoid_is_never_critical():
    found = critical_points(edge_of_chaos("sigmoid"))
    assert found.points == () and "no half-stable one" in found.message
