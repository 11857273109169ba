"""Balls as decimal text: value and radius such that value +/- radius contains the number."""

from __future__ import annotations

from derive.evidence.ball import Ball

_MARGIN = 3  # digits beyond those asked, so that the rounding of the text does not cost one of them
_PLAIN = 25  # zeros that are still written out before the power of ten is used


def decimals(ball: Ball, digits: int) -> tuple[str, str]:
    """(value, radius), the value written with as many figures as were asked and are known.

    >>> from flint import arb
    >>> decimals(Ball(arb(1) / 4), 5)
    ('0.25', '0')
    """
    if not ball.arb.is_finite():
        return "nan", "inf"
    places = digits + _MARGIN + max(0, _magnitude(ball))
    middle, radius, exponent = (int(part) for part in ball.arb.mid_rad_10exp(places))
    if not radius:
        return _exact(_written(middle, exponent)), "0"
    return _written(middle, exponent), _rounded_up(radius, exponent)


def _exact(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text and "e" not in text else text


def _rounded_up(radius: int, exponent: int) -> str:
    """At most two figures, never less than the radius."""
    cut = max(0, len(str(radius)) - 2)
    return f"{-(-radius // 10**cut)}e{exponent + cut}"


def _magnitude(ball: Ball) -> int:
    middle, _, exponent = (int(part) for part in ball.arb.mid_rad_10exp(3))
    return len(str(abs(middle))) + exponent if middle else 0


def _written(middle: int, exponent: int) -> str:
    sign, digits = "-" if middle < 0 else "", str(abs(middle))
    if middle == 0:
        return "0"
    if exponent >= 0:
        return f"{sign}{digits}{'0' * exponent}" if exponent <= _PLAIN else f"{sign}{digits}e{exponent}"
    point = len(digits) + exponent
    if point > 0:
        return f"{sign}{digits[:point]}.{digits[point:]}"
    if point > -_PLAIN:
        return f"{sign}0.{'0' * -point}{digits}"
    return f"{sign}{digits[0]}.{digits[1:] or '0'}e{point - 1}"
