"""Signs of sums through the zeros of their derivatives, against the signs of floats."""

import random

import mpmath
import pytest
from sympy import Symbol, atan, cos, cosh, erf, exp, lambdify, log, sin, sinh, sqrt, tanh

from derive import Activation
from derive.language.deciding.sign_line import sign_line
from derive.language.errors import DeriveError, NotDefined
from derive.language.symbols import x

SUMS = {
    x - tanh(x): [0],
    exp(x) - 1 - x: [0],
    exp(x) - 2 * x: [],
    x - log(1 + exp(x)): [],
    x - log(1 + x**2): [0],
    x - 3 - sin(x - 3): [3],
    2 * x * exp(x) + 1: [],
    exp(x) - x**2 - 1: [0],
    sinh(x) - x - x**3 / 6: [0],
    cosh(x) - 1 - x**2 / 2: [0],
    cos(x) - 1 + x**2 / 2: [0],
    atan(x) - x / (1 + x**2): [0],
    exp(-(x**2)) - 1 + x**2: [0],
    1 / x + x: [0],
    exp(x) + 1 / x: [0],
}


@pytest.mark.parametrize("expr", SUMS, ids=str)
def test_the_signs_are_those_of_floats(expr):
    line = sign_line(expr)
    assert sorted(zero.at for zero in line.zeros) == SUMS[expr]
    number, draw = lambdify(x, expr, "mpmath"), random.Random(1)
    with mpmath.workdps(30):
        for place in (mpmath.mpf(draw.uniform(-5, 5)) for _ in range(60)):
            passed = sum(zero.odd for zero in line.zeros if zero.at < place)
            assert mpmath.sign(number(place)) == line.start * (-1) ** passed


OPEN = [x - erf(x), x - 2 * tanh(x), exp(x) - 2 * x - 1, x - sqrt(x), tanh(x) + x**-2, Symbol("b", positive=True) * x - tanh(x)]


@pytest.mark.parametrize("expr", OPEN, ids=str)
def test_a_zero_that_is_not_known_exactly_is_refused(expr):
    with pytest.raises(DeriveError):
        sign_line(expr)


@pytest.mark.parametrize("text", ["Max(x,0)**x", "0**x", "Heaviside(x)**x"])
def test_zero_has_no_negative_power(text):
    with pytest.raises(NotDefined, match="0 to a negative power"):
        Activation.of(text)
    assert Activation.of("Max(x,0)**(1+x**2)").pieces[0].expr in (0, 0 ** (1 + x**2))
