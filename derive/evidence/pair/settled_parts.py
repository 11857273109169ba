r"""Expectations over a pair whose factors settle to simpler ones away from where they vary.

With f = f' + d, |d| <= e on [-T, T], and g likewise (`line/settled`),

    |E[f g] - E[f' g']| <= e_f E[|g|; |Y| <= T] + E[|f'|; |X| <= T] e_g + E[|f g|; beyond] + E[|f' g'|; beyond],

where beyond T the growth of both pairs counts. The simpler functions have knots where they change, and go by rectangles and short rules (`knotted`).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, log, sqrt
from typing import Literal

from flint import arb
from sympy import Expr, Piecewise

from derive.evidence.balls.nearness import nearness
from derive.evidence.balls.precision import working
from derive.evidence.balls.scalar import real_constant
from derive.evidence.line.endpoint import rational
from derive.evidence.line.settled import Cell, settled
from derive.evidence.line.span import size, span
from derive.evidence.line.split import Piece, pieces
from derive.evidence.pair.cover import Envelope, pair_tail
from derive.evidence.pair.knotted import far_growth, over_pieces
from derive.evidence.pair.mehler import by_mehler
from derive.language.errors import CannotEnclose
from derive.language.symbols import Z

Way = Literal["rectangles", "mehler"]
NEAREST = 40.0  # T, at least
SPARE = 10  # digits of the replacements beyond those asked for
SAMPLES = tuple(side * 2.0**k for k in range(-14, 3) for side in (-1, 1))


def by_settled_parts(f: Expr, g: Expr, c: Expr, digits: int, way: Way = "rectangles") -> arb:
    """E[f(X) g(Y)] for functions of Z without parameters and an exact correlation, 0 < |c| < 1, to about `digits` digits relative to the sizes of f and g;
    the simpler functions by rectangles and short rules, or by Mehler's expansion.

    Raises CannotEnclose where neither factor settles, or one grows like exp(k x^2).
    """
    with working(64):
        if real_constant(c, {}) < 0:
            c, g = -c, g.xreplace({Z: -Z})
    with working(int(3.33 * digits) + 64 + nearness(c)):
        one, other = _factor(f, digits), _factor(g, digits)
        if not (one.settles or other.settles):
            raise CannotEnclose("an expectation over a pair", "no part of a factor settles to a constant", "another method")
        correlation = real_constant(c, {})
        error = _difference(one, other, correlation)
        if not error.is_finite():
            raise CannotEnclose("an expectation over a pair", "the tails of a factor are not seen to be small", "a bounded function, or smaller variances")
        if way == "mehler":
            return by_mehler(as_written(one.simpler), as_written(other.simpler), correlation, digits) + arb(0, error)
        return over_pieces(one.simpler, other.simpler, correlation, digits) + arb(0, error)


def as_written(parts: tuple[Piece, ...]) -> Expr:
    """The pieces as one expression; raises CannotEnclose where an end is no exact number."""
    if not all(part.upper.is_exact() for part in parts[:-1]):
        raise CannotEnclose("an expectation over a pair", "an end of a piece is no exact number", "another method")
    return Piecewise(*((part.body, rational(part.upper) > Z) for part in parts[:-1]), (parts[-1].body, True))


@dataclass(frozen=True, slots=True)
class _Factor:
    """A factor, the simpler one, and what is known of both on [-end, end]."""

    parts: tuple[Piece, ...]
    simpler: tuple[Piece, ...]
    cells: tuple[Cell, ...]
    end: arb

    @property
    def settles(self) -> bool:
        return len(self.simpler) > len(self.parts) or any(cell.error > 0 for cell in self.cells)

    def error(self) -> arb:
        return _largest([cell.error for cell in self.cells])

    def mean(self) -> arb:
        """A bound of E|f| and of E|f'| on [-end, end]."""
        total = arb(0)
        for cell in self.cells:
            nearest = arb(0) if cell.low <= 0 <= cell.high else abs(cell.low).min(abs(cell.high))
            total += cell.bound * ((cell.high - cell.low) * (-nearest * nearest / 2).exp() / 2).min(arb(1))
        return total.upper()

    def envelope(self, parts: tuple[Piece, ...]) -> Envelope:
        """Of the factor or of the simpler one: the cells inside, the growth beyond."""
        far = far_growth(parts, self.end)
        inside = _largest([cell.bound for cell in self.cells])
        if far is None or not inside.is_finite():
            raise CannotEnclose("an expectation over a pair", "the tails of a factor are not seen to be small", "a bounded function, or smaller variances")
        a = inside.max(arb(1)).log().upper()
        return Envelope(a.max(far[0].a.upper()).max(far[1].a.upper()), arb(0).max(far[0].b.upper()).max(far[1].b.upper()), far)


def _largest(numbers: list[arb]) -> arb:
    found = arb(0)
    for number in numbers:
        found = found.max(number)
    return found


def _factor(body: Expr, digits: int) -> _Factor:
    parts, end = pieces(body, Z, {}), arb(max(NEAREST, ceil(2 * sqrt(2 * digits * log(10)))))
    if any((abs(part.upper) - end).contains(0) for part in parts[:-1]):
        raise CannotEnclose("an expectation over a pair", "a knot is too near to the place where the tails begin", "another method")
    goal = (_scale(parts) * arb(10) ** -(digits + SPARE)).upper()
    cells, simpler = list[Cell](), list[Piece]()
    for part in parts:
        found = settled(part, end, goal)
        if not found:
            simpler.append(part)
            continue
        cells += found
        edges = [part.lower, *(cell.low for cell in found[1:]), part.upper]
        simpler += [Piece(edges[k], edges[k + 1], cell.body) for k, cell in enumerate(found)]
    return _Factor(parts, tuple(simpler), tuple(cells), end)


def _scale(parts: tuple[Piece, ...]) -> arb:
    """A rough size of the factor, at most 1, used for tolerances only."""
    found = arb(0)
    for place in map(arb, SAMPLES):
        for part in parts:
            value = size(span(part.body, {Z: (place, place)})) if part.lower < place < part.upper else arb(0)
            found = found.max(value * (-place * place / 4).exp()) if value.is_finite() else found
    return found.min(arb(1)) if found > 0 else arb(1)


def _difference(one: _Factor, other: _Factor, c: arb) -> arb:
    """The bound of the module docstring."""
    with working(64):
        inside = one.error() * other.mean() + one.mean() * other.error()
        start = float(one.end)
        beyond = pair_tail(one.envelope(one.parts), other.envelope(other.parts), c, start)
        return (inside + beyond + pair_tail(one.envelope(one.simpler), other.envelope(other.simpler), c, start)).upper()
