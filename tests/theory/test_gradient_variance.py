"""Variances of signals and gradients: recurrences against polynomials written out by hand, real backpropagation and random networks."""

from fractions import Fraction

import numpy as np
import pytest
from sympy import Rational, Symbol

from derive.claims.network_moment import NetworkMoment
from derive.claims.network_sample import NetworkSample
from derive.evidence.audit.random_network import SmallNetwork
from derive.evidence.audit.verdict import Verdict
from derive.language.errors import DeriveError
from derive.simulation.gradients import Layers, sample_gradients
from derive.theory.gradient_variance import FeedForward, backward_over_forward


def small(widths, weights, up=(), down=()):
    parts = ([Fraction(v) for v in values] for values in (weights, up, down))
    return SmallNetwork(widths, *parts, Fraction(1), Fraction(1))


def test_one_layer_by_hand():
    """s = w_0 x_0 + w_1 x_1: E[s^2] = 2 v."""
    assert small([2, 1], [3]).second_moment("s", 0) == 6


def test_two_layers_by_hand():
    """dC/ds^0 = down (w_0 g_0 + w_1 g_1 + w_2 g_2): E = rho' 3 v_1; dC/dW^0 = x dC/ds^0."""
    network = small([2, 2, 3], [5, 7], [2], [11])
    assert network.second_moment("dC/ds", 0) == 11 * 3 * 7
    assert network.second_moment("dC/dW", 0) == 11 * 3 * 7
    assert network.second_moment("z", 1) == 2 * 2 * 5
    assert network.second_moment("dC/dW", 1) == 20


def test_the_backward_polynomials_are_derivatives():
    """In a linear network dC/dW^i_lk is the derivative of C = g.s^d, by central differences of a network with numbers."""
    rng = np.random.default_rng(4)
    shapes = [(2, 3), (3, 1), (1, 2)]
    matrices, x, g = [rng.standard_normal(shape) for shape in shapes], rng.standard_normal(2), rng.standard_normal(2)

    def cost(step):
        first = matrices[0].copy()
        first[0, 0] += step
        return float(x @ first @ matrices[1] @ matrices[2] @ g)

    network = small([2, 3, 1, 2], [1, 1, 1], [1, 1], [1, 1])
    values = {("x", k): x[k] for k in range(2)} | {("g", k): g[k] for k in range(2)}
    values |= {("W", layer, k, m): matrix[k, m] for layer, matrix in enumerate(matrices) for k in range(matrix.shape[0]) for m in range(matrix.shape[1])}
    found = sum(float(value) * np.prod([values.get(name, 1.0) for name in monomial]) for monomial, value in network._weight_gradient(0, 0).items())
    assert found == pytest.approx((cost(1e-4) - cost(-1e-4)) / 2e-4, rel=1e-6)


def test_the_same_variable_twice_is_refused():
    from derive.evidence.audit.random_network import _times, _variable

    with pytest.raises(ValueError, match="twice"):
        _times(_variable("x", 0), _variable("x", 0))


@pytest.mark.parametrize("quantity", ["z", "s", "dC/dz", "dC/ds", "dC/dW"])
def test_recurrences_are_what_small_networks_show(quantity):
    for depth in (0, 1, 2, 3):
        network = FeedForward.of_depth(depth)
        for layer in range(depth + 1):
            stated = NetworkMoment(network, quantity, layer, network.moment(quantity, layer))
            assert stated.certify(20, 10).verdict is Verdict.CERTIFIED
            assert all(twin.certify(20, 10).verdict is Verdict.REFUTED for _, twin in stated.twins())


def test_equal_widths_may_share_a_symbol():
    n, v = Symbol("n", integer=True, positive=True), Symbol("v", positive=True)
    network = FeedForward((n,) * 4, (v,) * 3, (Rational(1, 2),) * 2, (Rational(1, 2),) * 2, Rational(1), Symbol("g"))
    right = NetworkMoment(network, "dC/dW", 1, (n * v / 2) ** 2 * network.gradient)
    assert right.certify(20, 10).verdict is Verdict.CERTIFIED
    assert right.falsified().certify(20, 10).verdict is Verdict.REFUTED


