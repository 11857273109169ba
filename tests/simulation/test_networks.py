"""Random networks of finite width against exactly known infinite-width laws, forward and backward."""

import numpy as np
import pytest

from derive.language.errors import DeriveError
from derive.simulation.architecture import RandomNetwork, sample
from derive.simulation.estimate import sample_networks
from derive.simulation.interval import Interval, student
from derive.simulation.network import Draw, Network
from derive.theory.architectures import architecture


def relu(x):
    return np.maximum(x, 0.0)


def step(x):
    return (x > 0).astype(float)


@pytest.fixture(scope="module")
def relu_network():
    return sample_networks(Network(relu, step, width=400, depth=6, sigma_w=np.sqrt(2)), 1.0, 0.5, samples=24)


def arc_cosine(c):
    return (np.sqrt(1 - c * c) + c * (np.pi - np.arccos(c))) / np.pi  # Cho and Saul 2009


def test_relu_at_he_initialisation_keeps_variances_and_gradients_and_moves_correlations(relu_network):
    c = [0.5]
    for _ in range(5):
        c.append(arc_cosine(c[-1]))
    assert relu_network.q.covers(np.ones(6), bias=0.05).all()
    assert relu_network.c.covers(np.array(c), bias=0.02).all()
    assert relu_network.gradient.covers(np.ones(6), bias=0.05).all()


def test_a_wrong_law_is_not_covered(relu_network):
    assert not relu_network.c.covers(np.full(6, 0.5), bias=0.02)[-1]
    assert not relu_network.q.covers(2.0 ** -np.arange(6), bias=0.05)[-1]


def test_a_residual_network_grows_as_its_recurrence_says():
    """q' = q (1 + sigma_v^2 sigma_w^2/2) for ReLU without biases, and the same for gradients (Yang and Schoenholz 2017)."""
    network = Network(relu, step, width=400, depth=5, sigma_w=np.sqrt(1.5), kind="residual", sigma_v=np.sqrt(1.2))
    found = sample_networks(network, 1.0, 0.5, samples=24)
    growth = 1.9 ** np.arange(5)
    assert found.q.covers(growth, bias=0.1).all()
    assert found.gradient.covers(growth[::-1], bias=0.1).all()


def test_the_spread_shrinks_like_one_over_the_width():
    """The variance over networks of q at the second layer is proportional to 1/width."""
    spreads = []
    for width in (64, 512):
        found = sample_networks(Network(relu, step, width=width, depth=2, sigma_w=np.sqrt(2)), 1.0, 0.5, samples=40)
        spreads.append(found.q.half[-1] ** 2)
    assert 3 < spreads[0] / spreads[1] < 20


def test_the_backward_pass_is_the_transpose_of_the_forward_pass():
    draw = Draw(0, 0, 1, 50)
    matrix = draw.times(0, np.eye(50), 1.0)
    assert np.allclose(draw.transposed_times(0, np.eye(50), 1.0), matrix.T)


def test_the_same_seed_gives_the_same_network():
    network = Network(np.tanh, lambda x: 1 - np.tanh(x) ** 2, width=50, depth=4, sigma_w=1.5, sigma_b=0.1)
    first, second = (sample_networks(network, 1.0, 0.2, samples=3, seed=7) for _ in range(2))
    assert (first.c.mean == second.c.mean).all()
    assert (first.c.mean != sample_networks(network, 1.0, 0.2, samples=3, seed=8).c.mean).any()


@pytest.mark.parametrize(("coverage", "freedom", "quantile"), [(0.95, 10, 2.228139), (0.99, 29, 2.756386), (0.5, 1, 1.0)])
def test_student_quantiles_are_those_of_the_tables(coverage, freedom, quantile):
    assert student(coverage, freedom) == pytest.approx(quantile, abs=1e-6)


def test_intervals_cover_as_often_as_they_say():
    rng = np.random.default_rng(5)
    values = rng.standard_normal((4000, 8))
    half = student(0.9, 7) * values.std(axis=1, ddof=1) / np.sqrt(8)
    inside = [bool(Interval(np.array(v.mean()), np.array(h), 0.9).covers(np.array(0.0))) for v, h in zip(values, half, strict=True)]
    assert np.mean(inside) == pytest.approx(0.9, abs=0.02)


@pytest.mark.parametrize("wrong", [{"width": 1}, {"depth": 0}, {"sigma_w": -1.0}, {"kind": "other"}, {"width": 10**9}])
def test_networks_that_cannot_be_are_refused(wrong):
    with pytest.raises(DeriveError):
        Network(**{"phi": relu, "dphi": step, "width": 10, "depth": 2, "sigma_w": 1.0, **wrong})


def test_a_correlation_beyond_one_is_refused():
    with pytest.raises(DeriveError, match="correlation"):
        sample_networks(Network(relu, step, 10, 2, 1.0), 1.0, 1.5)


def test_a_deviation_that_is_left_out_is_zero():
    """Without weights in the branch, the state of a residual network stays what it is, and so do gradients."""
    network = RandomNetwork(architecture("full residual"), relu, step, {"w": 1.0}, width=8, depth=3)
    found = sample(network, p=2.0, e=0.25, samples=2)
    assert np.allclose(found.p.mean, 2.0) and np.allclose(found.gamma.mean, 0.5) and np.allclose(found.chi.mean, 1.0)
