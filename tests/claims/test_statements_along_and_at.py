"""Statements at roots, on intervals, along orbits and of the edge: each holds where it should, and its falsified neighbours are refuted."""

import pytest
from sympy import Rational, Symbol, acos, asin, cos, erf, log, pi, sin, sqrt

from derive import (
    ActivationMoment,
    After,
    AtRoot,
    EdgePoints,
    Grows,
    Inequality,
    Orbit,
    Roots,
    Supremum,
    Tends,
    Throughout,
    Value,
    dphi,
    phi,
    q,
    x,
)
from derive.evidence.audit.verdict import Verdict

l, u, v = Symbol("l", positive=True), Symbol("u", positive=True), Symbol("v", positive=True)
HOLDS = (Verdict.PROVED, Verdict.CERTIFIED, Verdict.AGREES)
QUADRATIC = Orbit({u: u - u**2}, {u: Rational(1, 2)}, l, until=2**14)
PRODUCT = Orbit({u: u * (1 + Rational(3, 2) / l)}, {u: 1}, l, until=2**14)
RELU = 1 - ((1 - u) + (sqrt(1 - (1 - u) ** 2) - (1 - u) * acos(1 - u)) / pi)
ERF_SECOND, ERF_SLOPE = ActivationMoment(erf(x), phi**2, q), ActivationMoment(erf(x), dphi**2, q)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (AtRoot(Roots(x**2 - 2, x, 1, 2), Value(x**3, "2.828427124746")), AtRoot(Roots(x**2 - 2, x, 1, 2), Value(x**3, "2.828427124749"))),
        (AtRoot(Roots(cos(x) - x, x, 0, 1), Inequality(sin(x), "<", x)), AtRoot(Roots(cos(x) - x, x, 0, 1), Inequality(sin(x), ">", x))),
        (
            AtRoot(Roots(q - Rational(1, 25) - ERF_SECOND / ERF_SLOPE, q, Rational(2, 5), Rational(1, 2)), Value(sqrt(1 / ERF_SLOPE), "1.15279541349210")),
            AtRoot(Roots(q - Rational(1, 25) - ERF_SECOND / ERF_SLOPE, q, Rational(2, 5), Rational(1, 2)), Value(sqrt(1 / ERF_SLOPE), "1.1528954134")),
        ),
        (Throughout(1 / (1 + x), "<", 1 + x, x, Rational(1, 10), 100), Throughout(x**2, "<", x, x, Rational(1, 10), 3)),
        (Throughout(ERF_SLOPE, "<", 4 / pi, q, Rational(1, 100), 10), Throughout(ERF_SECOND, ">", q, q, Rational(1, 10), 1)),
        (After(QUADRATIC, 2, u, "0.1875"), After(QUADRATIC, 2, u, "0.1876")),
        (After(Orbit({u: RELU}, {u: Rational(1, 2)}, l, until=2**14), 100, 1 - u, "0.99655271086083202003"), After(QUADRATIC, 1, u, "0.26")),
        (Tends(QUADRATIC, l * u, 1, (log(l) / l, 1 / l, log(l) ** 2 / l**2, log(l) / l**2, 1 / l**2, log(l) ** 3 / l**3)), Tends(QUADRATIC, u, 1)),
        (Tends(PRODUCT, u / l ** Rational(3, 2), "0.7522527780"), Tends(PRODUCT, u / l ** Rational(3, 2), "0.7522527789")),  # 1/Gamma(5/2)
        (Grows(PRODUCT, u, l ** Rational(3, 2)), Grows(PRODUCT, u, l)),
        (Grows(Orbit({u: u / 2 + 1 / l}, {u: 1}, l, until=2**14), u, 1 / l), Grows(PRODUCT, -u, l ** Rational(3, 2))),
        (Supremum("erf", "C", "1.2732395"), Supremum("relu", "M", "2.00")),  # 4/pi at q -> 0
        (EdgePoints("erf", "1/5", {"q": "0.4657629357828963", "sigma_w": "1.1527954134920966"}, "stable"), EdgePoints("relu", "1/5")),
        pytest.param(EdgePoints("softplus", "1/5", count=0), EdgePoints("silu", "1/5", kind="stable"), marks=pytest.mark.slow),
    ],
)
def test_what_holds_holds_and_what_does_not_is_refuted(right, wrong):
    assert right.certify(20, 60).verdict in HOLDS, right.certify(20, 60)
    assert wrong.certify(20, 60).verdict is Verdict.REFUTED, wrong.certify(20, 60)
    assert right.falsified().certify(20, 60).verdict is Verdict.REFUTED
    assert all(twin.certify(20, 60).verdict is Verdict.REFUTED for _, twin in right.twins())
    assert right.text


def test_a_second_root_may_name_the_first():
    roots = (Roots(x**2 - 2, x, 1, 2), Roots(u - x * u**2, u, Rational(1, 10), 1))
    assert AtRoot(roots, Value(u, "0.70710678118654752440")).certify(20, 60).verdict is Verdict.CERTIFIED


def test_two_roots_in_the_interval_decide_nothing():
    assert AtRoot(Roots(x**2 - 2, x, -2, 2), Value(x, "1.41")).certify(20, 60).verdict is Verdict.UNDECIDED


def test_an_inequality_that_becomes_an_equality_inside_is_not_certified():
    assert Throughout(2 * x, "<=", x**2 + 1, x, 0, 3).certify(20, 60).verdict is Verdict.UNDECIDED


def test_a_limit_that_is_approached_too_slowly_is_undecided():
    assert Tends(Orbit({u: u}, {u: 1}, l, until=2**14), u + 1 / log(l + 2), 1).certify(20, 60).verdict is not Verdict.AGREES


def test_an_orbit_by_quadrature_is_that_of_the_closed_form():
    """E[erf(sqrt(q) Z)^2] = (2/pi) asin(2q/(1 + 2q)) (Williams 1998)."""
    goals = Orbit({u: ActivationMoment(erf(x), phi**2, u) + Rational(1, 10)}, {u: 2}, l, until=2**14)
    closed = Orbit({u: 2 / pi * asin(2 * u / (1 + 2 * u)) + Rational(1, 10)}, {u: 2}, l, until=2**14)
    one, other = (orbit.observed(u, (5,), 60)[5] for orbit in (goals, closed))
    assert one.overlaps(other)
    assert one.rad() < 1e-30
    assert After(goals, 5, u, "0.67").certify(20, 60).verdict is Verdict.REFUTED
