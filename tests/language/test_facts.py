"""Facts about activations: class A as Hayou, Doucet and Rousseau list it, parity, homogeneity, growth."""

import pytest
from sympy import Rational, Symbol, exp, oo, sin

from derive import activations
from derive.language.deciding.growth import growth
from derive.language.functions.activation import Activation
from derive.language.functions.facts import facts
from derive.language.symbols import x

alpha = Symbol("alpha", positive=True, real=True)


MEMBERS = ["tanh", "silu", "gelu", "shifted_softplus", "softplus", "arctan", "erf", "sin", "softsign", "relu2", "celu", "mish"]


@pytest.mark.parametrize("name", MEMBERS)
def test_members_of_class_a(name):
    assert facts(activations.of(name)).class_a.holds is True


def test_elu_is_in_class_a_exactly_for_alpha_one():
    assert facts(activations.of("elu", fixed={"alpha": 1})).class_a.holds is True
    assert facts(activations.of("elu", fixed={"alpha": 2})).class_a.holds is False
    assert facts(activations.of("elu")).class_a.holds is None


@pytest.mark.parametrize("name", ["relu", "hard_tanh", "selu", "abs", "step", "hard_swish", "soft_shrink", "threshold"])
def test_non_members_of_class_a(name):
    found = facts(activations.of(name)).class_a
    assert found.holds is False and "jumps by" in found.reason


def test_leaky_relu_is_outside_class_a_unless_it_is_linear():
    assert facts(activations.of("leaky_relu", fixed={"alpha": "1/100"})).class_a.holds is False
    assert facts(activations.of("leaky_relu", fixed={"alpha": 1})).class_a.holds is True


@pytest.mark.parametrize(("power", "member"), [("3/2", False), ("2", True), ("5/2", False), ("3", True)])
def test_rectified_powers_need_a_second_derivative_that_extends(power, member):
    assert facts(activations.of("rectified_power", fixed={"alpha": power})).class_a.holds is member


def test_the_reason_names_the_point_mass():
    assert facts(activations.relu).class_a.reason == "phi' jumps by 1 at 0, so phi'' has a point mass"


def test_gaussian_growth_decides_existence():
    found = facts(Activation.of("exp(x**2)"))
    assert found.exists_below == Rational(1, 4) and found.class_a.holds is False
    assert facts(Activation.of("exp(beta*x**2)")).exists_below == 1 / (4 * Symbol("beta", positive=True, real=True))
    assert facts(Activation.of("exp(x)")).exists_below == oo
    assert facts(Activation.of("exp(x**3)")).exists_below is None


@pytest.mark.parametrize(
    ("text", "parity"),
    [
        ("x*tanh(x)", "even"),
        ("(exp(x) - 1)/(exp(x) + 1)", "odd"),
        ("sigmoid(x) - 1/2", "odd"),
        ("Abs(x) + cos(x)", "even"),
        ("Max(x, 0)", None),
        ("x + 1", None),
    ],
)
def test_parity(text, parity):
    assert facts(Activation.of(text)).parity == parity


@pytest.mark.parametrize(
    ("text", "degree"),
    [
        ("Max(x, 0)", 1),
        ("Max(x, 0)**alpha", alpha),
        ("sign(x)", 0),
        ("x**3 - Abs(x)**3/2", 3),
        ("x + x**2", None),
        ("Max(x, 1)", None),
    ],
)
def test_homogeneity(text, degree):
    assert facts(Activation.of(text)).homogeneity == degree


def test_relu_like_functions_know_their_slopes():
    assert facts(activations.leaky_relu).slopes == (1, alpha)
    assert facts(activations.relu).relu_like.reason == "phi(x) = x for x > 0 and 0 for x <= 0"
    assert not facts(activations.gelu).relu_like


@pytest.mark.parametrize(
    ("expr", "side", "degree", "rate", "square"),
    [
        (x**3, 1, 3, 0, 0),
        (x * exp(2 * x), 1, 1, 2, 0),
        (x * exp(2 * x), -1, 1, -2, 0),
        (exp(-(x**2) / 2 + x), -1, 0, -1, Rational(-1, 2)),
        (sin(x) * x + exp(x), 1, 0, 1, 0),
        (x / (1 + exp(-x)), -1, 1, -1, 0),
        ((1 + x**2) ** Rational(1, 2), 1, 1, 0, 0),
    ],
)
def test_growth_is_derived(expr, side, degree, rate, square):
    found = growth(expr, x, side)
    assert (found.degree, found.rate, found.square) == (degree, rate, square)
