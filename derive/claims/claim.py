"""A published statement, its source, and what it rests on."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from derive.claims.statement import Statement
from derive.language.source import Source

Expected = Literal["holds", "refuted"]
Stated = Statement | Sequence[Statement]


@dataclass(frozen=True, slots=True)
class Claim:
    """`statement()` returns what is claimed: one `Statement`, or several that must all hold.

    `uses` are ids of claims that the argument rests on; `expects` is "refuted" for a misprint or a false statement
    recorded in place; `open` says why a claim that stays undecided cannot be decided yet; `survivors` explains falsified
    twins that no evidence can refute (what was changed -> why it survives); `instead` is the id of the corrected statement
    beside a published one that is false, or a sentence where there is none: such claims make the list of errata.
    """

    name: str
    doc: str
    statement: Callable[[], Stated]
    source: Source
    uses: tuple[str, ...]
    expects: Expected
    open: str = ""
    survivors: Mapping[str, str] = field(default_factory=dict)
    instead: str = ""

    @property
    def path(self) -> Path:
        return Path(self.statement.__code__.co_filename)

    @property
    def line(self) -> int:
        return self.statement.__code__.co_firstlineno

    @property
    def id(self) -> str:
        """folder/function: the name of the source and the conclusion."""
        return f"{self.path.parent.name}/{self.name}"

    def statements(self) -> tuple[Statement, ...]:
        """What the function returned, checked: a claim that states nothing is an error of its author."""
        stated = self.statement()
        found = (stated,) if isinstance(stated, Statement) else tuple(stated) if isinstance(stated, Sequence) else ()
        if not found or not all(isinstance(s, Statement) for s in found):
            raise TypeError(f"{self.name} returned {type(stated).__name__}, not a statement such as Identity, Inequality, Value, Limit or Root")
        return found

    def __repr__(self) -> str:
        return f"<claim {self.id}>"


def claim(
    *,
    source: Source | str,
    uses: Iterable[str | Claim] = (),
    expects: Expected = "holds",
    open: str = "",
    survivors: Mapping[str, str] | None = None,
    instead: str | Claim = "",
) -> Callable[[Callable[[], Stated]], Claim]:
    """Make a `Claim` of a function that returns a statement. The decorator returns a value and registers nothing."""
    if expects not in ("holds", "refuted"):
        raise ValueError(f"expects={expects!r}: a claim is expected to be 'holds' or 'refuted'")
    cited = source if isinstance(source, Source) else Source("", source)
    ids = tuple(used.id if isinstance(used, Claim) else used for used in uses)

    def make(function: Callable[[], Stated]) -> Claim:
        better = instead.id if isinstance(instead, Claim) else instead
        return Claim(function.__name__, inspect.getdoc(function) or "", function, cited, ids, expects, open, dict(survivors or {}), better)

    return make
