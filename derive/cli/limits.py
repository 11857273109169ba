"""How long the commands that answer one question may take."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager

from derive.evidence.balls.clock import time_limited
from derive.processes.deadline import Deadline, interrupted

SECONDS = 90.0  # for the whole question, unless --timeout says otherwise
FINISH = 0.1  # the part of them that is left for putting together what has been found
SEARCH = 0.45  # for the derivation alone, so that something is left for values and the audit
MAIN = 0.7  # for the numbers that were asked for, so that what is told beside them has time too
UNLIMITED = 1e8  # seconds


def add_timeout(parser: argparse.ArgumentParser, default: float | None = None) -> None:
    """--timeout S, None where it is not given and `default` is not."""
    parser.add_argument(
        "--timeout",
        type=seconds,
        default=default,
        metavar="S",
        help=f"seconds for the whole command (default {SECONDS if default is None else default:g}; 0: no limit)",
    )


def seconds(text: str) -> float:
    """A number of seconds, 0 for no limit."""
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0 <= number < UNLIMITED:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of seconds")
    return number


def allowed(options: argparse.Namespace) -> float:
    """Seconds for the command."""
    return SECONDS if options.timeout is None else options.timeout or UNLIMITED


def deadline_of(options: argparse.Namespace, part: float = 1 - FINISH) -> Deadline:
    """When a part of the command's time is over."""
    return Deadline(options.started + part * allowed(options))


@contextmanager
def limited(options: argparse.Namespace, part: float = 1.0) -> Iterator[None]:
    """TimeLimit within the block once a part of the command's time has passed since its start."""
    asked = f"derive {options.command} {getattr(options, 'activation', '')}".strip()
    left = deadline_of(options, part).remaining()
    with interrupted(left, asked), time_limited(left):
        yield
