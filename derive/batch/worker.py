"""The process that answers questions: whatever one of them does to it, the others are not touched."""

from __future__ import annotations

from functools import partial
from multiprocessing.connection import Connection
from typing import Any

from derive.batch.answer import answer
from derive.batch.failure import failure
from derive.batch.question import Question
from derive.processes.serving import serve_with


def serve(pipe: Connection, time_limit: float | None) -> None:
    """Answer the questions that come through the pipe."""
    serve_with(partial(_answer, time_limit=time_limit), pipe)


def _answer(question: Question, time_limit: float | None) -> dict[str, Any]:
    try:
        return answer(question, time_limit)
    except MemoryError:
        return failure(question.id, "error", "the memory of this machine does not suffice for this question")
    except Exception as error:  # a defect of ours must cost one answer, not a batch
        return failure(question.id, "error", f"internal error, please report it: {type(error).__name__}: {error}")
