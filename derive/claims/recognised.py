"""A number seen in figures, told by its closed form where one is recognised."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from flint import arb
from mpmath import identify, mp
from sympy import sympify

from derive.evidence.balls.ball import Ball
from derive.evidence.balls.precision import working

DIGITS = 25
FEWEST = 6  # figures below which nothing is recognised
CONSTANTS = ["pi", "log(2)", "sqrt(2)", "sqrt(3)"]
_PSLQ = 16  # figures with which relations are searched, at least
_LARGEST = 24  # denominators of exponents
_CLOSE = 1e-3


def recognised(value: arb, digits: int = DIGITS) -> str:
    """A closed form that agrees with all figures of the ball and says less than they do; the figures where there is none.

    >>> recognised(2 / arb.pi())
    '2/pi'
    """
    known = min(digits, max(0, int(value.rel_accuracy_bits() * 0.30103)))
    with working(4 * DIGITS + 64):
        text = _named(value, known) if known >= FEWEST else ""
    return text or str(Ball(value).short())


def _named(value: arb, known: int) -> str:
    """With few constants before many, which find a relation for anything."""
    with mp.workdps(max(_PSLQ, known - 2)):
        figures = mp.mpf(value.mid().str(known, radius=False))
        found = (identify(figures, CONSTANTS[:count], tol=mp.mpf(10) ** (2 - known)) for count in range(len(CONSTANTS) + 1))
        texts = (str(sympify(named, rational=True)) for named in found if named)
        return next((text for text in texts if _telling(text, known)), "")


def _telling(text: str, known: int) -> bool:
    """A closed form says less than the figures it was found from; with as many digits in its coefficients it is a coincidence."""
    return sum(map(len, re.findall(r"\d+", text))) <= known // 2


def common(values: Sequence[arb]) -> arb | None:
    """The first of the balls where they all agree to DIGITS - 5 figures."""
    first = values[0]
    if not all(value.is_finite() and value.overlaps(first) for value in values) or first.rad() > arb(10) ** (5 - DIGITS) * (1 + abs(first)):
        return None
    return first


def exponent(value: arb) -> Fraction | None:
    """The fraction with a small denominator that the ball means, as exponents are; None where it means none.

    >>> exponent(arb("-0.49999999", "1e-6"))
    Fraction(-1, 2)
    """
    if not value.is_finite() or float(value.rad()) > _CLOSE / 4:
        return None
    nearest = Fraction(float(value.mid())).limit_denominator(_LARGEST)
    near = arb(nearest.numerator) / nearest.denominator
    return nearest if bool(abs(value - near) < _CLOSE) and (value.contains(near) or bool(abs(value.mid() - near) < 1e-9)) else None


def power(name: str, value: Fraction) -> str:
    """name^value as text.

    >>> power("l", Fraction(1, 2)), power("q", Fraction(1))
    ('l^(1/2)', 'q')
    """
    return name if value == 1 else f"{name}^{value}" if value.denominator == 1 and value > 0 else f"{name}^({value})"
