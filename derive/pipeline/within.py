"""A time limit for any call into the library."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from derive.evidence.balls.clock import time_limited
from derive.processes.deadline import interrupted


@contextmanager
def time_limit(seconds: float | None) -> Iterator[None]:
    """Whatever of this library runs within the block ends with TimeLimit once the seconds are over; of nested limits the earliest counts.

    Computations in balls look at a clock, in every thread. Symbolic ones are interrupted, which needs the main thread of the process and an operating system
    with alarms; elsewhere they are bounded by the `seconds` of the functions that begin them.

    >>> from derive.language.errors import TimeLimit
    >>> try:
    ...     with time_limit(0.01):
    ...         while True:
    ...             pass
    ... except TimeLimit as error:
    ...     print(error.stopped)
    the time limit was reached
    """
    with interrupted(seconds, "this computation"), time_limited(seconds):
        yield
