"""How long the commands that answer one question may take."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager

from derive.cli.output import tell
from derive.processes.deadline import Deadline, interrupted

SECONDS = 80.0  # for the whole question
GRACE = 8.0  # seconds beyond them in which what has been found is put together
SEARCH = 40.0  # for the derivation alone, so that something is left for values and the audit


def deadline_of(options: argparse.Namespace) -> Deadline:
    """When the command must have ended."""
    return Deadline(options.started + SECONDS)


@contextmanager
def limited(options: argparse.Namespace, seconds: float = SECONDS + GRACE) -> Iterator[None]:
    """TimeLimit after so many seconds within the block, and not later than the command's own deadline."""
    left = deadline_of(options).remaining() or SECONDS
    with interrupted(min(left + GRACE, seconds), f"derive {options.command} {options.activation}"):
        yield


def note(notes: tuple[str, ...]) -> None:
    """What was understood, for the person: 0.1 read as 1/10."""
    for text in notes:
        tell(text)
