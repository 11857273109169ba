"""The signs of sums with square roots of what is never negative."""

from __future__ import annotations

from functools import cmp_to_key

import sympy
from sympy import Add, Expr, Mul, Pow, Rational, expand

from derive.language.deciding.levels import Line
from derive.language.deciding.order import compare
from derive.language.deciding.signs import SignLine, Zero, never_negative
from derive.language.symbols import x


def radical_line(u: Expr, sign_line: Line) -> SignLine | None:
    """v + A sqrt(w) has the sign of A where v has it too or v^2 < A^2 w, else that of v; None for other expressions.

    >>> from derive.language.deciding.sign_line import sign_line
    >>> radical_line(sympy.sqrt(x**2 + 1) - x - 1, sign_line)
    SignLine(start=1, zeros=(Zero(at=0, odd=True),))
    """
    term, root = next(((part, root) for part in Add.make_args(u) if (root := _root(part)) is not None), (u, None))
    if root is None or term == u or not never_negative(sign_line(root.base)):
        return None
    front, other = term / root, u - term
    squares = sign_line(expand(other**2 - front**2 * root.base))
    return _compared(sign_line(other), sign_line(front), squares) if squares.start else None


def _root(part: Expr) -> Pow | None:
    """The only square root of a function of x in a product."""
    found = [power for power in Mul.make_args(part) if isinstance(power, Pow) and power.exp == Rational(1, 2) and power.has(x)]
    return found[0] if len(found) == 1 else None


def _compared(other: SignLine, front: SignLine, squares: SignLine) -> SignLine:
    """The signs of v + A r, r >= 0, from those of v, A and v^2 - A^2 r^2."""
    lines = other, front, squares
    places = sorted({zero.at for line in lines for zero in line.zeros}, key=cmp_to_key(compare))
    meets = {zero.at for zero in squares.zeros}
    before = start = _sign(*(line.start for line in lines))
    zeros = []
    for place in places:
        signs = [line.between(place, sympy.oo)[0] for line in lines]
        after = _sign(*signs)
        if after != before or (place in meets and signs[0] != signs[1]):
            zeros.append(Zero(place, after != before))
        before = after
    return SignLine(start, tuple(zeros))


def _sign(other: int, front: int, squares: int) -> int:
    return front if other in (0, front) or squares < 0 else other
