"""The terminal, or whatever stands in for it, as rich sees it."""

from __future__ import annotations

from rich.console import Console


class PaperRoll(Console):
    """A console that leaves it to the command what a reader who went away means; rich would end the program with status 1."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError
