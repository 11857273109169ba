"""Statements that hold at the places that are looked at first, and fail between them, are refuted; neighbours that hold are not."""

import pytest
from sympy import Rational, Symbol, cos, exp, oo, pi, sin

from derive import Expansion, Limit, Throughout
from derive.evidence.audit.verdict import Verdict

t, e = Symbol("t", real=True), Symbol("e", positive=True)


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        (Limit(cos(2 * pi / t), t, 1), Limit(cos(2 * pi * t), t, 1)),  # 1 at every power of ten
        (Limit(sin(pi * t), t, 0, oo), Limit(sin(pi / t), t, 0, oo)),
        (Limit(sin(t) / t, t, 1 + Rational(1, 10**20)), Limit(t * cos(1 / t), t, 0)),
        (Expansion(e + e**2 * cos(2 * pi / e), e, [(1, 1), (1, 2)], 3), Expansion(e + e**2 * cos(2 * pi * e), e, [(1, 1), (1, 2)], 3)),
    ],
)
def test_what_is_periodic_is_not_seen_at_its_periods_alone(wrong, right):
    refuted = wrong.certify(20, 60)
    assert refuted.verdict is Verdict.REFUTED and refuted.counterexample is not None
    assert right.certify(20, 60).verdict is Verdict.AGREES


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        (Throughout(0, "<", 1 - 2 * exp(-(10**6) * (t - Rational(47, 10)) ** 2), t, -5, 5), Throughout(0, "<", 2 - exp(-(t**2)), t, -5, 5)),
        (Throughout(t, "<", 10000 + t / 2, t, 0, oo), Throughout(t, "<", 10000 + 2 * t, t, 0, 10**6)),
        (Throughout(t, "<", 1, t, -oo, oo), Throughout(t, "<", 1, t, -10, Rational(1, 2))),
        (Throughout(0, "<", 1 - t**2, t, -1, 1), Throughout(0, "<", 2 - t**2, t, -1, 1)),
        (Throughout(0, "<", (t - 1) ** 2, t, -5, 5), Throughout(0, "<", (t - 1) ** 2 + Rational(1, 9), t, -5, 5)),
        (Throughout(0, "<=", t**3 - t, t, -1, 2), Throughout(0, "<=", t - t**3, t, 0, 1)),
    ],
)
def test_an_inequality_that_fails_beside_a_zero_is_refuted_there(wrong, right):
    """The zeros were found and the statement was left undecided."""
    refuted = wrong.certify(20, 60)
    assert refuted.verdict is Verdict.REFUTED
    place = Rational(refuted.counterexample.at["t"])
    left, right_side = wrong.left.subs(t, place), wrong.right.subs(t, place)
    assert not (left <= right_side if wrong.relation == "<=" else left < right_side)
    assert right.certify(20, 60).verdict is Verdict.CERTIFIED
    assert right.falsified().certify(20, 60).verdict is Verdict.REFUTED
