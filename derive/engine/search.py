"""How rules are applied: depth first, each goal once, the book in the order of rank.

A rule whose sub-goals all close wins; if none does, the first rule that applied is kept, so an open derivation still shows how far it got.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from sympy import Eq, Expr, Function, Pow, S, preorder_traversal

from derive.engine.rule import Goal, Reduction, Rule, by_cases, chosen
from derive.engine.step import Derivation, Step
from derive.language.errors import TimeLimit
from derive.language.forms.fields import field_of
from derive.language.forms.normal_form import Field, Form
from derive.language.forms.normalize import normal_form
from derive.language.forms.variants import shortest
from derive.language.goals.correlation_integral import CorrelationIntegral
from derive.language.goals.expectation import Goal as SympyGoal
from derive.language.moments.moment import Moment

DEPTH_LIMIT = 60
NO_VALUE = frozenset((S.NaN, S.ComplexInfinity, S.Infinity, S.NegativeInfinity))


@dataclass
class Search:
    """One search: what was found for each goal so far."""

    rules: Sequence[Rule]
    deadline: float | None = None
    values: dict[Goal, Form] = field(default_factory=dict)
    chosen: dict[Goal, tuple[Rule, Reduction]] = field(default_factory=dict)
    tried: set[Goal] = field(default_factory=set)
    active: set[Goal] = field(default_factory=set)
    premises: dict[Goal, tuple[Goal, ...]] = field(default_factory=dict)

    def close(self, goal: Goal, ground: Field) -> Form:
        """The value of a goal in the field of who asks: a closed form, or a form that still contains open goals."""
        value = self._closed(goal, ground)
        return value if value.field is ground else normal_form(value.expression(), ground)

    def _closed(self, goal: Goal, ground: Field) -> Form:
        if goal in self.values:
            return self.values[goal]
        if self.deadline is not None and time.monotonic() > self.deadline:
            raise TimeLimit("the derivation", "it ran out of its time limit", "a longer time limit, or numbers with --at")
        if goal in self.active or len(self.active) > DEPTH_LIMIT:
            return ground.atom(goal)
        self.active.add(goal)
        try:
            self.values[goal] = self._first_closed(goal, ground)
        finally:
            self.active.discard(goal)
        return self.values[goal]

    def _first_closed(self, goal: Goal, ground: Field) -> Form:
        partial: tuple[Form, Rule, Reduction] | None = None
        opened = self._with_values(goal) if isinstance(goal, CorrelationIntegral) else goal
        for rule in self.rules:
            reduction = rule.apply(opened)
            if reduction is None or not _has_value(reduction):
                continue
            reduction = self._without_open_orders(reduction)
            value = self._value(reduction)
            if not any(True for _ in goals_in(value)):
                self.chosen[goal] = rule, reduction
                return value
            partial = partial or (value, rule, reduction)
        self.tried.add(goal)
        if partial is None:
            return ground.atom(goal)
        value, rule, reduction = partial
        self.chosen[goal] = rule, reduction
        return value

    def _without_open_orders(self, reduction: Reduction) -> Reduction:
        """Where the case n = k of an order stays open and a general case follows, the cases up to the last such k give way to the hypothesis n > k."""
        orders = [place for place, (_, condition) in enumerate(reduction.cases) if isinstance(condition, Eq) and condition.lhs.is_Symbol]
        opened = [place for place in orders if any(True for _ in goals_in(self._with_known(reduction.cases[place][0])))]
        if not opened:
            return reduction
        form, condition = reduction.cases[opened[-1]]
        beyond = normal_form(condition.lhs - condition.rhs, form.field)
        return by_cases(reduction.cases[opened[-1] + 1 :], (*reduction.hypotheses, beyond))

    def _with_known(self, form: Form) -> Form:
        return form.substitute({sub: self.close(sub, form.field) for sub in goals_in(form)})

    def _value(self, reduction: Reduction) -> Form:
        """What a reduction comes to: its goals replaced by their values; where a case stays open, one of the open goals stands for all."""
        values = [self._with_known(form) for form in reduction.forms]
        opened = next((value for value in values if any(True for _ in goals_in(value))), None)
        if not reduction.cases or opened is not None:
            return opened if opened is not None else values[0]
        return chosen([(value, condition) for value, (_, condition) in zip(values, reduction.cases, strict=True)])

    def _with_values(self, goal: CorrelationIntegral) -> CorrelationIntegral:
        """The same integral with the goals inside replaced by their values as functions of c."""
        function = goal.function
        inner = normal_form(function, field_of(function.free_symbols))
        self.premises[goal] = tuple(goals_in(inner))
        value = inner.substitute({sub: self.close(sub, inner.field) for sub in self.premises[goal]})
        return CorrelationIntegral.of(value.expression(), goal.upper)


def _has_value(reduction: Reduction) -> bool:
    """Whether no number in it is missing or infinite, as one is where a formula was evaluated at a singular point."""
    return not any(atom in NO_VALUE for form in reduction.forms for atom in form.atoms())


@lru_cache(maxsize=1024)
def kinds(rule: Rule) -> frozenset[type]:
    """The types of goal that a rule looks at."""
    return frozenset(type(example) for example in rule.examples())


@dataclass(frozen=True)
class Names(Sequence[str]):
    """The names of the rules that look at a kind of goal, those with the most similar example first, found when somebody asks."""

    goal: Goal
    rules: tuple[Rule, ...] = field(compare=False)

    @cached_property
    def _names(self) -> tuple[str, ...]:
        own = nodes(printed(self.goal))
        looking = [rule for rule in self.rules if type(self.goal) in kinds(rule)]
        return tuple(rule.name for rule in sorted(looking, key=lambda rule: min(_unlike(own, example) for example in rule.examples())))

    def __getitem__(self, index: Any) -> Any:
        return self._names[index]

    def __len__(self) -> int:
        return len(self._names)


def nodes(expr: Expr) -> Counter[type]:
    """How often each function occurs in an expression, and powers that are no polynomials."""
    found = (node for node in preorder_traversal(expr) if isinstance(node, Function | Pow) and node.free_symbols)
    return Counter(type(node) for node in found if not (isinstance(node, Pow) and node.exp.is_Integer and node.exp > 0))


def _unlike(own: Counter[type], example: Goal) -> int:
    """How many functions one has and the other has not."""
    other = nodes(printed(example))
    return (own - other).total() + (other - own).total()


def goals_in(form: Form) -> Iterator[Goal]:
    """The goals among the atoms of a form."""
    return (atom for atom in form.atoms() if isinstance(atom, Moment | SympyGoal))


def _subgoals(reduction: Reduction) -> Iterator[Goal]:
    return iter(dict.fromkeys(goal for form in reduction.forms for goal in goals_in(form)))


def solve(goal: Goal, rules: Sequence[Rule], seconds: float | None = None) -> Derivation:
    """Derive the value of a goal. The time limit covers the search; `Derivation.open_goals` is empty if it closed.

    Raises Diverges or NotDefined if a rule proves that the goal has no finite value, TimeLimit if time ran out.
    """
    search = Search(sorted(rules, key=lambda r: (r.rank, r.name)), None if seconds is None else time.monotonic() + seconds)
    ground = goal.field if isinstance(goal, Moment) else field_of(goal.free_symbols)
    value = search.close(goal, ground)
    open_goals = tuple(printed(g) for g in goals_in(value))
    return Derivation(
        printed(goal),
        shortest(value),
        tuple(_steps(goal, search)),
        open_goals,
        tuple((printed(g), Names(g, tuple(search.rules)) if g in search.tried else ()) for g in goals_in(value)),
        value,
    )


def printed(goal: Goal) -> Expr:
    """A goal in sympy."""
    return goal.expression() if isinstance(goal, Moment) else goal


def _steps(goal: Goal, search: Search) -> Iterator[Step]:
    """The steps that were used, each goal before its sub-goals, the premises of an integral before it, each once."""
    stack: list[Any] = [goal]
    seen = set()
    outside = _outside(goal, search)
    while stack:
        current = stack.pop()
        premises = [premise for premise in search.premises.get(current, ()) if premise not in seen]
        if premises and current not in seen:
            stack += [current, *reversed(premises)]
        elif current in search.chosen and current not in seen:
            rule, reduction = search.chosen[current]
            yield Step(printed(current), reduction.equal.expression(), rule, reduction.conditions, reduction.detail, current not in outside)
            stack.extend(reversed(list(_subgoals(reduction))))
        if not premises:
            seen.add(current)


def _outside(goal: Goal, search: Search) -> set[Goal]:
    """The goals that serve elsewhere than below an integral."""
    found, stack = set(), [goal]
    while stack:
        current = stack.pop()
        if current not in found and current in search.chosen:
            found.add(current)
            stack.extend(_subgoals(search.chosen[current][1]))
    return found
