"""A formula that is right up to some place and wrong beyond it is refuted beyond it."""

import pytest
from sympy import Abs, Heaviside, Max, Ne, Piecewise, Rational, Symbol, exp, sqrt

from derive import check
from derive.language.functions.switches import sides
from derive.language.symbols import c

q = Symbol("q", positive=True)
RELU = "sqrt(q1*q2)*(sqrt(1 - c**2) + (pi - acos(c))*c)/(2*pi)"


@pytest.mark.parametrize(
    ("quantity", "formula"),
    [
        ("E[phi^2]", "Piecewise((q/2, q < 5), (0, True))"),
        ("E[phi^2]", "Max(q/2, q - 3)"),
        ("E[phi^2]", "q/2 + Max(0, q - 1000)"),
        ("E[phi^2]", "q/2 + Heaviside(q - 50)"),
        ("E[phi^2]", "Piecewise((q/2, q > 1/1000), (q, True))"),
        ("K", f"{RELU}*Piecewise((1, c > -99/100), (2, True))"),
        ("K", f"{RELU}*Piecewise((1, c > -999999/1000000), (2, True))"),
        ("K", f"Piecewise(({RELU}, c > -1), (1/10, True))"),
        ("K", f"Piecewise(({RELU}, Ne(c, 1/7)), (1/10, True))"),
        ("K", f"{RELU} + Max(0, c - q1)"),
        ("K", f"{RELU} + Max(0, q1 - 1000*q2)"),
        ("K", f"{RELU} + Max(0, q1*q2 - 10**9)"),
        ("K", f"Piecewise(({RELU}, sqrt(q1) < 1000), (0, True))"),
        ("K", f"Piecewise(({RELU}, acos(c) < 3), (0, True))"),
        ("E[phi^2]", "asin(sin(q/2))"),
        ("E[phi^2]", "acos(cos(q/100))*50"),
        ("E[phi^2]", "500 - sqrt(q**2 - 2000*q + 10**6)/2"),
        ("E[phi^2]", "q/2 + atan(q - 300) + atan(1/(q - 300)) + pi/2"),
    ],
)
def test_a_formula_that_goes_wrong_beyond_a_place_is_refuted(quantity, formula):
    found = check("relu", quantity, formula)
    assert str(found.verdict) == "refuted"
    against = found.certificate.counterexample
    assert against is not None and against.at and not against.left.overlaps(against.right)


@pytest.mark.parametrize(
    "formula",
    [
        "q/2",
        "Abs(q)/2",
        "Piecewise((q/2, q < 3), (q/2, True))",
        "Max(q/2, q/3)",
        "q/2 + asin(sin(1 + atan(q)/3)) - 1 - atan(q)/3",
        "500 - sqrt((q + 1000)**2)/2 + q",
    ],
)
def test_a_formula_with_switches_that_is_right_passes(formula):
    assert str(check("relu", "E[phi^2]", formula).verdict) in ("proved", "certified")


def test_where_formulas_switch():
    assert {point[q] for point in sides(Max(q, 8))} == {Rational(15, 2), Rational(17, 2), Rational(1023, 128), Rational(1025, 128)}
    assert {point[q] > 0 for point in sides(Abs(q - Rational(1, 2)) + Heaviside(q))} == {True}
    assert {point[c] > Rational(99, 100) for point in sides(Piecewise((c, c > Rational(99, 100)), (0, True)))} == {True, False}
    assert all(abs(point[c]) <= 1 for point in sides(Piecewise((c, c > Rational(99, 100)), (0, True))))
    assert sides(q**2) == ()


def test_switches_of_several_letters_and_of_curved_functions():
    """A control beside each: both sides of the place are among the points."""
    q1, q2 = Symbol("q1", positive=True), Symbol("q2", positive=True)
    for inner in (q1 - 1000 * q2, q1 * q2 - 10**9, sqrt(q1) - 1000, exp(q1) - 10**6, q1**2 - 2 * q1 - 5):
        signs = {bool(inner.subs(point) > 0) for point in sides(Max(0, inner))}
        assert signs == {True, False}
    assert any(point == {c: Rational(1, 7)} for point in sides(Piecewise((0, Ne(c, Rational(1, 7))), (1, True))))
