"""The checks pass what is right and name what is wrong, at a simple point. The right formulas are those of Cho and Saul (2009)."""

import math

import pytest
from hypothesis import given, settings
from scipy import special

from derive import Activation, DeriveError
from derive.language.errors import Diverges
from derive.testing import (
    LawBroken,
    check_affine,
    check_coefficients,
    check_derivative_kernel,
    check_edge_point,
    check_expectation,
    check_gain,
    check_gram,
    check_homogeneity,
    check_kernel,
    check_laws,
    check_price,
    check_symmetry,
    from_covariance,
)
from derive.testing.known import known_activations
from derive.testing.strategies import covariance_matrices, networks


def relu(q1, q2, c):
    return math.sqrt(q1 * q2) * (math.sqrt(1 - c * c) + (math.pi - math.acos(c)) * c) / (2 * math.pi)


def relu_slope(q1, q2, c):
    return (math.pi - math.acos(c)) / (2 * math.pi)


def erf(q1, q2, c):
    return 2 / math.pi * math.asin(2 * c * math.sqrt(q1 * q2) / math.sqrt((1 + 2 * q1) * (1 + 2 * q2)))


def square(q1, q2, c):
    return q1 * q2 * (1 + 2 * c * c)


def cube(q1, q2, c):
    return (q1 * q2) ** 1.5 * (9 * c + 6 * c**3)


def other_branch(q1, q2, c):
    return math.sqrt(q1 * q2) * (math.sqrt(1 - c * c) - (math.pi - math.acos(c)) * c) / (2 * math.pi)


def test_right_functions_pass():
    held = check_kernel(relu, "relu", examples=15)
    assert held.points > 25 and held.worst < 1e-13 and "held at" in str(held)
    assert check_derivative_kernel(relu_slope, "Max(x, 0)", examples=5).undecided >= 1  # relu' has no value at zero input
    assert check_expectation(lambda q: q / 2, "relu", "E[phi^2]", examples=5).worst < 1e-15
    assert check_gain(math.sqrt(2), "relu").points == 1
    assert check_gain(math.sqrt(2), "relu", backward=True, q=2).points == 1
    assert check_edge_point("relu", math.sqrt(2), 0.0).points == 1
    assert check_price(relu, relu_slope, examples=5).points
    assert [held.points > 0 for held in check_laws(relu, degree=1, examples=5)] == [True] * 4
    mean = lambda q: math.sqrt(q / (2 * math.pi))  # noqa: E731
    assert check_affine(relu, mean, lambda a, b, c: 4 * relu(a, b, c) + 2 * (mean(a) + mean(b)) + 1, 2, 1).worst < 1e-13


@pytest.mark.parametrize(
    ("check", "arguments", "message"),
    [
        (check_kernel, (lambda a, b, c: relu(a, b, c) * (1 + 1e-7), "relu"), "q1 = 1, q2 = 1, c = 0: 0.15915"),
        (check_kernel, (lambda a, b, c: math.nan if c == 1 else relu(a, b, c), "relu"), "c = 1: nan is not 0.5"),
        (check_kernel, (lambda a, b, c: relu(a, b, c) / min(a, b), "relu"), "ZeroDivisionError|q1 = 1/2, q2 = 1/2"),
        (check_kernel, (lambda a, b, c: math.acos(2), "relu"), "ValueError"),
        (check_kernel, (from_covariance(lambda m: m[0][1] / 2), "relu"), "c = 0: 0.0 is not 0.159"),
        (check_derivative_kernel, (lambda a, b, c: relu_slope(a, b, c) + 1e-7, "relu"), "E\\[φ'φ'\\] of relu"),
        (check_expectation, (lambda q: q / 2 + 1e-6 * q**2, "relu", "E[phi^2]"), "q = 1: 0.500001"),
        (check_gain, (5 / 3, "tanh"), "1.6666666666666667 is not 1.5925374"),
        (check_gain, (1.0, "sigmoid"), "1.0 is not 1.84"),
        (check_edge_point, ("relu", 1.0, 0.0), "sigma_w = 1.41421356237"),
        (check_edge_point, ("relu", math.sqrt(2), 0.1), "single point"),
        (check_price, (relu, lambda a, b, c: relu_slope(a, b, c) + 1e-6), "Price"),
        (check_symmetry, (lambda a, b, c: a * c,), "symmetric at q1 = 1, q2 = 4"),
        (check_symmetry, (lambda a, b, c: math.nan,), "nan is not a second moment"),
        (check_gram, (lambda a, b, c: math.sqrt(a * b) * (c - c * c / 4),), "positive semidefinite"),
        (check_coefficients, (lambda a, b, c: math.sqrt(a * b) * (c - c * c / 4),), "not negative"),
        (check_homogeneity, (lambda a, b, c: relu(a, b, c), 2), "homogeneous"),
    ],
)
def test_wrong_functions_are_named_with_a_point(check, arguments, message):
    with pytest.raises(LawBroken, match=message):
        check(*arguments)


