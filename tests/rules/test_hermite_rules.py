"""Hermite coefficients as functions of their order, against quadrature by mpmath and formulas of textbooks."""

import mpmath
import pytest
from sympy import Eq, Mod, Piecewise, Rational, exp, factorial, pi, sqrt, sympify

from derive import check, expectation
from derive.batch.answer import answer
from derive.batch.question import read_question
from derive.evidence.audit.equation import certify
from derive.evidence.audit.verdict import Verdict
from derive.language.errors import DeriveError, ReadError
from derive.language.forms.equal_orders import equal_for_all
from derive.language.goals.hermite_coefficient import HermiteCoefficient, order
from derive.language.symbols import phi, q, x
from derive.language.text.quantity import read_quantity
from derive.pipeline import book, search

n = order
QUICK = ("1/(x**2 + x + 1)", "relu", "step", "gelu", "exp", "sin", "hard_tanh", "Max(x-1,0)", "x**3 - x")
LONG = (
    "abs", "sign", "erf", "Phi(x)", "cos", "gaussian", "relu2", "snake", "hard_swish", "leaky_relu", "soft_shrink", "Max(-x-1/2,0)**2", "Phi(1-x)",
    "lorentzian", "x/(x**2 + 2*x + 5)", "1/(1 + x**4)", "(x**3 + 1)/(x**2 + x + 1)**2", "arctan",
    "x*exp(-x/2)", "x*sin(x)", "Max(x-1,0)**alpha", "Abs(x-1)**(1/2) + Max(x,0)", "log(Abs(x-1))",
    "sqrt(1 + x**2) + sin(x) + atan(x)", "1/(1+x**2) + Max(x,0)", "elu", "celu", "asinh(x)", "squareplus", "x**3*(4 + x**2)**(-3/2)",
    "Max(x,0)*exp(-x)", "exp(-Abs(x))", "hard_elish", "gabor", "exp(x)*cos(2*x+1)", "exp(x**2/40+x)*cos(x)",
    "x*exp(-x**2+x)*sin(x)", "x*exp(x)*Phi(-x)", "exp(-x)*Max(x-1,0)", "x**2*exp(-(x-1)**2)", "Piecewise((x**alpha, x > 0), (0, True))", "Abs(x)**beta + x**2",
    "sin(x)*Heaviside(x)", "x*cos(2*x+1)*Heaviside(-x)", "cos(x)*Heaviside(x-1)", "exp(-x**2)*Max(x,0)", "exp(-x**2+x)*Heaviside(1-x)",
    "exp(x**2/40-x)*cos(x)*Heaviside(x+1)", "sin(x)*Phi(x)", "exp(-x**2)*Phi(1-x)", "Phi(x)*Phi(x-1)", "x*Phi(x)*Phi(1-2*x)", "Max(x-1,0)*Phi(x)",
    "Max(x,0)**alpha*exp(x)", "Max(1-x,0)**(3/2)*exp(-x**2-x)", "Abs(x)**alpha*exp(-x**2)",
    "Abs(x)**alpha*log(Abs(x))",
)  # fmt: skip
CLOSED = (*QUICK, *(pytest.param(text, marks=pytest.mark.slow) for text in LONG))
BY_QUADRATURE = {
    "relu": (lambda w: max(w, 0), (0,)),
    "Max(x-1,0)": (lambda w: max(w - 1, 0), (1,)),
    "gelu": (lambda w: w * mpmath.ncdf(w), ()),
    "hard_tanh": (lambda w: max(-1, min(w, 1)), (-1, 1)),
    "gaussian": (lambda w: mpmath.exp(-(w**2)), ()),
    "x**2*exp(-(x-1)**2)": (lambda w: w**2 * mpmath.exp(-((w - 1) ** 2)), ()),
    "erf": (mpmath.erf, ()),
    "lorentzian": (lambda w: 1 / (1 + w**2), ()),
    "x/(x**2 + 2*x + 5)": (lambda w: w / (w**2 + 2 * w + 5), ()),
    "1/(1 + x**4)": (lambda w: 1 / (1 + w**4), ()),
    "(x**3 + 1)/(x**2 + x + 1)**2": (lambda w: (w**3 + 1) / (w**2 + w + 1) ** 2, ()),
    "arctan": (mpmath.atan, ()),
    "x*atan(x)": (lambda w: w * mpmath.atan(w), ()),
    "Max(x,0)*exp(-x)": (lambda w: max(w, 0) * mpmath.exp(-w), ()),
    "exp(-x)*Max(x-1,0)": (lambda w: max(w - 1, 0) * mpmath.exp(-w), (1,)),
    "x*exp(x)*Phi(-x)": (lambda w: w * mpmath.exp(w) * mpmath.ncdf(-w), ()),
    "gabor": (lambda w: mpmath.exp(-(w**2)) * mpmath.sin(w), ()),
    "exp(x)*cos(2*x+1)": (lambda w: mpmath.exp(w) * mpmath.cos(2 * w + 1), ()),
    "exp(x**2/40+x)*cos(x)": (lambda w: mpmath.exp(w**2 / 40 + w) * mpmath.cos(w), ()),
    "x*Max(1-x,0)**(3/2)": (lambda w: w * max(1 - w, 0) ** 1.5, (1,)),
    "x**2*log(Abs(x+2))": (lambda w: w * w * mpmath.log(abs(w + 2)) if w != -2 else 0, (-2,)),
    "Abs(x)**(3/2)*log(Abs(x))": (lambda w: abs(w) ** 1.5 * mpmath.log(abs(w)) if w else 0, (0,)),
    "Piecewise((x**2*log(x)**3 + x, x > 0), (0, True))": (lambda w: w * w * mpmath.log(w) ** 3 + w if w > 0 else 0, (0,)),
    "sqrt(1 + x**2)": (lambda w: mpmath.sqrt(1 + w * w), ()),
    "x**3*(4 + x**2)**(-3/2)": (lambda w: w**3 * (4 + w * w) ** -1.5, ()),
    "asinh(x)": (mpmath.asinh, ()),
    "x*sin(x)": (lambda w: w * mpmath.sin(w), ()),
    "sin(x)*Heaviside(x)": (lambda w: mpmath.sin(w) if w > 0 else 0, (0,)),
    "x*cos(2*x+1)*Heaviside(-x)": (lambda w: w * mpmath.cos(2 * w + 1) if w < 0 else 0, (0,)),
    "cos(x)*Heaviside(x-1)": (lambda w: mpmath.cos(w) if w > 1 else 0, (1,)),
    "exp(-x**2)*Heaviside(x)": (lambda w: mpmath.exp(-w * w) if w > 0 else 0, (0,)),
    "exp(-x**2+x)*Heaviside(1-x)": (lambda w: mpmath.exp(-w * w + w) if w < 1 else 0, (1,)),
    "exp(x**2/20-x)*cos(x)*Heaviside(x+1)": (lambda w: mpmath.exp(w * w / 20 - w) * mpmath.cos(w) if w > -1 else 0, (-1,)),
    "exp(x-x**2)*cos(x)*Phi(1-2*x)": (lambda w: mpmath.exp(w - w * w) * mpmath.cos(w) * mpmath.ncdf(1 - 2 * w), ()),
    "x*Phi(x)*Phi(1-2*x)": (lambda w: w * mpmath.ncdf(w) * mpmath.ncdf(1 - 2 * w), ()),
    "Max(x-1,0)*Phi(x)": (lambda w: max(w - 1, 0) * mpmath.ncdf(w), (1,)),
    "x*Max(1-x,0)**(3/2)*exp(-x**2-x)": (lambda w: w * max(1 - w, 0) ** 1.5 * mpmath.exp(-w * w - w), (1,)),
    "Abs(x)**(5/2)*exp(-x**2)": (lambda w: abs(w) ** 2.5 * mpmath.exp(-w * w), (0,)),
}


