"""Phases of residual networks with decaying deviations, against iteration of the exact recurrences."""

import pytest
from sympy import Rational, lambdify, log, sqrt

from derive.activations import of
from derive.language.errors import DeriveError
from derive.meanfield.layers import evolve
from derive.meanfield.residual import ResidualNetwork
from derive.theory.architectures import architecture
from derive.theory.networks import letters
from derive.theory.networks.recurrences import recurrences
from derive.theory.residual import Depth

ONES = {letters.deviation(name): 1 for name in "wva"} | {letters.deviation("b"): 0}
DEEP = 2**15


def layers(name, decay):
    values = {symbol: value * letters.l ** (-Rational(decay.get(symbol.name[-1], 0)) / 2) for symbol, value in ONES.items()}
    return evolve(recurrences(architecture("full residual"), of(name)), values, {letters.p: 1}, DEEP)


@pytest.mark.parametrize("decay", [{"v": "1/2", "a": "1/2"}, {"v": "1/4", "a": "1/4", "w": "1/4"}, {"v": "1/2"}, {"v": "1/2", "a": "1/3"}])
def test_exponents_of_bounded_activations(decay):
    """Local exponents of p and of log(chi^0/chi^l) at l = 2^15, or of chi itself where the gradient is a power."""
    found, seen = ResidualNetwork(of("erf")).phase(**decay), layers("erf", decay)
    for law, values in ((found.p, seen.state["p"]), (found.growth, seen.growth)):
        predicted = lambdify(letters.l, law.subs(ONES))
        ratios = [(values[2 * place] - values[place]) / (predicted(2 * place) - predicted(place)) for place in (DEEP // 4, DEEP // 2)]
        assert abs(ratios[1] - 1) < 0.25 and abs(ratios[1] - 1) <= abs(ratios[0] - 1)


def test_gradients_stay_bounded_where_weights_decay():
    """W = 1 - beta_w + U - 2 beta_v < 0."""
    found, seen = ResidualNetwork(of("erf")).phase(v=1, a="1/2"), layers("erf", {"v": "1", "a": "1/2"})
    assert found.gradient is Depth.BOUNDED and found.angle == 1
    assert seen.growth[-1] - seen.growth[DEEP // 2] < 0.1 * (seen.growth[DEEP // 2] - seen.growth[1])


@pytest.mark.parametrize(
    ("decay", "variance", "gradient"),
    [
        ({}, Depth.EXPONENTIAL, Depth.EXPONENTIAL),
        ({"v": "1/2"}, Depth.STRETCHED, Depth.STRETCHED),
        ({"v": 1, "a": "1/2"}, Depth.POLYNOMIAL, Depth.POLYNOMIAL),
        ({"v": 2, "a": "1/2"}, Depth.POLYNOMIAL, Depth.BOUNDED),
        ({"v": 2, "a": 2}, Depth.BOUNDED, Depth.BOUNDED),
    ],
)
def test_phases_of_relu(decay, variance, gradient):
    found = ResidualNetwork(of("relu")).phase(**decay)
    assert (found.variance, found.gradient) == (variance, gradient)


def test_what_is_not_followed_is_refused():
    network = ResidualNetwork(of("erf"))
    for decay, told in (({"v": -1}, "not negative"), ({"u": 1}, "of v, w, a and b"), ({"w": 1}, "does not tend to infinity")):
        with pytest.raises(DeriveError, match=told):
            network.phase(**decay)
    with pytest.raises(DeriveError, match="bounded or linear"):
        ResidualNetwork(of("Max(x, 0)**(3/4)")).phase(v=1)


REGIMES = {  # W = 1 - beta_w + U - 2 beta_v; tanh: U < 1 and W > 0, = 0, < 0; U = 1 and beta_v + beta_w = 1, > 1. relu: V < 1, = 1; V > 1 and U < 1, = 1, > 1
    "tanh": ({"v": "1/2", "a": "1/2"}, {"v": "1/2"}, {"v": "3/4"}, {"v": 1, "a": 1}, {"v": 2, "a": 1}),
    "relu": ({"v": "1/2"}, {"v": 1}, {"v": 2, "a": "1/2"}, {"v": 2, "a": 1}, {"v": 2, "a": 2}),
}


def test_the_table_has_the_published_kinds():
    """Yang and Schoenholz 2018: exp(l^(W/2)), power, bounded, exp(sqrt(log l)), bounded for tanh; exp(l^(1-V)), power, bounded for the ReLU."""
    bounded, linear = ([ResidualNetwork(of(name)).phase(**decay) for decay in REGIMES[name]] for name in ("tanh", "relu"))
    assert [found.gradient for found in bounded] == [Depth.STRETCHED, Depth.POLYNOMIAL, Depth.BOUNDED, Depth.STRETCHED, Depth.BOUNDED]
    assert [found.variance for found in linear] == [Depth.STRETCHED, Depth.POLYNOMIAL, Depth.POLYNOMIAL, Depth.POLYNOMIAL, Depth.BOUNDED]
    assert bounded[3].growth.has(sqrt(log(letters.l))) and linear[-1].angle is None
