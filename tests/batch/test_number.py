"""The printed value and radius contain the ball, and the text is neither longer nor vaguer than was asked."""

from fractions import Fraction

import pytest
from flint import arb, ctx, fmpq
from hypothesis import given
from hypothesis import strategies as st

from derive.batch.number import decimals
from derive.evidence.ball import Ball


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
