"""Balls as decimal text: value and radius such that value +/- radius contains the number."""

from __future__ import annotations

from flint import arb
from sympy import Rational

from derive.evidence.balls.ball import Ball, rounded
from derive.evidence.balls.precision import working

Number = dict[str, str]

_MARGIN = 3  # digits beyond those asked, so that the rounding of the text does not cost one of them
_PLAIN = 25  # zeros that are still written out before the power of ten is used


def decimals(ball: Ball, digits: int) -> tuple[str, str]:
    """(value, radius), the value written with as many figures as were asked and are known.

    >>> from flint import arb
    >>> decimals(Ball(arb(1) / 4), 5), decimals(Ball(arb("1e-40 +/- 1e-38")), 30)
    (('0.25', '0'), ('0', '11e-39'))
    """
    if not ball.arb.is_finite():
        return "nan", "inf"
    middle, radius, exponent = rounded(ball, digits + _MARGIN)
    if not radius:
        return _exact(_written(middle, exponent)), "0"
    if abs(middle) <= radius and _order(radius, exponent) <= -digits:
        return "0", _rounded_up(abs(middle) + radius, exponent)
    return _written(middle, exponent), f"{radius}e{exponent}"


def number(ball: Ball | None, digits: int) -> Number | None:
    """{"value", "radius"}; None where there is no number."""
    return None if ball is None else dict(zip(("value", "radius"), decimals(ball, digits), strict=True))


def exact_number(value: Rational, digits: int) -> Number | None:
    """Without radius where the decimals end.

    >>> exact_number(Rational(3, 40), 5), exact_number(Rational(1, 3), 5)
    ({'value': '0.075', 'radius': '0'}, {'value': '0.3333333333333', 'radius': '1e-13'})
    """
    numerator, denominator = int(value.p), int(value.q)
    places = max(_power(denominator, 2), _power(denominator, 5))
    middle, rest = divmod(numerator * 10**places, denominator)
    if not rest:
        return {"value": _exact(_written(middle, -places)), "radius": "0"}
    with working(int(3.33 * digits) + 64):
        return number(Ball(arb(numerator) / denominator), digits)


def _power(whole: int, prime: int) -> int:
    """How often the prime divides."""
    count = 0
    while whole % prime == 0:
        whole, count = whole // prime, count + 1
    return count


def _order(whole: int, exponent: int) -> int:
    """The place of the first figure: 10**(order - 1) <= whole * 10**exponent < 10**order."""
    return len(str(whole)) + exponent


def _exact(text: str) -> str:
    figures, letter, power = text.partition("e")
    return (figures.rstrip("0").rstrip(".") if "." in figures else figures) + letter + power


def _rounded_up(radius: int, exponent: int) -> str:
    """At most two figures, never less than the radius."""
    cut = max(0, len(str(radius)) - 2)
    return f"{-(-radius // 10**cut)}e{exponent + cut}"


def _written(middle: int, exponent: int) -> str:
    sign, digits = "-" if middle < 0 else "", str(abs(middle))
    if middle == 0:
        return "0"
    point = len(digits) + exponent
    if exponent >= 0 and point <= _PLAIN:
        return f"{sign}{digits}{'0' * exponent}"
    if exponent < 0 < point:
        return f"{sign}{digits[:point]}.{digits[point:]}"
    if -_PLAIN < point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    return f"{sign}{digits[0]}.{digits[1:] or '0'}e{point - 1}"
