"""An answer by cases: where the order of the branches of an activation depends on its parameters, each order is derived on its own.

Cases with the same normal form are one. A boundary between two cases belongs to a neighbour whose form has the right
value there, and is a case of its own otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, TypeVar

from sympy import And, Basic, Eq, Expr, Gt, Or, Piecewise, S, Symbol
from sympy.logic.boolalg import Boolean

from derive.engine.step import Derivation, Step
from derive.evidence.balls.ball import Ball
from derive.language.deciding.supposition import plain
from derive.language.forms.normalize import equal_forms
from derive.language.functions.activation import Activation
from derive.language.functions.cases import Fork, Leaf, Tree, condition
from derive.language.goals.expectation import Goal
from derive.pipeline.finding import Finding, Told

ABSENT = ("diverges", "undefined")

Found = TypeVar("Found", bound=Finding)


@dataclass(frozen=True)
class Case:
    """An answer that holds where `condition` does."""

    condition: Boolean
    answer: Finding


@dataclass(frozen=True, repr=False)
class FindingByCases(Finding):
    """What was found for one quantity, case by case. `cases` have different values; `derivations` are those of all cases, also where the values agree, and
    `derivation` contains the steps of all.
    """

    cases: tuple[Case, ...] = ()
    derivations: tuple[Told, ...] = ()

    @property
    def value(self) -> Expr | None:
        """A Piecewise over conditions on the parameters; no branch where the quantity does not exist."""
        if self.status not in ("closed", "reduced"):
            return None
        branches = [(case.answer.value, case.condition) for case in self.cases if case.answer.value is not None]
        if len(branches) == len(self.cases):
            branches[-1] = (branches[-1][0], S.true)
        return branches[0][0] if branches[0][1] == S.true else Piecewise(*branches, evaluate=False)

    @cached_property
    def _existence(self) -> Boolean:
        parts = []
        for case in self.cases:
            if case.answer.status in ABSENT:
                continue
            parts.append(And(case.condition, *case.answer.hypotheses))
        if len(parts) == len(self.cases) and not any(case.answer.hypotheses for case in self.cases):
            return S.true
        return Or(*parts)

    @property
    def hypotheses(self) -> tuple[Boolean, ...]:
        found = self._existence
        return () if found in (S.true, S.false) else (found,)

    @property
    def exists(self) -> bool | str:
        found = self._existence
        return True if found == S.true else str(found)

    def told(self) -> Iterator[Told]:
        return iter(self.derivations)

    def equations(self) -> Iterator[tuple[Expr, tuple[Boolean, ...]]]:
        for case in self.cases:
            if case.answer.value is not None:
                yield case.answer.value, (case.condition, *case.answer.conditions)

    def enclose(self, digits: int = 30, time_limit: float | None = None, **at: Any) -> Ball:
        """The value of the case in which the point lies; on a boundary that belongs to none, the quantity itself."""
        values = self.point(at)
        for case in self.cases:
            if case.condition.subs(values) == S.true:
                return replace(case.answer, goal=self.goal).enclose_at(values, digits, time_limit)
        return self.outside(values, digits, time_limit)


Joined = TypeVar("Joined", bound=FindingByCases)


def joined(function: Activation, goal: Goal, tree: Tree[Found], kind: type[Joined]) -> Joined:
    """One answer of a kind to `goal`, a question about `function`, from the answers of all cases."""
    cases = tuple(_flat(_merged(tree), ()))
    inner = [case.answer for case in cases if not _is_boundary(case.condition)]
    statuses = {answer.status for answer in inner}
    status = next((s for s in ("enclosed", "reduced", "closed", "undefined", "diverges") if s in statuses), "enclosed")
    messages = dict.fromkeys(case.answer.message for case in cases if case.answer.message and case.answer.status == status)
    derivations = tuple(_derivations(tree))
    found = kind(function, inner[0].quantity, goal, None, status, "; ".join(messages) or None, cases, derivations)
    return replace(found, derivation=_together(goal, found.value, [part.derivation for part in derivations]))


def _derivations(tree: Tree[Found]) -> Iterator[Told]:
    """Those of all cases, with the conditions under which they were made; one that is the same in two cases once."""
    found: dict[tuple[Step, ...], list[Told]] = {}
    for case in _flat(tree, (), every=True):
        if case.answer.derivation is not None:
            found.setdefault(case.answer.derivation.steps, []).append(Told(case.answer.derivation, (case.condition,)))
    for same in found.values():
        whole = Or(*(condition for part in same for condition in part.conditions))
        yield same[0] if len(same) == 1 else Told(same[0].derivation, (whole,))


def _together(goal: Goal, value: Expr | None, parts: Sequence[Derivation]) -> Derivation | None:
    """The steps of several derivations as one, for those who count them."""
    if not parts:
        return None
    steps = tuple(step for part in parts for step in part.steps)
    opened = tuple(dict.fromkeys(g for part in parts for g in part.open_goals))
    return Derivation(goal, goal if value is None else value, steps, opened, tuple(pair for part in parts for pair in part.tried))


def ordinary(answer: Found) -> Found:
    """The answer of one case in ordinary symbols."""
    found = answer.derivation
    return replace(answer, goal=plain(answer.goal), derivation=None if found is None else _ordinary(found))


def _ordinary(found: Derivation) -> Derivation:
    steps = tuple(replace(step, goal=plain(step.goal), equal=plain(step.equal), hypotheses=tuple(map(plain, step.hypotheses))) for step in found.steps)
    tried = tuple((plain(goal), names) for goal, names in found.tried)
    return Derivation(plain(found.goal), plain(found.value), steps, tuple(map(plain, found.open_goals)), tried)


def _merged(tree: Tree[Found]) -> Tree[Found]:
    """The same with forks taken away whose three answers are one."""
    if isinstance(tree, Leaf):
        return tree
    positive, negative, zero = (None if part is None else _merged(part) for part in (tree.positive, tree.negative, tree.zero))
    first, *other = (part for part in (positive, negative) if part is not None)
    if isinstance(first, Leaf) and all(isinstance(part, Leaf) and _same(first.found, part.found) for part in other):
        joins = tree.never_zero or (isinstance(zero, Leaf) and _same(first.found, zero.found, tree.at))
        if joins:
            return first
    return replace(tree, positive=positive, negative=negative, zero=zero)


def _same(a: Finding, b: Finding, at: Mapping[Symbol, Expr] | None = None) -> bool:
    """Whether the answers say the same, the first one with some values given."""
    if a.status != b.status:
        return False
    needs = [tuple(h.xreplace(at or {}) for h in answer.hypotheses) for answer in (a, b)]
    if a.value is None or b.value is None:
        return a.value is b.value and needs[0] == needs[1]
    moved = a.value.xreplace(at or {})
    if moved.has(S.NaN, S.ComplexInfinity, S.Infinity, S.NegativeInfinity):
        return False
    return set(needs[0]) - {S.true} == set(needs[1]) and equal_forms(moved, b.value)


def _flat(tree: Tree[Found], path: tuple[Boolean, ...], every: bool = False) -> Iterator[Case]:
    """The cases from left to right, boundaries that are cases of their own (or every one) first."""
    if isinstance(tree, Leaf):
        yield Case(And(*path), tree.found)
        return
    signs = [(tree.positive, condition(tree.number, 1)), (tree.negative, condition(tree.number, -1))]
    owner = None if every else _owner(tree)
    if owner is None and tree.zero is not None:
        yield from _flat(tree.zero, (*path, condition(tree.number, 0)), every)
    for place, (part, where) in enumerate(signs):
        if part is not None:
            yield from _flat(part, (*path, _with_boundary(where) if place == owner else where), every)


def _owner(tree: Fork[Found]) -> int | None:
    """The neighbour (0 or 1) whose answer is right at the boundary as well; None if there is none."""
    for place, part in enumerate((tree.positive, tree.negative)):
        if isinstance(part, Leaf) and isinstance(tree.zero, Leaf) and _same(part.found, tree.zero.found, tree.at):
            return place
    return None


def _with_boundary(where: Any) -> Boolean:
    found: Boolean = where.lhs >= where.rhs if isinstance(where, Gt) else where.lhs <= where.rhs
    return found


def _is_boundary(where: Basic) -> bool:
    return any(isinstance(part, Eq) for part in And.make_args(where))
