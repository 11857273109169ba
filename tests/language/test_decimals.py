"""Decimals in sentences are plain, nearest where a number is told, and inside where an interval is claimed."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as some
from sympy import Rational

from derive.language.text.decimals import between, rounded, written


@pytest.mark.parametrize(
    ("number", "figures", "text"),
    [(5213.7, 3, "5210"), (0.00041456, 3, "0.000415"), (1e-9, 3, "1e-9"), (Rational(2, 3), 6, "0.666667"), (0, 3, "0"), (999.96, 4, "1000"), (-2.5, 3, "-2.5")],
)
def test_a_number_is_written_plainly(number, figures, text):
    assert rounded(number, figures) == text


@given(some.fractions(Fraction(1, 10**9), 10**9), some.integers(1, 8))
def test_the_nearest_decimal_is_within_half_a_unit(number, figures):
    told = Fraction(rounded(Rational(number.numerator, number.denominator), figures))
    assert abs(told - number) <= number / 2 * Fraction(10) ** (1 - figures)


@given(some.fractions(-(10**6), 10**6), some.fractions(-(10**6), 10**6), some.integers(1, 6))
def test_an_interval_is_rounded_to_the_inside(one, other, figures):
    low, high = sorted((one, other))
    below, above = (Fraction(end) for end in between(*(Rational(end.numerator, end.denominator) for end in (low, high)), figures))
    assert below >= low and above <= high
    assert below - low <= abs(low) * Fraction(10) ** (1 - figures) and high - above <= abs(high) * Fraction(10) ** (1 - figures)


def test_a_power_of_ten_is_written_only_where_zeros_would_be_counted():
    assert [written(5, n) for n in (-7, -3, 0, 20, 21)] == ["5e-7", "0.005", "5", "500000000000000000000", "5e21"]
