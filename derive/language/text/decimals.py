"""Numbers as a person writes them: 0.0025, 12.5, 5210, and a power of ten only where zeros would be counted."""

from __future__ import annotations

from fractions import Fraction
from typing import SupportsFloat

from sympy import Rational

LEAST, MOST = -4, 21  # places of the point beyond which a power of ten is written


def written(mantissa: int, exponent: int) -> str:
    """m 10^e in plain figures.

    >>> written(25, -4), written(521, 1), written(12, -32)
    ('0.0025', '5210', '1.2e-31')
    """
    if mantissa == 0:
        return "0"
    sign, figures = ("-" if mantissa < 0 else ""), str(abs(mantissa))
    point = len(figures) + exponent
    if not LEAST <= point <= MOST:
        head = figures[0] + ("." + figures[1:] if figures[1:] else "")
        return f"{sign}{head}e{point - 1}"
    if point <= 0:
        return f"{sign}0.{'0' * -point}{figures}"
    if exponent >= 0:
        return f"{sign}{figures}{'0' * exponent}"
    return f"{sign}{figures[:point]}.{figures[point:]}"


def rounded(number: SupportsFloat, figures: int = 3) -> str:
    """The nearest decimal of so many figures.

    >>> rounded(5213.7), rounded(Rational(1, 3), 6), rounded(-0.00041456)
    ('5210', '0.333333', '-0.000415')
    """
    exact = _fraction(number)
    place = _place(exact, figures)
    return _decimal(round(exact / Fraction(10) ** place), place)


def between(low: SupportsFloat, high: SupportsFloat, figures: int = 3) -> tuple[str, str]:
    """The ends of an interval in so many figures, each rounded to the inside: what holds on the interval holds between the decimals.

    >>> between(Rational(4146, 10**7), 5213.7)
    ('0.000415', '5210')
    >>> between(Rational(4154, 10**7), 5216.7)
    ('0.000416', '5210')
    """
    lower, upper = _fraction(low), _fraction(high)
    below, above = _place(lower, figures), _place(upper, figures)
    return _decimal(-(-lower // Fraction(10) ** below), below), _decimal(upper // Fraction(10) ** above, above)


def _fraction(number: SupportsFloat) -> Fraction:
    return Fraction(int(number.p), int(number.q)) if isinstance(number, Rational) else Fraction(float(number))


def _place(number: Fraction, figures: int) -> int:
    """The power of ten that the last of so many figures stands for."""
    if number == 0:
        return 0
    top, bottom = abs(number.numerator), number.denominator
    power = len(str(top)) - len(str(bottom))
    power -= abs(number) < Fraction(10) ** power
    return power + 1 - figures


def _decimal(mantissa: int, place: int) -> str:
    while mantissa and mantissa % 10 == 0:
        mantissa, place = mantissa // 10, place + 1
    return written(mantissa, place)
