"""Balls whose radius is far below what anybody reads are written in as many figures as Python writes, and what has longer numbers is refused in words."""

from fractions import Fraction

import mpmath
import pytest
from flint import arb

from derive import expectation, kernel
from derive.cli.main import main
from derive.evidence.balls.ball import Ball
from derive.language.errors import DeriveError, writable


@pytest.mark.parametrize("text", ["Heaviside(x+1)", "Phi(1000*x+1000)", "erf(1000*x + 5000)"])
def test_a_number_that_differs_from_one_in_its_hundred_thousandth_digit_has_a_text(text):
    """1 - Phi(1000) is about 10^-217149: the radius of a ball around it was so small that its text could not be written."""
    ball = expectation(text, "E[phi]").enclose(20, q="1/1000000")
    value, radius = Fraction(ball.value), Fraction(ball.radius)
    assert abs(value - 1) <= radius < Fraction(1, 10**1000) and ball.short(5) == "1"
    assert str(ball) == f"{ball.value} +/- {ball.radius}"


def test_the_written_ball_still_contains_the_number():
    ball = kernel("Max(x+1,0)", 1).enclose(20, q1="1/1000000", q2="1/1000000", c=0)
    with mpmath.workdps(60):
        assert abs(mpmath.mpf(ball.value) - mpmath.ncdf(1000) ** 2) < mpmath.mpf(10) ** -50
    long = Ball(arb(7) ** 6000)
    assert abs(Fraction(long.value) - 7**6000) <= Fraction(long.radius) and Fraction(long.radius) > 0
    exact = Ball(arb(1) / 4)  # a control
    assert (exact.value, exact.radius) == ("0.25", "0")


def test_moments_with_numbers_that_cannot_be_written_are_refused_in_words(capsys):
    """E[Z^4000] = 3999!! has 6336 digits."""
    with pytest.raises(DeriveError, match="4300 digits"):
        expectation("x**100", "E[phi^40]")
    assert main(["expect", "x**100", "E[phi^40]"]) == 2
    assert "4300 digits" in capsys.readouterr().err
    with pytest.raises(ValueError, match="another"), writable("it"):
        raise ValueError("another")
