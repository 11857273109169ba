"""The laws hold for random activations, and are awake: each fails for a kernel that is slightly wrong."""

import pytest
from hypothesis import HealthCheck, given, settings
from sympy import Max, Min, Rational, acos, erf, pi, sqrt

from derive.language.symbols import c, q1, q2, x
from derive.testing import laws
from derive.testing.strategies import activations, correlations, steps, variances

RELU = Max(x, 0)
RELU_KERNEL = sqrt(q1 * q2) * (sqrt(1 - c**2) + (pi - acos(c)) * c) / (2 * pi)
POINT = (Rational(1), Rational(2), Rational(1, 3))

quick = settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@quick
@given(activations(), variances(), variances(), correlations())
def test_kernels_are_symmetric(phi, v1, v2, r):
    laws.kernel_is_symmetric(phi, v1, v2, r)


@quick
@given(activations(closed=False), variances())
def test_the_kernel_at_one_is_the_second_moment(phi, v):
    laws.kernel_at_one_is_second_moment(phi, v)


def test_limits_at_a_knot_are_compared_in_one_vocabulary():
    """The limits are 2 Phi(1/sqrt(2)) and 1 + erf(1/2), the same number, which the law was once stopped by."""
    laws.kernel_at_one_is_second_moment(erf(x / 2) + Min(1, Max(-1, x)), Rational(1, 8))


@quick
@given(activations(), variances(), variances())
def test_the_kernel_at_zero_factorises(phi, v1, v2):
    laws.kernel_at_zero_factorises(phi, v1, v2)


@quick
@given(steps(), variances(), correlations())
def test_functions_with_a_jump_obey_the_laws_too(phi, v, r):
    laws.kernel_is_symmetric(phi, v, 1, r)
    laws.kernel_at_one_is_second_moment(phi, v)


@quick
@given(variances(), variances(), correlations(ends=False))
def test_a_right_formula_obeys_every_law(v1, v2, r):
    laws.kernel_is_symmetric(RELU, v1, v2, r, RELU_KERNEL)
    laws.kernel_at_one_is_second_moment(RELU, v1, RELU_KERNEL)
    laws.kernel_at_zero_factorises(RELU, v1, v2, RELU_KERNEL)
    laws.price_theorem(RELU, v1, v2, r, RELU_KERNEL)


@pytest.mark.parametrize(
    ("law", "arguments", "wrong"),
    [
        (laws.kernel_is_symmetric, POINT, RELU_KERNEL + (q1 - q2) / 10**9),
        (laws.kernel_at_one_is_second_moment, POINT[:1], RELU_KERNEL * (1 + Rational(1, 10**9))),
        (laws.kernel_at_zero_factorises, POINT[:2], RELU_KERNEL * (1 + Rational(1, 10**9))),
        (laws.price_theorem, POINT, RELU_KERNEL + c**2 / 10**9),
    ],
)
def test_a_wrong_formula_breaks_its_law(law, arguments, wrong):
    with pytest.raises(laws.LawBroken, match="is not"):
        law(RELU, *arguments, wrong)
