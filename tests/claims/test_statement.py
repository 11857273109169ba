"""Each kind of statement certifies what is true, refutes what is false, and makes twins that are refuted."""

from fractions import Fraction

import pytest
from sympy import Rational, Symbol, asin, exp, log, pi, sin, sqrt, tanh

from derive.claims.expansion import Expansion
from derive.claims.identity import Identity
from derive.claims.inequality import Inequality
from derive.claims.value import Value
from derive.evidence.audit.verdict import Verdict
from derive.language.goals.expectation import ActivationMoment
from derive.language.symbols import c, dphi, phi, q, x

e = Symbol("e", positive=True)

TRUE = [
    Identity((q + 1) ** 2, q**2 + 2 * q + 1),
    Identity(asin(c) ** 2, asin(-c) ** 2),
    Identity(ActivationMoment(sin(x), phi**2, q), (1 - exp(-2 * q)) / 2),
    Inequality(2 * q, "<=", q**2 + 1),
    Inequality(ActivationMoment(tanh(x), phi**2, q), "<", q * ActivationMoment(tanh(x), dphi**2, q)),
    Value(9 * pi**2 / 2, "44.4132198"),
    Value(-1000 * pi, "-3.1416e3"),
    Value(sqrt(q), "1.414", {q: 2}),
    Value(2 * sqrt(2) / (3 * pi), "0.30010543871903535652"),
    Expansion(sin(e), e, ((1, 1), (Rational(-1, 6), 3)), 5),
    Expansion(sqrt(e + e**2), e, ((1, Rational(1, 2)), (Rational(1, 2), Rational(3, 2))), Rational(5, 2)),
]
FALSE = [
    Identity(sqrt(1 - c**2), 1 - c**2 / 2),
    Identity(ActivationMoment(sin(x), phi**2, q), (1 - exp(-q)) / 2),
    Inequality(2 * q, ">=", q**2 + 1),
    Inequality(2 * q, "<", q**2 + 1),
    Value(pi, "3.15"),
    Value(-pi, "-3.13"),
    Value(pi, "3.1414"),
    Value(pi, "3.141592653589793238462643383275"),
    Expansion(sin(e), e, ((1, 1), (Rational(1, 6), 3)), 5),
    Expansion(sqrt(e), e, ((0, 0),), 1),
]


@pytest.mark.parametrize("statement", TRUE, ids=lambda s: s.text)
def test_what_is_true_holds_and_its_falsified_twin_is_refuted(statement):
    expected = Verdict.AGREES if isinstance(statement, Expansion) else Verdict.CERTIFIED
    assert statement.certify(30, 60).verdict is expected
    assert statement.falsified().certify(30, 60).verdict is Verdict.REFUTED
    for description, twin in statement.twins():
        assert twin.certify(20, 60).verdict is not expected, description


@pytest.mark.parametrize("statement", FALSE, ids=lambda s: s.text)
def test_what_is_false_is_refuted_at_a_point_where_the_sides_differ(statement):
    found = statement.certify(30, 60)
    assert found.verdict is Verdict.REFUTED
    against = found.counterexample
    assert against is not None
    assert not against.left.overlaps(against.right) or statement.relation == "<"


def test_no_point_under_the_hypotheses_is_undecided():
    nowhere = (q > 2, q < 1)
    assert Identity(q, q, nowhere).certify(10, 10).verdict is Verdict.UNDECIDED
    assert Inequality(q, "<", 2 * q, nowhere).certify(10, 10).verdict is Verdict.UNDECIDED


def test_an_order_that_logarithms_blur_is_not_claimed():
    assert Expansion(e * log(e) + e, e, ((1, 1),), 2).certify(10, 10).verdict is Verdict.REFUTED


@pytest.mark.parametrize(
    ("decimal", "unit", "shifted"),
    [
        ("0.30", Fraction(1, 100), "0.33"),
        ("44.4", Fraction(1, 10), "44.7"),
        ("-0.01", Fraction(1, 100), "0.02"),
        ("-3.14e3", Fraction(10), "-3.11e3"),
        ("12", Fraction(1), "15"),
        ("9.99", Fraction(1, 100), "10.02"),
    ],
)
def test_the_last_digit_is_the_unit_and_three_of_it_falsify(decimal, unit, shifted):
    assert Value(pi, decimal).unit == unit
    assert Value(pi, decimal).falsified().decimal == shifted


def test_texts_say_which_function_is_meant():
    assert "tanh" in TRUE[4].text


def test_a_relation_that_is_none_is_refused():
    with pytest.raises(ValueError, match="=="):
        Inequality(q, "==", q)
