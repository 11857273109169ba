"""Letters for what recurs in the equations of a derivation: (1 + 2 q1)(1 + 2 q2) - 4 c^2 q1 q2 is D from its first to its last step.

A letter stands for a part that holds no bound variable and no expectation. What saves most is replaced first; letters are given only if the equations become
much shorter by them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sympy import Add, Expr, Function, Mul, Symbol, preorder_traversal

from derive.language.forms.cost import cost
from derive.language.forms.gathered import product
from derive.language.goals.expectation import Expectation, Goal
from derive.language.symbols import X, Y, Z

LEAST_COST = 10  # of a part that gets a letter
LEAST_SAVING = 16
OFTEN = 4  # times that a part occurs, if it is never twice in one equation
MOST = 6  # letters
LONGEST = 100  # cost of an equation that is read as it is
WORTH = 0.75  # how much the equations may cost with letters, of what they cost without
BOUND = frozenset((X, Y, Z))

Definitions = tuple[tuple[Symbol, Expr], ...]


@dataclass(frozen=True, slots=True)
class Lettering:
    """Letters in the order in which they were given: each stands for its part in what the letters before it left."""

    parts: Definitions = ()

    def __call__(self, expr: Expr) -> Expr:
        """The expression in letters."""
        for letter, part in self.parts:
            expr = put(expr, part, letter)
        return expr

    @property
    def definitions(self) -> Definitions:
        """What the letters stand for, each in terms of others where they occur in it, those without first."""
        found = [(letter, Lettering(self.parts[place + 1 :])(part)) for place, (letter, part) in enumerate(self.parts)]
        ordered: list[tuple[Symbol, Expr]] = []
        while found:
            names = {letter for letter, _ in found}
            ready = [pair for pair in found if not pair[1].free_symbols & names]
            ordered += ready
            found = [pair for pair in found if pair not in ready]
        return tuple(ordered)

    def used_in(self, *exprs: Expr) -> Definitions:
        """The definitions that expressions in letters need."""
        needed = set().union(*(expr.free_symbols for expr in exprs))
        kept: list[tuple[Symbol, Expr]] = []
        for letter, part in reversed(self.definitions):
            if letter in needed:
                needed |= part.free_symbols
                kept.insert(0, (letter, part))
        return tuple(kept)

    def renamed(self, first: Expr, free: Iterable[Symbol]) -> Lettering:
        """With letters that are free, those of an expression before others; none where there are too few."""
        leading = self.used_in(first)
        order = (*leading, *(pair for pair in self.definitions if pair not in leading))
        letters = dict(zip((letter for letter, _ in order), free, strict=False))
        kept = [(letter, part) for letter, part in self.parts if letter in letters]
        return Lettering(tuple((letters[letter], part.xreplace(letters)) for letter, part in kept)) if len(kept) == len(self.parts) else Lettering()


NONE = Lettering()


def lettering(equations: Sequence[Expr], free: Iterable[Symbol]) -> Lettering:
    """The letters of some equations, taken from those that are `free`, or none; what the first equation needs comes first."""
    if max(map(cost, equations), default=0) <= LONGEST:
        return NONE
    left, parts = list(equations), list[tuple[Symbol, Expr]]()
    while len(parts) < MOST and (part := _dearest(left)) is not None:
        letter = Symbol(f"_part{len(parts)}", real=True)
        parts.append((letter, part))
        left = [put(expr, part, letter) for expr in left]
    found = Lettering(tuple(parts))
    after = sum(map(cost, left)) + sum(cost(part) for _, part in found.definitions)
    return found.renamed(left[0], free) if after <= WORTH * sum(map(cost, equations)) else NONE


def put(expr: Expr, part: Expr, letter: Symbol) -> Expr:
    """The letter for the part wherever it occurs; a number in front of a sum stays there."""
    if expr == part:
        return letter
    if not expr.args or (isinstance(expr, Goal) and not isinstance(expr, Expectation)):
        return expr
    arguments = [put(argument, part, letter) for argument in expr.args]
    if all(old is new for old, new in zip(expr.args, arguments, strict=True)):
        return expr
    return product(arguments) if isinstance(expr, Mul) else expr.func(*arguments)


def _dearest(equations: Sequence[Expr]) -> Expr | None:
    """The part whose letter saves most, among those that recur in one equation or occur often."""
    counts = [Counter(_parts(equation)) for equation in equations]
    total: Counter[Expr] = sum(counts, Counter())
    recurring = [part for part in total if total[part] >= OFTEN or max(count[part] for count in counts) > 1]
    best = min(recurring, key=lambda part: (-_saving(part, total[part]), str(part)), default=None)
    return best if best is not None and _saving(best, total[best]) >= LEAST_SAVING else None


def _saving(part: Expr, times: int) -> int:
    return (times - 1) * (cost(part) - 1)


def _parts(equation: Expr) -> Iterator[Expr]:
    """Sums and values of functions that may have a letter, as often as they occur."""
    for node in preorder_traversal(equation):
        if isinstance(node, Add | Function) and not node.free_symbols & BOUND and cost(node) >= LEAST_COST and not node.has(Goal):
            yield node
