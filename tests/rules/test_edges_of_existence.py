"""Where a quantity stops to exist, and where it goes on: parameters that make a jump vanish, correlations of one, high degrees."""

import math

import numpy as np
import pytest
from flint import arb
from plane_quadrature import plane_mean
from sympy import Integer

from derive import expectation, kernel
from derive.language.errors import DeriveError, Diverges, NotDefined


def test_a_kink_that_vanishes_for_one_slope_leaves_a_second_derivative():
    answer = expectation("leaky_relu", "E[ddphi^2]")
    assert answer.status == "diverges" and answer.exists == "Eq(1 - alpha, 0)"
    assert answer.enclose(20, q=1, alpha=1).contains(arb(0))
    with pytest.raises(Diverges):
        answer.enclose(20, q=1, alpha="1/2")


def test_a_kernel_of_deltas_exists_for_correlations_below_one():
    density = kernel("Max(x,0)", 2)
    assert [str(h) for h in density.hypotheses] == ["1 - c**2 > 0"]
    with pytest.raises(Diverges):
        density.enclose(20, q1=1, q2=1, c=1)
    with pytest.raises(NotDefined):
        kernel("Max(x,0)", 1, "Heaviside(x)").enclose(20, q1=1, q2=1, c=1)


def test_a_kernel_with_a_knot_away_from_zero_has_its_value_at_correlation_one():
    """At c = 1 the kernel is E[phi^2] = (1 + 1) Phi(-1) - density(1), by hand."""
    ball = kernel("Max(x-1,0)").enclose(20, q1=1, q2=1, c=1)
    cdf, density = (arb(2).sqrt() / 2).erfc() / 2, (-arb(1) / 2).exp() / (2 * arb.pi()).sqrt()
    assert ball.arb.overlaps(2 * cdf - density)


def test_polynomials_of_high_degree_close():
    """E[Z^40] = 39!!."""
    value = expectation("x**40", "E[phi]").value
    assert value.subs({s: Integer(1) for s in value.free_symbols}) == np.prod([Integer(k) for k in range(1, 40, 2)])
    assert expectation("(x+1)**60", "E[phi]").status == "closed"


def test_floats_need_nothing_but_numpy():
    ball = kernel("x*Phi(1-2*x)").enclose(16, q1=1, q2=2, c="3/10")
    assert kernel("x*Phi(1-2*x)").numpy()(1.0, 2.0, 0.3) == pytest.approx(float(ball.arb), rel=1e-12)
    square = expectation("softsign", "E[phi^2]")
    assert square.numpy()(1.5) == pytest.approx(float(square.enclose(16, q="3/2").arb), rel=1e-12)


@pytest.mark.parametrize("order", [1.5, -1])
def test_an_order_is_a_whole_number(order):
    with pytest.raises(DeriveError, match="whole number"):
        kernel("Max(x,0)", order)


GROWING = [
    ("Max(x,0)*exp(gamma*x**2)", lambda x: max(x, 0) * np.exp(x * x / 20)),
    ("Heaviside(x-1)*exp(gamma*x**2)", lambda x: (x > 1) * np.exp(x * x / 20)),
    ("Phi(x)*exp(gamma*x**2)", lambda x: math.erfc(-x / math.sqrt(2)) / 2 * np.exp(x * x / 20)),
    ("cos(x)*exp(gamma*x**2)", lambda x: np.cos(x) * np.exp(x * x / 20)),
]


@pytest.mark.parametrize(("activation", "function"), GROWING, ids=[text for text, _ in GROWING])
def test_growing_gaussians_beside_gates_carry_their_condition(activation, function):
    """At gamma = 1/20, by quadrature; for large variances the condition fails and the kernel diverges."""
    answer = kernel(activation)
    assert answer.status == "closed" and "(2*gamma*q1 - 1)*(2*gamma*q2 - 1)" in answer.exists
    knot = (1,) if "-1" in activation else (0,)
    expected = plane_mean(lambda u, v: function(u) * function(v), 1.4, 0.8, -0.4, (knot, knot))
    found = answer.enclose(16, gamma="1/20", q1="7/5", q2="4/5", c="-2/5")
    assert abs(float(found.arb) - expected) < 1e-9
    assert not answer.holds_at({"gamma": "1", "q1": "7/5", "q2": "4/5", "c": "-2/5"})
