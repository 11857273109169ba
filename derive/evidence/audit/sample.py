"""Exact points that satisfy hypotheses.

Special points first (correlations 1/2, 0, 1, -1, with -3/5 among them because wrong formulas agree too often at the last three; equal variances at the
first, very unequal ones at the second; small fractions, the middle and the edges of an interval), then pseudo-random fractions with small denominators, on
smaller and smaller scales, because hypotheses on several symbols may hold near 0 alone. A hypothesis `symbol = expression` determines the symbol; bounds of a
symbol by numbers (linear conditions on it alone) narrow the range it is drawn from; every point is checked against every hypothesis in balls. The letter c is
a correlation: -1 <= c <= 1 always.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, count, islice
from random import Random

from flint import fmpq
from sympy import And, Basic, Eq, Rational, Symbol, expand, sympify
from sympy.core.relational import Ge, Gt, Le, Lt

from derive.evidence.audit.region import inside
from derive.evidence.balls.scalar import constant
from derive.language.errors import CannotEnclose
from derive.language.symbols import c as correlation

FIRST, NARROW, TRIES = 200, 100, 4000  # plain candidates, candidates of narrow regions, plain candidates again
PATIENCE = 200  # random points on one scale
SCALES = 8  # each a quarter of the one before
POSITIVE = tuple(map(Rational, ("7/5", "1/2", "1", "1/100", "1/3", "9", "9/4", "2", "5")))
EXTREME = tuple(map(Rational, ("1/1000", "400")))
REAL = tuple(map(Rational, ("1/2", "-3/5", "1", "-2", "1/3", "7/5", "-1/4", "3")))
ORDER = tuple(map(Rational, (3, 0, 4, 1, 2, 5, 8, 7, 6, 12, 9, 10, 11)))
CORRELATION = tuple(map(Rational, ("1/2", "-3/5", "0", "1", "-1", "1/3", "4/5", "-1/10")))

Assignment = dict[Symbol, Rational]


def sample(symbols: Iterable[Symbol], hypotheses: Sequence[Basic], most: int, seed: int = 0) -> Iterator[Assignment]:
    """At most `most` different points; fewer (or none) where the bounded number of tries finds no more.

    >>> from sympy import Symbol
    >>> q = Symbol("q", positive=True)
    >>> list(sample([q], [q > 1], 2))
    [{q: 7/5}, {q: 9}]
    """
    conditions = [part for one in hypotheses for part in _conjuncts(sympify(one))]
    names = sorted({*symbols, *(s for part in conditions for s in part.free_symbols)}, key=str)
    yield from islice(_distinct(names, conditions, seed), most)


def _distinct(names: list[Symbol], conditions: list[Basic], seed: int) -> Iterator[Assignment]:
    seen: set[tuple[Rational, ...]] = set()
    plain = _candidates(names, conditions, Random(seed))
    ranges = {name: _range(name, conditions) for name in names}
    free = [part for part in conditions if not isinstance(part, Eq)]
    for candidate in chain(islice(plain, FIRST), inside(names, ranges, free, NARROW, seed), islice(plain, TRIES)):
        point = _determined(candidate, conditions)
        key = tuple(point[name] for name in names)
        if key not in seen and all(_holds(part, point) for part in conditions) and all(_admissible(name, point[name]) for name in names):
            seen.add(key)
            yield point


def _conjuncts(hypothesis: Basic) -> tuple[Basic, ...]:
    return tuple(hypothesis.args) if isinstance(hypothesis, And) else (hypothesis,)


def _candidates(names: list[Symbol], conditions: list[Basic], random: Random) -> Iterator[Assignment]:
    """Special points, each symbol with its own offset so that variances come equal and unequal, then random ones."""
    if not names:
        yield {}
        return
    tables = {name: _special(name, _range(name, conditions)) for name in names}
    longest = max(len(table) for table in tables.values())
    for k in range(2 * longest):
        yield {name: table[(k * (1 + i) + (i if k else 0)) % len(table)] for i, (name, table) in enumerate(tables.items())}
    ranges = {name: _range(name, conditions) for name in names}
    for k in count():
        scale = Rational(1, 4 ** (k // PATIENCE % SCALES))
        yield {name: _random(name, *ranges[name], random, scale) for name in names}


def _special(name: Symbol, bounds: tuple[Rational | None, Rational | None]) -> tuple[Rational, ...]:
    low, high = bounds
    table = CORRELATION if name == correlation or name.name == "c" else ORDER if name.is_integer else POSITIVE if name.is_nonnegative else REAL
    inside = tuple(v for v in table if (low is None or v >= low) and (high is None or v <= high) and _admissible(name, v))
    if low is not None and high is not None:
        inside += tuple(low + (high - low) * v for v in map(Rational, ("1/2", "1/3", "4/5")) if _admissible(name, low + (high - low) * v))
    elif low is not None:
        inside += tuple(low + v for v in POSITIVE + EXTREME if _admissible(name, low + v))
    elif high is not None:
        inside += tuple(high - v for v in POSITIVE if _admissible(name, high - v))
    return inside or ((Rational(1),) if not name.is_negative else (Rational(-1),))


def _range(name: Symbol, conditions: list[Basic]) -> tuple[Rational | None, Rational | None]:
    """Bounds by assumptions and by linear conditions on the name alone."""
    lows = [Rational(0)] if name.is_nonnegative else []
    highs = [Rational(0)] if name.is_nonpositive else []
    if name == correlation or name.name == "c":
        lows, highs = [*lows, Rational(-1)], [*highs, Rational(1)]
    for part in conditions:
        if isinstance(part, (Gt, Ge, Lt, Le)) and part.free_symbols == {name}:
            difference = expand(part.lhs - part.rhs)
            slope, constant_term = difference.coeff(name, 1), difference.coeff(name, 0)
            if isinstance(slope, Rational) and slope != 0 and isinstance(constant_term, Rational) and expand(difference - slope * name) == constant_term:
                (lows if isinstance(part, (Gt, Ge)) == (slope > 0) else highs).append(-constant_term / slope)
    return max(lows, default=None), min(highs, default=None)


def _random(name: Symbol, low: Rational | None, high: Rational | None, random: Random, scale: Rational) -> Rational:
    """A number in the range; where it is unbounded, at a distance of the given scale."""
    denominator = 1 if name.is_integer else random.choice((2, 3, 5, 7, 8, 10, 12, 20))
    if low is not None and high is not None:
        return low + (high - low) * Rational(random.randint(0, 60), 60) if not name.is_integer else Rational(random.randint(int(low), int(high)))
    size = Rational(random.randint(0, 4 * denominator), denominator) * (1 if name.is_integer else scale)
    if low is not None:
        return low + size
    if high is not None:
        return high - size
    return size * random.choice((1, -1))


def _determined(candidate: Assignment, conditions: list[Basic]) -> Assignment:
    """Symbols that an equation among the hypotheses fixes take the value it gives."""
    point = dict(candidate)
    for part in conditions:
        if not isinstance(part, Eq):
            continue
        for name, other in ((part.lhs, part.rhs), (part.rhs, part.lhs)):
            if isinstance(name, Symbol) and name not in other.free_symbols:
                value = constant(other, point)
                if isinstance(value, fmpq):
                    point[name] = Rational(int(value.p), int(value.q))
                break
    return point


def _admissible(name: Symbol, value: Rational) -> bool:
    """The assumptions on a symbol hold, and |c| <= 1."""
    if name == correlation or name.name == "c":
        return bool(-1 <= value <= 1)
    claims = ("positive", "nonnegative", "negative", "nonpositive", "nonzero", "integer", "even", "odd", "prime")
    return all(getattr(value, f"is_{claim}") for claim in claims if getattr(name, f"is_{claim}"))


def _holds(part: Basic, point: Assignment) -> bool:
    try:
        return constant(part, point) is True
    except CannotEnclose:
        return False
