"""Functions with removable poles: means against the trapezoidal rule on a line beside the real axis, where nothing is singular."""

from itertools import product

import mpmath
import pytest
import sympy
from plane_quadrature import plane_mean
from sympy import Rational, Symbol

from derive import enclose, expectation, kernel
from derive.evidence.audit.verdict import Verdict
from derive.language.errors import NotDefined

Q, A = Rational(3, 5), Rational(3, 2)
x, z = Symbol("x"), Symbol("z")
FUNCTIONS = [
    "sin(x)/x",
    "(exp(x)-1)/x",
    "sin(x-1)/(x-1)",
    "(sin(x)-sin(1))/(x-1)",
    "(x-sin(x))/x**3",
    "(exp(-x**2)-1)/x**2",
    "(exp(-x**2/4)-1)*cos(x)/x**2",
    "exp(x)*sin(x)/x",
    "sin(a*x)/(x+x**3)",
    "sin(pi*x)/(x*(x**2-1))",
]
MORE = [
    "(1-cos(x))/x**2",
    "sin(x)**2/x**2",
    "sinh(x)/x",
    "(exp(x-1)-1)/(x-1)",
    "exp(-x**2)*sin(x)/x",
    "(exp(x)-1)*cos(x)/x",
    "(exp(x)-1-x)/(x**2*(x**2+x+1))",
    "(cos(x)-cos(a*x))/x",
    "x*cos(x)/(x**2-pi**2/4)",
]
QUANTITIES = {"E[phi]": lambda f: f, "E[phi**2]": lambda f: f**2, "E[dphi**2]": lambda f: f.diff(x) ** 2, "E[z*dphi]": lambda f: z * f.diff(x)}


def beside_the_line(text: str, quantity: str) -> mpmath.mpf:
    """E of an entire function: the line of integration is moved up by 1/4."""
    function = sympy.sympify(text, rational=True).subs(Symbol("a"), A)
    body = sympy.lambdify((x, z), QUANTITIES[quantity](function), "mpmath")
    root, step = mpmath.sqrt(mpmath.mpf(Q.p) / Q.q), mpmath.mpf(1) / 16
    return step * sum(mpmath.re(body(root * s, s) * mpmath.npdf(s)) for s in (step * k + mpmath.mpc(0, 0.25) for k in range(-200, 201)))


def check(text: str, quantity: str) -> None:
    answer = expectation(text, quantity)
    assert answer.status == "closed" and not answer.value.has(sympy.I)
    values = {symbol: {"q": Q, "a": A}[symbol.name] for symbol in answer.value.free_symbols}
    with mpmath.workdps(30):
        expected = beside_the_line(text, quantity)
        assert abs(mpmath.mpf(enclose(answer.value, values, 25).value) - expected) < mpmath.mpf(10) ** -20


@pytest.mark.parametrize("text", FUNCTIONS)
def test_a_mean_is_what_quadrature_beside_the_line_finds(text: str) -> None:
    check(text, "E[phi]")


@pytest.mark.parametrize("text", FUNCTIONS[:4])
def test_a_square_is_what_quadrature_beside_the_line_finds(text: str) -> None:
    check(text, "E[phi**2]")


@pytest.mark.slow
@pytest.mark.parametrize(("text", "quantity"), list(product(FUNCTIONS + MORE, QUANTITIES)))
def test_moments_are_what_quadrature_beside_the_line_finds(text: str, quantity: str) -> None:
    check(text, quantity)


def test_the_mean_of_sine_over_its_argument_is_an_error_function() -> None:
    """E[sin(sqrt(q) Z)/(sqrt(q) Z)] is the mean of cos over [0, sqrt(q)], sqrt(pi/(2q)) erf(sqrt(q/2))."""
    answer = expectation("sin(x)/x", "E[phi]")
    (q,) = answer.value.free_symbols
    expected = sympy.sqrt(sympy.pi / (2 * q)) * sympy.erf(sympy.sqrt(q / 2))
    assert sympy.simplify(answer.value.rewrite(sympy.erf) - expected) == 0
    assert answer.certificate.verdict is Verdict.PROVED


@pytest.mark.parametrize("text", ["cos(x)/x", "sin(x)/x**2", "(exp(x)-1)/x**2", "sin(x)/(x**2-1)"])
def test_a_pole_that_stays_is_no_function(text: str) -> None:
    with pytest.raises(NotDefined):
        expectation(text, "E[phi]")


RECTANGLES = [("sin(x)/x", "sin(x)/x", 1, 1, "1/2"), ("sin(2*x)/x", "(sin(x)-3*sin(x/2))/x", "3/2", 2, "-1/3")]


@pytest.mark.parametrize(("first", "second", "q1", "q2", "c"), RECTANGLES)
def test_a_kernel_of_sine_quotients_is_a_double_integral(first: str, second: str, q1: object, q2: object, c: str) -> None:
    answer = kernel(first, 0, second)
    variances = {"q1": Rational(q1), "q2": Rational(q2), "c": Rational(c)}
    values = {symbol: variances[symbol.name] for symbol in answer.value.free_symbols}
    functions = [sympy.lambdify(x, sympy.sympify(text), "math") for text in (first, second)]
    expected = plane_mean(lambda u, v: functions[0](u) * functions[1](v), *variances.values())
    assert abs(float(enclose(answer.value, values, 20).value) - expected) < 1e-11


@pytest.mark.parametrize("order", [1, pytest.param(2, marks=pytest.mark.slow)])
def test_derivatives_of_the_kernel_of_sine_quotients_are_double_integrals(order: int) -> None:
    written = sympy.lambdify(x, sympy.diff(sympy.sin(x) / x, x, order), "math")

    def derivative(u: float) -> float:
        return float(written(u)) if abs(u) > 1e-3 else (-u / 3, -1 / 3)[order - 1]

    answer = kernel("sin(x)/x", order)
    assert answer.status == "closed" and answer.exists is True
    found = float(answer.enclose(15, q1=2, q2=1, c="1/2").value)
    assert abs(found - plane_mean(lambda u, v: derivative(u) * derivative(v), 2, 1, 0.5)) < 1e-7