@pytest.mark.parametrize(
    ("activation", "kernel", "message"),
    [
        ("relu", lambda a, b, c: relu(a, b, c) * (1 + 1e-6), r"q1 = 1, q2 = 1, c = 0: 0.15915\d+ is not 0.159154943091895\d+ ± \d"),
        ("relu", lambda a, b, c: relu(a, b, c) if c > -1 else 1e-6, "q1 = 1, q2 = 1, c = -1: 1e-06 is not 0"),
        ("erf", lambda a, b, c: math.nan if c == 1 and a == b else erf(a, b, c), r"q1 = 1, q2 = 1, c = 1: nan is not 0.464559054397539\d* ± \d"),
        ("erf", lambda a, b, c: erf(a, b, c) * (1 + 1e-7 * (a > b)), "q1 = 4, q2 = 1, c = -1/2"),
        ("erf", lambda a, b, c: erf(a, b, c) + 1e-6 * (a != b), "q1 = 1, q2 = 4, c = 1/2"),
        ("relu", lambda a, b, c: relu(a, b, c) + 1e-8 * (a < 1e-4), "q1 = 1/16384, q2 = 1, c = 1/2"),
        ("cube", lambda a, b, c: cube(a, b, c) * (1 + 1e-6 * (a < 1e-4)), "q1 = 1/16384, q2 = 1, c = 1/2: 2.503397"),
        ("relu", lambda a, b, c: relu(a, b, c) if c >= 0 else other_branch(a, b, c), "q1 = 1, q2 = 1, c = -1/2"),
        ("relu", lambda a, b, c: relu(a, b, c) + 1e-6 * (0.3 < c < 0.4), "q1 = 1, q2 = 1, c = 5/16"),
        ("x**2", lambda a, b, c: square(a, b, c) if a and b else math.inf, "q1 = 0, q2 = 1, c = 0: inf is not 0"),
        ("x**2", lambda a, b, c: str(square(a, b, c)) + "?", "ValueError: could not convert"),
        ("x**2", lambda a, b, c: None, "TypeError"),
    ],
    ids=["constant", "opposite", "diagonal", "asymmetric", "unequal", "small", "relatively-small", "branch", "narrow", "zero-input", "text", "nothing"],
)
def test_each_kind_of_fault_is_found_at_a_simple_point_with_the_true_ball(activation, kernel, message):
    with pytest.raises(LawBroken, match=message):
        check_kernel(kernel, activation, examples=30)


