"""Balls as decimal text: value and radius such that value +/- radius contains the number."""

from __future__ import annotations

from derive.evidence.balls.ball import Ball

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
    middle, radius, exponent = (int(part) for part in ball.arb.mid_rad_10exp(digits + _MARGIN))
    if not radius:
        return _exact(_written(middle, exponent)), "0"
    if abs(middle) <= radius and _order(radius, exponent) <= -digits:
        return "0", _rounded_up(abs(middle) + radius, exponent)
    while radius >= 100:
        middle, dropped = divmod(middle, 10)
        radius, exponent = -(-(radius + dropped) // 10), exponent + 1
    return _written(middle, exponent), f"{radius}e{exponent}"


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
