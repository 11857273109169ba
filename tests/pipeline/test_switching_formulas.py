"""A formula that is right up to some place and wrong beyond it is refuted beyond it."""

import pytest
from sympy import Abs, Heaviside, Max, Piecewise, Rational, Symbol

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
    ],
)
def test_a_formula_that_goes_wrong_beyond_a_place_is_refuted(quantity, formula):
    found = check("relu", quantity, formula)
    assert str(found.verdict) == "refuted"
    against = found.certificate.counterexample
    assert against is not None and against.at and not against.left.overlaps(against.right)


@pytest.mark.parametrize("formula", ["q/2", "Abs(q)/2", "Piecewise((q/2, q < 3), (q/2, True))", "Max(q/2, q/3)"])
def test_a_formula_with_switches_that_is_right_passes(formula):
    assert str(check("relu", "E[phi^2]", formula).verdict) in ("proved", "certified")


def test_where_formulas_switch():
    assert {value for _, value in sides(Max(q, 8))} == {Rational(15, 2), Rational(17, 2), Rational(1023, 128), Rational(1025, 128)}
    assert {value > 0 for _, value in sides(Abs(q - Rational(1, 2)) + Heaviside(q))} == {True}
    assert all(abs(value) < 1 for _, value in sides(Piecewise((c, c > Rational(99, 100)), (0, True))))
    assert sides(q**2) == ()
