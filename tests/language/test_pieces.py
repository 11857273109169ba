"""The pieces of an activation do not depend on how it is written."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Abs, Heaviside, Max, Min, Piecewise, Rational, Symbol, exp, log, oo, sin, sqrt, tanh

from derive.language.errors import DeriveError, NotDefined
from derive.language.functions.activation import Activation
from derive.language.symbols import x

numbers = st.fractions(min_value=-3, max_value=3, max_denominator=4).map(lambda f: Rational(f.numerator, f.denominator))
smooth = st.sampled_from([x, x**2 - 1, exp(x), tanh(x) + x / 3, sin(x), x**3 / 2])


def same(*writings):
    first, *others = (Activation.of(writing) for writing in writings)
    assert all(other.pieces == first.pieces for other in others), [a.pieces for a in (first, *others)]


@given(numbers, numbers)
def test_the_larger_of_two_lines_has_five_writings(a, b):
    u, v = a * x + b, b * x - a
    same(
        Max(u, v),
        (u + v + Abs(u - v)) / 2,
        Piecewise((u, u > v), (v, True)),
        v + (u - v) * Heaviside(u - v),
        -Min(-u, -v),
    )


@given(smooth, smooth, numbers)
@settings(deadline=None)
def test_a_function_with_one_knot_has_three_writings(left, right, knot):
    step = Heaviside(x - knot)
    piecewise = Piecewise((left, x < knot), (right, True))
    same(piecewise, Piecewise((right, x >= knot), (left, True)), Piecewise((left, knot > x), (right, x > knot), (7, True)))
    assert [p.lower for p in Activation.of(left * (1 - step) + right * step).pieces] == [p.lower for p in Activation.of(piecewise).pieces]


@given(numbers, numbers)
def test_clipping_has_three_writings(a, b):
    low, high = sorted((a, b))
    same(
        Max(low, Min(high, x)),
        Min(high, Max(low, x)),
        Piecewise((low, x < low), (high, x > high), (x, True)),
        (low + high + Abs(x - low) - Abs(x - high)) / 2,
    )


@given(st.lists(numbers, min_size=1, max_size=4))
def test_pieces_cover_the_line_without_overlap(knots):
    found = Activation.of(sum(Abs(x - t) for t in knots)).pieces
    assert found[0].lower == -oo and found[-1].upper == oo
    assert all(a.upper == b.lower for a, b in pairwise(found))
    assert [p.lower for p in found[1:]] == sorted(set(knots))


def test_nested_choices_are_resolved_where_they_apply():
    found = Activation.of("Piecewise((Piecewise((1, x < -2), (x**2, True)), x < 0), (Min(x, 3), x < 5), (alpha, True))")
    alpha = Symbol("alpha", positive=True, real=True)
    assert [(p.lower, p.upper, p.expr) for p in found.pieces] == [(-oo, -2, 1), (-2, 0, x**2), (0, 3, x), (3, 5, 3), (5, oo, alpha)]


def test_soft_thresholding_has_symbolic_knots_in_order():
    b = Symbol("b", positive=True, real=True)
    found = Activation.of("sign(x)*Max(Abs(x) - b, 0)")
    assert [(p.lower, p.upper, p.expr) for p in found.pieces] == [(-oo, -b, x + b), (-b, b, 0), (b, oo, x - b)]


def test_knots_are_exact():
    assert Activation.of("Abs(x**2 - 2)").knots == (-sqrt(2), sqrt(2))
    assert Activation.of("Max(tanh(x) - Rational(1, 2), 0)").knots == (log(3) / 2,)
    assert Activation.of("Abs(sigmoid(x) - Rational(1, 3))").knots == (-log(2),)
    assert Activation.of("Max(x, tanh(x))").knots == (0,)
    (root,) = Activation.of("Abs(x**3 - x - 1)").knots
    assert root**3 - root - 1 == 0 or abs((root**3 - root - 1).evalf(30)) < 1e-25


def test_exponential_units_as_the_libraries_write_them():
    same("Max(x, 0) + Min(0, alpha*(exp(x) - 1))", "Piecewise((x, x > 0), (alpha*(exp(x) - 1), True))")
    same("Max(x, 0) + Min(0, alpha*(exp(x/alpha) - 1))", "Piecewise((x, x > 0), (alpha*(exp(x/alpha) - 1), True))")


def test_a_formula_that_only_fails_at_a_point_is_cut_there():
    same("sin(x)/x", "Piecewise((1, Eq(x, 0)), (sin(x)/x, True))")
    assert Activation.of("sin(x)/x").knots == (0,) and Activation.of("sin(x)/x").jumps(0) == ()
    assert Activation.of("sqrt(x**4 + x**2)").jumps(1) == ((0, 2),)


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("log(x)", "-oo < x < 0"),
        ("sqrt(x)", "-oo < x < 0"),
        ("sqrt(1 - x**2)", "-oo < x < -1"),
        ("x**alpha", "-oo < x < 0"),
        ("x**Rational(1, 3)", "-oo < x < 0"),
        ("1/x", "x = 0"),
        ("1/Abs(x)", "x = 0"),
        ("log(Abs(x))/x", "x = 0"),
        ("Abs(x)**(-1)", "x = 0"),
        ("1/(x**2 - 1)", "x = -1"),
        ("Piecewise((0, x < 0))", "0 < x < oo"),
        ("Piecewise((1/x, x > 0), (0, True))", "x = 0"),
    ],
)
def test_a_function_that_is_not_real_and_finite_is_refused_with_the_place(text, where):
    with pytest.raises(NotDefined, match=where.replace("*", r"\*")):
        Activation.of(text)


ACCEPTED = [
    "log(Abs(x))",
    "log(x**2)**2",
    "Abs(x)**Rational(-1, 2)",
    "Piecewise((log(x), x > 1), (0, True))",
    "Max(x, 0)**alpha",
    "sqrt(Abs(x))",
    "x*log(1 + x**2)",
    "1/(2 + sin(x))",
]


@pytest.mark.parametrize("text", ACCEPTED)
def test_a_function_that_is_real_where_it_applies_is_accepted(text):
    assert Activation.of(text).pieces


@pytest.mark.parametrize(("text", "named"), [("Max(x, a) + Max(x, b)", "b and a"), ("Max(x, a*x)", "1 - a")])
def test_an_order_that_does_not_follow_is_named_with_a_remedy(text, named):
    with pytest.raises(DeriveError, match=named) as caught:
        _ = Activation.of(text).pieces
    assert "--set a=" in caught.value.remedy


def test_infinitely_many_knots_are_refused():
    with pytest.raises(DeriveError, match="infinitely many"):
        Activation.of("Abs(sin(x))")


def test_a_branch_that_applies_on_both_sides_of_another_does_not_cover_it():
    """The last branch of a Piecewise holds on two intervals that do not touch."""
    inside = Activation.of("Piecewise((x**2, (x > 0) & (x < 1)), (3, True))")
    assert [(str(p.lower), str(p.upper), str(p.expr)) for p in inside.pieces] == [("-oo", "0", "3"), ("0", "1", "x**2"), ("1", "oo", "3")]
    outside = Activation.of("Piecewise((x, (x < -1) | (x > 2)), (0, x < 1), (1, True))")
    assert [str(p.expr) for p in outside.pieces] == ["x", "0", "1", "x"]
