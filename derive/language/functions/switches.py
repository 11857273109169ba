"""Where a formula switches: the zeros of what stands in its maxima, absolute values, steps and conditions."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from sympy import Abs, Expr, Heaviside, Max, Min, Poly, Rational, Symbol, sign
from sympy.core.relational import Relational

from derive.language.symbols import c

NEAR = (Rational(1, 16), Rational(1, 1024))  # of the place, on either side
MOST = 24


def sides(formula: Expr) -> tuple[tuple[Symbol, Rational], ...]:
    """Points on either side of each place where a formula switches along one letter, those that the letter's assumptions admit.

    Only switches that are linear in the letter, with rational coefficients, are seen.

    >>> q = Symbol("q", positive=True)
    >>> sides(Max(q, 8))
    ((q, 15/2), (q, 17/2), (q, 1023/128), (q, 1025/128))
    """
    places = dict.fromkeys((symbol, root) for part in _switching(formula) for symbol, root in _roots(part))
    found = ((symbol, root + step * near * (abs(root) or 1)) for symbol, root in places for near in NEAR for step in (-1, 1))
    return tuple(pair for pair in found if _admitted(*pair))[:MOST]


def _admitted(symbol: Symbol, value: Rational) -> bool:
    return abs(value) < 1 if symbol == c else symbol.is_positive is not True or value > 0


def _switching(formula: Expr) -> Iterator[Expr]:
    for part in formula.atoms(Max, Min):
        yield from (a - b for a, b in combinations(part.args, 2))
    yield from (part.args[0] for part in formula.atoms(Abs, Heaviside, sign))
    yield from (part.lhs - part.rhs for part in formula.atoms(Relational))


def _roots(part: Expr) -> Iterator[tuple[Symbol, Rational]]:
    symbols = part.free_symbols
    if len(symbols) == 1 and part.is_polynomial(*symbols):
        (symbol,) = symbols
        line = Poly(part, symbol)
        if line.degree() == 1 and all(number.is_Rational for number in line.all_coeffs()):
            slope, height = line.all_coeffs()
            yield symbol, -height / slope
