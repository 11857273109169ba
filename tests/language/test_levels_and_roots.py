"""Signs of powers, roots, even functions and polynomials in one function, against the signs of numbers."""

import random

import mpmath
import pytest
from sympy import Abs, Rational, Symbol, asinh, cosh, exp, lambdify, log, sinh, sqrt, tanh

from derive import Activation, expectation
from derive.language.deciding.levels import level_line
from derive.language.deciding.radicals import radical_line
from derive.language.deciding.sign_line import sign_line
from derive.language.deciding.substituted import substituted_line
from derive.language.errors import DeriveError, UndecidedSign
from derive.language.symbols import x

LEVELS = [
    2 - sqrt(x**2 + 1), (x**2 + 1) ** Rational(3, 2) - 2, 3 - (2 + x**2) ** Rational(-1, 3), Rational(1, 2) - 1 / (1 + exp(x)) ** 2, 1 + sqrt(x**2 + 4),
    cosh(x) - 2, 1 / cosh(x) - Rational(1, 2), cosh(x - 1) - 1, cosh(x) - Rational(1, 2), log(cosh(x)) - 1, Abs(x + 3) - 1, 2 - Abs(x) ** Rational(1, 2),
]  # fmt: skip
RADICALS = [
    sqrt(x**2 + 1) - x - 1, x / sqrt(1 + x**2) - Rational(1, 2), x + sqrt(x**2 + 4) - 3, x**2 - sqrt(x**2 + 1), sqrt(x**2 + 1) - exp(x),
    sqrt(x**2 + 1) - sqrt(x**2 - x + 2), sqrt(x**2 + 1) + sqrt(x**2 + 2) - 3, x * sqrt(1 + x**2) - 1, 1 + x**2 / 2 - sqrt(1 + x**2), sqrt(exp(x)) - sqrt(2),
    (x - 1) * sqrt(x**2 + 1) - x + 1, x - sqrt(x**2 - 2 * x + 1), sqrt(2 * x**2 + 2) - x - 1,
]  # fmt: skip
IN_ONE_FUNCTION = [
    exp(x) - exp(-x) - 1, exp(2 * x) - 6 * exp(x) + 1, exp(3 * x) - exp(x / 2) / 2, tanh(x) ** 3 - tanh(x) / 2, sinh(x) ** 2 - sinh(x) - 1,
    asinh(x) ** 2 + asinh(x) - 1, log(1 + x**2) ** 2 - log(1 + x**2), (1 + x**2) ** Rational(2, 3) - 3 * (1 + x**2) ** Rational(1, 3) + 2,
    exp(2 * x) - 2 * exp(x) + 1, cosh(x) ** 2 - 3 * cosh(x) + 1, exp(-2 * x**2) - exp(-(x**2)) + Rational(3, 16),
]  # fmt: skip


@pytest.mark.parametrize("expr", [*LEVELS, *RADICALS, *IN_ONE_FUNCTION], ids=str)
def test_the_signs_are_those_of_numbers(expr):
    line = sign_line(expr)
    number, draw = lambdify(x, expr, "mpmath"), random.Random(1)
    with mpmath.workdps(30):
        zeros = sorted((mpmath.mpf(zero.at.evalf(40)), zero.odd) for zero in line.zeros)
        assert all(abs(number(at)) < 1e-25 for at, _ in zeros)
        near = [at + shift for at, _ in zeros for shift in (-mpmath.mpf(10) ** -6, mpmath.mpf(10) ** -6)]
        for place in (*(mpmath.mpf(draw.uniform(-6, 6)) for _ in range(80)), *near):
            passed = sum(odd for at, odd in zeros if at < place)
            assert mpmath.sign(number(place)) == line.start * (-1) ** passed, place


@pytest.mark.parametrize("expr", [sqrt(x**2 + 1) - x - 1, x - sqrt(x**2 + 3) / 2], ids=str)
def test_roots_that_solve_the_squared_equation_alone_are_none(expr):
    """The squares of both sides meet at other places too for x + sqrt(x^2 + 3)/2: each has one zero."""
    assert len(sign_line(expr).zeros) == 1
    assert sign_line(expr.xreplace({x: -x})).start == -sign_line(expr).start


def test_expressions_of_other_kinds_are_left_to_other_methods():
    assert level_line(x - tanh(x), sign_line) is None
    assert radical_line(x**2 - 1, sign_line) is None
    assert radical_line(x - sqrt(x), sign_line) is None
    assert substituted_line(x - exp(x), sign_line) is None


def test_the_sign_of_a_letter_is_a_case():
    a = Symbol("a", positive=True)
    assert sign_line(sqrt(x**2 + a**2) - x - a).zeros[0].at == 0
    with pytest.raises(UndecidedSign):
        sign_line(2 - sqrt(x**2 + a))
    with pytest.raises(DeriveError):
        sign_line(x * tanh(x) - 1)


def test_knots_of_clipped_functions():
    assert Activation.of("Max(sqrt(1+x**2)-2,0)").knots == (-sqrt(3), sqrt(3))
    golden = sqrt((1 + sqrt(5)) / 2)
    assert [(knot / golden).equals(sign) for knot, sign in zip(Activation.of("Min(x**2,sqrt(1+x**2))").knots, (-1, 1), strict=True)] == [True, True]
    exact = mpmath.quad(lambda z: (mpmath.cosh(z) - 2) * mpmath.npdf(z), [mpmath.acosh(2), 4, 8, 14]) * 2
    assert abs(mpmath.mpf(expectation("Max(cosh(x)-2,0)", "E[phi]").enclose(20, q=1).value) - exact) < 1e-14


CUT = {
    "Max(x**3-x-1,0)": (lambda u: max(u**3 - u - 1, 0), [1.3247179572447460259609088544780973407]),
    "Max(x**4-x**2-1,0)": (lambda u: max(u**4 - u**2 - 1, 0), [-1.2720196495140689642524224617374914917, 1.2720196495140689642524224617374914917]),
    "Min(x**5-x+2,1/3)": (lambda u: min(u**5 - u + 2, mpmath.mpf(1) / 3), [mpmath.findroot(lambda u: u**5 - u + mpmath.mpf(5) / 3, -1.2)]),
}


@pytest.mark.parametrize("text", CUT)
def test_knots_at_roots_of_polynomials_have_audited_forms(text):
    function, knots = CUT[text]
    answer = expectation(text, "E[phi]")
    assert answer.status == "closed" and answer.certificate.verdict.value in ("proved", "certified")
    with mpmath.workdps(25):
        exact = mpmath.quad(lambda z: function(z * mpmath.sqrt(2)) * mpmath.npdf(z), [-mpmath.inf, -6, *(k / mpmath.sqrt(2) for k in knots), 6, mpmath.inf])
        assert abs(mpmath.mpf(answer.enclose(20, q=2).value) - exact) < 1e-14
        assert abs(answer.numpy()(2.0) - float(exact)) < 1e-12
