"""Rational functions whose poles lie on the line for some values of their parameters: closed where they do not, refused where they do."""

import mpmath
import pytest

from derive import expectation
from derive.evidence.audit.verdict import Verdict
from derive.language.errors import Diverges, NotDefined
from derive.language.functions.activation import Activation

R = "real"


def quadrature(function, q, breaks=()):
    """E[function(sqrt(q) Z)] by Gauss and Legendre's rule between the breaks."""
    with mpmath.workdps(30):
        s = mpmath.sqrt(q)
        ends = [-40, -10, -3, *sorted(mpmath.mpf(b) / s for b in breaks), 3, 10, 40]
        return mpmath.quad(lambda t: function(s * t) * mpmath.npdf(t), ends)


CASES = [
    ("1/(x**2 + b*x + 1)", "E[phi]", {}, "b < 2", {"b": "3/2", "q": 2}, lambda x: 1 / (x**2 + 1.5 * x + 1)),
    ("1/(x**2 + b*x + 1)", "E[phi^2]", {"b": R}, "(b > -2) & (b < 2)", {"b": -1, "q": 1}, lambda x: (x**2 - x + 1) ** -2),
    ("x/(x**2 + x + b)", "E[phi]", {}, "b > 1/4", {"b": 2, "q": 3}, lambda x: x / (x**2 + x + 2)),
    ("cos(x)/(x**2 + b*x + 1)", "E[phi]", {}, "b < 2", {"b": "1/2", "q": 1}, lambda x: mpmath.cos(x) / (x**2 + x / 2 + 1)),
    ("x/(x**2 + b)", "E[phi*z]", {"b": R}, "b > 0", {"b": 3, "q": 4}, lambda x: x / (x**2 + 3) * x / 2),
    ("1/(x**2 + a**2)", "E[phi]", {"a": R}, "(a > 0) | (a < 0)", {"a": -2, "q": 1}, lambda x: 1 / (x**2 + 4)),
]
MARKED = [*CASES[:3], *(pytest.param(*case, marks=pytest.mark.slow) for case in CASES[3:])]


@pytest.mark.parametrize(("text", "quantity", "assume", "exists", "at", "function"), MARKED, ids=[f"{case[0]}-{case[1]}" for case in CASES])
def test_a_moment_is_closed_where_no_pole_lies_on_the_line(text, quantity, assume, exists, at, function):
    answer = expectation(text, quantity, assume=assume)
    assert answer.status == "closed" and str(answer.exists) == exists
    value = answer.value.subs({symbol: at[symbol.name] for symbol in answer.value.free_symbols})
    assert abs(mpmath.mpf(value.evalf(20)) - quadrature(function, at["q"])) < 1e-15


HALF = [
    ("Heaviside(x)/(x**2 + b*x + 1)", {"b": "1/2", "q": 1}, lambda x: 1 / (x**2 + x / 2 + 1)),
    ("Heaviside(x)/(x**2 + b*x + 1)", {"b": 5, "q": 2}, lambda x: 1 / (x**2 + 5 * x + 1)),
    ("Heaviside(x)/(x**2 + b*x + 1)", {"b": 2, "q": 2}, lambda x: 1 / (x**2 + 2 * x + 1)),
]


@pytest.mark.parametrize(("text", "at", "function"), HALF, ids=[str(case[1]["b"]) for case in HALF])
def test_on_a_half_line_all_cases_close(text, at, function):
    answer = expectation(text, "E[phi]")
    assert answer.status == "closed" and answer.exists is True
    expected = quadrature(lambda x: function(x) if x > 0 else mpmath.mpf(0), at["q"], (0,))
    assert abs(mpmath.mpf(answer.enclose(20, **at).value) - expected) < 1e-15


@pytest.mark.parametrize("a", [1, 2, 5])
def test_four_poles_lie_off_the_axis_or_on_it(a):
    answer = expectation("1/(x**4 + a*x**2 + 1)", "E[phi]")
    assert answer.status == "closed" and answer.exists is True
    assert abs(mpmath.mpf(answer.enclose(20, q=2, a=a).value) - quadrature(lambda x: 1 / (x**4 + a * x**2 + 1), 2)) < 1e-15


@pytest.mark.slow
@pytest.mark.parametrize("quantity", ["E[phi^2]", "K"])
def test_four_poles_are_certified_in_all_cases(quantity):
    assert expectation("1/(x**4 + a*x**2 + 1)", quantity).certified(20, 2, 90).verdict is Verdict.CERTIFIED


@pytest.mark.slow
@pytest.mark.parametrize("quantity", ["E[phi]", "E[dphi^2]", "K"])
def test_each_case_is_certified(quantity):
    assert expectation("1/(x**2 + b*x + 1)", quantity).certified(20, 2, 60).verdict is Verdict.CERTIFIED


@pytest.mark.parametrize(("quantity", "kind"), [("E[phi]", NotDefined), ("E[phi^2]", Diverges)])
def test_beyond_the_case_the_quantity_is_undefined_or_infinite(quantity, kind):
    with pytest.raises(kind, match="not integrable"):
        expectation("1/(x**2 + b*x + 1)", quantity).enclose(10, b=3, q=1)


@pytest.mark.parametrize("text", ["1/(x**3 + x + 1)", "1/(x**4 + x - 1)", "exp(x)/(x**5 + x + 1)", "1/(1 - x**2)", "sin(x)/(x**3 - x)", "1/(x**2 - b*x)"])
def test_a_pole_on_the_line_is_refused(text):
    with pytest.raises(NotDefined, match="not integrable"):
        Activation.of(text)


@pytest.mark.parametrize("text", ["(x**3 + x + 1)/(x**3 + x + 1)", "sin(x)/(x**3 + x)", "Heaviside(x)/(x**3 + x + 1)", "(exp(x) - 2)/(x - log(2))"])
def test_no_pole_on_the_line_is_none(text):
    assert Activation.of(text).pieces
