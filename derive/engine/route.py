"""Named ways through the book of rules.

A route keeps the rules that belong to it. The kinds of goals that its own rules answer are left to them: a derivation by this route is one, or stays open.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from difflib import get_close_matches

from derive.engine.rule import Goal, Rule
from derive.engine.search import kinds
from derive.engine.step import Derivation
from derive.language.errors import DeriveError
from derive.language.goals.hermite_coefficient import HermiteCoefficient

DIRECT = "orthant"
FIRST = -1


def routes(rules: Sequence[Rule]) -> tuple[str, ...]:
    """The names of the routes of a book."""
    return tuple(dict.fromkeys((DIRECT, *(name for rule in rules for name in rule.routes))))


def on_route(route: str, rules: Sequence[Rule]) -> tuple[Rule, ...]:
    """The rules of a named route; or all rules, led by the one of this name.

    Raises DeriveError for a name that is neither, with the routes and the rules of a like name.
    """
    if route in routes(rules):
        return _named(route, rules)
    if any(route == rule.name for rule in rules):
        return tuple(replace(rule, rank=FIRST) if rule.name == route else rule for rule in rules)
    near = get_close_matches(route, [rule.name for rule in rules])
    remedy = f"one of {', '.join((*routes(rules), *near))}, or a rule of `derive list rules`"
    raise DeriveError(f"the route {route!r}", "there is no route and no rule of this name", remedy)


def _named(route: str, rules: Sequence[Rule]) -> tuple[Rule, ...]:
    own = [rule for rule in rules if route in rule.routes]
    kept = [rule for rule in rules if not rule.routes]
    if route != DIRECT:
        answered = {kind for rule in own for kind in kinds(rule)}
        own = [replace(rule, rank=FIRST) if rule.routes == (route,) else rule for rule in own]
        kept = [rule for rule in kept if not answered & kinds(rule)]
    return tuple(sorted((*own, *kept), key=lambda rule: (rule.rank, rule.name)))


def no_closed_form(route: str | None, goal: Goal) -> str:
    """What is said of a derivation that stayed open."""
    if isinstance(goal, HermiteCoefficient):
        return "no closed form in n found (a number for n, as in --at q=1,n=3, asks for one coefficient)"
    return "no closed form found" if route is None else f"the route {route!r} does not close this; without it all rules are tried; no closed form found"


def not_taken(route: str | None, derivation: Derivation, rules: Sequence[Rule]) -> str | None:
    """What is said of a derivation that closed without a step of the route or rule that was asked for; None if there is nothing to say."""
    if route is None or route == DIRECT or any(route in (step.rule.name, *step.rule.routes) for step in derivation.steps):
        return None
    if route not in routes(rules):
        return f"the rule {route!r} applies to no goal of this derivation"
    answered = ", ".join(sorted({kind.__name__ for rule in rules if route in rule.routes for kind in kinds(rule)}))
    return f"the route {route!r} is about goals of other kinds ({answered}); this derivation has none of them"
