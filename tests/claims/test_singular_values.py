"""Averages of singular values: constants from the quarter-circle law, and the averages told apart."""

import numpy as np
import pytest
from sympy import Rational, exp, pi

from derive.claims.singular_values import AVERAGES, SingularValues
from derive.evidence.audit.verdict import Verdict

# mean, root mean square and exp of the mean logarithm of the density sqrt(4 - s^2)/pi on [0, 2]
LAW = {"arithmetic": 8 / (3 * pi), "quadratic": 1, "geometric": exp(Rational(-1, 2))}


@pytest.mark.parametrize("average", LAW)
def test_each_average_has_its_own_limit(average):
    verdicts = {other: SingularValues(average, value).certify(10, 30).verdict for other, value in LAW.items()}
    assert verdicts == {other: Verdict.SIMULATED if other == average else Verdict.REFUTED for other in LAW}
    assert SingularValues(average, LAW[average]).falsified().certify(10, 30).verdict is Verdict.REFUTED


def test_a_gain_scales_all_averages():
    assert all(SingularValues(average, value / 3, Rational(1, 3)).certify(10, 30).verdict is Verdict.SIMULATED for average, value in LAW.items())


def test_averages_of_known_numbers():
    values = np.array([[1.0, 4.0]])
    assert [float(AVERAGES[name](values)[0]) for name in LAW] == pytest.approx([2.5, np.sqrt(8.5), 2.0])


def test_an_unknown_average_is_refused():
    with pytest.raises(ValueError, match="none of arithmetic"):
        SingularValues("harmonic", 1)
