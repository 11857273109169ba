"""Curvature, isometry, batch normalisation and kernel shaping against independent computations."""

import mpmath
import numpy as np
import pytest
from flint import arb
from sympy import Integer, Rational, symbols

from derive import activations
from derive.evidence.balls.ball import Ball
from derive.evidence.lower import enclose
from derive.language.symbols import c, q, sigma_w
from derive.theory.batch_norm import gradient_factor
from derive.theory.curvature import chi_2, curvature, curvature_at, curvature_limit, metric
from derive.theory.isometry import Weights, first_moment, second_moment, slope_power, spectral_variance
from derive.theory.kernel_shaping import cosine_map, length_map, length_slope


def test_curvature_after_many_layers_is_the_recursion_repeated():
    a, b, g, k = symbols("chi_1 chi_2 g k", positive=True)
    kappa = k
    for depth in range(1, 4):
        kappa = curvature(kappa, a, b)
        assert (curvature_at(Integer(depth), k, a, b) - kappa).simplify() == 0
    assert curvature_at(Integer(3), k, Integer(1), b) == k + 9 * b
    assert curvature(curvature_limit(a, b), a, b).equals(curvature_limit(a, b))
    assert metric(g, a) == a * g and chi_2(b) == sigma_w**2 * b


def test_curvature_of_a_network_of_sin():
    """Numbers: the covariance of a curve through one layer of sin, differentiated four times at t = 0."""
    q0, width, bias = 1.3, 1.7, 0.4
    with mpmath.workdps(40):

        def after(k):
            return bias**2 + width**2 * mpmath.exp(-q0) * mpmath.sinh(k)

        radius = mpmath.mpf("1.1")  # a circle of this radius in a plane, the rest of q0 is common to all its points
        derivatives = mpmath.taylor(lambda t: after(q0 + radius**2 * (mpmath.cos(t) - 1)), 0, 4)
        speed, fourth = -2 * derivatives[2], 24 * derivatives[4]
        slope = width**2 * mpmath.exp(-q0) * mpmath.cosh(q0)
        second = width**2 * mpmath.exp(-q0) * mpmath.sinh(q0)
        assert abs(metric(radius**2, slope) - speed) < 1e-25
        assert abs(curvature(1 / radius**2, slope, second) - fourth / speed**2) < 1e-25


@pytest.mark.slow
def test_spectrum_of_the_jacobian_of_finite_networks():
    """m_1 and m_2 of a ReLU network on its edge: width 200, depth 3, eight samples; both kinds of weights."""
    rng, width, depth, mean = np.random.default_rng(7), 200, 3, Rational(1, 2)
    for weights in Weights:
        found = []
        for _ in range(8):
            jacobian = np.eye(width)
            for _ in range(depth):
                matrix = rng.normal(size=(width, width)) / width**0.5
                if weights is Weights.ORTHOGONAL:
                    matrix = np.linalg.qr(matrix)[0]
                jacobian = (rng.random(width) < 0.5)[:, None] * (2**0.5 * matrix @ jacobian)
            values = np.linalg.svd(jacobian, compute_uv=False) ** 2
            found.append((values.mean(), (values**2).mean()))
        first, second = np.mean(found, axis=0)
        predicted = second_moment(mean, mean, Integer(depth), weights).subs(sigma_w, 2 ** Rational(1, 2))
        assert first_moment(mean, depth).subs(sigma_w, 2 ** Rational(1, 2)) == 1
        assert abs(first - 1) < 0.05 and abs(second / float(predicted) - 1) < 0.08


def test_linear_networks_with_orthogonal_weights_are_isometries():
    assert spectral_variance(Integer(1), Integer(1), Integer(10), Weights.ORTHOGONAL) == 0
    assert enclose(slope_power(activations.find("relu"), 2), {q: 3}, 20).contains(0.5)


@pytest.mark.parametrize(
    ("name", "factor"),
    [("relu", "1.466942206924"), ("silu", "1.21208111476"), ("gelu", "1.31884497087"), ("selu", "1.07157499246"), ("tanh", "1.1778072323")],
)
def test_batch_normalisation_makes_gradients_grow(name, factor):
    found = enclose(gradient_factor(activations.find(name)), {}, 20)
    assert abs(float(found.value) - float(factor)) < 1e-9
    with mpmath.workdps(15):
        assert name != "relu" or abs(mpmath.mpf(found.value) - mpmath.pi / (mpmath.pi - 1)) < 1e-14


def test_affine_functions_are_kept_by_batch_normalisation():
    assert enclose(gradient_factor(activations.of("3*x + 1", {}, {})), {}, 20).contains(1)


def test_shaping_maps_of_leaky_relu():
    """C(c) = c + (1 - a)^2/(pi (1 + a^2)) (sqrt(1 - c^2) - c acos(c)), Q(q) = q (1 + a^2)/2."""
    leaky, a, at = activations.of("leaky_relu", {}, {"alpha": "1/5"}), mpmath.mpf("0.2"), mpmath.mpf("0.3")
    found = enclose(cosine_map(leaky), {c: "3/10"}, 20)
    true = at + (1 - a) ** 2 / (mpmath.pi * (1 + a * a)) * (mpmath.sqrt(1 - at * at) - at * mpmath.acos(at))
    assert abs(float(found.value) - true) < 1e-15
    assert enclose(cosine_map(leaky, 1), {c: 1}, 20).contains(1)
    assert enclose(length_slope(leaky), {q: 7}, 20).overlaps(Ball(arb(13) / 25)) and enclose(length_map(leaky), {q: 2}, 20).overlaps(Ball(arb(26) / 25))


def test_shaping_maps_of_erf():
    """Q(q) = (2/pi) asin(2q/(1 + 2q)), C(c) = asin(2c/3)/asin(2/3), C'' by differentiation."""
    erf = activations.find("erf")
    with mpmath.workdps(30):
        true = mpmath.diff(lambda t: mpmath.asin(2 * t / 3), mpmath.mpf(1) / 2, 2) / mpmath.asin(mpmath.mpf(2) / 3)
        assert abs(mpmath.mpf(enclose(cosine_map(erf, 2), {c: "1/2"}, 20).value) - true) < 1e-15
        slope = mpmath.diff(lambda t: 2 / mpmath.pi * mpmath.asin(2 * t / (1 + 2 * t)), 1)
        assert abs(mpmath.mpf(enclose(length_slope(erf), {q: 1}, 20).value) - slope) < 1e-15
