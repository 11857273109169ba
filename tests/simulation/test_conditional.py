"""Networks drawn without weights have the law of those with weights, forward and backward, and follow exactly known recurrences."""

import numpy as np
import pytest

from derive.language.errors import DeriveError
from derive.simulation.conditional import WideNetwork, mean_squares, sample_passes
from derive.simulation.estimate import sample_networks
from derive.simulation.network import Network


def relu(x):
    return np.maximum(x, 0.0)


def step(x):
    return (x > 0).astype(float)


def arc_cosine(c):
    return (np.sqrt(1 - c * c) + c * (np.pi - np.arccos(c))) / np.pi  # Cho and Saul 2009


def test_relu_on_its_edge_follows_cho_and_saul_and_sheppard():
    """Variances and gradients are kept, correlations follow the arc-cosine kernel, products of gradients 1 - arccos(c)/pi a layer."""
    c = [0.5]
    for _ in range(6):
        c.append(arc_cosine(c[-1]))
    slopes = [1 - np.arccos(value) / np.pi for value in c[:-1]]
    products = [np.prod(slopes[layer:]) for layer in range(7)]
    found = sample_passes(WideNetwork(relu, step, 2**13, 6, np.sqrt(2)), 1.0, 0.5, samples=20)
    for interval, value in ((found.q, np.ones(7)), (found.c, np.array(c)), (found.gradient, np.ones(7)), (found.product, np.array(products))):
        assert interval.covers(value, bias=0.003).all()
        assert not interval.covers(value * 1.1, bias=0.003).all()


def test_means_and_spreads_are_those_of_networks_with_weights():
    """At width 32, where finite width is plain to see: q, c and gradients of the last layers agree within both intervals."""
    tanh, slope = np.tanh, lambda x: 1 / np.cosh(x) ** 2
    narrow = sample_networks(Network(tanh, slope, 32, 5, 1.5, 0.3), 1.0, 0.4, samples=600, coverage=0.999)
    wide = sample_passes(WideNetwork(tanh, slope, 32, 4, 1.5, 0.3), 1.0, 0.4, samples=600)
    for name in ("q", "c", "gradient"):
        one, other = getattr(narrow, name), getattr(wide, name)
        assert (np.abs(one.mean - other.mean) <= one.half + other.half).all()
        spread = np.divide(one.half, other.half, where=other.half > 1e-9, out=np.ones(5))
        assert (spread > 0.8).all() and (spread < 1.25).all()


def test_mean_squares_of_one_input_follow_the_variance_map():
    found = mean_squares(WideNetwork(relu, step, 2**18, 5, 1.0, 0.5), 2.0)
    q = [2.0]
    for _ in range(5):
        q.append(0.25 + q[-1] / 2)
    assert np.allclose(found, q, rtol=0.01) and not np.allclose(found, q, rtol=1e-7)


def test_arguments_out_of_range_are_told():
    network = WideNetwork(relu, step, 16, 2, 1.0)
    for call in (lambda: WideNetwork(relu, step, 2, 2, 1.0), lambda: sample_passes(network, 1.0, 1.5), lambda: sample_passes(network, 1.0, 0.5, samples=1)):
        with pytest.raises(DeriveError):
            call()