def value(text, quantity="E[phi*He_n]"):
    found = expectation(text, quantity)
    assert found.status == "closed", found.message
    return found.value


@pytest.mark.parametrize("text", CLOSED)
def test_each_of_the_first_orders_is_enclosed_by_the_auditor_and_a_falsified_twin_is_refuted(text):
    found = expectation(text, "E[phi*He_n]")
    assert found.status == "closed"
    assert certify(found.goal, found.value, found.conditions, 20, 2).verdict is Verdict.CERTIFIED
    assert certify(found.goal, found.value * (1 + Rational(1, 10**6)), found.conditions, 20, 2).verdict is Verdict.REFUTED


@pytest.mark.parametrize("text", BY_QUADRATURE)
@pytest.mark.parametrize("k", [0, 1, 2, 3, 6, 9])
def test_the_formula_against_quadrature(text, k):
    function, knots = BY_QUADRATURE[text]
    variance = Rational(7, 5)
    with mpmath.workdps(25):
        root = mpmath.sqrt(mpmath.mpf(7) / 5)

        def he(z):
            before, now = mpmath.mpf(0), mpmath.mpf(1)
            for i in range(k):
                before, now = now, z * now - i * before
            return now

        places = sorted({-14, 14, -4, 4, 0, *(t / root for t in knots)})
        expected = mpmath.quad(lambda z: function(root * z) * he(z) * mpmath.npdf(z), places)
    got = value(text).subs({n: k}).subs({q: variance}).evalf(20)
    assert abs(got - sympify(mpmath.nstr(expected, 22))) < 1e-14


