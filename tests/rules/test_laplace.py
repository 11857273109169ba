"""Kernels of rational activations against a two-dimensional integral by mpmath."""

import mpmath
import pytest
from flint import arb
from sympy import Rational

from derive import kernel
from derive.evidence.audit.verdict import Verdict
from derive.language.forms.atoms import cdf_form
from derive.language.forms.fields import field_of
from derive.language.goals.expectation import DualKernel
from derive.language.symbols import q, q1, q2, x
from derive.pipeline import derivation_of

POINT = {"q1": Rational(7, 5), "q2": Rational(1, 2), "c": Rational(-3, 5)}


def integral(f, g, at):
    """E[f(u) g(v)] by the trapezoidal rule in two independent letters, which converges exponentially for functions without real poles."""
    with mpmath.workdps(30):
        v1, v2, r = (mpmath.mpf(at[name].p) / at[name].q for name in ("q1", "q2", "c"))
        s, step = mpmath.sqrt(1 - r * r), mpmath.mpf(1) / 16
        letters = [k * step for k in range(-190, 191)]
        weights = [mpmath.npdf(w) * step for w in letters]
        right = [g(mpmath.sqrt(v2) * w) for w in letters]
        return sum(
            wy * gy * sum(wx * f(mpmath.sqrt(v1) * (r * y + s * w)) for w, wx in zip(letters, weights, strict=True))
            for y, wy, gy in zip(letters, weights, right, strict=True)
        )


def number(expr, at):
    symbols = {s.name: s for s in expr.free_symbols}
    return mpmath.mpf(str(expr.subs({symbols[name]: at[name] for name in symbols}).evalf(30)))


CASES = [
    ("1/(1+x**2)", 0, lambda t: 1 / (1 + t * t)),
    ("x/(1+x**2)", 0, lambda t: t / (1 + t * t)),
    ("atan(x)", 1, lambda t: 1 / (1 + t * t)),
    ("1/(1+x**2)", 1, lambda t: -2 * t / (1 + t * t) ** 2),
    ("1/(1+x**2)**2", 0, lambda t: 1 / (1 + t * t) ** 2),
    ("x + 2/(4+x**2) + x**2", 0, lambda t: t + 2 / (4 + t * t) + t * t),
    ("x**3/(1+x**2)", 0, lambda t: t**3 / (1 + t * t)),
    ("1/((1+x**2)*(3+x**2))", 0, lambda t: 1 / ((1 + t * t) * (3 + t * t))),
]


@pytest.mark.slow
@pytest.mark.parametrize(("activation", "order", "function"), CASES, ids=[f"{a} {n}" for a, n, _ in CASES])
def test_kernel_agrees_with_quadrature(activation, order, function):
    answer = kernel(activation, order)
    assert answer.status == "closed"
    with mpmath.workdps(30):
        assert abs(number(answer.value, POINT) - integral(function, function, POINT)) < mpmath.mpf(10) ** -20


def test_two_activations():
    answer = kernel("1/(1+x**2)", 0, "x**2 + x/(2+x**2)")
    with mpmath.workdps(30):
        expected = integral(lambda t: 1 / (1 + t * t), lambda t: t * t + t / (2 + t * t), POINT)
        assert abs(number(answer.value, POINT) - expected) < mpmath.mpf(10) ** -20


def test_symbolic_scale():
    answer = kernel("1/(a**2+x**2)")
    with mpmath.workdps(30):
        half = mpmath.mpf(3) / 4
        expected = integral(lambda t: 1 / (half * half + t * t), lambda t: 1 / (half * half + t * t), POINT)
        assert abs(number(answer.value, {**POINT, "a": Rational(3, 4)}) - expected) < mpmath.mpf(10) ** -20


@pytest.mark.parametrize("rho", [1, -1])
def test_degenerate_correlation_is_a_moment(rho):
    """u = +-v: E[phi(u) phi(+-u)] in one variable."""
    body = x / (1 + x**2) + 1 / (1 + x**2)
    found = derivation_of(DualKernel(body, body, (0, 0), q, q, rho)).value
    with mpmath.workdps(30):
        root = mpmath.sqrt(mpmath.mpf(7) / 5)
        expected = mpmath.quad(lambda w: (1 + root * w) * (1 + rho * root * w) / (1 + (root * w) ** 2) ** 2 * mpmath.npdf(w), [-30, -8, -2, 0, 2, 8, 30])
        assert abs(number(found, {"q": Rational(7, 5)}) - expected) < mpmath.mpf(10) ** -20


def test_value_at_no_correlation_is_the_product_of_means():
    answer = kernel("1/(1+x**2)")
    mean = kernel("1/(1+x**2)", 0, "1").value
    at = {"q1": Rational(2), "q2": Rational(2), "c": Rational(0)}
    with mpmath.workdps(30):
        assert abs(number(answer.value, at) - number(mean, at) ** 2) < mpmath.mpf(10) ** -25


def test_where_the_form_is_singular_the_kernel_itself_is_enclosed():
    """The form holds for |c| < 1; at c = 1 it is 0 times infinity, and the kernel is E[(1 + Z^2)^-2] = 1/2."""
    assert kernel("1/(1+x**2)").enclose(20, q1=1, q2=1, c=1).contains(arb("0.5"))


def test_forms_of_different_fields_are_different():
    """Phi(1/sqrt(q1)) is not Phi(1/sqrt(q2)), though both have the same polynomials in the generators of their fields."""
    first, second = field_of([q1]).symbol(q1), field_of([q2]).symbol(q2)
    assert first != second
    assert cdf_form(first).expression() != cdf_form(second).expression()


@pytest.mark.parametrize(("activation", "order"), [("x/(1+x**2)", 0), ("atan(x)", 1), ("x**3/(1+x**2)", 0)])
def test_every_step_is_audited(activation, order):
    answer = kernel(activation, order)
    assert answer.certificate.verdict is Verdict.PROVED, answer.certificate
