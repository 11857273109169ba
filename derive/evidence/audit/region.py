"""Points of narrow regions, one symbol at a time.

Once the symbols before it have values, a condition on the next symbol is one on the line: its solutions are unions of
intervals between the zeros of the difference of both sides, and whether it holds between two neighbours is decided at
one point. Conditions whose zeros are not known are left to the check that every sampled point must pass.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from random import Random

from flint import arb
from sympy import And, Basic, Ne, Not, Or, Rational, Symbol
from sympy.core.relational import Relational

from derive.evidence.balls.precision import working
from derive.evidence.balls.scalar import constant
from derive.evidence.line.zeros import zeros
from derive.language.errors import CannotEnclose

PARTS = (Fraction(1, 2), Fraction(1, 3), Fraction(4, 5), Fraction(1, 10), Fraction(19, 20), Fraction(3, 5))
DENOMINATORS = (4, 12, 100, 10**4, 10**8, 10**16, 10**40)
FAR = Fraction(4)  # how far from a finite end an unbounded interval is sampled
Interval = tuple[Fraction | None, Fraction | None]
Ranges = dict[Symbol, tuple[Rational | None, Rational | None]]


def inside(names: Sequence[Symbol], ranges: Ranges, conditions: Sequence[Basic], tries: int, seed: int) -> Iterator[dict[Symbol, Rational]]:
    """Candidates that satisfy the conditions as far as these can be solved one symbol at a time, the symbols in random order."""
    random = Random(seed)
    for turn in range(tries):
        order = list(names) if turn == 0 else random.sample(list(names), len(names))
        point: dict[Symbol, Rational] = {}
        for name in order:
            value = _value(name, ranges[name], [part for part in conditions if name in part.free_symbols], point, random, turn)
            if value is None:
                break
            point[name] = value
        else:
            yield point


def _value(
    name: Symbol, bounds: tuple[Rational | None, Rational | None], conditions: list[Basic], point: dict[Symbol, Rational], random: Random, turn: int
) -> Rational | None:
    """A value of one symbol, given those before it."""
    ready = [part for part in conditions if part.free_symbols <= {name, *point}]
    allowed = [interval for interval in _between(name, bounds, ready, point) if _holds(ready, {**point, name: _rational(_inner(interval, PARTS[0]))})]
    if not allowed:
        return None
    interval = allowed[turn % len(allowed)]
    part = PARTS[turn] if turn < len(PARTS) else Fraction(random.randint(1, 59), 60)
    return _rational(_inner(interval, part))


def _between(name: Symbol, bounds: tuple[Rational | None, Rational | None], conditions: list[Basic], point: dict[Symbol, Rational]) -> Iterator[Interval]:
    """Intervals between the zeros of the conditions, inside the bounds."""
    low, high = (None if end is None else Fraction(int(end.p), int(end.q)) for end in bounds)
    cuts: set[Fraction] = set()
    with working(200):
        for part in conditions:
            for relation in part.atoms(Relational):
                found = _zeros(relation, name, point)
                cuts.update(_fraction(ball) for ball in found)
    kept = sorted(cut for cut in cuts if (low is None or cut > low) and (high is None or cut < high))
    ends: list[Fraction | None] = [low, *kept, high]
    yield from pairwise(ends)


def _zeros(relation: Relational, name: Symbol, point: dict[Symbol, Rational]) -> list[arb]:
    try:
        return [ball for ball in zeros(relation.lhs - relation.rhs, name, point) or [] if ball.is_finite()]
    except CannotEnclose:
        return []


def _fraction(ball: arb) -> Fraction:
    mantissa, exponent = ball.mid().man_exp()
    exact = Fraction(int(mantissa)) * Fraction(2) ** int(exponent)
    simple = exact.limit_denominator(10**6)
    return simple if abs(simple - exact) < Fraction(1, 10**40) else exact


def _inner(interval: Interval, part: Fraction) -> Fraction:
    """A simple fraction inside an interval, about `part` of the way."""
    low, high = interval
    if low is None and high is None:
        return 8 * part - FAR
    left = low if low is not None else (high or 0) - FAR
    right = high if high is not None else left + FAR
    wanted = left + (right - left) * part
    simple = (wanted.limit_denominator(limit) for limit in DENOMINATORS)
    return next((one for one in simple if left < one < right and 3 * abs(one - wanted) < right - left), wanted)


def _rational(number: Fraction) -> Rational:
    return Rational(number.numerator, number.denominator)


def _holds(conditions: list[Basic], point: dict[Symbol, Rational]) -> bool:
    """No condition is refuted."""
    try:
        return all(constant(part, point) is not False for part in conditions if isinstance(part, (Relational, And, Or, Not, Ne)))
    except CannotEnclose:
        return True
