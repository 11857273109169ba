"""Removable poles at a knot with different functions on its two sides, against quadrature."""

import mpmath
import pytest

from derive import expectation
from derive.evidence.audit.verdict import Verdict

EXPM1, SIN, COS = mpmath.expm1, mpmath.sin, mpmath.cos
LAPLACE, WAVE = "(1 - exp(-Abs(x)))/Abs(x)", "Heaviside(x)*(1 - cos(x))/x"
CASES = [
    (LAPLACE, "E[phi]", 0, lambda x: -EXPM1(-abs(x)) / abs(x)),
    (LAPLACE, "E[phi^2]", 0, lambda x: (EXPM1(-abs(x)) / abs(x)) ** 2),
    (WAVE, "E[phi]", 0, lambda x: (1 - COS(x)) / x if x > 0 else mpmath.mpf(0)),
    (WAVE, "E[phi^2]", 0, lambda x: ((1 - COS(x)) / x) ** 2 if x > 0 else mpmath.mpf(0)),
    ("Heaviside(x)*sin(x)**3/x**3", "E[phi*z]", 0, lambda x: (SIN(x) / x) ** 3 * x / mpmath.sqrt(2) if x > 0 else mpmath.mpf(0)),
    ("Piecewise((sin(x)/x, x < 0), ((exp(x) - 1)/x, True))", "E[phi^2]", 0, lambda x: (SIN(x) / x if x < 0 else EXPM1(x) / x) ** 2),
    ("Heaviside(x - 1)*(exp(x - 1) - 1)/(x - 1)", "E[phi^2]", 1, lambda x: (EXPM1(x - 1) / (x - 1)) ** 2 if x > 1 else mpmath.mpf(0)),
]
MARKED = [*CASES[:3], *(pytest.param(*case, marks=pytest.mark.slow) for case in CASES[3:])]


@pytest.mark.parametrize(("text", "quantity", "knot", "function"), MARKED, ids=[f"{case[1]} of {case[0]}" for case in CASES])
def test_the_formula_agrees_with_quadrature(text, quantity, knot, function):
    answer = expectation(text, quantity)
    assert answer.status == "closed" and answer.exists is True
    with mpmath.workdps(25):
        s = mpmath.sqrt(2)
        expected = mpmath.quad(lambda t: function(s * t) * mpmath.npdf(t), [-14, -6, -2, knot / s, 2, 6, 10, 15])
    assert abs(mpmath.mpf(answer.value.subs(dict.fromkeys(answer.value.free_symbols, 2)).evalf(20)) - expected) < 1e-15


@pytest.mark.slow
@pytest.mark.parametrize(("text", "quantity"), [*((case[0], case[1]) for case in CASES), (LAPLACE, "E[dphi^2]"), (LAPLACE, "E[phi*ddphi]")])
def test_the_formula_is_certified(text, quantity):
    assert expectation(text, quantity).certified(20, 2, 60).verdict is Verdict.CERTIFIED


def test_a_sum_is_not_refused_for_the_sake_of_its_summands():
    assert expectation("(1 - exp(-Abs(x)))/(Abs(x)*(1 + x**2))", "E[phi]").status == "enclosed"
