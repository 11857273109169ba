"""Where a statement comes from."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Source:
    """A citation: `key` is its key in docs/references.bib, `text` what a reader needs to find it, `place` a theorem or equation number."""

    key: str
    text: str
    place: str = ""

    def __str__(self) -> str:
        return f"{self.text}, {self.place}" if self.place else self.text
