"""The sign of an expression all along the real line: what it is at -oo, and where it changes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cmp_to_key, reduce

from sympy import Expr

from derive.language.deciding.order import compare


@dataclass(frozen=True, slots=True)
class Zero:
    """A zero of the expression; `odd` if the sign changes there."""

    at: Expr
    odd: bool


@dataclass(frozen=True, slots=True)
class SignLine:
    """`start` is the sign at -oo (0 for the zero function), `zeros` are in no particular order."""

    start: int
    zeros: tuple[Zero, ...] = ()

    def between(self, lower: Expr, upper: Expr) -> tuple[int, tuple[Expr, ...], tuple[Expr, ...]]:
        """On (lower, upper): the sign beside `lower`, the places inside where it changes in order, and the other zeros inside."""
        sign = self.start
        odd: list[Expr] = []
        even: list[Expr] = []
        for zero in self.zeros:
            if compare(zero.at, lower) <= 0:
                sign = -sign if zero.odd else sign
            elif compare(zero.at, upper) < 0:
                (odd if zero.odd else even).append(zero.at)
        return sign, tuple(sorted(odd, key=cmp_to_key(compare))), tuple(even)


POSITIVE, NEGATIVE = SignLine(1), SignLine(-1)


def never_negative(line: SignLine) -> bool:
    """Whether an expression is positive but for its zeros."""
    return line.start == 1 and not any(zero.odd for zero in line.zeros)


def joined(lines: Iterable[SignLine]) -> SignLine:
    """The signs of a product; a zero of two factors is met twice."""

    def join(a: SignLine, b: SignLine) -> SignLine:
        zeros = {zero.at: zero for zero in a.zeros}
        for zero in b.zeros:
            before = zeros.get(zero.at)
            zeros[zero.at] = zero if before is None else Zero(zero.at, zero.odd != before.odd)
        return SignLine(a.start * b.start, tuple(zeros.values()))

    return reduce(join, lines)
