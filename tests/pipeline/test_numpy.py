"""`Answer.numpy()` keeps its promise: within 1e-13 relative to sqrt(K(q1, q1, 1) K(q2, q2, 1)), against balls."""

import math

import mpmath
import numpy as np
import pytest
from flint import arb
from sympy import Rational

from derive import activations, expectation, kernel
from derive.language.errors import DeriveError

QUICK = ("relu", "gelu", "erf", "leaky_relu", "abs", "sin", "gaussian", "hard_tanh", "relu2", "step")
PROMISE = 1e-13
EDGES = [(1e-6, 1e-6, 1.0), (1e-6, 1e6, -1.0), (1e6, 1e6, 1.0), (1e6, 1e6, -1.0), (1.0, 1.0, 1 - 2.0**-53), (1e6, 1e6, 1 - 1e-12), (2.0, 3.0, 0.0)]


def points(count, seed):
    """Triples over the whole range, half of them near |c| = 1, a third with equal variances; edges first."""
    rng = np.random.default_rng(seed)
    q1 = 10 ** rng.uniform(-6, 6, count)
    q2 = np.where(rng.uniform(size=count) < 0.3, q1, 10 ** rng.uniform(-6, 6, count))
    near = rng.choice([-1, 1], count) * (1 - 10 ** rng.uniform(-14, 0, count))
    c = np.where(rng.uniform(size=count) < 0.5, rng.uniform(-1, 1, count), near)
    return np.concatenate([np.array(EDGES), np.stack([q1, q2, c], axis=1)])


def ball(answer, point):
    symbols = sorted(answer.goal.free_symbols, key=lambda s: ("q1", "q2", "c", "alpha", "b", "gamma").index(s.name))
    return answer.enclose_at({s: Rational(float(v)) for s, v in zip(symbols, point, strict=True)}, 30, 60).arb


def worst(name, derivative, count, seed=1):
    """The largest error relative to the scale."""
    answer = kernel(activations.find(name), derivative)
    function, second = answer.numpy(), expectation(activations.find(name), "E[dphi^2]" if derivative else "E[phi^2]")
    extra = [0.7] * (len(answer.parameters) - 3)
    triples, found = points(count, seed), 0.0
    values = function(*triples.T, *extra)
    assert not np.isnan(values).any()
    for value, (q1, q2, c) in zip(values, triples, strict=True):
        if abs(c) == 1 and not math.isfinite(value):
            continue
        scale = 1.0
        for q in (q1, q2):
            at = {s: Rational(float(q)) if s.name == "q" else Rational(0.7) for s in second.goal.free_symbols}
            scale *= abs(float(second.enclose_at(at, 25, 60).arb.mid())) if second.value is not None else 1.0
        error = abs(ball(answer, (q1, q2, c, *extra)) - arb(float(value)))
        found = max(found, float(error.lower()) / (math.sqrt(scale) or 1.0))  # 0 where the scale is below every float
    return found


@pytest.mark.parametrize("name", QUICK)
@pytest.mark.parametrize("derivative", [0, 1])
def test_within_the_promise(name, derivative):
    if derivative and name == "step":
        pytest.skip("E[phi'^2] is infinite, so there is no scale")
    assert worst(name, derivative, 60 if name != "hard_tanh" else 25) < PROMISE


@pytest.mark.slow
@pytest.mark.parametrize(("name", "count"), [("hard_tanh", 1000), ("elu", 300)])
def test_within_the_promise_at_many_points(name, count):
    assert worst(name, 0, count, seed=2) < PROMISE


def test_the_unstable_formula_breaks_the_promise():
    """The same formula written down naively fails where the compiled one does not."""
    q = np.full(1, 1e6)
    c = 1 - 1e-12
    det = (1 + q) * (1 + q) - c**2 * q * q
    naive = c * q / 4 + (c * q * np.arcsin(c * q / (1 + q)) + q * q * ((1 + q) ** 2 - c**2 * (q * q - 1)) / ((1 + q) ** 2 * np.sqrt(det))) / (2 * np.pi)
    compiled = kernel("gelu").numpy()(q, q, c)
    assert abs(naive - compiled) / 5e5 > 1e-15


