"""Does an inequality follow from others? Decided by eliminating one letter after the other (Fourier and Motzkin), in exact arithmetic.

Products of letters count as letters of their own, so what is found is proved, and something may be missed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from sympy import Expr, Rational, S, expand

MOST = 400
"""Inequalities; where elimination makes more, nothing is proved."""

Row = tuple[tuple[tuple[Expr, Fraction], ...], Fraction, bool]
"""Coefficients, constant, and whether the sum is positive (True) or not negative (False)."""


def follows_from(p: Expr, positive: Iterable[Expr]) -> bool:
    """Whether p > 0 wherever all of `positive` are > 0 and the assumptions on the symbols hold.

    >>> from sympy import symbols
    >>> a, b, c = symbols("a b c", real=True)
    >>> follows_from(c - a, [b - a, c - b]), follows_from(a, [b - a])
    (True, False)
    """
    rows = [_row(g, True) for g in positive] + [_row(-p, False)]
    letters = {letter for coefficients, _, _ in rows for letter, _ in coefficients}
    for letter in letters:
        rows += [_row(sign * letter, strict) for sign, strict in _signs(letter)]
    return _impossible(rows)


def _signs(letter: Expr) -> Iterator[tuple[int, bool]]:
    if letter.is_nonnegative:
        yield 1, bool(letter.is_positive)
    if letter.is_nonpositive:
        yield -1, bool(letter.is_negative)


def _row(expr: Expr, strict: bool) -> Row:
    coefficients: dict[Expr, Fraction] = {}
    constant = Fraction(0)
    for term, factor in expand(expr).as_coefficients_dict().items():
        if isinstance(factor, Rational):
            number, letter = Fraction(int(factor.p), int(factor.q)), term
        else:
            number, letter = Fraction(1), factor * term
        if letter is S.One:
            constant += number
        else:
            coefficients[letter] = coefficients.get(letter, Fraction(0)) + number
    return _packed(coefficients, constant, strict)


def _packed(coefficients: dict[Expr, Fraction], constant: Fraction, strict: bool) -> Row:
    """In lowest size, so that equal inequalities are equal."""
    size = max((abs(value) for value in coefficients.values()), default=Fraction(1)) or Fraction(1)
    kept = sorted(((letter, value / size) for letter, value in coefficients.items() if value), key=lambda pair: pair[0].sort_key())
    return tuple(kept), constant / size, strict


def _impossible(rows: list[Row]) -> bool:
    """Whether no values of the letters satisfy all rows."""
    rows = list(dict.fromkeys(rows))
    while True:
        if any(not coefficients and (constant < 0 or (strict and constant == 0)) for coefficients, constant, strict in rows):
            return True
        letters = sorted({letter for coefficients, _, _ in rows for letter, _ in coefficients}, key=lambda e: e.sort_key())
        if not letters or len(rows) > MOST:
            return False
        rows = list(dict.fromkeys(_without(letters[0], rows)))


def _without(letter: Expr, rows: list[Row]) -> Iterator[Row]:
    """The consequences that do not contain the letter."""
    above: list[tuple[Fraction, Row]] = []
    below: list[tuple[Fraction, Row]] = []
    for row in rows:
        value = dict(row[0]).get(letter, Fraction(0))
        if value == 0:
            yield row
        else:
            (above if value > 0 else below).append((abs(value), row))
    for up, first in above:
        for down, second in below:
            yield _combined(letter, first, down, second, up)


def _combined(letter: Expr, first: Row, a: Fraction, second: Row, b: Fraction) -> Row:
    """a times the first row plus b times the second, in which the letter cancels."""
    total: dict[Expr, Fraction] = {}
    for (coefficients, _, _), factor in ((first, a), (second, b)):
        for name, value in coefficients:
            total[name] = total.get(name, Fraction(0)) + factor * value
    total.pop(letter, None)
    return _packed(total, a * first[1] + b * second[1], first[2] or second[2])
