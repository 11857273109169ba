"""Functions that are read as others, against mpmath's own values of what was written."""

import mpmath
import pytest
import sympy
from sympy import Integer, lambdify

from derive import Activation, expectation
from derive.evidence.lower import enclose
from derive.language.deciding.sign_line import sign_line
from derive.language.errors import DeriveError, NotDefined, NotIntegrable
from derive.language.symbols import x
from derive.language.text.reader import read
from derive.language.text.synonyms import MEANINGS, meaning

INSIDE = {"acosh": (1.2, 3.0)}
UNIT = ("asin", "acos", "atanh")
PLACES = (-2.5, -0.7, 0.3, 1.9)


def cube_root(t):
    return mpmath.sign(t) * mpmath.cbrt(abs(t))


def places(name):
    return INSIDE.get(name) or ((-0.9, -0.2, 0.5) if name in UNIT else PLACES)


@pytest.mark.parametrize("function", MEANINGS, ids=lambda f: f.__name__)
def test_a_function_has_the_values_of_what_it_is_read_as(function):
    name = function.__name__
    truth = {"sinc": lambda t: mpmath.sinc(t), "acot": lambda t: mpmath.atan(1 / t)}.get(name) or getattr(mpmath, name)
    written = lambdify(x, MEANINGS[function](x), "mpmath")
    for t in places(name):
        assert mpmath.almosteq(written(mpmath.mpf(t)), truth(mpmath.mpf(t)), 1e-12)
        assert not mpmath.almosteq(written(mpmath.mpf(t)), truth(mpmath.mpf(t) + 0.001), 1e-12)


def test_text_and_sympy_mean_the_same():
    assert read("sech(x)*tan(tanh(x))").expr == meaning(sympy.sech(x) * sympy.tan(sympy.tanh(x)))
    assert Activation.of(sympy.coth(x) - 1 / x).expr == Activation.of("coth(x)-1/x").expr
    assert read("asin(1/2)*x + arctanh(0)").expr == sympy.pi * x / 6
    assert read("sinc(0)*x").expr == x


MEANS = {  # of the square at variance 1, the truth by quadrature of what was written
    "sech(x)": mpmath.sech,
    "coth(x)-1/x": lambda t: mpmath.coth(t) - 1 / t if abs(t) > 1e-4 else t / 3 - t**3 / 45,
    "sinc(x)": mpmath.sinc,
    "tan(tanh(x))": lambda t: mpmath.tan(mpmath.tanh(t)),
    "sec(sin(x))": lambda t: mpmath.sec(mpmath.sin(t)),
    "asin(tanh(x))": lambda t: mpmath.asin(mpmath.tanh(t)),
    "acos(1/(1+x**2))": lambda t: mpmath.acos(1 / (1 + t * t)),
    "acosh(1+x**2)": lambda t: mpmath.acosh(1 + t * t),
    "atanh(tanh(x)/2)": lambda t: mpmath.atanh(mpmath.tanh(t) / 2),
    "log1p(exp(x))": lambda t: mpmath.log1p(mpmath.exp(t)),
    "expm1(-x)/x": lambda t: mpmath.expm1(-t) / t,
    "cbrt(x)": cube_root,
    "csc(2+tanh(x))": lambda t: mpmath.csc(2 + mpmath.tanh(t)),
}


@pytest.mark.parametrize("text", MEANS)
def test_the_mean_of_the_square(text):
    with mpmath.workdps(20):
        ends = [-12, -5, -1, 0, 1, 5, 12]
        truth = mpmath.quad(lambda z: MEANS[text](z) ** 2 * mpmath.npdf(z), ends)
        ball = expectation(text, "E[phi^2]").enclose(15, q=1)
        assert abs(truth - mpmath.mpf(str(ball.value))) < 1e-14
        assert abs(2 * truth - mpmath.mpf(str(ball.value))) > 1e-3


