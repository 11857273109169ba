"""Cases: where the sign of a number does not follow from the assumptions, it is positive, zero or negative.

`split` runs a computation; where it meets such a number it runs once for each sign, and where it meets another one
inside a case, again. The zero of a number that is linear in a parameter is substituted, so it is an ordinary case.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from sympy import Basic, Eq, Expr, Gt, Lt, Mul, Pow, S, Symbol, expand, factor, fraction, together
from sympy.logic.boolalg import Boolean

from derive.language.deciding.order import constant_sign
from derive.language.deciding.supposition import plain, supposing
from derive.language.errors import DeriveError, UndecidedSign

MOST_CASES = 8
MOST_RUNS = 40
INFINITE = (S.NaN, S.ComplexInfinity, S.Infinity, S.NegativeInfinity)

Found = TypeVar("Found")
Values = dict[Symbol, Expr]


@dataclass(frozen=True)
class Leaf(Generic[Found]):
    """What the computation found in one case."""

    found: Found


@dataclass(frozen=True)
class Fork(Generic[Found]):
    """The three signs of `number`. `positive` or `negative` is None where the assumptions exclude it; `zero` is None where the number is never 0 in this
    case, or its zero could not be substituted; `at` is the substitution.
    """

    number: Expr
    positive: Leaf[Found] | Fork[Found] | None
    negative: Leaf[Found] | Fork[Found] | None
    zero: Leaf[Found] | Fork[Found] | None
    at: Values = field(default_factory=dict)
    never_zero: bool = False


Tree = Leaf[Found] | Fork[Found]


def leaves(tree: Tree[Found]) -> Iterator[Leaf[Found]]:
    """What was found in all cases, boundaries included."""
    if isinstance(tree, Leaf):
        yield tree
    else:
        for part in (tree.positive, tree.negative, tree.zero):
            yield from () if part is None else leaves(part)


def split(question: Basic, compute: Callable[[Basic], Found], most: int = MOST_CASES) -> Tree[Found]:
    """`compute(question)`, case by case. Raises DeriveError, with the conditions that would decide it, if there are more than `most` cases.

    >>> from sympy import Max, symbols
    >>> from derive.language.functions.piece import pieces
    >>> from derive.language.symbols import x
    >>> a = Symbol("a", positive=True)
    >>> found = split(Max(x, a*x), lambda f: [plain(piece.expr) for piece in pieces(f)])
    >>> found.number, found.positive.found, found.negative.found, found.zero.found
    (a - 1, [x, a*x], [a*x, x], [x])
    """
    return _Split(compute, most).run(question, ())


class _Split(Generic[Found]):
    def __init__(self, compute: Callable[[Basic], Found], most: int) -> None:
        self.compute, self.most, self.cases, self.runs = compute, most, 1, 0
        self.numbers: dict[Expr, None] = {}

    def run(self, question: Basic, suppositions: tuple[Expr, ...]) -> Tree[Found]:
        self.runs += 1
        try:
            return Leaf(self.compute(supposing(question, suppositions)))
        except UndecidedSign as problem:
            if problem.number is None:
                raise
            number = _essential(problem.number)
            if number is None:
                raise
        self._count(number)
        values = _zero(number, suppositions)
        if values and question.xreplace(values).has(*INFINITE):
            values = {}  # as at the zero of a denominator
        known = plain(number)
        return Fork(
            known,
            None if known.is_nonpositive else self.run(question, (*suppositions, known)),
            None if known.is_nonnegative else self.run(question, (*suppositions, -known)),
            None if values is None or not values else self.run(*_restricted(question, suppositions, values)),
            values or {},
            values is None,
        )

    def _count(self, number: Expr) -> None:
        self.numbers[plain(number)] = None
        self.cases += 1
        if self.cases > self.most or self.runs > MOST_RUNS:
            named = ", ".join(str(condition(n, 1)) for n in self.numbers)
            stopped = f"there are more than {self.most} cases: it depends on whether {named}"
            parameter = min((s.name for n in self.numbers for s in n.free_symbols), default="b")
            raise DeriveError("the order of the branches", stopped, f"--set {parameter}=1/2 or another value, so that fewer are left open")


def _essential(number: Expr) -> Expr | None:
    """A factor of the number whose sign is unknown; the other factors do not matter. None if there is none that can be named."""
    top, bottom = fraction(together(factor(number)))
    factors = [part.base if isinstance(part, Pow) and part.exp.is_Integer else part for side in (top, bottom) for part in Mul.make_args(factor(side))]
    unknown = [part for part in factors if part.free_symbols and constant_sign(part) is None]
    if not unknown:
        return None
    chosen = min(unknown, key=lambda part: (len(part.free_symbols), part.count_ops(), str(part)))
    return _oriented(expand(chosen))


def _oriented(number: Expr) -> Expr:
    """The number or its negative, so that the first letter counts positively where it is linear."""
    for symbol in sorted(number.free_symbols, key=str):
        slope = number.diff(symbol)
        if slope.is_Rational:
            return expand(number / slope)
    return number


def _zero(number: Expr, suppositions: tuple[Expr, ...]) -> Values | None:
    """Where the number is 0, solved for one parameter in ordinary symbols: empty if that is not possible, None if it is never 0."""
    known = plain(number)
    for symbol in sorted(known.free_symbols, key=str):
        slope = known.diff(symbol)
        if slope.has(symbol) or constant_sign(supposing(slope, suppositions)) not in (1, -1):
            continue
        value = expand(-known.xreplace({symbol: S.Zero}) / slope)
        if symbol.is_zero is False and constant_sign(value) == 0:
            return None
        if any(constant_sign(claim) in (0, -1) and (strict or constant_sign(claim) == -1) for claim, strict in _claims(symbol, value)):
            return None
        if any(constant_sign(p.xreplace({symbol: value})) in (0, -1) for p in suppositions):
            return None
        return {symbol: value}
    return {}


def _claims(symbol: Symbol, value: Expr) -> list[tuple[Expr, bool]]:
    """What the assumptions on the symbol say about its value: expressions that are positive, or only not negative."""
    found = []
    if symbol.is_nonnegative:
        found.append((value, bool(symbol.is_positive)))
    if symbol.is_nonpositive:
        found.append((-value, bool(symbol.is_negative)))
    return found


def _restricted(question: Basic, suppositions: tuple[Expr, ...], values: Values) -> tuple[Basic, tuple[Expr, ...]]:
    """The question and the suppositions where the number is 0."""
    ((symbol, value),) = values.items()
    wanted = [p.xreplace(values) for p in suppositions] + [claim for claim, strict in _claims(symbol, value) if strict]
    return question.xreplace(values), tuple(p for p in dict.fromkeys(wanted) if constant_sign(p) is None)


def condition(number: Expr, sign: int) -> Boolean:
    """number > 0, = 0 or < 0, solved for a letter where it is linear in one with a number in front.

    >>> from sympy import symbols
    >>> a, b = symbols("a b", real=True)
    >>> condition(2*a + 4*b, -1), condition(a**2 - 1, 1), condition(a - 1, 0)
    (a < -2*b, a**2 - 1 > 0, Eq(a, 1))
    """
    for symbol in sorted(number.free_symbols, key=str):
        slope = number.diff(symbol)
        if slope.is_Rational and slope != 0:
            rest = expand(symbol - number / slope)
            relation: Boolean = {1: Gt, 0: Eq, -1: Lt}[sign * (1 if slope > 0 else -1)](symbol, rest)
            return relation
    found: Boolean = {1: Gt, 0: Eq, -1: Lt}[sign](number, 0)
    return found
