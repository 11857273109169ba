"""Kernels of rational functions with complex poles off the axes, against a trapezoidal sum in two variables."""

from fractions import Fraction

import numpy as np
import pytest
import sympy
from sympy import Rational, Symbol

from derive import expectation, kernel
from derive.evidence.audit.verdict import Verdict
from derive.evidence.lower import enclose
from derive.language.special import VoigtK2
from derive.language.symbols import c, q, q1, q2

x = Symbol("x")
POINT = {"q1": Fraction(7, 5), "q2": Fraction(1, 2), "c": Fraction(-3, 5)}


def plane_sum(first, second, at):
    """E[f(u) g(v)] in floats: the trapezoidal rule, whose error is exp(-2 pi d/h) for poles at the distance d from the line."""
    v1, v2, rho = (float(at[name]) for name in ("q1", "q2", "c"))
    z = np.arange(-160, 161) / 18
    weight = np.exp(-z * z / 2) / np.sqrt(2 * np.pi) / 18
    f, g = (np.vectorize(sympy.lambdify(x, expr, "numpy"), otypes=[float]) for expr in (first, second))
    u = np.sqrt(v1) * (rho * z[:, None] + np.sqrt(1 - rho * rho) * z[None, :])
    return float(weight @ (f(u) @ weight * g(np.sqrt(v2) * z)))


CASES = [
    ("1/(x**2+x+1)", 0),
    ("1/(1+x**4)", 0),
    ("x/(x**2-x+2)", 0),
    ("1/(x**2+x+1)", 1),
    ("1/(1+(x-1)**2)**2", 0),
    ("x**2 + 1/((1+x**2)*(x**2+x+1))", 0),
    ("1/(x**4+3*x**2+1)", 0),
    ("1/(1+x**6)", 0),
    ("x**3/(1+x**4)", 0),
    ("1/(x**4+x**2+3)", 0),
]


@pytest.mark.slow
@pytest.mark.parametrize(("text", "order"), CASES, ids=[f"{text} {n}" for text, n in CASES])
def test_a_kernel_is_what_the_plane_sum_finds(text, order):
    answer = kernel(text, order)
    assert answer.status == "closed" and not answer.value.has(sympy.I)
    function = sympy.sympify(text).diff(x, order)
    expected = plane_sum(function, function, POINT)
    assert abs(float(enclose(answer.value, {symbol: POINT[symbol.name] for symbol in answer.value.free_symbols}, 20).value) - expected) < 1e-12
    assert abs(answer.numpy()(*map(float, POINT.values())) - expected) < 1e-12


def test_two_functions_with_a_symbolic_pole():
    answer = kernel("1/((x-a)**2+1)", 0, "x/(1+x**4)")
    a = Rational(3, 4)
    expected = plane_sum(1 / ((x - a) ** 2 + 1), x / (1 + x**4), POINT)
    values = {symbol: POINT.get(symbol.name, a) for symbol in answer.value.free_symbols}
    assert abs(float(enclose(answer.value, values, 20).value) - expected) < 1e-12


@pytest.mark.parametrize("text", ["1/(1+x**4)", "1/(x**2+x+1)"])
def test_the_form_has_its_values_at_the_edges(text):
    """At c = 1 and c = -1 two poles leave one-variable values, at c = 0 a product."""
    answer = kernel(text)
    f = sympy.sympify(text)
    for side in (1, -1):
        alone = expectation(f"({text})*({text.replace('x', f'({side}*x)')})", "E[phi]")
        assert alone.status == "closed"
        known = enclose(alone.value, {q: Fraction(7, 5)}, 20).value
        found = enclose(answer.value.subs({q1: q, q2: q}).subs(c, side), {q: Fraction(7, 5)}, 20).value
        assert abs(float(found) - float(known)) < 1e-15
        assert abs(float(known) - plane_sum(f * f.subs(x, side * x), sympy.Integer(1), {"q1": 1.4, "q2": 1, "c": 0})) < 1e-12
    mean = expectation(text, "E[phi]").value.subs(q, 1)
    assert abs((answer.value.subs({q1: 1, q2: 1, c: 0}) - mean**2).evalf(25)) < 1e-20


@pytest.mark.parametrize("text", ["1/(1+x**4)", "x/(x**2+x+1)"])
def test_every_step_of_a_kernel_is_audited(text):
    assert kernel(text).certificate.verdict is Verdict.PROVED


def test_a_falsified_kernel_is_noticed():
    value = kernel("1/(x**2+x+1)").value
    twin = value.subs(c, -c)
    assert value.has(VoigtK2)
    at = {symbol: POINT[symbol.name] for symbol in twin.free_symbols}
    f = 1 / (x**2 + x + 1)
    assert abs(float(enclose(twin, at, 20).value) - plane_sum(f, f, POINT)) > 1e-3