def test_relu_is_the_formula_of_the_literature():
    """Daniely, Frostig and Singer 2016, section 8: the coefficients of the rectifier, in probabilists' scaling."""
    even = (-1) ** (n / 2 - 1) * sqrt(q) * factorial(n - 2) / (2 ** (n / 2 - 1) * factorial(n / 2 - 1) * sqrt(2 * pi))
    known = Piecewise((sqrt(q / (2 * pi)), Eq(n, 0)), (sqrt(q) / 2, Eq(n, 1)), (even, Eq(Mod(n, 2), 0)), (0, True))
    assert equal_for_all(value("relu"), known, n)
    assert not equal_for_all(value("relu"), -known, n)
    assert not equal_for_all(value("relu"), known + Piecewise((q, Eq(n, 30)), (0, True)), n)
    assert check("relu", "E[phi*He_n]", str(known)).verdict is Verdict.PROVED
    assert check("relu", "E[phi*He_n]", str(known * 2)).verdict is Verdict.REFUTED


def test_squares_of_the_activation():
    assert equal_for_all(value("exp", "E[phi^2*He_n]"), (2 * sqrt(q)) ** n * exp(2 * q), n)
    assert equal_for_all(value("relu", "E[phi^2*He_n]"), value("relu2"), n)


@pytest.mark.parametrize(
    ("text", "why"), [("tanh", "tanh(x) has singular points at infinitely many"), ("softsign", "E[phi(sqrt(q) (Z + t))]"), ("x*sinh(1/(1+x**2))", "none of")]
)
def test_no_closed_form_in_the_order_is_said_and_one_order_is_enclosed(text, why):
    found = expectation(text, "E[phi*He_n]")
    assert found.status == "enclosed" and "no closed form in n" in found.message and why in found.message
    one = expectation(text, "E[phi*He_3]")
    assert found.enclose(20, q=1, n=3).overlaps(one.enclose(20, q=1))


FROM_LOW_ORDERS = [("atan(x-1)", 1), ("atan(x-1) + exp(x)", 1), ("log(x**2+2*x+5)", 1), ("x*atan(x-1)", 2)]