def test_a_symbol_that_the_network_lacks_decides_nothing():
    network = FeedForward.of_depth(1)
    assert NetworkMoment(network, "z", 1, Symbol("other")).certify(20, 10).verdict is Verdict.UNDECIDED


@pytest.mark.parametrize(("quantity", "layer"), [("dC/ds", 2), ("dC/ds", -1), ("h", 0)])
def test_what_a_network_has_not_is_refused_with_what_it_has(quantity, layer):
    with pytest.raises(DeriveError, match="layers are 0 to 1"):
        FeedForward.of_depth(1).moment(quantity, layer)


@pytest.mark.parametrize(
    ("widths", "variances", "gains"),
    [((0, 3, 2), (1, 1), (1,)), ((2, 3), (1, 1), (1,)), ((2, 3, 2), (1, 0), (1,)), ((2, 3, 2), (1, 1), (-1,)), ((2, Rational(1, 2), 2), (1, 1), (1,))],
)
def test_networks_that_cannot_be_are_refused(widths, variances, gains):
    with pytest.raises(DeriveError):
        FeedForward(widths, variances, gains, gains, Rational(1), Rational(1))


def test_layers_learn_at_the_same_pace_where_the_products_agree():
    network = FeedForward.of_depth(2, linear=True)
    n, v = network.widths, network.weights
    assert backward_over_forward(network) == n[2] * v[1] * n[3] * v[2] / (n[0] * v[0] * n[1] * v[1])


@pytest.mark.parametrize("activation", ["tanh", "sigmoid"])
def test_random_networks_tell_forward_and_backward_gains_apart(activation):
    network = FeedForward.of_depth(2)
    stated = NetworkSample(activation, (120, 150, 130, 110), ("1/100", "1/150", "1/130"), "dC/ds", 0, network.moment("dC/ds", 0))
    assert stated.certify(10, 60).verdict is Verdict.SIMULATED
    assert stated.falsified().certify(10, 60).verdict is Verdict.REFUTED
    twins = dict(stated.twins())
    assert "forward and backward gains exchanged" in twins
    assert all(twin.certify(10, 60).verdict is Verdict.REFUTED for twin in twins.values())


def test_a_jump_has_no_slope_to_sample_and_a_continuous_kink_has():
    network = FeedForward.of_depth(1)
    verdicts = []
    for activation in ("x*Heaviside(x - 1/2)", "Max(x - 1/2, 0) - Max(-x - 1/2, 0)"):
        verdicts.append(NetworkSample(activation, (80, 90, 80), ("1/80", "1/90"), "dC/ds", 0, network.moment("dC/ds", 0)).certify(10, 30).verdict)
    assert verdicts == [Verdict.UNDECIDED, Verdict.SIMULATED]


def test_linear_networks_sample_the_exact_moments():
    layers = Layers(lambda s: s, np.ones_like, (60, 90, 50), (1 / 60, 1 / 45))
    found = sample_gradients(layers, 300, seed=1)
    exact = {"z": [1, 1], "s": [1, 2], "dC/dz": [90 / 60 * 50 / 45, 50 / 45], "dC/ds": [50 / 45, 1], "dC/dW": [50 / 45, 1]}
    assert all(found[name].covers(np.array(values), bias=0.01).all() for name, values in exact.items())
    assert not found["s"].covers(np.array([1, 1.5]), bias=0.01).all()


@pytest.mark.parametrize("wrong", [{"widths": (0, 5)}, {"widths": (5,)}, {"variances": (0.0,)}, {"signal": -1.0}, {"widths": (10**6, 5)}])
def test_layers_that_cannot_be_are_refused(wrong):
    with pytest.raises(DeriveError):
        Layers(**{"phi": np.tanh, "dphi": np.cosh, "widths": (5, 5), "variances": (1.0,), **wrong})
