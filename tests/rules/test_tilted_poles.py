"""Rational functions between knots beside exponentials, in one variable, against quadrature."""

from fractions import Fraction

import mpmath
import pytest
import sympy

from derive import expectation
from derive.evidence.audit.verdict import Verdict
from derive.evidence.lower import enclose

x = sympy.Symbol("x")
VARIANCES = (Fraction(1, 3), Fraction(2), Fraction(17, 2))
SIDES = {  # the function left and right of 0
    "exp(-x)/(1+Abs(x))": ("exp(-x)/(1-x)", "exp(-x)/(1+x)"),
    "exp(x)*Heaviside(x)/(1+x**2)": ("0", "exp(x)/(1+x**2)"),
    "exp(-2*Abs(x)-x**2/3)*(x+Abs(x)/(x**2+x+1))": ("exp(2*x-x**2/3)*(x-x/(x**2+x+1))", "exp(-2*x-x**2/3)*(x+x/(x**2+x+1))"),
    "exp(-Abs(x))/(2+Abs(x))**3+x": ("exp(x)/(2-x)**3+x", "exp(-x)/(2+x)**3+x"),
}
QUANTITIES = ("E[phi]", "E[phi^2]", "E[dphi^2]", "E[phi*z]", "E[phi*ddphi]")


def derivatives(text):
    return [sympy.lambdify(x, sympy.sympify(text).diff(x, n), "mpmath") for n in range(3)]


def by_quadrature(text, quantity, q):
    """The two half lines, and for E[phi phi''] the point mass of phi'' at 0."""
    with mpmath.workdps(20):
        root, total = mpmath.sqrt(mpmath.mpf(q.numerator) / q.denominator), 0
        products = {"E[phi]": (0,), "E[phi^2]": (0, 0), "E[dphi^2]": (1, 1), "E[phi*z]": (0,), "E[phi*ddphi]": (0, 2)}[quantity]
        for side, part in zip((-1, 1), SIDES[text], strict=True):
            f = derivatives(part)

            def body(z, f=f, side=side):
                weight = mpmath.npdf(z) * (side * z if quantity == "E[phi*z]" else 1)
                return weight * mpmath.fprod(f[n](side * z * root) for n in products)

            total += mpmath.quad(body, [0, 1, 3, 6, 15])
        if quantity == "E[phi*ddphi]":
            left, right = (derivatives(part) for part in SIDES[text])
            total += mpmath.npdf(0) / root * right[0](0) * (right[1](0) - left[1](0))
        return total


@pytest.mark.slow
@pytest.mark.parametrize("quantity", QUANTITIES)
@pytest.mark.parametrize("text", SIDES)
def test_a_moment_is_what_quadrature_finds(text, quantity):
    if "Heaviside" in text and "d" in quantity:
        pytest.skip("it jumps")
    answer = expectation(text, quantity)
    assert answer.status == "closed" and answer.certificate.verdict is Verdict.PROVED and not answer.value.has(sympy.I)
    for q in VARIANCES:
        expected = by_quadrature(text, quantity, q)
        assert answer.numpy()(float(q)) == pytest.approx(float(expected), rel=1e-9)
        assert float(enclose(answer.value, dict.fromkeys(answer.value.free_symbols, q), 20).value) == pytest.approx(float(expected), rel=1e-11)


def test_a_falsified_moment_is_noticed():
    answer = expectation("exp(-x)/(1+Abs(x))", "E[phi]")
    (q,) = answer.value.free_symbols
    assert abs(float(enclose(answer.value, {q: Fraction(5, 2)}, 20).value) - by_quadrature("exp(-x)/(1+Abs(x))", "E[phi]", Fraction(2))) > 1e-2


def test_a_square_beside_knots_states_where_it_is_integrable():
    answer = expectation("exp(x**2/3)/(1+Abs(x))", "E[phi]")
    assert answer.status == "closed" and answer.conditions
