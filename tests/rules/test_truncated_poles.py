"""Rational functions between knots with complex poles: means against quadrature on each side of the knots."""

import mpmath
import pytest
import sympy
from sympy import Abs, Piecewise, Rational, Symbol

from derive import enclose, expectation, kernel
from derive.evidence.audit.verdict import Verdict
from derive.language.errors import DeriveError
from derive.language.special import ExpIntL, GoodwinStaton, Phi2, PlasmaL

x = Symbol("x", real=True)
Q = Rational(7, 5)
CASES = [
    ("Max(x,0)/(1+x**4)", (0,)),
    ("Heaviside(x)/(x**2+x+1)", (0,)),
    ("Heaviside(x)/((x-b)**2+1)**2", (0,)),
    ("Piecewise((x/(x**2-x+1),x>0),(x/3,True))", (0,)),
    ("Piecewise((1/(1+x**2),x>0),(1/(1+x+x**2),True))", (0,)),
    ("Heaviside(x-1)/(x**2+1)", (1,)),
    ("Piecewise((1/(b+x**2)**2,x>-1),(1/2,True))", (-1,)),
    ("Piecewise((x/(1+x**2),Abs(x)<1),(0,True))", (-1, 1)),
    ("Max(x,0)/(1+x**6)", (0,)),
    ("1/(1+Abs(x)**3)", (0,)),
    ("Piecewise((x/(1+x**3),x>0),(1/(1-x)**2,True))", (0,)),
    ("Heaviside(x-1)/(x**2+x+1)**2", (1,)),
    ("Heaviside(x+1/2)*x**3/((x-b)**2+1)", (-0.5,)),
    ("Heaviside(x-1)/(x**3+x**2)", (1,)),
    ("Piecewise((1/(x-2)**2,Abs(x)<1),(1/(1-3*x),x<-1),(0,True))", (-1, 1)),
    ("Piecewise((1/(x**2-2),x>2),(0,True))", (2,)),
    ("Max(x,0)/(1+x**8)", (0,)),
]
VALUES = {"q": Q, "b": Rational(2, 3)}


def on_pieces(text, power, knots):
    """E[phi(x) z^power] with the knots as ends of the intervals of quadrature, to 18 digits."""
    function = sympy.sympify(text, locals={"x": x, "Piecewise": Piecewise, "Abs": Abs}).subs("b", VALUES["b"])
    plain = sympy.lambdify(x, function, "mpmath")
    root = mpmath.sqrt(mpmath.mpf(Q.p) / Q.q)
    ends = sorted({*map(mpmath.mpf, (-14, -6, -3, 0, 3, 6, 14)), *(t / root for t in knots)})
    return mpmath.quad(lambda z: plain(root * z) * z**power * mpmath.npdf(z), ends)


def at_values(value):
    return {symbol: VALUES[symbol.name] for symbol in value.free_symbols}


@pytest.mark.parametrize(("text", "knots"), CASES, ids=[text for text, _ in CASES])
def test_a_mean_is_what_quadrature_finds(text, knots):
    for quantity, power in (("E[phi]", 0), ("E[phi*z]", 1)):
        answer = expectation(text, quantity)
        assert answer.status == "closed" and not answer.value.has(sympy.I)
        with mpmath.workdps(20):
            assert abs(mpmath.mpf(enclose(answer.value, at_values(answer.value), 20).value) - on_pieces(text, power, knots)) < mpmath.mpf(10) ** -16


AUDITED = [
    ("x/(1+Abs(x)**3)", "E[phi^2]"),
    ("Heaviside(x-1)/(x**2+x+1)", "E[phi^2]"),
    ("Max(x,0)/(1+x**4)", "E[dphi^2]"), ("Heaviside(x-1)/(x**2+1)", "E[phi^2]"), ("Heaviside(x)/(x**2+x+1)", "E[phi]")]


@pytest.mark.parametrize(("text", "quantity"), AUDITED)
def test_every_step_is_audited(text, quantity):
    assert expectation(text, quantity).certificate.verdict is Verdict.PROVED


def test_the_functions_that_are_left():
    assert expectation("Max(x,0)/(1+x**4)", "E[phi]").value.has(ExpIntL)
    assert expectation("Heaviside(x-1)/(x**2+1)", "E[phi]").value.has(Phi2)
    assert expectation("Heaviside(x-1)/(x**2+x+1)", "E[phi]").value.has(PlasmaL)


def test_a_pole_on_a_piece_is_refused():
    with pytest.raises(DeriveError):
        expectation("Heaviside(x-1)/(x-2)", "E[phi]").enclose(10, q=1)


def test_a_twin_with_the_other_part_is_noticed():
    value = expectation("Heaviside(x)/(x**2+x+1)", "E[phi]").value
    (atom,) = value.atoms(ExpIntL)
    with mpmath.workdps(20):
        twin = value.subs(atom, -atom)
        assert abs(mpmath.mpf(enclose(twin, at_values(twin), 20).value) - on_pieces("Heaviside(x)/(x**2+x+1)", 0, (0,))) > 1e-3


def test_what_does_not_end_here_is_enclosed_or_left_to_others():
    """Of a kernel each factor would need a pole in two variables; one real pole beyond 0 is the rule of Goodwin and Staton."""
    assert kernel("Heaviside(x-1)/(x**2+x+1)").status == "enclosed"
    assert expectation("Heaviside(x)/(1+x)", "E[phi]").value.has(GoodwinStaton)
