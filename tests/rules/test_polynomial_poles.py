"""Poles at roots of polynomials that are even about no point: moments and kernels against quadrature of the text itself."""

from itertools import product

import mpmath
import numpy as np
import pytest
import sympy
from plane_quadrature import plane_mean
from sympy import Rational, Symbol

from derive import enclose, expectation, kernel
from derive.evidence.audit.verdict import Verdict
from derive.language.forms.fields import field_of
from derive.language.forms.normalize import normal_form
from derive.language.forms.polynomial_poles import irreducible_factor
from derive.language.forms.real_quadratics import real_partial_fractions
from derive.language.special import RootRe
from derive.language.symbols import Z, q

Q = Rational(7, 5)
x, z = Symbol("x"), Symbol("z")
FUNCTIONS = ["1/(x**4+x+1)", "x/(x**6+x+1)", "(x+3)/(x**6+x**2+1)", "x/((x**4+x+1)*(x**2+x+1))", "x**7/(2*x**4+3*x+4)"]
SUPPORTED = ["1/(Abs(x)**3+2)", "Heaviside(x)/(x**3+x+1)", "Heaviside(x-1)/(x**4+x+1)", "cos(x)/(x**4+x+1)", "exp(x)/(x**4-x+1)"]
QUANTITIES = {"E[phi]": lambda f: f, "E[phi**2]": lambda f: f**2, "E[z*phi]": lambda f: z * f, "E[dphi**2]": lambda f: f.diff(x) ** 2}
KNOTS = {"Abs(x)": 0, "Heaviside(x)": 0, "Heaviside(x-1)": 1}


def mean(text: str, quantity: str) -> mpmath.mpf:
    """E by Gauss and Legendre's rule of the text itself."""
    function = sympy.lambdify((x, z), QUANTITIES[quantity](sympy.sympify(text)), "mpmath")
    root = mpmath.sqrt(mpmath.mpf(Q.p) / Q.q)
    knots = [place / root for word, place in KNOTS.items() if word in text]
    breaks = sorted([*map(mpmath.mpf, range(-12, 13, 2)), *knots])
    return mpmath.quad(lambda s: function(root * s, s) * mpmath.npdf(s), breaks, method="gauss-legendre", maxdegree=7)


def check(text: str, quantity: str) -> None:
    answer = expectation(text, quantity)
    assert answer.status == "closed" and not answer.value.has(sympy.I)
    values = dict.fromkeys(answer.value.free_symbols, Q)
    with mpmath.workdps(25):
        expected = mean(text, quantity)
        assert abs(mpmath.mpf(enclose(answer.value, values, 25).value) - expected) < mpmath.mpf(10) ** -16
        assert abs(mpmath.mpf(str(answer.value.subs(values).evalf(22))) - expected) < mpmath.mpf(10) ** -16


@pytest.mark.parametrize("text", [*FUNCTIONS, *SUPPORTED[:3]])
def test_a_mean_is_what_quadrature_finds(text: str) -> None:
    check(text, "E[phi]")


@pytest.mark.slow
@pytest.mark.parametrize(("text", "quantity"), [*product(FUNCTIONS, QUANTITIES), *product(SUPPORTED, ["E[phi]", "E[phi**2]"])])
def test_moments_are_what_quadrature_finds(text: str, quantity: str) -> None:
    check(text, quantity)


@pytest.mark.slow
def test_a_kernel_is_what_quadrature_finds() -> None:
    answer = kernel("1/(x**4+x+1)")
    values = {symbol: Rational(1, 2) if symbol.name == "c" else Rational(1) for symbol in answer.value.free_symbols}
    expected = plane_mean(lambda u, v: 1 / ((u**4 + u + 1) * (v**4 + v + 1)), 1, 1, 0.5)
    assert abs(float(enclose(answer.value, values, 20).value) - expected) < 1e-9


def test_numpy_code_has_the_roots_as_numbers() -> None:
    answer = expectation("1/(x**4+x+1)", "E[phi]")
    assert answer.certificate.verdict is Verdict.PROVED
    found = answer.numpy()(np.array([float(Q)]))
    assert abs(found[0] - float(mean("1/(x**4+x+1)", "E[phi]"))) < 1e-13


def test_the_scale_of_a_polynomial_is_found() -> None:
    """(z tau)^4 + z tau + 1 for tau = sqrt(q), sqrt(2) q and 1 has the roots of x^4 + x + 1, divided by tau; x^3 + 2 needs a cube root."""
    field = field_of([q])
    for tau in (sympy.sqrt(q), sympy.sqrt(2) * q, sympy.Integer(1)):
        scale = normal_form(tau, field).inverse()
        monic = [scale**4, scale**3, field.zero, field.zero, field.one]
        found = irreducible_factor(monic)
        assert found.coefficients == monic
        assert found.whole == (1, 0, 0, 1, 1) or found.tau != scale
    cubic = [normal_form(2 * q ** Rational(-3, 2), field), field.zero, field.zero, field.one]
    assert irreducible_factor(cubic).whole == (1, 0, 0, 2)


def test_fractions_over_roots_add_up() -> None:
    body = (Z**5 + 3) / ((Z**4 + Z + 1) ** 2 * (Z**3 + 2))
    polynomial, pairs, real = real_partial_fractions(body, Z, field_of([]))
    at = Rational(13, 7)
    total = sum(value.expression() * at**k for k, value in enumerate(polynomial))
    for term in pairs:
        w = at + term.base.m.expression()
        total += (term.d.expression() + term.e.expression() * w) / (w**2 + term.base.s.expression()) ** term.base.n
    total += sum(term.d.expression() / (at + term.base.t.expression()) ** term.base.n for term in real)
    assert abs(sympy.N(total - body.subs(Z, at), 30)) < 1e-25


def test_a_coefficient_of_every_order_has_the_same_roots() -> None:
    answer = expectation("1/(x**4+x+1)", "E[phi*He_n]")
    assert answer.status == "closed" and answer.value.has(RootRe)
