"""Bad questions get a typed error that names the condition, in time, and never a number that is none."""

import math
import time

import pytest
from sympy import I, Rational, Symbol, cos, exp, floor, gamma, log, nan, oo, sin, sqrt, tan, tanh

from derive.evidence.lower import enclose
from derive.language.errors import CannotEnclose, DeriveError, Diverges, NotDefined, TimeLimit
from derive.language.goals.expectation import ActivationMoment, DualKernel, Expectation
from derive.language.goals.gaussian import Gaussian
from derive.language.goals.hermite_coefficient import HermiteCoefficient
from derive.language.symbols import Z, c, phi, q, q1, q2, x

LAW = Gaussian()
REFUSED = {
    "a tail like the density's": (Expectation(exp(Z**2), LAW), {}, Diverges, "grows"),
    "a tail that depends on a parameter": (Expectation(exp(q * Z**2), LAW), {q: Rational(1, 2)}, Diverges, "grows"),
    "a pole": (Expectation(1 / Z, LAW), {}, Diverges, "singular point"),
    "poles without end": (Expectation(tan(Z), LAW), {}, Diverges, "singular point"),
    "growth of a kind that is not known": (Expectation(gamma(Z**2 + 1), LAW), {}, CannotEnclose, "growth"),
    "a negative variance": (ActivationMoment(tanh(x), phi**2, q), {q: -1}, NotDefined, "assumptions"),
    "no variance": (ActivationMoment(tanh(x), phi**2, q), {q: 0}, NotDefined, "assumptions"),
    "a logarithm of negative numbers": (Expectation(log(Z), LAW), {}, CannotEnclose, "not real"),
    "a root of negative numbers": (Expectation(sqrt(Z), LAW), {}, CannotEnclose, "not real"),
    "a complex function": (Expectation(I * Z, LAW), {}, CannotEnclose, "complex"),
    "a kernel of a complex function": (DualKernel(I * x, I * x, (0, 0), q1, q2, c), {q1: 1, q2: 1, c: Rational(1, 2)}, CannotEnclose, "complex"),
    "a Hermite coefficient of a complex function": (HermiteCoefficient(I * x, phi, 50, q), {q: 1}, CannotEnclose, "complex"),
    "an order that is no whole number": (HermiteCoefficient(tanh(x), phi, Rational(1, 2), q), {q: 1}, CannotEnclose, "whole number"),
    "a complex parameter": (Expectation(sqrt(c - 1) * Z**2, LAW), {c: 0}, CannotEnclose, ""),
    "a correlation beyond one": (DualKernel(tanh(x), tanh(x), (0, 0), q1, q2, c), {q1: 1, q2: 1, c: 2}, NotDefined, "between -1 and 1"),
    "a missing parameter": (Expectation(q * Z**2 * tanh(Z), LAW), {}, CannotEnclose, "no value is given for q"),
    "no number": (Expectation(q * Z**2, LAW), {q: nan}, NotDefined, "exact"),
    "an infinite number": (Expectation(q * Z**2, LAW), {q: oo}, NotDefined, "exact"),
    "a float that is none": (Expectation(q * Z**2, LAW), {q: math.nan}, NotDefined, "exact"),
    "knots without end": (Expectation(floor(Z), LAW), {}, CannotEnclose, "floor"),
    "a free function": (Expectation(Symbol("f") * Z, LAW), {}, CannotEnclose, "no value is given for f"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_bad_question_names_its_condition(name):
    goal, at, kind, words = REFUSED[name]
    with pytest.raises(kind) as found:
        enclose(goal, at, 20, 10)
    assert words in str(found.value)


@pytest.mark.parametrize("digits", [50, 700])
@pytest.mark.parametrize("body", [tanh(40 * Z) ** 2, sin(900 * Z) ** 2, abs(cos(3 * Z) - Z) * tanh(Z), log(1 + exp(30 * Z)) * sin(Z) ** 2], ids=str)
def test_a_time_limit_is_honoured(body, digits):
    start = time.perf_counter()
    try:
        ball = enclose(Expectation(body, LAW), {}, digits, 0.3)
        assert ball.arb.is_finite()
    except DeriveError as error:
        assert isinstance(error, TimeLimit | CannotEnclose)
    assert time.perf_counter() - start < 20
