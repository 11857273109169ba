"""Laws of iterates: right ones agree to many digits, wrong constants, exponents and corrections do not."""

import pytest
from sympy import Rational, Symbol, acos, log, pi, sin, sqrt

from derive.claims.iterates import Iterates
from derive.evidence.audit.verdict import Verdict

l, u = Symbol("l", positive=True), Symbol("u", positive=True)
SINE = sqrt(3 / l) * (1 - 3 * log(l) / (10 * l))  # de Bruijn, Asymptotic Methods in Analysis, section 8.6
RELU = 1 - ((1 - u) + (sqrt(1 - (1 - u) ** 2) - (1 - u) * acos(1 - u)) / pi)


@pytest.mark.parametrize(
    ("step", "start", "law"),
    [
        (sin(u), 1, SINE),
        (u - u**2, Rational(1, 2), (1 - log(l) / l) / l),
        (RELU, Rational(1, 2), 9 * pi**2 / (2 * l**2) * (1 - 3 * log(l) / l)),
    ],
)
def test_known_laws_agree_and_their_twins_are_refuted(step, start, law):
    claimed = Iterates(step, u, start, law, l, until=2**15)
    assert claimed.certify(20, 60).verdict is Verdict.AGREES
    assert claimed.falsified().certify(20, 60).verdict is Verdict.REFUTED
    assert all(twin.certify(20, 60).verdict is Verdict.REFUTED for _, twin in claimed.twins())


def test_a_wrong_correction_does_not_agree():
    wrong = sqrt(3 / l) * (1 - 3 * log(l) / (11 * l))
    assert Iterates(sin(u), u, 1, wrong, l, until=2**15).certify(20, 60).verdict is not Verdict.AGREES
