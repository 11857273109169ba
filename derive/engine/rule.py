"""A rule is a named theorem as a partial function: it takes a goal and returns an equal expression, or None for "not mine"."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sympy import Gt, Or, Piecewise, true
from sympy.logic.boolalg import Boolean

from derive.language.forms.normal_form import Form
from derive.language.forms.positivity import undecided_part
from derive.language.source import Source

Goal = Any  # a sympy `Goal`, or a `Moment`: hashable, and printed by `expression()`


@dataclass(frozen=True, slots=True)
class Reduction:
    """What a rule returns: the goal equals `equal`, whose atoms may be goals, if every form in `hypotheses` is positive, and in every tuple of `either` at
    least one form.

    With `cases`, `equal` is their `Piecewise` as a single atom: the first form whose condition holds.
    """

    equal: Form
    hypotheses: tuple[Form, ...] = ()
    detail: str = ""
    cases: tuple[tuple[Form, Boolean], ...] = ()
    either: tuple[tuple[Form, ...], ...] = ()

    @property
    def conditions(self) -> tuple[Boolean, ...]:
        """The hypotheses as conditions on the symbols, numbers that are positive left out."""
        certain = tuple(condition for form in self.hypotheses if (condition := Gt(undecided_part(form).expression(), 0)) != true)
        return certain + tuple(Or(*(Gt(form.expression(), 0) for form in forms)) for forms in self.either)

    @property
    def forms(self) -> tuple[Form, ...]:
        """The forms in which goals may be left open."""
        return tuple(form for form, _ in self.cases) or (self.equal,)


def by_cases(cases: Sequence[tuple[Form, Boolean]], hypotheses: tuple[Form, ...] = ()) -> Reduction:
    """A reduction that depends on conditions on the symbols; the last condition is `true`."""
    if len(cases) == 1:
        return Reduction(cases[0][0], hypotheses)
    return Reduction(chosen(cases), hypotheses, cases=tuple(cases))


def chosen(cases: Sequence[tuple[Form, Boolean]]) -> Form:
    """The Piecewise of some cases as an atom; the form itself if only one is left."""
    value = Piecewise(*((form.expression(), condition) for form, condition in cases))
    field = cases[0][0].field
    return field.atom(value) if isinstance(value, Piecewise) else cases[-1][0]


@dataclass(frozen=True, slots=True)
class Rule:
    """A theorem: `name` (its conclusion), `title` (how a paper calls it), `statement` (LaTeX), `source`, `proof` (plain text, with the hypotheses it uses),
    `examples` (goals it applies to).

    `apply(goal)` returns a `Reduction` or None. `rank` orders the book: smaller is tried first. A rule with
    `routes` belongs to these named ways of deriving, one without to all of them.
    """

    name: str
    title: str
    statement: str
    source: Source
    apply: Callable[[Goal], Reduction | None]
    examples: Callable[[], tuple[Goal, ...]]
    rank: int
    doc: str
    routes: tuple[str, ...] = ()
    proof: str = ""

    def __repr__(self) -> str:
        return f"<rule {self.name}>"


def rule(
    *,
    title: str,
    statement: str,
    source: Source,
    examples: Callable[[], tuple[Goal, ...]],
    rank: int = 50,
    routes: tuple[str, ...] = (),
    proof: str = "",
) -> Callable[[Callable[[Any], Reduction | None]], Rule]:
    """Make a `Rule` of a function. The decorator returns a value and registers nothing: the book is what the package contains."""

    def make(function: Callable[[Any], Reduction | None]) -> Rule:
        return Rule(function.__name__, title, statement, source, function, examples, rank, function.__doc__ or "", routes, proof)

    return make
