"""Goals of every kind have certificates: the truth is certified, its twin refuted, and what no point satisfies is undecided."""

import pytest
from sympy import Derivative, Heaviside, Max, Symbol, acos, asin, exp, pi, sqrt

from derive.evidence.audit.awake import refutes_falsified_twin
from derive.evidence.audit.equation import certify
from derive.evidence.audit.verdict import Verdict
from derive.language.goals.expectation import ActivationMoment, DualKernel, Expectation
from derive.language.goals.gaussian import Gaussian
from derive.language.goals.hermite_coefficient import HermiteCoefficient, order
from derive.language.symbols import X, Y, Z, c, dphi, phi, q, q1, q2, x

RELU = Max(x, 0)
GOALS = {
    "an expectation": (Expectation(exp(sqrt(q) * Z), Gaussian()), exp(q / 2)),
    "an expectation over a pair": (Expectation(Heaviside(X) * Heaviside(Y), Gaussian(c)), (pi / 2 + asin(c)) / (2 * pi)),
    "a moment of an activation": (ActivationMoment(RELU, phi**2 * dphi, q), q / 2),
    "a kernel": (DualKernel(x**2, x**2, (0, 0), q1, q2, c), q1 * q2 * (1 + 2 * c**2)),
    "a kernel of derivatives": (DualKernel(RELU, RELU, (1, 1), q1, q2, c), (pi - acos(c)) / (2 * pi)),
    "a derivative of a kernel": (Derivative(DualKernel(RELU, RELU, (0, 0), q, q, c), c), q * (pi - acos(c)) / (2 * pi)),
    "a coefficient": (HermiteCoefficient(exp(x), phi, order, q), exp(q / 2) * sqrt(q) ** order),
}


@pytest.mark.parametrize("name", GOALS)
def test_the_truth_is_certified_and_its_twin_refuted(name):
    goal, value = GOALS[name]
    inside = [c > -1, c < 1] if c in goal.free_symbols else []
    found = certify(goal, value, inside, 15)
    assert found.verdict is Verdict.CERTIFIED and found.points >= 3 and found.digits >= 15
    assert refutes_falsified_twin(goal, value, inside, 15)


@pytest.mark.parametrize("name", GOALS)
def test_no_point_means_undecided(name):
    goal, value = GOALS[name]
    impossible = Symbol("nothing", positive=True) < 0
    for claimed in (value, 2 * value):
        found = certify(goal, claimed, [impossible], 15)
        assert found.verdict is Verdict.UNDECIDED and found.points == 0