def test_small_numbers_are_compared_in_their_own_scale():
    """E[phi^4] of the soft threshold at q = 2^-14 is 10^-892, of x - tanh x 6.6e-24: both pass as floats, and a wrong figure fails."""
    def threshold(q):
        t = 1 / (2 * math.sqrt(q))
        return q * q * ((t**4 + 6 * t * t + 3) * special.erfc(t / math.sqrt(2)) - (t**3 + 5 * t) * math.sqrt(2 / math.pi) * math.exp(-t * t / 2))

    assert check_expectation(threshold, "soft_shrink", "E[phi^4]", tolerance=1e-6, examples=0).points == 5
    moment = lambda q: 15 * q**3  # noqa: E731
    assert check_expectation(moment, "cube", "E[phi^2]", examples=10).worst < 1e-15
    with pytest.raises(LawBroken, match=r"q = 1/16384: 3\.4106"):
        check_expectation(lambda q: moment(q) * (1 + 1e-6 * (q < 1e-4)), "cube", "E[phi^2]")


def test_a_repelling_point_is_on_the_edge_but_not_stable():
    """SiLU at small sigma_b: the point of the published algorithm repels."""
    sigma_w = 1.8200517222566  # the nearest point of the edge at sigma_b = 1/10
    check_edge_point("silu", sigma_w, 0.1, stable=False)
    with pytest.raises(LawBroken, match="chi_par"):
        check_edge_point("silu", sigma_w, 0.1)


def test_values_beyond_floats_are_not_decided():
    """E[exp(u) exp(v)] = exp((q1 + 2 c sqrt(q1 q2) + q2)/2) is no float at q1 = q2 = 1024."""
    held = check_kernel(lambda a, b, c: math.exp((a + 2 * c * math.sqrt(a * b) + b) / 2), "exp", examples=0)
    assert held.undecided == 2 and held.points > 20


def test_questions_that_cannot_be_asked_are_refused():
    with pytest.raises(DeriveError, match="values for beta"):
        check_kernel(relu, "Max(beta*x, 0)")
    with pytest.raises(DeriveError, match="check_kernel"):
        check_expectation(lambda q: q, "relu", "K")
    with pytest.raises(DeriveError, match="none of"):
        check_kernel(relu, "relu", seconds=-1.0, examples=0)


@settings(max_examples=25, deadline=None)
@given(known_activations())
def test_regularity_is_found_as_it_was_built(known):
    found = Activation.of(known.expr)
    assert [tuple(found.jumps(k)) for k in range(4)] == list(known.jumps)
    assert set(found.knots) >= set(known.knots)


@settings(max_examples=20, deadline=None)
@given(covariance_matrices(3), networks())
def test_matrices_are_covariances_and_networks_can_be_drawn(matrix, network):
    assert matrix.is_symmetric() and all(matrix[i, i] > 0 for i in range(3))
    assert matrix.is_positive_semidefinite
    assert network.width <= 64


@pytest.mark.parametrize(("low", "high"), [(0.2, 0.3), (-0.3, -0.2), (0.6, 0.7), (-0.95, -0.9)])
def test_a_fault_between_correlations_that_are_tried_often_is_found(low, high):
    """The correlations tried first were 0, 1/2 and 1 alone, and a relative 10^-3 between 1/5 and 3/10 passed."""

    def arc_cosine(q1, q2, c):
        return math.sqrt(q1 * q2) * (math.sqrt(1 - c * c) + (math.pi - math.acos(c)) * c) / (2 * math.pi)

    assert check_kernel(arc_cosine, "relu").points > 60
    with pytest.raises(LawBroken):
        check_kernel(lambda q1, q2, c: arc_cosine(q1, q2, c) * (1 + 1e-3 * (low < c < high)), "relu")


def test_what_has_no_true_value_is_told_as_such():
    with pytest.raises(Diverges):
        check_expectation(lambda q: 0.0, "relu", "E[ddphi^2]")
    with pytest.raises(DeriveError, match="positive"):
        check_gain(1.0, "3", backward=True)


@pytest.mark.parametrize("check", [check_symmetry, check_gram, check_coefficients, lambda fn: check_homogeneity(fn, 1)])
def test_what_other_code_raises_breaks_a_law_that_needs_no_truth_too(check):
    def raises(q1, q2, c):
        raise ArithmeticError("no number")

    with pytest.raises(LawBroken, match="ArithmeticError: no number"):
        check(raises)
