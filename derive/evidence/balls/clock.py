"""A time limit for everything that runs inside it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from time import monotonic

from derive.language.errors import TimeLimit

_deadline: ContextVar[float | None] = ContextVar("deadline", default=None)


@contextmanager
def time_limited(seconds: float | None) -> Iterator[None]:
    """Within the block `check_clock` raises TimeLimit once the seconds are over; of nested limits the earlier one
    counts."""
    now, outer = monotonic(), _deadline.get()
    own = None if seconds is None else now + seconds
    token = _deadline.set(outer if own is None else own if outer is None else min(own, outer))
    try:
        yield
    finally:
        _deadline.reset(token)


def check_clock(expr: object = "the integrand") -> None:
    """Raises TimeLimit, with the question named, when the time is over."""
    deadline = _deadline.get()
    if deadline is not None and monotonic() > deadline:
        raise TimeLimit(f"the value of {expr}", "the time limit was reached", "allow more time or ask for fewer digits")
