"""Exact points that satisfy hypotheses, narrow ones too; what no point satisfies is undecided."""

import time
from fractions import Fraction

import pytest
from sympy import Abs, And, Eq, Or, Rational, Symbol, exp, log, sqrt, tanh

from derive.evidence.audit.equation import certify
from derive.evidence.audit.sample import sample
from derive.evidence.audit.verdict import Verdict
from derive.language.goals.expectation import DualKernel, Expectation
from derive.language.goals.gaussian import Gaussian
from derive.language.symbols import Z, c, q, q1, q2, x

alpha = Symbol("alpha", positive=True)
t = Symbol("t", real=True)

NARROW = {
    "a small variance": ([q], [q < Rational(1, 4)], lambda p: 0 < p[q] < Fraction(1, 4)),
    "between two halves": ([alpha], [alpha > Rational(1, 2), alpha < Rational(3, 4)], lambda p: Fraction(1, 2) < p[alpha] < Fraction(3, 4)),
    "a thin shell": ([alpha], [alpha**2 > Rational(4, 9), alpha**2 < Rational(4, 9) + Rational(1, 10**6)], lambda p: 0 < p[alpha] ** 2 - Fraction(4, 9) < 1e-6),
    "a small product": ([q1, q2], [q1 * q2 < Rational(1, 10**8)], lambda p: p[q1] * p[q2] < Fraction(1, 10**8)),
    "a thin wedge": ([q1, q2], [q1 < q2, q2 < q1 * (1 + Rational(1, 10**5))], lambda p: p[q1] < p[q2] < p[q1] * (1 + Fraction(1, 10**5))),
    "near correlation one": ([c], [1 - c < Rational(1, 10**9), c < 1], lambda p: 0 < 1 - p[c] < Fraction(1, 10**9)),
    "an exponential": ([t], [exp(t) < Rational(1, 1000)], lambda p: p[t] < -6),
    "either side": ([t], [Or(t < -100, t > 1000)], lambda p: p[t] < -100 or p[t] > 1000),
    "an equation and a bound": ([q1, q2], [Eq(q2, 2 * q1), q2 < Rational(1, 100)], lambda p: p[q2] == 2 * p[q1] and p[q2] < Fraction(1, 100)),
    "all at once": ([q, alpha], [And(q * alpha > 10**6, alpha < Rational(1, 100))], lambda p: p[q] * p[alpha] > 10**6 and p[alpha] < Fraction(1, 100)),
}


@pytest.mark.parametrize("name", NARROW)
def test_narrow_regions_are_reached(name):
    names, hypotheses, accepts = NARROW[name]
    start = time.perf_counter()
    points = list(sample(names, hypotheses, 3))
    assert len(points) == 3 and all(accepts({s: Fraction(int(v.p), int(v.q)) for s, v in point.items()}) for point in points)
    assert len({tuple(point.values()) for point in points}) == 3
    assert time.perf_counter() - start < 30


def test_variances_come_equal_and_very_unequal():
    ratios = [point[q1] / point[q2] for point in sample([q1, q2], [], 60)]
    assert 1 in ratios and max(max(ratio, 1 / ratio) for ratio in ratios) >= 100


MOMENT = Expectation(tanh(sqrt(q) * Z) ** 2, Gaussian())
KERNEL = DualKernel(x, x, (0, 0), q1, q2, c)


@pytest.mark.parametrize(
    ("left", "right", "hypotheses"),
    [
        (q + 1, q + 1, [q < 0]),
        (MOMENT, MOMENT, [q > 2, q < 1]),
        (KERNEL, c * sqrt(q1 * q2), [c > 1]),
        (alpha, alpha, [Eq(alpha, -1)]),
        (log(t), log(t), [t < 0, t > -1]),
    ],
    ids=["an impossible sign", "an empty interval", "a kernel", "a contradiction", "a side that is singular everywhere"],
)
def test_a_vacuous_statement_is_undecided_whatever_it_says(left, right, hypotheses):
    for claimed in (right, right + 1):
        found = certify(left, claimed, hypotheses, 20)
        assert found.verdict is Verdict.UNDECIDED and found.points == 0 and found.message


@pytest.mark.parametrize(
    ("goal", "value", "hypotheses"),
    [
        (Expectation(Z**2 * Abs(Z), Gaussian()) * sqrt(q), 2 * sqrt(2 * q) / sqrt(Symbol("pi_", positive=True)), [Eq(Symbol("pi_", positive=True), 3)]),
        (MOMENT, q, [q < Rational(1, 100)]),
        (KERNEL, c * sqrt(q1 * q2) * (1 + Rational(1, 10**12)), [c < Rational(1, 10)]),
    ],
    ids=["a moment", "an expectation in a narrow region", "a kernel"],
)
def test_what_is_wrong_is_refuted_where_the_hypotheses_hold(goal, value, hypotheses):
    found = certify(goal, value, hypotheses, 20)
    assert found.verdict is Verdict.REFUTED and found.counterexample is not None
