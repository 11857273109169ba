"""Infinite-width statements about wide random networks: right ones are seen, their falsified twins are refuted."""

import pytest
from sympy import Rational, sqrt

from derive import NearsWithWidth, WidePasses, WideVariance
from derive.evidence.audit.verdict import Verdict

HALF = Rational(1, 2)


def verdicts(claimed):
    return claimed.certify(20, 60).verdict, {twin.certify(20, 60).verdict for twin in (claimed.falsified(), *(twin for _, twin in claimed.twins()))}


def test_relu_on_its_edge_and_twins_that_are_not():
    claimed = WidePasses("relu", sqrt(2).n(30), 0, 1, HALF, depth=10, width=2**13)
    assert verdicts(claimed) == (Verdict.SIMULATED, {Verdict.REFUTED})


def test_another_deviation_of_the_weights_is_another_network():
    """At sigma_w = 1.6 the variances of erf leave those of sigma_w = 1.5: predictions of one network do not fit the other."""
    one = WidePasses("erf", "3/2", "1/5", 1, HALF, depth=4, width=2**12, samples=12)
    assert one.certify(20, 60).verdict is Verdict.SIMULATED
    factors = {"q": Rational(104, 100)}
    assert WidePasses("erf", "3/2", "1/5", 1, HALF, depth=4, width=2**15, samples=12, factors=factors).certify(20, 60).verdict is Verdict.REFUTED


@pytest.mark.parametrize(("factor", "relation", "bound"), [(Rational(11, 10), ">", 10**6), (Rational(9, 10), "<", Rational(1, 4))])
def test_silu_leaves_its_repelling_point_ten_per_cent_off(factor, relation, bound):
    start = Rational("0.68945250291376798608") * factor
    claimed = WideVariance("silu", "1.6795316006916457682", "1/5", start, relation, bound, depth=120, width=2**16, samples=2)
    assert verdicts(claimed) == (Verdict.SIMULATED, {Verdict.REFUTED})


def test_networks_that_differ_are_undecided():
    """At the repelling point itself the randomness of finite width decides where a network goes."""
    claimed = WideVariance("silu", "1.6795316006916457682", "1/5", "0.68945250291376798608", ">", 1, depth=150, width=2**12, samples=12)
    assert claimed.certify(20, 60).verdict is Verdict.UNDECIDED


@pytest.mark.slow
@pytest.mark.parametrize("name", ["full residual", "feedforward"])
def test_deviations_fall_like_one_over_the_width(name):
    values = {"w": 1, "b": HALF} | ({"v": 1, "a": HALF} if name == "full residual" else {})
    claimed = NearsWithWidth(name, "tanh" if name == "feedforward" else "relu", values, depth=3)
    assert verdicts(claimed) == (Verdict.SIMULATED, {Verdict.REFUTED})


def test_what_cannot_be_sampled_is_told():
    found = NearsWithWidth("widening residual", "erf", {"w": 1, "v": 1}).certify(20, 60)
    assert found.verdict is Verdict.UNDECIDED and found.message
