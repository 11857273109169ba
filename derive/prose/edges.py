"""What a formula tends to at the edges of its domain, where it has no value as it is written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Protocol

from sympy import Eq, Expr, Ge, Gt, Le, Lt, Ne, Not, Piecewise, S, Symbol
from sympy.core.relational import Relational
from sympy.logic.boolalg import Boolean

from derive.prose.conditions import merged
from derive.prose.document import Block, Display, Inlines, Math, inlines, paragraph
from derive.prose.notation import latex, plain
from derive.prose.setting import listed

SHORT = 40  # characters of a limit that is told inside a sentence

ORDERS = {Gt: ">", Lt: "<", Ge: ">=", Le: "<=", Eq: "=", Ne: "<>"}  # each as the orders in which it holds

Place = tuple[tuple[Symbol, Expr], ...]


class Edge(Protocol):
    """A limit: `value` is tended to at `at`, where `hypotheses` hold; None is infinity."""

    @property
    def at(self) -> Place:
        """Letters with what they tend to."""

    @property
    def value(self) -> Expr | None:
        """The limit."""

    @property
    def hypotheses(self) -> tuple[Boolean, ...]:
        """Where it is one."""


def edges(found: Sequence[Edge]) -> list[Block]:
    """Short limits in one sentence, each long one as a display."""
    apart = [part for edge in essential(found) for part in _by_branches(edge)]
    groups = [tuple(group) for _, group in groupby(sorted(apart, key=_value), key=_value)]
    short = [group for group in groups if len(_value(group[0])) <= SHORT]
    blocks: list[Block] = []
    if short:
        alike = [inlines("infinite" if group[0].value is None else group[0].value, " ", *_places(group)) for group in short]
        blocks.append(paragraph("Limits at the edges: ", *listed(alike), "."))
    for group in groups:
        if group not in short:
            blocks += [paragraph("The limit ", *_places(group), " is"), Display(Math(group[0].value))]
    return blocks


def essential(found: Sequence[Edge]) -> list[Edge]:
    """Those that no other one contains: one that holds at more places, with the same value."""
    return [edge for edge in found if not any(_contains(other, edge) for other in found)]


@dataclass(frozen=True, slots=True)
class _Branch:
    """One branch of a limit."""

    at: Place
    value: Expr | None
    hypotheses: tuple[Boolean, ...]


def _by_branches(edge: Edge) -> Iterator[Edge]:
    """A limit that has cases, a case at a time; what the condition of a case says already is no other hypothesis."""
    if not isinstance(edge.value, Piecewise):
        yield edge
        return
    before: tuple[Boolean, ...] = ()
    for value, condition in edge.value.args:
        own = () if condition == S.true else (condition,)
        needs = (need for need in (*edge.hypotheses, *before) if not (own and _implies(condition, need)))
        yield _Branch(edge.at, value, (*needs, *own))
        before = (*before, Not(condition))


def _implies(condition: Boolean, need: Boolean) -> bool:
    """Whether one comparison of two quantities makes another of the same two needless."""
    if not (isinstance(condition, Relational) and isinstance(need, Relational) and set(condition.args) == set(need.args)):
        return False
    alike = need if need.args == condition.args else need.reversed
    return set(ORDERS[condition.func]) <= set(ORDERS[alike.func])


def line(edge: Edge) -> str:
    """The same on one line: "c = 1, q1 = q2 = q: 2·q"."""
    place = ", ".join(part.plain for part in _equations(edge.at))
    condition = f" where {' and '.join(map(plain, merged(edge.hypotheses)))}" if edge.hypotheses else ""
    return f"{place}: {_value(edge)}{condition}"


def _contains(wider: Edge, edge: Edge) -> bool:
    return not wider.hypotheses and wider.value == edge.value and set(wider.at) < set(edge.at)


def _places(found: Sequence[Edge]) -> Inlines:
    """At c = 1, q1 = q2 = q and at c = -1, q1 = q2 = q."""
    return listed([_place(edge) for edge in found])


def _place(edge: Edge) -> Inlines:
    equations = [part for equation in _equations(edge.at) for part in (", ", equation)][1:]
    given = [inlines(condition) for condition in merged(edge.hypotheses)]
    return inlines("at ", *equations, *([" where ", *listed(given)] if given else []))


def _equations(at: Place) -> list[Math]:
    """c = 1 and q1 = q2 = q, letters with the same value together."""
    together: dict[Expr, list[Symbol]] = {}
    for symbol, value in at:
        together.setdefault(value, []).append(symbol)
    chains = [(*symbols, value) for value, symbols in together.items()]
    return [Math(latex=" = ".join(map(latex, chain)), plain=" = ".join(map(plain, chain))) for chain in chains]


def _value(edge: Edge) -> str:
    return "infinite" if edge.value is None else plain(edge.value)
