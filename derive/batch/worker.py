"""The process that answers: one question after the other over a pipe, until the pipe is closed.

It says `STARTED` when it takes a question up, so that the time limit does not count the start of the interpreter,
then sends the answer. Whatever the question does to this process, the pool notices and the other questions are not
touched.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from multiprocessing import parent_process
from multiprocessing.connection import Connection, wait
from typing import Any

from derive.batch.answer import answer
from derive.batch.failure import failure
from derive.batch.question import Question

STARTED = "started"


def serve(pipe: Connection, time_limit: float | None) -> None:
    """Answer what comes through the pipe. Interrupts are the parent's business, and the worker does not outlive it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.stdout = sys.stderr
    _end_with_parent()
    while True:
        try:
            question = pipe.recv()
            pipe.send(STARTED)
            pipe.send(_answer(question, time_limit))
        except (EOFError, OSError):
            return


def _answer(question: Question, time_limit: float | None) -> dict[str, Any]:
    try:
        return answer(question, time_limit)
    except MemoryError:
        return failure(question.id, "error", "the memory of this machine does not suffice for this question")
    except Exception as error:  # a defect of ours must cost one answer, not a batch
        return failure(question.id, "error", f"internal error, please report it: {type(error).__name__}: {error}")


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is None:
        return

    def watch() -> None:
        wait([parent.sentinel])
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
