"""Hermite coefficients of all orders of functions with a removable pole at 0, against quadrature."""

import mpmath
import pytest

from derive import expectation
from derive.evidence.audit.verdict import Verdict


def over(function, power, limit):
    """function(x)/x^power, `limit` at 0."""
    return lambda x: function(x) / x**power if x else mpmath.mpf(limit)


CASES = [
    ("sin(x)/x", over(mpmath.sin, 1, 1)),
    ("(1 - exp(-2*x))/x", over(lambda x: 1 - mpmath.exp(-2 * x), 1, 2)),
    ("(1 - cos(x))/x**2 + x", lambda x: over(lambda y: 1 - mpmath.cos(y), 2, 0.5)(x) + x),
    ("(exp(x) - 1 - x)/x**2", over(lambda x: mpmath.exp(x) - 1 - x, 2, 0.5)),
    ("(sin(x + 1) - sin(1)*cos(2*x))/x", over(lambda x: mpmath.sin(x + 1) - mpmath.sin(1) * mpmath.cos(2 * x), 1, mpmath.cos(1))),
    ("sin(x)**2/x**2", lambda x: over(mpmath.sin, 1, 1)(x) ** 2),
]
MARKED = [*CASES[:3], *(pytest.param(*case, marks=pytest.mark.slow) for case in CASES[3:])]


def coefficient(function, n, q):
    """E[function(sqrt(q) Z) He_n(Z)] by Gauss and Legendre's rule, 0 in the middle of no panel."""
    with mpmath.workdps(25):
        s = mpmath.sqrt(q)
        scale = mpmath.mpf(2) ** (-mpmath.mpf(n) / 2)
        return mpmath.quad(lambda t: function(s * t) * mpmath.hermite(n, t / mpmath.sqrt(2)) * scale * mpmath.npdf(t), [-14, -8, -4, -1, 0.3, 3, 6, 10, 16])


@pytest.mark.parametrize(("text", "function"), MARKED, ids=[case[0] for case in CASES])
def test_all_orders_close_and_agree_with_quadrature(text, function):
    answer = expectation(text, "E[phi*He_n]")
    assert answer.status == "closed" and answer.exists is True
    for n in (0, 1, 4):
        assert abs(mpmath.mpf(answer.enclose(15, n=n, q=2).value) - coefficient(function, n, 2)) < 1e-13


@pytest.mark.slow
@pytest.mark.parametrize("text", [case[0] for case in CASES])
def test_the_formula_is_certified_at_the_first_orders(text):
    assert expectation(text, "E[phi*He_n]").certified(20, 2, 60).verdict is Verdict.CERTIFIED


@pytest.mark.parametrize("text", ["exp(x)*sin(x)/x", "sin(x - 1)/(x - 1)", "exp(-x**2)*sin(x)/x"])
def test_what_the_theorem_is_not_about_stays_open_and_is_not_refused(text):
    assert expectation(text, "E[phi*He_n]").status == "enclosed"
