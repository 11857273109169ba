"""A statement about a function, with its reason."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fact:
    """`holds` is True or False where that is proved, None where it is not decided; `reason` says why, as a clause.

    >>> bool(Fact(None, "the limit depends on alpha"))
    False
    """

    holds: bool | None
    reason: str

    def __bool__(self) -> bool:
        return self.holds is True
