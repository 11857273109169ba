"""Laws for small variances against the exact curve."""

import mpmath
import pytest
from sympy import Rational, pi, sqrt, symbols

from derive import activations, edge_of_chaos
from derive.language.symbols import sigma_b
from derive.theory.near_zero import L, near_zero


def laws(name, **fixed):
    return near_zero(activations.of(name, {}, fixed))


def test_odd_functions():
    """q - V/V' = t^2 q^3/3 with t = phi'''(0)/phi'(0): tanh, erf and arctan have t = -2, sin has t = -1."""
    for name, t in (("tanh", -2), ("erf", -2), ("arctan", -2), ("sin", -1)):
        found = laws(name)
        assert (found.bias.coefficient, found.bias.power) == (Rational(t**2, 3), 3)
        assert (found.beta.coefficient, found.beta.power) == (Rational(2, t**2), -2)
        assert found.sharpness == Rational(2, 3)
    assert abs(float(laws("tanh").rule.subs(L, 200)) - 0.01291) < 5e-6  # (sqrt(2)/3)^(1/2) 200^(-3/4)


def test_functions_with_a_second_derivative():
    """q ~ 2 (phi'(0)/kappa) sigma_b, beta_q ~ (phi'(0)/kappa)/sigma_b, kappa^2 the mean of phi''(0+)^2 and phi''(0-)^2."""
    for name, ratio in (("silu", 1), ("shifted_softplus", 2), ("gelu", sqrt(pi / 8)), ("elu", sqrt(2))):
        found = laws(name, **({"alpha": 1} if name == "elu" else {}))
        assert (found.variance - 2 * ratio * sigma_b).equals(0)
        assert (found.beta_of_bias - ratio / sigma_b).equals(0)
        assert (found.rule - ratio / L).equals(0)


def test_the_sharp_constant_depends_on_both_sides():
    """1/2 + (mean of phi''(0+) and phi''(0-))^2/(2 kappa^2): 1 for smooth phi, 3/4 for ELU, 1/2 for softsign."""
    assert laws("gelu").sharpness == 1 and laws("softsign").sharpness == Rational(1, 2)
    elu = laws("elu", alpha=1)
    assert elu.sharpness == Rational(3, 4)
    point = edge_of_chaos("elu", fixed={"alpha": 1}).points("1/100000", 20).points[0]
    variance, width = float(point.q.value), float(point.sigma_w.value)
    with mpmath.workdps(30):
        mean = mpmath.quad(lambda z: (z * mpmath.sqrt(variance) if z > 0 else mpmath.expm1(z * mpmath.sqrt(variance))) * mpmath.npdf(z), [-12, -3, 0, 3, 12])
        start = (mpmath.mpf("1e-10") + width**2 * mean**2) / variance
    assert abs(float(point.beta_q.value) * start - 0.75) < 1e-3


@pytest.mark.parametrize(("name", "bias"), [("tanh", "1/1000"), ("erf", "1/1000"), ("gelu", "1/10000")])
def test_the_laws_are_the_limits_of_the_curve(name, bias):
    found, point = laws(name), edge_of_chaos(name).points(bias, 15).points[0]
    predicted = float(found.variance.subs(sigma_b, Rational(bias)))
    assert abs(float(point.q.value) / predicted - 1) < 0.02
    assert abs(float(point.beta_q.value) / float(found.beta_of_bias.subs(sigma_b, Rational(bias))) - 1) < 0.04


def test_parameters_stay_symbols():
    beta = symbols("beta", positive=True)
    assert laws("x + beta*x**2").rule == 1 / (2 * beta * L)


def test_no_law_where_there_is_no_expansion():
    assert laws("Max(x, 0)**Rational(3, 2)") is None or laws("Max(x, 0)**Rational(3, 2)").variance is None
    assert laws("relu").bias is None and laws("sigmoid").variance is None
