"""Equations: the true ones certified, their twins refuted."""

import pytest
from sympy import Eq, Max, Rational, Symbol, acos, exp, log, pi, sqrt, symbols, tanh

from derive.evidence.audit.equation import certify
from derive.evidence.audit.sample import sample
from derive.evidence.audit.twin import structural_twins, value_twin
from derive.evidence.audit.verdict import Verdict
from derive.evidence.lower import NotReal, enclose
from derive.language.errors import CannotEnclose, DeriveError, NotDefined, TimeLimit
from derive.language.goals.expectation import Expectation
from derive.language.goals.gaussian import Gaussian
from derive.language.special import Phi2
from derive.language.symbols import X, Y, Z, c, q, q1, q2

KERNEL = Expectation(Max(0, sqrt(q1) * X) * Max(0, sqrt(q2) * Y), Gaussian(c))
CHO_SAUL = sqrt(q1 * q2) * (sqrt(1 - c**2) + c * (pi - acos(c))) / (2 * pi)


def test_the_kernel_of_relu_is_certified_and_all_its_twins_are_refuted():
    assert certify(KERNEL, CHO_SAUL, digits=20).verdict is Verdict.CERTIFIED
    assert certify(KERNEL, value_twin(CHO_SAUL), digits=20).verdict is Verdict.REFUTED
    twins = [twin for _, twin in structural_twins(CHO_SAUL)]
    assert len(twins) > 15
    assert all(certify(KERNEL, twin, digits=20).verdict is Verdict.REFUTED for twin in twins)


def test_a_refutation_shows_its_point_and_disjoint_balls():
    found = certify(Expectation(exp(sqrt(q) * Z), Gaussian()), exp(q)).counterexample
    assert found is not None and set(found.at) == {"q"} and not found.left.overlaps(found.right)


def test_vacuous_hypotheses_leave_the_question_undecided():
    found = certify(q, q + 1, [q < 0])
    assert found.verdict is Verdict.UNDECIDED and "no point" in found.message


def test_agreement_at_edges_alone_is_not_a_certificate():
    wrong_inside = certify(abs(c) * (1 - c**2), log(c - 2) * (1 - c**2), digits=10)
    assert wrong_inside.verdict is not Verdict.CERTIFIED


def test_a_side_that_is_not_real_differs_from_one_that_is():
    assert certify(c, sqrt(-1 - c**2)).verdict is Verdict.REFUTED


def test_an_equation_without_symbols_needs_one_point():
    found = certify(Expectation(Z**4, Gaussian()), Rational(3))
    assert found.verdict is Verdict.CERTIFIED and found.points == 1 and found.digits >= 30


def test_errors_are_typed():
    with pytest.raises(CannotEnclose):
        enclose(1 / c, {c: 0}, 20)
    with pytest.raises(NotReal):
        enclose(sqrt(c), {c: -1}, 20)
    with pytest.raises(NotDefined):
        enclose(q, {q: -1}, 20)
    with pytest.raises(TimeLimit):
        enclose(Expectation(tanh(7 * Z) ** 2, Gaussian()), {}, 20, time_limit=0.0)
    assert issubclass(NotReal, DeriveError)


def test_cancellation_raises_the_working_precision():
    assert enclose(exp(c) - exp(c + Rational(1, 10**40)), {c: 1}, 50).digits >= 50


def test_samples_are_distinct_exact_points_that_satisfy_the_hypotheses():
    points = list(sample([q1, q2, c], [Eq(q1, 2 * q2), c > Rational(9, 10)], 5))
    assert len({tuple(point.values()) for point in points}) == 5
    assert all(point[q1] == 2 * point[q2] and point[c] > Rational(9, 10) and point[c] <= 1 for point in points)
    n, y = Symbol("n", integer=True, positive=True), symbols("y", real=True)
    assert all(point[n].is_integer and point[n] > 0 for point in sample([n, y], [], 8))
    assert list(sample([q], [], 5, seed=1)) == list(sample([q], [], 5, seed=1))


def test_twins_differ_from_their_original_once_each_and_reach_into_goals():
    twins = list(structural_twins(2 * Expectation(tanh(3 * Z) ** 2, Gaussian())))
    expressions = [twin for _, twin in twins]
    assert len(set(expressions)) == len(expressions)
    assert 2 * Expectation(tanh(4 * Z) ** 2, Gaussian()) in expressions
    assert value_twin(Rational(0)) != 0


def test_a_side_that_is_not_real_refutes_without_a_number():
    found = certify(sqrt(-1 - q), q)
    assert found.verdict is Verdict.REFUTED and "left side is not real" in found.message
    assert found.counterexample.left is None and found.counterexample.right is not None
    assert found.counterexample.sides[0] == "not real"


def test_sympy_that_refuses_an_infinity_is_no_accident():
    with pytest.raises(CannotEnclose):
        enclose(Phi2(1 / sqrt(1 - c**2), 2, c), {c: 1}, 20)
