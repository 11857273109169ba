"""The sign of each verdict. Every sign is printed beside its word: no meaning hangs on colour or shape alone."""

from __future__ import annotations

SIGNS = {"proved": "✓", "certified": "✓", "agrees": "≈", "simulated": "≈", "undecided": "?", "refuted": "✗"}
STYLES = {
    "proved": "green",
    "certified": "green",
    "agrees": "yellow",
    "simulated": "yellow",
    "undecided": "yellow",
    "refuted": "bold red",
}
NOTES = {"info": "Note", "warning": "Warning", "open": "Open"}


def sign(mark: str) -> str:
    """The sign of a verdict's word, "" for anything else."""
    return SIGNS.get(mark, "")
