"""Falsified twins are wrong neighbours, and where a constant mends a refuted formula it is named."""

import pytest
from sympy import Rational, Symbol, oo, pi, sin, sqrt, sympify

from derive import After, AtRoot, Expansion, Grows, Iterates, Limit, Orbit, Roots, Tends, Value
from derive.claims.correction import correction
from derive.claims.falsified import falsified_twins
from derive.evidence.audit.verdict import Verdict

q, r = Symbol("q", positive=True), Symbol("r", positive=True)


@pytest.mark.parametrize("formula", [q**2 / 3, sin(q) + 1, 2 * sqrt(q) / pi, (1 + 4 * q) / (2 * q**2), pi])
def test_every_twin_differs_in_value(formula):
    twins = [twin for _, twin in falsified_twins(formula)]
    assert 2 <= len(twins) <= 8
    assert all(abs((twin - formula).subs(q, 1.3).evalf()) > 1e-9 for twin in twins)


def test_kinds_of_changes():
    told = " ".join(description for description, _ in falsified_twins(2 * sqrt(q) + 1))
    assert "sign" in told
    assert "1 + 1e-6" in told
    assert "exponent" in told


@pytest.mark.parametrize(
    ("left", "right", "words"),
    [
        (2 * q, 3 * q, "2/3 times"),
        (q + pi, q, "plus pi"),
        (q, q**2, "is q^(-1) times"),
        (2 * sqrt(q) * r**3 / pi, q * r, "2/pi·q^(-1/2)·r^2 times"),
        (1 / (1 + q), 1 + q, "to the power -1"),
        (q, q + q**2, None),
    ],
)
def test_the_constant_or_the_exponent_that_is_missing(left, right, words):
    found = correction(left, right, (), None)
    assert found is None if words is None else words in found


def test_a_coincidence_is_not_told():
    """Eleven figures of coefficients for twenty of a number are no closed form."""
    assert "sqrt" not in correction(sympify("1144/25"), sympify("1194/25"), (), None)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (Limit(3 * sin(q) / (2 * q), q, 1), "3/2"),
        (Limit(q**2 / (1 + q), q, 1, oo), "grows like q"),
        (Limit(sqrt(sin(q)) / 2, q, 1), "tends to 0 like 1/2·q^(1/2)"),
        (Expansion(sin(q), q, ((1, 1), (Rational(1, 6), 3)), 5), "-1/6·q^3"),
        (Expansion(sqrt(q + q**2), q, ((1, Rational(1, 2)), (Rational(1, 2), 1)), 2), "1/2·q^(3/2)"),
        (Iterates(sin(q), q, 1, (3 / r) ** Rational(1, 3), r, until=2**15), "r^(-1/6)"),
        (Iterates(sin(q), q, 1, 2 * (3 / r) ** Rational(1, 2), r, until=2**15), "0.5"),
        (Tends(Orbit({q: q / (1 + q)}, {q: 1}, r, until=2**14), r * q, 2), "the limit is 1"),
        (Grows(Orbit({q: q / (1 + q)}, {q: 1}, r, until=2**14), q, r**-2), "1/r²·r"),
        (AtRoot(Roots(q**2 - 2, q, 1, 2), Value(q / 2, "0.8071067811865")), "0.7071067811865"),
        (After(Orbit({q: q / 2}, {q: 1}, r, until=2**14), 3, q, "0.1350"), "0.125"),
    ],
)
def test_each_kind_of_statement_tells_what_holds_instead(wrong, words):
    assert wrong.certify(20, 60).verdict is Verdict.REFUTED
    assert words in wrong.correction(60)
