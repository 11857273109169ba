"""Where a formula switches: the zeros of what stands in its maxima, absolute values, steps and conditions, and under its roots and divisions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations, pairwise

from sympy import Abs, Expr, Heaviside, Integer, Max, Min, Poly, Pow, Rational, Symbol, acos, asin, atan2, sign
from sympy.core.relational import Relational
from sympy.polys.polyerrors import PolynomialError

from derive.language.deciding.order import constant_sign
from derive.language.symbols import c

NEAR = (Rational(1, 16), Rational(1, 1024))  # of the place, or of what is left to |c| = 1, on either side
MOST = 24
SCALES = tuple(Rational(2) ** (2 * k) for k in range(-15, 16))  # where a switch that is no polynomial is looked at
HALVINGS = 40
FIGURES = 20  # of a place that is no fraction
Point = dict[Symbol, Rational]


def sides(formula: Expr, base: Mapping[Symbol, Rational] | None = None) -> tuple[Point, ...]:
    """Points on either side of each place where a formula switches along one letter, and the place itself where a condition changes there.

    Letters beside it in the same switch have their value in `base`, or 1 (1/2 for a correlation); only what the assumptions on a letter admit is given.

    >>> q = Symbol("q", positive=True)
    >>> sides(Max(q, 8))
    ({q: 15/2}, {q: 17/2}, {q: 1023/128}, {q: 1025/128})
    """
    found: dict[tuple[tuple[Symbol, Rational], ...], None] = {}
    for part, has_place in dict.fromkeys(_switching(formula)):
        for letter in sorted(part.free_symbols, key=str):
            others = {other: (base or {}).get(other, _usual(other)) for other in sorted(part.free_symbols - {letter}, key=str)}
            for place in () if letter.is_integer else _places(part.subs(others), letter):
                around = [*_around(letter, place), *([place] if has_place else [])]
                found.update(dict.fromkeys(tuple({letter: value, **others}.items()) for value in around if _admitted(letter, value)))
    return tuple(dict(point) for point in found)[:MOST]


def _around(letter: Symbol, place: Rational) -> list[Rational]:
    size = ((1 - abs(place)) if letter == c else abs(place)) or Integer(1)
    return [place + step * near * size for near in NEAR for step in (-1, 1)]


def _usual(letter: Symbol) -> Rational:
    return Rational(1, 2) if letter == c else Rational(-1 if letter.is_negative else 1)


def _admitted(symbol: Symbol, value: Rational) -> bool:
    return abs(value) <= 1 if symbol == c else symbol.is_positive is not True or value > 0


def _switching(formula: Expr) -> Iterator[tuple[Expr, bool]]:
    """Functions that change sign, or vanish, where the formula switches, and whether a condition decides about their zero."""
    yield from ((part.lhs - part.rhs, True) for part in formula.atoms(Relational))
    for part in formula.atoms(Max, Min):
        yield from ((a - b, False) for a, b in combinations(part.args, 2))
    yield from ((part.args[0], False) for part in formula.atoms(Abs, Heaviside, sign))
    yield from ((part.base, False) for part in formula.atoms(Pow) if part.base.args and (part.exp.is_nonnegative and part.exp.is_integer) is not True)
    yield from ((part.args[0] ** 2 - 1, False) for part in formula.atoms(asin, acos))
    yield from ((part.args[1], False) for part in formula.atoms(atan2))


def _places(part: Expr, letter: Symbol) -> Iterator[Rational]:
    """Zeros of a function of one letter: all of a polynomial, for another function those between which it is seen to change sign."""
    try:
        line = Poly(part, letter)
    except PolynomialError:
        line = None
    if line is None or any(number.free_symbols for number in line.coeffs()):
        yield from _changes(part, letter)
    elif line.degree() > 0 and all(number.is_Rational for number in line.coeffs()):
        exact = line.ground_roots()
        yield from exact
        yield from (root for root in _approximate(line) if all(abs(root - known) > Rational(1, 10**9) for known in exact))
    elif line.degree() > 0:
        yield from _approximate(line)


def _approximate(line: Poly) -> Iterator[Rational]:
    for root in line.nroots(n=FIGURES, maxsteps=200):
        if abs(root.as_real_imag()[1]) < Rational(1, 10**12):
            yield Rational(str(root.as_real_imag()[0])).limit_denominator(10**15)


def _changes(part: Expr, letter: Symbol) -> Iterator[Rational]:
    if letter == c:
        grid = sorted({s * (1 - small) for small in SCALES[:16] for s in (-1, 1)})
    else:
        grid = sorted({s * size for size in SCALES for s in (-1, 1) if _admitted(letter, s * size)})
    signs = [(at, _sign(part, letter, at)) for at in grid]
    for (low, left), (high, right) in pairwise(signs):
        if left * right < 0:
            for _ in range(HALVINGS):
                middle = (low + high) / 2
                low, high = (middle, high) if _sign(part, letter, middle) == left else (low, middle)
            yield high.limit_denominator(10**15)


def _sign(part: Expr, letter: Symbol, at: Rational) -> int:
    """0 where it is not decided, or not real."""
    value = part.subs(letter, at)
    return (constant_sign(value) or 0) if value.is_extended_real and not value.free_symbols else 0
