"""One derivation at three depths, and what is the same said once.

headline: what holds, when, and how it is known. standard: each theorem a step, its repetitions on expressions of the same shape folded into the first.
full: every step, the sum of all of them before and after its algebra, and the theorems in words.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from sympy import Add, Basic, Expr, Mul, Pow, Symbol

from derive.engine.step import Derivation, Step
from derive.language.goals.expectation import Expectation, Goal
from derive.prose.skeleton import skeleton


class Detail(StrEnum):
    """How much of a derivation is told."""

    HEADLINE = "headline"
    STANDARD = "standard"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class Told:
    """The step that is shown, and the places of those that are the same for other goals."""

    shown: int
    same: tuple[int, ...] = ()


def told(steps: Sequence[Step], detail: Detail) -> list[Told]:
    """Which steps are shown: all of them, or of each theorem and shape the first of those with the most parameters."""
    if detail is not Detail.STANDARD:
        return [Told(i) for i in range(len(steps))]
    found: dict[tuple[str, str], list[int]] = {}
    for i, step in enumerate(steps):
        found.setdefault((step.rule.name, shape(step.goal)), []).append(i)
    shown = [(max(places, key=lambda i: len(steps[i].goal.free_symbols)), places) for places in found.values()]
    return [Told(first, tuple(i for i in places if i != first)) for first, places in sorted(shown)]


@lru_cache(maxsize=4096)
def shape(expr: Basic) -> str:
    """What is left of an expression without its numbers, signs and names of letters: repetitions of a pattern have the same.

    >>> from sympy.abc import x, y
    >>> shape(2 * x**2 + 1) == shape(y**2 - 3 / x)
    False
    >>> shape(2 * x**2 + 1) == shape(3 - y**2)
    True
    """
    if isinstance(expr, Expectation):
        return skeleton(expr)
    if isinstance(expr, Symbol):
        return "s"
    if not expr.args:
        return "#"
    if isinstance(expr, Pow) and expr.exp.is_number:
        return f"{shape(expr.base)}^{expr.exp if expr.exp.is_negative or not expr.exp.is_Integer else '#'}" if not expr.base.is_number else "#"
    parts = [shape(arg) for arg in expr.args]
    if isinstance(expr, Add | Mul):
        parts = sorted(part for part in parts if part != "#") or ["#"]
        if len(parts) == 1:
            return parts[0]
    return f"{type(expr).__name__}({','.join(parts)})"


def together(derivation: Derivation) -> Expr:
    """All steps put into one another, before any algebra; the goal itself where there are none."""
    known = {step.goal: step.equal for step in derivation.steps}
    found = known.get(derivation.goal, derivation.goal)
    for _ in derivation.steps:
        open_goals = {goal: known[goal] for goal in found.atoms(Goal) if goal in known}
        if not open_goals:
            break
        found = found.xreplace(open_goals)
    return found


def theorems(derivation: Derivation) -> list[tuple[Step, int]]:
    """The first application of each theorem, and how often it is applied."""
    count = Counter(step.rule.name for step in derivation.steps)
    first = {step.rule.name: step for step in reversed(derivation.steps)}
    return [(first[name], count[name]) for name in derivation.rules]


def identifier(derivation: Derivation) -> str:
    """Ten characters that stand for this derivation: its goal, its value, its rules. The same wherever it is made again."""
    told = f"{derivation.goal} = {derivation.value} by {', '.join(derivation.rules)}"
    return hashlib.sha256(told.encode()).hexdigest()[:10]