@pytest.mark.parametrize("text", ["tan(x)", "cot(x)", "coth(x)", "csch(x)", "sec(x)"])
def test_a_pole_that_is_left_is_told(text):
    with pytest.raises(NotIntegrable):
        Activation.of(text)


@pytest.mark.parametrize("text", ["asin(2*x)", "acosh(x)", "atanh(2)", "asin(2)*x", "tan(pi/2)", "acosh(1/2)*x"])
def test_what_is_not_real_is_refused(text):
    with pytest.raises((NotDefined, DeriveError)):
        Activation.of(text)


ZEROS = {"1/sinh(x)": False, "x/sinh(x)**2": False, "Abs(tanh(x))**(-3/2)": False, "log(Abs(sinh(x)))/sinh(x)": False, "1/log(1 + x**2)": False}
ZEROS |= {"1/sqrt(Abs(sinh(x)))": True, "log(Abs(sinh(x)))": True, "log((x - 1)**2*(1 + x**2))": True, "x**2/sinh(x)**2": True}


@pytest.mark.parametrize("text", ZEROS)
def test_whether_a_function_is_integrable_beside_a_zero_of_what_it_is_made_of(text):
    if ZEROS[text]:
        assert Activation.of(text).knots
    else:
        with pytest.raises(NotIntegrable):
            Activation.of(text)


SINGULAR = {  # at zeros of functions, by quadrature that ends there
    "log(Abs(sinh(x)))": lambda t: mpmath.log(abs(mpmath.sinh(t))),
    "1/sqrt(Abs(sinh(x)))": lambda t: abs(mpmath.sinh(t)) ** -0.5,
    "log(Abs(tanh(x)))": lambda t: mpmath.log(abs(mpmath.tanh(t))),
    "log(erf(x)**2)": lambda t: mpmath.log(mpmath.erf(t) ** 2),
    "1/sqrt(Abs(atan(x)))": lambda t: abs(mpmath.atan(t)) ** -0.5,
}


@pytest.mark.parametrize("text", SINGULAR)
def test_the_mean_of_a_function_that_is_singular_at_a_zero_of_another(text):
    with mpmath.workdps(30):
        truth = 2 * mpmath.quad(lambda s: SINGULAR[text](s**4) * mpmath.npdf(s**4) * 4 * s**3, [0, 0.5, 1, 1.5, 1.9])
        found = mpmath.mpf(str(expectation(text, "E[phi]").enclose(18, q=1).value))
    assert abs(found - truth) < 1e-13
    assert abs(found - truth * mpmath.mpf("1.0001")) > 1e-6


BOUNDED_WAVES = ["cos(3*tanh(x))", "sin(4*tanh(x) + 1)", "sin(pi*tanh(x))", "cos(pi*tanh(x)/2)", "sin(4/(1 + x**2))", "cos(5*exp(-x**2))", "sin(2*tanh(x) - 7)"]


@pytest.mark.parametrize("text", BOUNDED_WAVES)
def test_a_wave_of_something_bounded_has_finitely_many_zeros(text):
    expr = read(text).expr
    line, number = sign_line(expr), lambdify(x, expr, "mpmath")
    for k in range(-60, 61):
        t = mpmath.mpf(k) / 10 + mpmath.mpf(1) / 777
        passed = sum(zero.odd for zero in line.zeros if zero.at < t)
        assert mpmath.sign(number(t)) == line.start * (-1) ** passed


def test_a_wave_of_something_unbounded_may_have_infinitely_many():
    with pytest.raises(DeriveError, match="infinitely many"):
        sign_line(sympy.sin(x + 3 * sympy.tanh(x)))


def test_the_reciprocal_of_a_wave_that_has_a_zero_is_not_enclosed():
    from derive.language.goals.expectation import Expectation
    from derive.language.goals.gaussian import Gaussian
    from derive.language.symbols import Z

    with pytest.raises(DeriveError):
        enclose(Expectation(1 / sympy.cos(2 * sympy.tanh(Z)) ** 2, Gaussian()), {}, 15, Integer(5))
