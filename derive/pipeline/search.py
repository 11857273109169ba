"""The search for a derivation, by all rules of the package."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

import derive.rules
from derive.engine.book import rules_of
from derive.engine.route import on_route
from derive.engine.rule import Rule
from derive.engine.search import solve
from derive.engine.step import Derivation
from derive.language.errors import writable
from derive.language.goals.expectation import Goal
from derive.processes.deadline import interrupted


def book() -> tuple[Rule, ...]:
    """All rules, in the order in which they are tried."""
    return rules_of(derive.rules)


def derivation_of(goal: Goal, route: str | None = None, seconds: float | None = None) -> Derivation:
    """The derivation of a goal; `route` names a way through the book, or a rule that is tried before all others.

    Raises TimeLimit after so many seconds, also within a single rule.
    """
    return _kept(goal, route, Allowance(seconds))


@dataclass(frozen=True)
class Allowance:
    """Seconds for a search; what is found does not depend on them."""

    seconds: float | None = field(compare=False)


@lru_cache(maxsize=1024)
def _kept(goal: Goal, route: str | None, allowance: Allowance) -> Derivation:
    with interrupted(allowance.seconds, "the derivation"), writable("the derivation"):
        return solve(goal, book() if route is None else on_route(route, book()), allowance.seconds)
