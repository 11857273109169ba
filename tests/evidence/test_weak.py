"""Distributional moments and kernels against values found by hand, with p_q the density of N(0, q)."""

from typing import Any

import pytest
from flint import arb
from sympy import Lambda, Max, Min, N, Piecewise, Rational, acos, asin, erf, exp, log, pi, sign, sqrt, tanh

from derive.evidence.line.activation_moment import adjoint
from derive.evidence.weak import activation_moment, dual_kernel
from derive.language.errors import CannotEnclose, Diverges, NotDefined
from derive.language.goals.expectation import ActivationMoment, DualKernel
from derive.language.symbols import ddphi, dphi, phi, q, x, z

RELU, STEP, HARD_TANH = Max(x, 0), (1 + sign(x)) / 2, Max(-1, Min(1, x))
HALF_POWER = Lambda(x, Piecewise((sqrt(x), x > 0), (0, True)))
THREE_HALVES = Lambda(x, Piecewise((x ** Rational(3, 2), x > 0), (0, True)))


def _agrees(value: arb, exact: Any) -> bool:
    return bool(value.overlaps(arb(str(N(exact, 60)), "1e-50"))) and value.rad() < 1e-27


def _moment(function: Any, polynomial: Any, variance: Any = 2) -> arb:
    return activation_moment(ActivationMoment(function, polynomial, variance), {}, 30)


def _kernel(function: Any, orders: tuple[int, int], rho: Any, q1: Any = 2, q2: Any = 2) -> arb:
    return dual_kernel(DualKernel(function, function, orders, q1, q2, rho), {}, 30)


def _density(t: Any, variance: Any) -> Any:
    return exp(-(Rational(t) ** 2) / (2 * variance)) / sqrt(2 * pi * variance)


def test_the_adjoint_of_a_derivative_is_hermite():
    assert adjoint(adjoint(z / z, sqrt(q)), sqrt(q)).expand() == z**2 - 1


def test_relu_curvature_is_a_delta():
    assert _agrees(_moment(RELU, ddphi), _density(0, 2))
    assert _agrees(_moment(RELU, phi * ddphi), 0)
    assert _agrees(_moment(RELU, ddphi * z**2), 0)
    assert _agrees(_moment(RELU, dphi * ddphi), _density(0, 2) / 2)
    assert _agrees(_moment(RELU, dphi**2), Rational(1, 2))


def test_hard_tanh_curvature_is_minus_two_densities_at_one():
    assert _agrees(_moment(HARD_TANH, phi * ddphi), -2 * _density(1, 2))
    assert _agrees(_moment(HARD_TANH, dphi**2), erf(Rational(1, 2)))


def test_derivatives_of_a_step():
    assert _agrees(_moment(STEP, dphi), _density(0, 2))
    assert _agrees(_moment(STEP, phi * dphi), _density(0, 2) / 2)
    assert _agrees(_moment(STEP, ddphi * z), -_density(0, 2) / sqrt(2))


def test_a_point_gives_parameters_their_values():
    goal = ActivationMoment(RELU, phi**2, q)
    assert _agrees(activation_moment(goal, {q: Rational(3, 7)}, 30), Rational(3, 14))


def test_squares_of_deltas_diverge():
    for function, polynomial in ((RELU, ddphi**2), (STEP, dphi**2), (HARD_TANH, phi * ddphi**2)):
        with pytest.raises(Diverges, match="delta"):
            _moment(function, polynomial)


def test_powers_that_are_not_integrable_diverge():
    with pytest.raises(Diverges):
        _moment(HALF_POWER, dphi**2)
    with pytest.raises(Diverges):
        _moment(THREE_HALVES, ddphi**2)


def test_a_power_with_a_bounded_slope_has_its_moment():
    assert _agrees(_moment(THREE_HALVES, dphi**2), Rational(9, 4) * sqrt(2) / sqrt(2 * pi))


def test_products_without_meaning_are_not_defined():
    with pytest.raises(NotDefined):
        _moment(STEP, phi * ddphi)
    with pytest.raises(NotDefined, match="real"):
        _moment(log(x), phi)
    with pytest.raises(CannotEnclose, match="knots"):
        _moment(Max(tanh(x) + x**3 - exp(x) * x, 0), phi * ddphi)


@pytest.mark.parametrize("rho", [Rational(-1, 2), Rational(0), Rational(3, 5), Rational(97, 100)])
def test_kernels_of_relu_and_its_derivatives(rho):
    q1, q2 = Rational(3, 2), Rational(5, 7)
    arc = pi - acos(rho)
    assert _agrees(_kernel(RELU, (0, 0), rho, q1, q2), sqrt(q1 * q2) * (sqrt(1 - rho**2) + arc * rho) / (2 * pi))
    assert _agrees(_kernel(RELU, (1, 1), rho, q1, q2), arc / (2 * pi))
    assert _agrees(_kernel(RELU, (2, 2), rho, q1, q2), 1 / (2 * pi * sqrt(q1 * q2 * (1 - rho**2))))
    assert _agrees(_kernel(RELU, (2, 1), rho, q1, q2), _density(0, q1) / 2)


def test_the_kernel_of_smooth_derivatives():
    value = _kernel(erf(x), (1, 1), Rational(1, 2), 1, 1)
    assert _agrees(value, Rational(4) / pi / sqrt(9 - 1))


def test_at_correlation_one_the_kernel_is_a_moment():
    assert _agrees(_kernel(HARD_TANH, (2, 0), 1), -2 * _density(1, 2))
    assert _agrees(_kernel(HARD_TANH, (2, 0), -1), 2 * _density(1, 2))
    assert _agrees(_kernel(STEP, (1, 0), 1), _density(0, 2) / 2)
    assert _agrees(_kernel(RELU, (1, 1), 1, 1, 3), Rational(1, 2))
    assert _agrees(_kernel(RELU, (2, 0), -1, 1, 3), 0)


def test_meeting_deltas_diverge_at_correlation_one():
    for rho in (1, -1):
        with pytest.raises(Diverges):
            _kernel(HARD_TANH, (2, 2), rho)
    with pytest.raises(NotDefined):
        _kernel(HARD_TANH, (2, 1), -1)


def test_a_step_kernel_by_sheppard():
    assert _agrees(_kernel(STEP, (0, 0), Rational(1, 3)), Rational(1, 4) + asin(Rational(1, 3)) / (2 * pi))
