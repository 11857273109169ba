"""Activations: from what they are made, their jumps, their representation."""

import math

import pytest
from sympy import Abs, Derivative, I, Integral, Lambda, MatrixSymbol, Max, Rational, Subs, Symbol, besselj, nan, oo, symbols, tanh, zoo

from derive.language.errors import DeriveError, NotDefined, ReadError, UnknownParameter
from derive.language.functions.activation import Activation
from derive.language.symbols import x

alpha = Symbol("alpha", positive=True, real=True)


def test_text_expression_and_callable_give_the_same_activation():
    t = Symbol("t")
    text, expression, callable_ = Activation.of("x*Abs(x)"), Activation.of(t * Abs(t)), Activation.of(lambda u: u * Abs(u))
    assert text.expr == expression.expr == callable_.expr
    assert Activation.of(text) is text
    assert Activation.of(3).pieces[0].expr == 3


def test_a_symbol_named_x_is_the_argument_and_others_are_positive_parameters():
    found = Activation.of(Max(Symbol("x") - Symbol("alpha"), 0))
    assert found.parameters == (alpha,) and found.knots == (alpha,)


@pytest.mark.parametrize(
    ("source", "stopped"),
    [
        (lambda u: math.tanh(u), "failed"),
        (lambda u: u if u > 0 else 0, "failed"),
        (lambda u: "text", "not an expression|failed"),
        (symbols("s t")[0] * symbols("s t")[1], "which of"),
        (besselj(0, x), "not among the functions"),
        (Symbol("q") * x, "reserved"),
        (None, "neither"),
        (x > 0, "not an expression"),
        (MatrixSymbol("A", 2, 2), "not an expression"),
        (nan, "not a real number"),
        (oo, "not a real number"),
        (zoo, "not a real number"),
        (x + oo * Symbol("alpha"), "not a real number"),
        (Integral(tanh(Symbol("y")), (Symbol("y"), 0, x)), "Integral is not among"),
        (Derivative(tanh(x), x), "Derivative is not among"),
        (Subs(Derivative(tanh(x), x), x, 2 * x), "Subs is not among"),
    ],
)
def test_what_is_no_activation_is_refused_with_a_reason(source, stopped):
    with pytest.raises(DeriveError, match=stopped):
        Activation.of(source)


def test_complex_values_are_refused():
    with pytest.raises(NotDefined):
        Activation.of(I * x)


def test_jumps_of_relu_hard_tanh_and_elu():
    assert Activation.of("Max(x, 0)").jumps(1) == ((0, 1),)
    assert Activation.of("Max(-1, Min(1, x))").jumps(1) == ((-1, 1), (1, -1))
    elu = Activation.of("Piecewise((x, x > 0), (alpha*(exp(x) - 1), True))")
    assert (elu.jumps(0), elu.jumps(1), elu.jumps(2)) == ((), ((0, 1 - alpha),), ((0, -alpha),))
    assert elu.with_values({"alpha": 1}).jumps(1) == ()
    assert Activation.of("Heaviside(x)").jumps(0) == ((0, 1),)


def test_a_jump_without_finite_limits_is_infinite():
    assert Activation.of("Max(x, 0)**Rational(3, 2)").jumps(2) == ((0, oo),)
    with pytest.raises(DeriveError, match="alpha"):
        Activation.of("Max(x, 0)**alpha").jumps(1)


@pytest.mark.parametrize(
    "text",
    ["Max(x, 0)", "alpha*tanh(x)", "Piecewise((x, x > 0), (alpha*(exp(x) - 1), True))", "alpha*x*Heaviside(Abs(x) - b)", "x*Phi(alpha*x)"],
)
def test_repr_rebuilds_the_activation(text):
    assumptions = [{}, {"alpha": "real"}, {"alpha": "negative"}] if "alpha" in text else [{}]
    for assume in assumptions:
        found = Activation.of(text, assume)
        assert eval(repr(found)) == found


def test_values_replace_parameters_exactly():
    found = Activation.of("Max(x, 0) + alpha*Min(x, 0)", fixed={"alpha": "0.01"})
    assert found.pieces[0].expr == x / 100
    assert Activation.of("alpha*Abs(x)").with_values({"alpha": 0.1}).pieces[1].expr == x / 10
    with pytest.raises(DeriveError, match="positive"):
        Activation.of("alpha*Abs(x)").with_values({"alpha": -1})


def test_a_negative_value_is_read_with_the_text():
    assert Activation.of("Abs(alpha*x)", fixed={"alpha": -2}).pieces[1].expr == 2 * x


def test_derivative_pieces_and_lambda():
    found = Activation.of("Max(x, 0)**2")
    assert [p.expr for p in found.derivative_pieces(2)] == [0, 2]
    assert found.as_lambda == Lambda(x, Max(0, x) ** 2)


@pytest.mark.parametrize("source", ["beta2*tanh(x)", Activation.of("beta2*tanh(x)"), Symbol("beta2") * tanh(x)])
@pytest.mark.parametrize(("name", "hint"), [("beta", "beta2 instead of beta"), ("x", "x is the argument"), ("q", "q is a variance")])
def test_a_name_that_is_no_parameter_is_refused_with_those_that_are(source, name, hint):
    for given in ({"fixed": {name: 1}}, {"assume": {name: "real"}}):
        with pytest.raises(UnknownParameter, match=hint) as caught:
            Activation.of(source, **given)
        assert caught.value.names == (name,) and "beta2" in str(caught.value)


def test_a_parameter_that_cancels_may_be_given():
    assert Activation.of("x + 0*beta", fixed={"beta": 2}).expr == x
    with pytest.raises(UnknownParameter, match="no parameters"):
        Activation.of("tanh(x)", fixed={"beta": 1})


def test_assumptions_reach_an_activation_too():
    found = Activation.of(Activation.of("alpha*x"), {"alpha": "real"}, {"alpha": -2})
    assert found.expr == -2 * x


def test_values_that_are_not_rational_say_so():
    for value in ("sqrt(2)", "one"):
        with pytest.raises(ReadError, match="rational number"):
            Activation.of("alpha*x", fixed={"alpha": value})
    for odd in (float("nan"), float("inf"), object()):
        with pytest.raises(DeriveError, match="not a real number"):
            Activation.of("alpha*x", fixed={"alpha": odd})


def test_decimals_are_noted():
    assert Activation.of("0.5*x").notes == ("0.5 read as 1/2",)


def test_tanh_of_a_callable_keeps_exact_numbers():
    assert Activation.of(lambda u: 0.5 * tanh(u)).expr == Rational(1, 2) * tanh(x)
