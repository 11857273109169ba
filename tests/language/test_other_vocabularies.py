"""Words of other libraries: those that are read, and what is said of those that are not."""

import pytest
from mpmath import erfc, exp, inf, mp, mpf, npdf, quad, sqrt
from sympy import Heaviside, Rational, S

from derive.language.errors import DeriveError, ReadError
from derive.language.symbols import x
from derive.language.text.unread import UNREAD
from derive.language.text.vocabulary import FORMULA_FUNCTIONS, FUNCTIONS
from derive.pipeline.ask import expectation, kernel


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("floor(x)", "infinitely many jumps"),
        ("Mod(x, 1)", "infinitely many jumps"),
        ("gamma(x)", "poles"),
        ("digamma(x)", "poles"),
        ("zeta(x)", "pole at 1"),
        ("DiracDelta(x)", "point mass"),
        ("erfi(x)", "q < 1/2"),
        ("dawsn(x)", "Dawson"),
        ("LambertW(x)", "not real"),
        ("besselj(0, x)", "Bessel"),
        ("Si(x)", "derivative"),
        ("polylog(2, x)", "polylogarithms"),
        ("fresnels(x)", "derivative"),
        ("hyper([1], [2], x)", "not read"),
    ],
)
def test_what_is_known_of_a_function_that_is_not_read(text, words):
    with pytest.raises(ReadError, match=words):
        expectation(text)


def test_no_word_that_an_activation_may_use_is_refused():
    assert not {name.lower() for name in FUNCTIONS} & set(UNREAD)
    assert expectation("si*(x)", "E[phi^2]", assume={"si": "positive"}).value.free_symbols  # a letter of that name is a parameter
    assert {"gamma", "Ei"} & set(FORMULA_FUNCTIONS)  # formulas for answers may have some of them


@pytest.mark.parametrize("value", ["0", "1/2", "1"])
def test_the_value_of_a_step_at_its_jump(value):
    found = expectation(f"x*Heaviside(x - 1, {value})", "E[phi]")
    assert found.activation.expr == x * Heaviside(x - 1)
    assert found.value == expectation("x*Heaviside(x - 1)", "E[phi]").value


@pytest.mark.parametrize("text", ["Heaviside(abs(x) + x, 0)", "Heaviside(Max(x, 0), 1)", "Heaviside(x, x)", "Heaviside(a*x - a*x + Max(0, x), 0)"])
def test_a_step_whose_value_at_zero_matters_is_refused(text):
    with pytest.raises(DeriveError):
        expectation(text)


def test_a_step_of_a_number():
    assert expectation("x**2*Heaviside(0, 1/3)", "E[phi]").value.subs({"q": 3}) is not S.NaN
    assert expectation("x**2*Heaviside(0, 1/3)").activation.expr == x**2 * Rational(1, 3)


@pytest.mark.parametrize(("quantity", "power"), [("E[phi]", 1), ("E[phi^2]", 2)])
@pytest.mark.parametrize("q", ["1/1000000", "1/50", "1/8", "6/25"])
def test_the_scaled_error_function(quantity, power, q):
    found = expectation("erfcx(x)", quantity)
    with mp.workdps(25):
        root = sqrt(mpf(int(q.split("/")[0])) / int(q.split("/")[1]))
        exact = quad(lambda t: exp(power * (root * t) ** 2 - t * t / 2) * erfc(root * t) ** power / sqrt(2 * mp.pi), [-inf, -40, -8, 0, 8, 40, inf])
        assert abs(mpf(found.enclose(20, q=q).arb.str(25, radius=False)) / exact - 1) < 1e-15
        assert abs(exact / npdf(0) - 1) > 1e-6


@pytest.mark.slow
def test_the_kernel_of_the_scaled_error_function_exists_for_small_variances():
    found = kernel("erfcx(x)")
    assert found.status == "closed" and "1 - 2*q1 > 0" in found.exists
    closed, point = found.enclose(15, q1="1/8", q2="1/10", c="1/2"), (mpf(1) / 8, mpf(1) / 10, mpf(1) / 2)
    q1, q2, c = point
    with mp.workdps(15):

        def inner(s):
            def outer(t):
                v = sqrt(q2) * (c * s + sqrt(1 - c * c) * t)
                return exp(v * v - t * t / 2) * erfc(v)

            return quad(outer, [-14, -4, 0, 4, 14]) * exp(q1 * s * s - s * s / 2) * erfc(sqrt(q1) * s)

        exact = quad(inner, [-14, -4, 0, 4, 14]) / (2 * mp.pi)
    assert abs(mpf(closed.arb.str(18, radius=False)) / exact - 1) < 1e-12


@pytest.mark.parametrize(("one", "other"), [("expit(x)", "sigmoid(x)"), ("ndtr(x)", "Phi(x)"), ("normcdf(x)", "Phi(x)")])
def test_names_of_other_libraries(one, other):
    assert expectation(one).activation.expr == expectation(other).activation.expr
