"""Knots that are values of inverse functions, such as erfinv(1/2): exact in closed forms, against quadrature with the knot by mpmath."""

import mpmath
import pytest
from sympy import Rational, erfinv, log, sqrt

from derive import enclose, expectation, q
from derive.evidence.audit.verdict import Verdict
from derive.language.functions.piece import pieces
from derive.language.text.reader import read

Q = Rational(7, 5)
CASES = [
    ("Max(erf(x),1/2)", lambda t: max(mpmath.erf(t), 0.5), lambda: mpmath.erfinv(0.5)),
    ("Max(Phi(x),1/3)", lambda t: max(mpmath.ncdf(t), mpmath.mpf(1) / 3), lambda: -mpmath.sqrt(2) * mpmath.erfinv(mpmath.mpf(1) / 3)),
    ("Min(erfc(x/3),1/2)", lambda t: min(mpmath.erfc(t / 3), 0.5), lambda: 3 * mpmath.erfinv(0.5)),
    ("Abs(erf(x)-1/2)", lambda t: abs(mpmath.erf(t) - 0.5), lambda: mpmath.erfinv(0.5)),
]


def mean(function, knot):
    """E[f(sqrt(q) Z)] with the knot as an end of the panels."""
    root = mpmath.sqrt(mpmath.mpf(7) / 5)
    return mpmath.quad(lambda z: function(root * z) * mpmath.npdf(z), sorted([-14, -6, -3, 0, 3, 6, 14, knot / root]))


@pytest.mark.parametrize(("text", "function", "knot"), CASES, ids=[text for text, *_ in CASES])
def test_a_mean_is_what_quadrature_finds(text, function, knot):
    answer = expectation(text, "E[phi]")
    assert answer.status == "closed" and answer.value.has(erfinv) and answer.certificate.verdict is Verdict.PROVED
    with mpmath.workdps(25):
        truth = mean(function, knot())
        assert abs(mpmath.mpf(enclose(answer.value, {q: Q}, 20).value) - truth) < mpmath.mpf(10) ** -18
        assert abs(mpmath.mpf(answer.enclose(20, q=Q).value) - truth) < mpmath.mpf(10) ** -18


def test_the_knots_are_exact():
    knots = {"Max(erf(x),1/2)": erfinv(Rational(1, 2)), "Max(Phi(2*x),1/3)": -sqrt(2) * erfinv(Rational(1, 3)) / 2, "Max(tanh(x),1/2)": log(3) / 2}
    for text, knot in knots.items():
        assert pieces(read(text).expr)[0].upper == knot
    assert len(pieces(read("Max(erf(x),2)").expr)) == len(pieces(read("Max(erfc(x),-1)").expr)) == 1


def test_a_knot_that_is_a_logarithm_is_found_by_the_balls():
    with mpmath.workdps(25):
        truth = mean(lambda t: max(mpmath.log1p(mpmath.exp(t)), 1), mpmath.log(mpmath.e - 1))
        assert abs(mpmath.mpf(expectation("Max(log(1+exp(x)),1)", "E[phi]").enclose(20, q=Q).value) - truth) < mpmath.mpf(10) ** -18