@pytest.fixture
def without_means_of_logarithms(monkeypatch):
    """A book of rules without the theorem that closes the lowest orders."""
    fewer = tuple(rule for rule in book() if rule.name != "moment_eq_mean_logarithms")
    monkeypatch.setattr(search, "book", lambda: fewer)
    search._kept.cache_clear()
    yield
    search._kept.cache_clear()


@pytest.mark.slow
@pytest.mark.parametrize(("text", "closed_from"), FROM_LOW_ORDERS)
@pytest.mark.usefixtures("without_means_of_logarithms")
def test_where_a_low_order_stays_open_the_formula_holds_beyond_it(text, closed_from):
    found = expectation(text, "E[phi*He_n]")
    assert found.status == "closed" and found.exists is True
    assert [bool(found.hypotheses[0].subs(n, k)) for k in (closed_from - 1, closed_from)] == [False, True]
    assert "lower orders" in found.remark and found.certified(20).verdict is Verdict.CERTIFIED
    for k in (0, closed_from, 4):
        assert found.enclose(20, q=1, n=k).overlaps(expectation(text, f"E[phi*He_{k}]" if k else "E[phi]").enclose(20, q=1))
    if closed_from == 1:
        assert certify(found.goal, found.value * (1 + Rational(1, 10**6)), found.conditions, 20, 2).verdict is Verdict.REFUTED


@pytest.mark.parametrize(("text", "closed_from"), FROM_LOW_ORDERS)
def test_low_orders_of_logarithms_and_arctangents_are_closed_as_well(text, closed_from):
    found = expectation(text, "E[phi*He_n]")
    assert found.status == "closed" and not found.hypotheses and found.remark is None and found.certified(20).verdict is Verdict.CERTIFIED
    for k in (0, closed_from):
        assert found.enclose(20, q=1, n=k).overlaps(expectation(text, f"E[phi*He_{k}]" if k else "E[phi]").enclose(20, q=1))


def test_the_goal_at_a_number_is_the_ordinary_moment():
    goal = HermiteCoefficient(x**3, phi**2, order, q)
    ordinary = expectation("x**3", "E[phi^2*He_4]")
    assert certify(goal.xreplace({order: sympify(4)}), ordinary.value, (), 25, 2).verdict is Verdict.CERTIFIED


@pytest.mark.parametrize("at", ["1/2", "-1", "100000000"])
def test_an_order_that_is_none_is_refused(at):
    with pytest.raises(DeriveError, match="the order of He_n is a whole number"):
        expectation("relu", "E[phi*He_n]").enclose(20, q=1, n=at)


def test_the_letter_n_is_read_and_other_uses_are_refused_with_a_remedy():
    assert (read_quantity("E[phi^2*He_n]").kind, read_quantity("E[phi^2*He_n]").polynomial) == ("hermite", phi**2)
    for text in ("E[dphi*He_n]", "E[phi*He_n + phi]", "E[phi*He_n^2]", "E[z*He_n]"):
        with pytest.raises(ReadError, match="polynomial in phi times He_n"):
            read_quantity(text)
    with pytest.raises(DeriveError, match="n is a parameter"):
        expectation("Max(x,0)*n", "E[phi*He_n]")


def test_a_double_factorial_without_a_value_is_said():
    assert check("relu", "E[phi*He_n]", "factorial2(-n)").verdict is not Verdict.PROVED


def test_a_batch_answers_it():
    asked = '{"id": 1, "activation": "relu", "quantity": "E[phi*He_n]", "at": [{"q": "1", "n": "4"}], "digits": 20}'
    found = answer(read_question(asked), 60)
    assert found["status"] == "closed" and found["parameters"] == ["n", "q"] and found["certificate"]["verdict"] == "proved"
    assert found["values"][0]["value"].startswith("-0.3989422804014326779")  # -1/sqrt(2 pi)
