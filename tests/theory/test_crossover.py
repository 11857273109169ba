"""Correlations layer by layer, crossover depths, and the distance of the correlation map from the identity."""

import math

import mpmath
import pytest
from flint import arb
from sympy import Rational

from derive import edge_of_chaos
from derive.language.errors import CannotEnclose
from derive.meanfield.crossover import crossover, separations
from derive.meanfield.deviation import deviation
from derive.theory.near_zero import near_zero


def network(name, sigma_b, **fixed):
    edge = edge_of_chaos(name, fixed=fixed)
    return edge, edge.points(sigma_b, 30).points[0]


def test_relu_layer_by_layer():
    """Values of the closed map iterated elsewhere: c_1, c_2, c_10, c_100 from c_0 = 1/2."""
    values = {1: "0.60899778104422935809", 2: "0.68390565089870597236", 10: "0.89764672980732255354", 100: "0.99655271086083202003"}
    for depth, ball in zip(range(1, 101), separations(*network("relu", 0)), strict=False):
        if depth in values:
            assert arb(values[depth], 2e-20).overlaps(1 - ball.arb) and ball.digits > 20


def test_smooth_beats_kinked_from_a_layer_far_below_that_of_the_leading_terms():
    """GELU at sigma_b = 1: 9 pi^2/(2 beta_q) = 123, but the iterated maps cross between layers 13 and 14."""
    found = crossover(network("gelu", 1), network("relu", 0))
    assert found.exact == 14 and abs(float(found.leading.value) - float(mpmath.pi**2 * 4.5 / 0.361040902668044984)) < 1e-9
    assert crossover(network("relu", 0), network("gelu", 1)).exact is None


def test_without_a_closed_kernel_only_the_laws_are_compared():
    found = crossover(network("tanh", "1/5"), network("relu", 0))
    assert found.exact is None and "no closed form" in found.message and abs(float(found.leading.value) - 4.5 * math.pi**2 / 7.0837378249059792874) < 1e-9
    with pytest.raises(CannotEnclose):
        next(separations(*network("tanh", "1/5")))


@pytest.mark.parametrize(("name", "fixed"), [("erf", {}), ("gelu", {}), ("elu", {"alpha": 1}), ("tanh", {})])
def test_the_map_is_within_one_over_beta_of_the_identity(name, fixed):
    edge = edge_of_chaos(name, fixed=fixed)
    for variance in (Rational(1, 1000), Rational(1), Rational(20)):
        found = deviation(edge, variance)
        assert 0 < found.share.arb <= 1 and found.slope.arb <= 2 * found.bound.arb
    small = deviation(edge, Rational(1, 10**6))
    assert abs(float(small.share.value) - float(near_zero(edge.activation).sharpness)) < 0.02


def test_the_supremum_of_erf_by_its_closed_map():
    """f(0) = sigma_b^2/q and f'(0) = sigma_w^2 4/(pi (1 + 2q)) at q = 1."""
    found = deviation(edge_of_chaos("erf"), Rational(1))
    with mpmath.workdps(25):
        bias = 1 - mpmath.sqrt(5) / 2 * mpmath.asin(mpmath.mpf(2) / 3)
        assert abs(mpmath.mpf(found.map.value) - bias) < 1e-18
        assert abs(mpmath.mpf(found.slope.value) - (1 - mpmath.sqrt(5) / 3)) < 1e-18