def test_broadcasting_scalars_and_edges():
    function = kernel("gelu").numpy()
    assert function(np.ones((3, 1)), np.ones(4), 0.5).shape == (3, 4)
    assert isinstance(float(function(1, 2, 0.3)), float)
    assert function(0.0, 2.0, 0.3) == 0.0 and function(0.0, 0.0, 1.0) == 0.0
    assert not np.isnan(function(1.0, 1.0, [-1.0, 1.0])).any()


def test_a_variance_of_zero_is_a_limit():
    """K(0, q, c) = phi(0) E[phi], for steps E[step(u) step(v)] does not depend on the variances."""
    from derive.activations import of

    shifted = kernel(of("Phi(x)")).numpy()
    assert abs(shifted(0.0, 3.0, 0.4) - 0.25) < 1e-15
    assert abs(kernel("step").numpy()(0.0, 3.0, 0.5) - 1 / 3) < 1e-15
    assert kernel("sign", 1).numpy()(0.0, 1.0, 0.5) == math.inf
    assert abs(expectation("gelu", "E[dphi^2]").numpy()(0.0) - 0.25) < 1e-15


def test_a_kernel_that_diverges_at_the_edge_is_infinite():
    assert kernel("step", 1).numpy()(1.0, 1.0, 1.0) == math.inf


def test_bad_input_is_refused():
    function = kernel("relu").numpy()
    with pytest.raises(DeriveError, match="correlation"):
        function(1.0, 1.0, 1.5)
    with pytest.raises(DeriveError, match="negative"):
        function(-1.0, 1.0, 0.5)
    with pytest.raises(DeriveError, match="finite"):
        function(math.nan, 1.0, 0.5)
    with pytest.raises(TypeError, match="3 arguments"):
        function(1.0, 1.0)


def by_quadrature(function, variance):
    return float(mpmath.quad(lambda z: function(mpmath.sqrt(variance) * z) * mpmath.npdf(z), [-12, -4, 0, 4, 12]))


def test_without_a_closed_form_each_point_is_enclosed():
    """Moments, and kernels with parameters, for which there is no table."""
    square = expectation("tanh", "E[phi^2]").numpy()
    assert "each point from balls" in repr(square) and square(np.ones((2, 3))).shape == (2, 3)
    for variance in (0.25, 1.0, 4.0):
        assert square(variance) == pytest.approx(by_quadrature(lambda x: mpmath.tanh(x) ** 2, variance), rel=1e-13)
    kernel_of_swish = kernel("x/(1+exp(-b*x))", assume={"b": "positive"}).numpy()
    truth = by_quadrature(lambda x: (x / (1 + mpmath.exp(-1.5 * x))) ** 2, 2)
    assert kernel_of_swish(2.0, 2.0, np.array([1.0, 0.5]), 1.5)[0] == pytest.approx(truth, rel=1e-13)
    with pytest.raises(DeriveError, match="correlation"):
        kernel_of_swish(1.0, 1.0, 1.5, 1.0)
    with pytest.raises(TypeError, match="4 arguments"):
        kernel_of_swish(1.0, 1.0)


def test_moments_and_parameters():
    function = expectation("elu", "E[phi^2]").numpy()
    values = function(np.array([1e-6, 1.0, 1e6]), 1.0)
    for q, value in zip(("1/1000000", "1", "1000000"), values, strict=True):
        truth = expectation("elu", "E[phi^2]").enclose(40, q=q if q != "1/1000000" else Rational(1e-6), alpha=1).arb
        assert abs(float((arb(float(value)) / truth - 1).mid())) < PROMISE
