"""Complex poles anywhere off the line: means against quadrature, beside exponentials and waves, over factors of degree four."""

from __future__ import annotations

import mpmath
import pytest
import sympy
from sympy import Rational, Symbol

from derive import enclose, expectation
from derive.evidence.audit.verdict import Verdict
from derive.language.forms.fields import field_of
from derive.language.forms.nested_root import sqrt as root_of
from derive.language.forms.normal_form import Undecided
from derive.language.forms.normalize import normal_form
from derive.language.forms.positivity import sign
from derive.language.forms.real_quadratics import partial_fractions
from derive.language.symbols import Z, q

VALUES = {"b": Rational(5, 3)}
Q = Rational(7, 5)
DEGREE_FOUR = [
    "1/(1+x**4)",
    "x**2/(1+x**4)",
    "(x**3+x+3)/(1+x**4)",
    "1/(1+x**4)**2",
    "x**6/(1+x**4)**2",
    "1/(1+x**6)",
    "1/(x**4+2)",
    "1/(x**4+b)",
    "1/(x**4+3*x**2+1)",
    "1/(1+(2*x-1)**4)",
    "1/((1+x**4)*(x**2+x+1))",
    "1/(x**4+5*x**2+5)",
    "(x**3+1)/(x**4+x**2+3)",
    "x**2/(x**4+5*x**2+5)**2",
]
BESIDE = [
    "exp(x)/(1+x**4)",
    "exp(-x**2)/(x**2+x+1)",
    "sin(b*x)/(x**2+x+1)",
    "x*cos(3*x)/(x**2+x+1)",
    "x**2*sin(x)/(x**2+x+1)**2",
    "x*sin(2*x)/(1+x**4)",
    "exp(x/2)*cos(x)/(x**2+1)",
    "exp(-x**2)*cos(x)/(x**2+x+1)",
    "sin(x)**2/(1+x**2)",
    "sin(x)*cos(2*x)*x/(1+x+x**2)",
]


def mean(text: str) -> mpmath.mpf:
    """E[f(x)], x ~ N(0, Q), of the text itself by the trapezoidal rule, which errs by exp(-2 pi d/h) for poles at the distance d."""
    function = sympy.lambdify(Symbol("x"), sympy.sympify(text).subs(VALUES), "mpmath")
    root = mpmath.sqrt(mpmath.mpf(Q.p) / Q.q)
    step = mpmath.mpf(1) / 24
    return step * sum(function(root * z) * mpmath.npdf(z) for z in (step * k for k in range(-216, 217)))


@pytest.mark.slow
@pytest.mark.parametrize("text", [*DEGREE_FOUR, *BESIDE])
def test_a_mean_is_what_quadrature_finds(text: str) -> None:
    answer = expectation(text, "E[phi]")
    assert answer.status == "closed" and not answer.value.has(sympy.I)
    values = {symbol: VALUES.get(symbol.name, Q) for symbol in answer.value.free_symbols}
    with mpmath.workdps(20):
        expected = mean(text)
        assert abs(mpmath.mpf(enclose(answer.value, values, 25).value) - expected) < mpmath.mpf(10) ** -15
        assert abs(mpmath.mpf(str(answer.value.subs(values).evalf(22))) - expected) < mpmath.mpf(10) ** -15


@pytest.mark.parametrize("text", ["1/(1+x**4)", "sin(b*x)/(x**2+x+1)", "exp(x/2)*cos(x)/(x**2+1)", "sin(x)**2/(1+x**2)"])
def test_every_step_is_audited(text: str) -> None:
    assert expectation(text, "E[phi]").certificate.verdict is Verdict.PROVED


@pytest.mark.parametrize("text", ["1/(x**4-x**2+1/5)", "1/(1-x**4)", "1/(x**9+x+3)"])
def test_what_is_no_pair_of_quadratics_is_left(text: str) -> None:
    """Poles on the line, and a polynomial of high degree that is even about no point."""
    with pytest.raises(Undecided):
        partial_fractions(sympy.sympify(text).xreplace({Symbol("x"): Z}), Z, field_of([]))


def test_fractions_add_up() -> None:
    body = (Z**5 + q) / ((1 + q**2 * Z**4) ** 2 * (Z**2 + Z + 1))
    polynomial, terms = partial_fractions(body, Z, field_of([q]))
    total = sum((value.expression() * Z**k for k, value in enumerate(polynomial)), start=sympy.S.Zero)
    for term in terms:
        w = Z + term.base.m.expression()
        total += (term.d.expression() + term.e.expression() * w) / (w**2 + term.base.s.expression()) ** term.base.n
    assert len(terms) == 5
    assert abs((total - body).subs({q: Rational(7, 5), Z: Rational(2, 3)}).evalf(30)) < 1e-25
    assert abs((total + terms[0].d.expression() - body).subs({q: Rational(7, 5), Z: Rational(2, 3)}).evalf(30)) > 1e-3


ROOTS = ["3-sqrt(5)", "2+sqrt(3)", "3-2*sqrt(2)", "2*b**2+1-2*b*sqrt(1+b**2)", "sqrt(2)", "2*sqrt(b)", "5-sqrt(5)", "(1/4+sqrt(3)/2)/b", "2+sqrt(2)"]


@pytest.mark.parametrize("text", ROOTS)
def test_a_root_below_a_root_goes_away(text: str) -> None:
    b = Symbol("b", positive=True)
    value = sympy.sympify(text, locals={"b": b})
    found = root_of(normal_form(value, field_of([b]))).expression()
    assert abs((found - sympy.sqrt(value)).subs(b, Rational(5, 3)).evalf(40, maxn=400)) < 1e-30


def test_signs_of_sums_with_a_radical() -> None:
    for text in ("sqrt(5)-3", "3-sqrt(5)", "sqrt(2)-sqrt(3)", "7-5*sqrt(2)", "sqrt(50)-7"):
        value = sympy.sympify(text)
        assert sign(normal_form(value, field_of([]))) == (1 if value > 0 else -1)
    b = Symbol("b", positive=True)
    assert sign(normal_form(sympy.sqrt(1 + b**2) - b, field_of([b]))) == 1
    with pytest.raises(Undecided):
        sign(normal_form(sympy.sqrt(1 + b**2) - 2 * b, field_of([b])))
