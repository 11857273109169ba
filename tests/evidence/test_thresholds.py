"""Knots that are no fractions: nested radicals of the parameters, and users' Piecewise."""

import pytest
from sympy import Heaviside, I, Max, Piecewise, Rational, erfc, exp, pi, sqrt

from derive.evidence.audit.equation import certify
from derive.evidence.audit.verdict import Verdict
from derive.evidence.goals import goal_value
from derive.evidence.lower import enclose
from derive.language.errors import CannotEnclose, TimeLimit
from derive.language.goals.expectation import ActivationMoment, DualKernel, Expectation
from derive.language.goals.gaussian import Gaussian
from derive.language.symbols import Z, c, phi, q, q1, q2, x

INSIDE = (c > -1, c < 1)


def above(t):
    """P(Z > t)."""
    return erfc(t / sqrt(2)) / 2


@pytest.mark.parametrize(
    "threshold",
    [(c / sqrt(q1) - 1 / sqrt(q2)) / sqrt(1 - c**2), sqrt(q1) * sqrt(1 - c**2), sqrt(1 + sqrt(1 - c**2)) * q1],
    ids=str,
)
def test_a_gate_at_a_nested_radical(threshold):
    gate = Expectation(Heaviside(Z - threshold), Gaussian())
    found = certify(gate, above(threshold), INSIDE)
    assert found.verdict is Verdict.CERTIFIED and found.digits >= 30
    ramp = Expectation(Max(0, Z - threshold), Gaussian())
    assert certify(ramp, exp(-(threshold**2) / 2) / sqrt(2 * pi) - threshold * above(threshold), INSIDE).verdict is Verdict.CERTIFIED


def test_a_slope_that_is_a_radical():
    gate = Expectation(Heaviside(sqrt(1 - c**2) * Z - sqrt(q)), Gaussian())
    assert certify(gate, above(sqrt(q) / sqrt(1 - c**2)), INSIDE).verdict is Verdict.CERTIFIED


def test_a_threshold_that_is_not_real_has_no_value():
    with pytest.raises(CannotEnclose):
        enclose(Expectation(Heaviside(Z - sqrt(1 - q)), Gaussian()), {q: 2}, 20)
    with pytest.raises(CannotEnclose, match=r"bound was derived|known to be real"):
        enclose(Expectation(Max(0, Z + I * sqrt(abs(Z))), Gaussian()), {}, 20)


def test_a_piecewise_function_with_irrational_knots():
    step = Piecewise((0, x < sqrt(2)), (1, True))
    moment = ActivationMoment(step, phi, q)
    assert certify(moment, above(sqrt(2) / sqrt(q))).verdict is Verdict.CERTIFIED
    hat = Piecewise((0, x < -sqrt(3)), (x, x <= sqrt(2)), (sqrt(2), True))
    kernel = enclose(DualKernel(hat, hat, (0, 0), q1, q2, c), {q1: 2, q2: Rational(7, 5), c: Rational(1, 3)}, 30)
    assert kernel.digits >= 30


def test_failed_goals_are_kept_and_time_limits_are_not(monkeypatch):
    from derive.evidence import goals

    calls = []

    def refused(goal, at, digits):
        calls.append(goal)
        raise TimeLimit("it", "too long") if len(calls) > 1 else CannotEnclose("it", "no")

    monkeypatch.setitem(goals.PROCEDURES, Expectation, refused)
    goal, other = (Expectation(Z ** (4 + k), Gaussian()) for k in (1001, 1003))
    for _ in range(2):
        with pytest.raises(CannotEnclose):
            goal_value(goal, {}, 20)
    assert len(calls) == 1
    for _ in range(2):
        with pytest.raises(TimeLimit):
            goal_value(other, {}, 20)
    assert len(calls) == 3
