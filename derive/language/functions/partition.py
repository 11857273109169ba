"""Functions given piece by piece on an interval, and how such functions are cut at common places."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cmp_to_key
from itertools import pairwise
from typing import Generic, TypeVar

from sympy import Expr

from derive.language.deciding.order import compare

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Part(Generic[Value]):
    """A value (an expression in x, or True or False) on the open interval (lower, upper)."""

    lower: Expr
    upper: Expr
    value: Value

    def cut(self, places: Iterable[Expr]) -> list[Part[Value]]:
        """The same, cut at the places that lie inside."""
        inside = {place for place in places if compare(self.lower, place) < 0 < compare(self.upper, place)}
        ends = [self.lower, *sorted(inside, key=cmp_to_key(compare)), self.upper]
        return [Part(lower, upper, self.value) for lower, upper in pairwise(ends)]


Parts = list[Part[Value]]


def refine(functions: Sequence[Parts[Value]]) -> list[Part[tuple[Value, ...]]]:
    """Functions on one interval, all cut at the places where any of them is.

    >>> from sympy import Integer, oo, symbols
    >>> a, b, zero, one = *symbols("a b"), Integer(0), Integer(1)
    >>> for part in refine([[Part(-oo, zero, a), Part(zero, oo, b)], [Part(-oo, one, a), Part(one, oo, b)]]):
    ...     print(part.lower, part.upper, part.value)
    -oo 0 (a, a)
    0 1 (b, a)
    1 oo (b, b)
    """
    if len(functions) == 1 or all(len(parts) == 1 for parts in functions):
        return [Part(p.lower, p.upper, (p.value, *(parts[0].value for parts in functions[1:]))) for p in functions[0]]
    places, result = [0] * len(functions), []
    lower, end = functions[0][0].lower, functions[0][-1].upper
    while compare(lower, end) < 0:
        at_hand = [parts[place] for parts, place in zip(functions, places, strict=True)]
        upper = min((part.upper for part in at_hand), key=cmp_to_key(compare))
        result.append(Part(lower, upper, tuple(part.value for part in at_hand)))
        places = [place + (compare(part.upper, upper) == 0) for place, part in zip(places, at_hand, strict=True)]
        lower = upper
    return result


def joined(parts: Iterable[Part[Value]], same: Callable[[Value, Value], bool]) -> Parts[Value]:
    """Neighbours that touch and have the same value become one."""
    result: Parts[Value] = []
    for part in parts:
        if result and result[-1].upper == part.lower and same(result[-1].value, part.value):
            result[-1] = Part(result[-1].lower, part.upper, result[-1].value)
        else:
            result.append(part)
    return result
