"""What parity decides: products that are odd vanish, and the few values that follow from f(x) + f(-x) or f(x) - f(-x)."""

import pytest
from sympy import Rational, exp, pi, sqrt, tanh

from derive import expectation
from derive.language.forms.normalize import equal_forms
from derive.language.goals.expectation import Expectation
from derive.language.goals.gaussian import Gaussian
from derive.language.special import Phi
from derive.language.symbols import Z, q
from derive.rules.symmetry import expectation_eq_even_part

GUDERMANNIAN = "2*atan(exp(x))-pi/2"
ODD = [
    ("tanh(x)", "E[phi^3*dphi]"),
    ("tanh(x)", "E[phi^2*ddphi]"),
    ("sigmoid(x)-1/2", "E[phi^3]"),
    ("sigmoid(x)-1/2", "E[phi*dphi^2]"),
    ("sigmoid(x)", "E[ddphi*z^2]"),
    ("softplus(x)-x/2", "E[phi^3*z]"),
    ("softplus(x)-x/2", "E[phi*dphi]"),
    ("x*sigmoid(x)-x/2", "E[phi^2*z]"),
    ("x*sigmoid(x)", "E[ddphi*z]"),
    ("atan(x)", "E[phi^3*dphi^2]"),
    ("2*atan(tanh(x/2))", "E[phi^2*ddphi]"),
    (GUDERMANNIAN, "E[phi^3]"),
    (GUDERMANNIAN, "E[phi*dphi]"),
    (GUDERMANNIAN, "E[phi^2*z^2*ddphi]"),
    ("tanh(x)*exp(-x**2)", "E[phi]"),
    ("x/(1+Abs(x))", "E[phi^3]"),
]
KNOWN = [
    ("sigmoid(x)", "E[phi]", Rational(1, 2)),
    ("sigmoid(x)", "E[phi*z^2]", Rational(1, 2)),
    ("softplus(x)", "E[phi*z]", sqrt(q) / 2),
    ("x*sigmoid(x)", "E[phi*z^3]", 3 * sqrt(q) / 2),
    ("x*sigmoid(x)", "E[dphi]", Rational(1, 2)),
    ("2*atan(exp(x))", "E[phi]", pi / 2),
    ("2*atan(exp(x))", "E[phi*z^2]", pi / 2),
    # beside functions with knots elsewhere, linearity leaves the symmetric part alone
    ("sigmoid(x)+Heaviside(x-1)", "E[phi]", Rational(3, 2) - Phi(1 / sqrt(q))),
    ("tanh(x)*Abs(x)+Max(x-1,0)", "E[phi]", sqrt(q) * exp(-1 / (2 * q)) / sqrt(2 * pi) - Phi(-1 / sqrt(q))),
    ("softplus(x)+Max(x+1,0)", "E[phi*z]", sqrt(q) * (Rational(1, 2) + Phi(1 / sqrt(q)))),
]


@pytest.mark.parametrize(("activation", "quantity"), ODD)
def test_an_odd_product_vanishes(activation, quantity):
    assert expectation(activation, quantity).value == 0


@pytest.mark.parametrize(("activation", "quantity", "expected"), KNOWN)
def test_the_even_part_is_known(activation, quantity, expected):
    assert equal_forms(expectation(activation, quantity).value, expected)


def test_a_known_mean_inside_an_open_one_is_found():
    """E[(2 sigmoid - 1)^2] = 4 E[sigmoid^2] - 1: what is left open is one expectation; E[1/tanh(Z)] does not exist."""
    found = expectation("2*sigmoid(x)-1", "E[phi^2]")
    assert len(found.derivation.open_goals) == 1 and "1 more" not in found.message
    assert expectation_eq_even_part.apply(Expectation(1 / tanh(Z), Gaussian())) is None
