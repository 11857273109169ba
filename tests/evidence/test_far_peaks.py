"""Integrands whose largest values are far from 0: digits are relative, and quickly there."""

import pytest
from flint import arb
from sympy import Max, Rational, cosh, exp, tanh

from derive.evidence.audit.equation import certify
from derive.evidence.audit.verdict import Verdict
from derive.evidence.balls.precision import working
from derive.evidence.line import integral
from derive.evidence.line.far_peak import far_peak
from derive.evidence.line.integral import expectation_1d
from derive.language.errors import Diverges
from derive.language.goals.expectation import Expectation
from derive.language.goals.gaussian import Gaussian
from derive.language.symbols import Z, q


def is_(value, exact):
    return value.overlaps(exact) and value.rel_accuracy_bits() > 90


def test_values_by_completing_the_square():
    with working(400):
        half = arb(1) / 2
        assert is_(expectation_1d(exp(200 * Z), {}, 30), arb(20000).exp())
        assert is_(expectation_1d(cosh(60 * Z) ** 2, {}, 30), (1 + arb(7200).exp()) / 2)
        assert is_(expectation_1d(Z**40, {}, 30), arb(319830986772877770815625))  # 39!!
        b = arb(150)
        positive = (b * b * half).exp() * b * (1 + (b / arb(2).sqrt()).erf()) / 2 + 1 / (2 * arb.pi()).sqrt()  # E[Z_+ exp(bZ)], by parts
        assert is_(expectation_1d(Max(Z, 0) * exp(150 * Z), {}, 30), positive)


@pytest.mark.parametrize("body", [tanh(Z), Z**4, exp(Z), exp(-(Z**2)), exp(2 * Z**2)], ids=str)
def test_near_peaks_and_none_need_no_scale(body):
    assert far_peak(body, Z, {}) == 0


def test_a_wrong_scale_costs_digits_and_never_truth(monkeypatch):
    for wrong in (19_000, 20_500):
        monkeypatch.setattr(integral, "far_peak", lambda body, letter, at, wrong=wrong: wrong if body == exp(200 * Z) else 0)
        with working(400):
            assert expectation_1d(exp(200 * Z), {}, 30).overlaps(arb(20000).exp())


def test_an_audit_with_large_numbers():
    goal = Expectation(exp(200 * q * Z), Gaussian())
    assert certify(goal, exp(20000 * q**2), (q < 2, q > Rational(1, 10)), time_limit=30).verdict is Verdict.CERTIFIED
    assert certify(goal, exp(20000 * q**2) * (1 + Rational(1, 10**6)), (q < 2, q > Rational(1, 10)), time_limit=30).verdict is Verdict.REFUTED


def test_a_refusal_names_the_function_that_was_asked():
    with pytest.raises(Diverges, match=r"^E\[exp\(2\*Z\^2\)\]"):
        expectation_1d(exp(2 * Z**2), {}, 20)
