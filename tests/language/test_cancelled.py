"""Terms that cancel by an identity among exponentials."""

import pytest
import sympy
from sympy import Symbol

from derive import activations, kernel
from derive.language.forms.cancelled import cancelled

x = Symbol("x", real=True)

SAME = [
    ("2*sigmoid(2*x) - 1 - tanh(x)", "0"),
    ("x*(tanh(x) - 2*sigmoid(2*x))", "-x"),
    ("softplus(x) - softplus(-x) + Max(x, 0)", "x + Max(0, x)"),
    ("log_sigmoid(x) + softplus(-x) + x**2", "x**2"),
    ("sigmoid(a*x) + sigmoid(-a*x) + cos(x)", "cos(x) + 1"),
    ("exp(x)*sigmoid(-x) - sigmoid(x) + x", "x"),
    ("softplus(2*x)/2 - log(2*cosh(x))/2", "x/2"),
    ("tanh(x)**2 + 4*sigmoid(2*x)*sigmoid(-2*x)", "1"),
]


@pytest.mark.parametrize(("text", "expected"), SAME, ids=[text for text, _ in SAME])
def test_what_cancels_is_left_out_and_is_the_same_function(text, expected):
    found = activations.of(text)
    if "cosh" not in text:
        assert str(found.expr) == expected
    letters = {symbol: sympy.Rational(7, 5) for symbol in found.expr.free_symbols if symbol.name != "x"}
    sigmoid, softplus = (lambda w: 1 / (1 + sympy.exp(-w))), (lambda w: sympy.log(1 + sympy.exp(w)))
    words = {"sigmoid": sigmoid, "softplus": softplus, "log_sigmoid": lambda w: -softplus(-w), "x": x, "a": sympy.Rational(7, 5)}
    plain = sympy.sympify(text, locals=words)
    for place in (-3, sympy.Rational(-1, 7), 0, sympy.Rational(5, 4), 6):
        difference = plain.subs(x, place) - found.expr.subs(letters).subs(Symbol("x", real=True), place).subs(found.as_lambda.variables[0], place)
        assert abs(difference.evalf(30)) < 1e-25


@pytest.mark.parametrize(
    "text", ["2*sigmoid(x) - 1 - tanh(x)", "2*sigmoid(2*x) + 1 + tanh(x)", "softplus(x) + softplus(-x)", "tanh(x) + x*exp(-x)", "mish", "logish"]
)
def test_what_does_not_cancel_stays(text):
    expr = activations.of(text).expr
    assert cancelled(expr) is expr and expr.has(sympy.exp)


def test_the_kernel_of_what_cancels_is_zero():
    assert kernel("2*sigmoid(2*x) - 1 - tanh(x)").value == 0
