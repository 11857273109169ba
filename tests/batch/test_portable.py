"""The text of a closed form is evaluated by sympy and mpmath alone, where sympy has functions for it."""

import mpmath
import pytest
from sympy import Rational, Symbol, lambdify, sympify

from derive.batch.answer import answer
from derive.batch.portable import portable
from derive.batch.question import Question
from derive.language.special import ExpIntK, ExpIntL, HermiteK, HermiteL, MeanLogK, MeanLogL, TricomiU, VoigtK, VoigtL


def _mean(function, variance):
    with mpmath.workdps(30):
        density = lambda t: mpmath.exp(-t * t / (2 * variance)) / mpmath.sqrt(2 * mpmath.pi * variance)  # noqa: E731
        return mpmath.quad(lambda t: function(t) * density(t), [-20, -5, -2, -1, 0, 1, 2, 5, 20])


@pytest.mark.parametrize(
    ("text", "function"),
    [
        ("1/(1 + (x - 1)**2)", lambda t: 1 / (1 + (t - 1) ** 2)),
        ("1/(1 + x**4)", lambda t: 1 / (1 + t**4)),
        ("atan(x - 1)", lambda t: mpmath.atan(t - 1)),
        ("log(1 + x**2)", lambda t: mpmath.log(1 + t * t)),
        ("(1 + x**2)**Rational(1, 3)", lambda t: (1 + t * t) ** (mpmath.mpf(1) / 3)),
    ],
)
def test_the_expression_of_an_answer_needs_sympy_alone(text, function):
    found = answer(Question("", text, "E[phi]", ({"q": "7/5"},)))
    assert found["status"] == "closed"
    q = Symbol("q")
    with mpmath.workdps(30):
        value = mpmath.mpmathify(lambdify([q], sympify(found["expression"], locals={"q": q}), "mpmath")(mpmath.mpf(7) / 5))
    assert abs(value - _mean(function, mpmath.mpf(7) / 5)) < 1e-15


@pytest.mark.parametrize(
    "value",
    [
        VoigtK(3, Rational(-1, 2)),
        VoigtL(5, Rational(1, 10)),
        ExpIntK(0, 2),
        ExpIntL(-3, Rational(1, 7)),
        HermiteK(-3, 1, 2),
        HermiteL(Rational(-7, 2), -1, 2),
        MeanLogK(2, 0),
        MeanLogK(Rational(1, 3), 2),
        MeanLogL(3, 1),
        TricomiU(Rational(1, 2), 2, Rational(1, 20)),
    ],
    ids=str,
)
def test_the_same_value_is_written(value):
    written = portable(value)
    assert not written.has(type(value)) and abs((written - value).evalf(25)) < 1e-20
