"""A rule is a named theorem as a partial function: it takes a goal and returns an equal expression, or None for "not mine"."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from derive.language.normal_form import Form
from derive.language.source import Source

Goal = Any  # a sympy `Goal`, or a `Moment`: hashable, and printed by `expression()`


@dataclass(frozen=True, slots=True)
class Reduction:
    """What a rule returns: the goal equals `equal`, whose atoms may be goals, if every form in `hypotheses` is positive."""

    equal: Form
    hypotheses: tuple[Form, ...] = ()
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """A theorem: `name` (its conclusion), `title` (how a paper calls it), `statement` (LaTeX), `source`, `examples` (goals it applies to).

    `apply(goal)` returns a `Reduction` or None. `rank` orders the book: smaller is tried first.
    """

    name: str
    title: str
    statement: str
    source: Source
    apply: Callable[[Goal], Reduction | None]
    examples: Callable[[], tuple[Goal, ...]]
    rank: int
    doc: str

    def __repr__(self) -> str:
        return f"<rule {self.name}>"


def rule(
    *, title: str, statement: str, source: Source, examples: Callable[[], tuple[Goal, ...]], rank: int = 50
) -> Callable[[Callable[[Any], Reduction | None]], Rule]:
    """Make a `Rule` of a function. The decorator returns a value and registers nothing: the book is what the package contains."""

    def make(function: Callable[[Any], Reduction | None]) -> Rule:
        return Rule(function.__name__, title, statement, source, function, examples, rank, function.__doc__ or "")

    return make
