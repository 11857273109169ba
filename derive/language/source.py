"""Where a statement comes from."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Source:
    """A citation: `key` is its key in docs/references.bib, `text` what a reader needs to find it, `place` a theorem or equation number."""

    key: str
    text: str
    place: str = ""

    def on(self, *entries: str) -> Source:
        """The same citation for the entries of a register, named in brackets after the place.

        >>> str(Source("a", "A. Author, 2020", "theorem 1").on("a.one", "a.two"))
        'A. Author, 2020, theorem 1 [a.one, a.two]'
        """
        return replace(self, place=f"{self.place} [{', '.join(entries)}]".strip())

    def __str__(self) -> str:
        return f"{self.text}, {self.place}" if self.place else self.text
