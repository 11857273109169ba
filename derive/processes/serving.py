"""The loop of a process that works for a pool: one task after the other over a pipe, until the pipe is closed.

It says `STARTED` when it takes a task up, so that the time limit does not count the start of the interpreter, then
sends what the task came to. Whatever a task does to this process, the pool notices and the other tasks are not touched.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable
from multiprocessing import parent_process
from multiprocessing.connection import Connection, wait
from typing import Any

STARTED = "started"


def serve_with(work: Callable[[Any], dict[str, Any]], pipe: Connection) -> None:
    """Do what comes through the pipe. Interrupts are the parent's business, and the worker does not outlive it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.stdout = sys.stderr
    _end_with_parent()
    while True:
        try:
            task = pipe.recv()
            pipe.send(STARTED)
            pipe.send(work(task))
        except (EOFError, OSError):
            return


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is None:
        return

    def watch() -> None:
        wait([parent.sentinel])
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
