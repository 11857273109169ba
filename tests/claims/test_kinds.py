"""Each kind of statement: one that holds, one that does not, and the falsified twin refuted."""

import pytest
from sympy import Rational, Symbol, cos, exp, log, oo, sin, sqrt

from derive import ActivationMoment, Limit, Member, Roots, phi, q, x
from derive.evidence.audit.verdict import Verdict

t = Symbol("t", positive=True)
HOLDS = (Verdict.PROVED, Verdict.CERTIFIED, Verdict.AGREES)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (Limit(sin(t) / t, t, 1), Limit(sin(t) / t, t, 1 + Rational(1, 10**9))),
        (Limit((1 - cos(t)) / t**2, t, Rational(1, 2)), Limit((1 - cos(t)) / t, t, Rational(1, 2))),
        (Limit(sqrt(t**2 + t) - t, t, Rational(1, 2), oo), Limit(sqrt(t**2 + t) - t, t, 0, oo)),
        (Roots(x**2 - 2, x, 0, 2, near="1.41421356"), Roots(x**2 - 2, x, 0, 2, near="1.41421366")),
        (Roots(cos(x) - x, x, 0, 10), Roots(sin(x), x, 1, 10)),
        (Roots(exp(x) + 1, x, -5, 5, count=0), Roots(exp(x) - 1, x, -5, 5, count=0)),
        (Roots(ActivationMoment(sin(x), phi**2, q) - Rational(1, 4), q, Rational(1, 10), 2, near="0.34657359"), Roots(x, x, 1, 2)),
        (Member("tanh", "in class A"), Member("relu", "in class A")),
        (Member("hard_tanh", "ReLU-like", False), Member("hard_tanh", "odd", False)),
    ],
)
def test_what_holds_holds_and_what_does_not_is_refuted(right, wrong):
    assert right.certify(20, 60).verdict in HOLDS
    assert wrong.certify(20, 60).verdict is Verdict.REFUTED
    assert right.falsified().certify(20, 60).verdict is Verdict.REFUTED
    assert all(twin.certify(20, 60).verdict is Verdict.REFUTED for _, twin in right.twins())


def test_slow_convergence_is_not_called_a_limit():
    assert Limit(1 + 1 / log(t), t, 1, oo).certify(20, 60).verdict is Verdict.UNDECIDED


def test_one_root_among_those_found_by_value_is_that_of_log_two():
    found = Roots(ActivationMoment(sin(x), phi**2, q) - Rational(1, 4), q, Rational(1, 10), 2).certify(20, 60)
    assert "0.3465735903" in found.message  # (1 - exp(-2q))/2 = 1/4 at q = log(2)/2
    assert abs(float(log(2) / 2) - 0.3465735903) < 1e-9
