"""Where a refuted equation is wrong by a constant factor or term, which one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from flint import arb
from mpmath import identify, mp
from sympy import Expr, sympify
from sympy.logic.boolalg import Boolean

from derive.evidence.ball import Ball
from derive.evidence.lower import enclose
from derive.evidence.precision import working
from derive.evidence.sample import sample
from derive.language.errors import DeriveError

DIGITS = 25
POINTS = 3
CONSTANTS = ["pi", "log(2)", "sqrt(2)", "sqrt(3)"]


def correction(left: Expr, right: Expr, hypotheses: Sequence[Boolean], time_limit: float | None) -> str | None:
    """A sentence such as "the left side is 2/3 times the right side", seen at several points; None where no constant is.

    >>> from sympy.abc import x
    >>> correction(2 * x, 3 * x, (), None)
    'the left side is 2/3 times the right side, at 3 points to 25 digits'
    """
    symbols = sorted(left.free_symbols | right.free_symbols, key=str)
    try:
        sides = [tuple(enclose(side, at, DIGITS, time_limit).arb for side in (left, right)) for at in islice(sample(symbols, hypotheses, POINTS), POINTS)]
    except DeriveError:
        return None
    if len(sides) < (POINTS if symbols else 1):
        return None
    with working(4 * DIGITS + 64):
        return _told(sides, bool(symbols))


def _told(sides: Sequence[tuple[arb, ...]], varied: bool) -> str | None:
    if not varied:
        value = _common([sides[0][0]])
        return value and f"the left side is {value}, to {DIGITS} digits"
    factor = None if any(b.contains(0) for _, b in sides) else _common([a / b for a, b in sides])
    if factor is not None:
        return f"the left side is {factor} times the right side, at {len(sides)} points to {DIGITS} digits"
    term = _common([a - b for a, b in sides])
    return None if term is None else f"the left side is the right side plus {term}, at {len(sides)} points to {DIGITS} digits"


def _common(values: Sequence[arb]) -> str | None:
    """The constant that all balls contain, by its closed form where one is recognised."""
    first = values[0]
    if not all(value.is_finite() and value.overlaps(first) for value in values) or first.rad() > arb(10) ** (5 - DIGITS) * (1 + abs(first)):
        return None
    with mp.workdps(DIGITS - 5):
        named = identify(mp.mpf(first.mid().str(DIGITS, radius=False)), CONSTANTS)
    text = str(sympify(named, rational=True)) if named else ""
    return text if text and _telling(text) else str(Ball(first).short())


def _telling(text: str) -> bool:
    """A closed form says less than the figures it was found from; with as many digits in its coefficients it is a coincidence."""
    return sum(map(len, re.findall(r"\d+", text))) <= DIGITS // 2
