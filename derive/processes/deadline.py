"""A time limit shared by the parts of one question."""

from __future__ import annotations

import ctypes
import gc
import signal
import sys
import threading
import time
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType

from derive.language.errors import Interrupted, TimeLimit

SOON = 1e-3  # seconds after which an alarm rings again that rang where nothing can be raised
WEAK = (weakref.__file__, sys.modules["_weakrefset"].__file__)
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

    Of nested limits the earlier one counts. The main thread has an alarm; in others, and where there is no alarm, a second thread keeps the time.
    """
    if seconds is None:
        yield
    elif hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread():
        with _alarm(seconds, asked):
            yield
    else:
        with _watched(seconds, asked):
            yield


@contextmanager
def _alarm(seconds: float, asked: str) -> Iterator[None]:
    mine = Interrupted()
    rang = False

    def stop(_signal: int, frame: FrameType | None) -> None:
        nonlocal rang
        if _is_swallowing(frame):
            signal.setitimer(signal.ITIMER_REAL, SOON, AGAIN)
            return
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
            raise _reached(asked) from None
        raise
    finally:
        signal.signal(signal.SIGALRM, handler)
        if outer:
            signal.setitimer(signal.ITIMER_REAL, max(outer - (time.monotonic() - began), 1e-3), AGAIN)


def _is_swallowing(frame: FrameType | None) -> bool:
    """Whether an exception would be lost: within a finaliser, what the garbage collector calls, or the death of a weak reference."""
    lost = {getattr(callback, "__code__", None) for callback in gc.callbacks}
    while frame is not None:
        if frame.f_code in lost or frame.f_code.co_name == "__del__" or frame.f_code.co_filename in WEAK:
            return True
        frame = frame.f_back
    return False


@contextmanager
def _watched(seconds: float, asked: str) -> Iterator[None]:
    """The same by an exception that a second thread sets in this one; it is raised between two instructions of Python."""
    mine = type("Interrupted", (Interrupted,), {})
    watch = _Watch(threading.get_ident(), mine)
    threading.Thread(target=watch.run, args=(seconds,), daemon=True).start()
    try:
        try:
            yield
        finally:
            watch.end()
    except (Interrupted, SystemError) as error:
        if isinstance(error, mine) or (watch.rang and isinstance(error, SystemError)):
            raise _reached(asked) from None
        raise


class _Watch:
    """Raises a kind of exception in a thread after some time, again and again until it ends."""

    def __init__(self, thread: int, kind: type[Interrupted]) -> None:
        self.ident, self.thread, self.kind = thread, ctypes.c_ulong(thread), kind
        self.rang = False
        self.over, self.turn = threading.Event(), threading.Lock()

    def run(self, seconds: float) -> None:
        pause = seconds
        while not self.over.wait(pause):
            with self.turn:
                if _is_swallowing(sys._current_frames().get(self.ident)):
                    pause = SOON
                elif not self.over.is_set():
                    self.rang, pause = True, AGAIN
                    ctypes.pythonapi.PyThreadState_SetAsyncExc(self.thread, ctypes.py_object(self.kind))

    def end(self) -> None:
        """From now on nothing is raised any more, not even what was set a moment ago."""
        with self.turn:
            self.over.set()
            ctypes.pythonapi.PyThreadState_SetAsyncExc(self.thread, None)


def _reached(asked: str) -> TimeLimit:
    return TimeLimit(asked, "the time limit was reached", "fewer digits, or a simpler expression")
