"""A time limit shared by the parts of one question."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from derive.language.errors import Interrupted, TimeLimit

AGAIN = 2.0  # seconds after which an interruption that somebody swallowed is repeated


@dataclass(frozen=True, slots=True)
class Deadline:
    """`at` is a reading of the monotonic clock, None for no limit."""

    at: float | None = None

    @classmethod
    def after(cls, seconds: float | None) -> Deadline:
        return cls(None if seconds is None else time.monotonic() + seconds)

    def remaining(self) -> float | None:
        """Seconds left, None without a limit. Raises TimeLimit when none are left."""
        if self.at is None:
            return None
        left = self.at - time.monotonic()
        if left <= 0:
            raise TimeLimit("the question", "its time limit has passed", "more time, fewer digits, or a simpler expression")
        return left

    def share(self, part: float) -> float | None:
        """A part of what is left, so that something remains for what comes after."""
        left = self.remaining()
        return None if left is None else part * left


@contextmanager
def interrupted(seconds: float | None, asked: str = "this question") -> Iterator[None]:
    """TimeLimit is raised by the block after so many seconds, even where no clock is looked at; what runs within is left by `Interrupted`.

    Of nested limits the earlier one counts. Does nothing outside the main thread, or where there is no alarm.
    """
    if seconds is None or not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    mine = Interrupted()
    rang = False

    def stop(*_: Any) -> None:
        nonlocal rang
        rang = True
        raise mine

    began, outer = time.monotonic(), signal.getitimer(signal.ITIMER_REAL)[0]
    if 0 < outer <= seconds:
        yield
        return
    handler = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, max(seconds, 1e-3), AGAIN)
    try:
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
    except (Interrupted, SystemError) as error:  # the latter is what an exception becomes that is raised while a compiled function runs
        if error is mine or (rang and isinstance(error, SystemError)):
            raise TimeLimit(asked, "the time limit was reached", "fewer digits, or a simpler expression") from None
        raise
    finally:
        signal.signal(signal.SIGALRM, handler)
        if outer:
            signal.setitimer(signal.ITIMER_REAL, max(outer - (time.monotonic() - began), 1e-3), AGAIN)
