"""The printed value and radius contain the ball, and the text is neither longer nor vaguer than was asked."""

from fractions import Fraction

import pytest
from flint import arb, ctx, fmpq
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Rational

from derive.batch.number import decimals, exact_number
from derive.evidence.balls.ball import Ball


@settings(deadline=None)
@given(st.fractions(), st.integers(1, 40), st.integers(-60, 20))
def test_the_text_contains_the_ball(number, digits, exponent):
    with ctx.workprec(400):
        scaled = number * Fraction(10) ** exponent
        ball = Ball(arb(fmpq(scaled.numerator, scaled.denominator)))
        value, radius = decimals(ball, digits)
    assert abs(Fraction(value) - scaled) <= Fraction(radius)
    assert Fraction(radius) <= Fraction(1, 10**digits) * max(1, abs(scaled))


@pytest.mark.parametrize(
    ("number", "text"),
    [(arb(1) / 4, "0.25"), (arb(0), "0"), (arb(-12345), "-12345"), (arb(10) ** 3, "1000")],
)
def test_exact_numbers_are_written_out_with_radius_zero(number, text):
    assert decimals(Ball(number), 30) == (text, "0")


def test_a_wide_radius_is_two_figures_rounded_up():
    assert decimals(Ball(arb("0.5 +/- 0.00123456789")), 30)[1] == "13e-4"


def test_no_information_says_so():
    assert decimals(Ball(arb("nan")), 30) == ("nan", "inf")


def test_huge_and_tiny_numbers_are_written_with_a_power_of_ten():
    with ctx.workprec(200):
        value, radius = decimals(Ball(arb(20_000).exp()), 30)
        assert value.startswith("7.756004725986861045832040679263501") and value.endswith("e8685")
        assert len(value) < 50 and radius.endswith("e8648")
        assert decimals(Ball(arb(-(10**12)).exp()), 30)[0].endswith("e-434294481904")


def test_figures_end_where_the_radius_begins():
    value, radius = decimals(Ball(arb("1234567.891 +/- 0.001")), 30)
    assert value in ("1234567.890", "1234567.8909", "1234567.891", "1234567.8910")
    assert Fraction(1, 1000) <= Fraction(radius) <= Fraction(2, 1000)


def test_what_may_be_zero_within_the_digits_asked_reads_zero():
    assert decimals(Ball(arb("1e-40 +/- 1e-38")), 30) == ("0", "11e-39")
    assert decimals(Ball(arb("0 +/- 1e-40")), 30)[0] == "0"
    assert decimals(Ball(arb("0.5 +/- 0.6")), 30)[0] == "0.50"


def test_exact_numbers_keep_all_their_figures():
    """More than the 28 figures of the decimal module's default."""
    assert exact_number(Rational(1, 2**70), 5) == {"value": "0.0000000000000000000008470329472543003390683225006796419620513916015625", "radius": "0"}
    assert exact_number(Rational(-7, 4), 5) == {"value": "-1.75", "radius": "0"}
    assert exact_number(Rational(10**30), 5) == {"value": "1e30", "radius": "0"}


def test_a_fraction_without_an_end_has_all_the_digits_that_were_asked_for():
    for digits in (5, 40, 300):
        found = exact_number(Rational(2, 7), digits)
        assert abs(Fraction(found["value"]) - Fraction(2, 7)) <= Fraction(found["radius"]) <= Fraction(1, 10**digits)
