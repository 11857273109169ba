"""One question, one answer."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

from derive.batch.failure import failure
from derive.batch.portable import portable
from derive.batch.question import KERNELS, Question
from derive.batch.shape import shape
from derive.language.errors import DeriveError, NotDefined, TimeLimit, UnknownParameter
from derive.language.text.quantity import read_quantity
from derive.pipeline import Answer, expectation, kernel
from derive.pipeline.unbounded import status_of
from derive.processes.deadline import Deadline, interrupted


def answer(question: Question, time_limit: float | None = None) -> dict[str, Any]:
    """The answer in its promised shape.

    Only defects of the program raise: what is wrong with a question is said in its answer.
    """
    started = time.monotonic()
    deadline = Deadline.after(time_limit)
    try:
        found = _ask(question, deadline)
        result = shape(found, question.at, question.digits, deadline, question.id)
        if result["expression"] is not None and found.value is not None:
            result["expression"] = str(portable(found.value))
    except TimeLimit as error:
        result = failure(question.id, "timeout", str(error))
    except NotDefined as error:
        result = _undefined(question, error)
    except DeriveError as error:
        result = failure(question.id, "error", str(error))
    except RecursionError:
        result = failure(question.id, "error", "the expression is too deep. Try: a smaller one, or parts of it on their own")
    return result | {"seconds": round(time.monotonic() - started, 3)}


def _undefined(question: Question, error: NotDefined) -> dict[str, Any]:
    """The answer about a function that is not real, not finite or not integrable on the whole line."""
    asked = read_quantity(question.quantity)
    status = status_of(error, asked.kind if question.other is None else "", asked.polynomial)
    entries = [{"at": dict(point), "status": status, "value": None, "radius": None} for point in question.at]
    return failure(question.id, status, str(error)) | {"exists": "False", "values": entries}


def _ask(question: Question, deadline: Deadline) -> Answer:
    left = deadline.share(0.6)
    with interrupted(left, "the derivation"):
        return _lenient(question, deadline)


def _lenient(question: Question, deadline: Deadline) -> Answer:
    """The answer, which does not depend on assumptions about letters that the activation does not have: they are named in its message.

    A value for such a letter is refused.
    """
    assume = dict(question.assume)
    try:
        return _expectation(question, assume, deadline)
    except UnknownParameter as error:
        if any(name in error.names for name, _ in question.fixed):
            raise
        known = {name: words for name, words in assume.items() if name not in error.names}
        unused = f"not used: what is assumed of {', '.join(error.names)}, on which the activation does not depend"
        found = _expectation(question, known, deadline)
        return replace(found, message="; ".join(filter(None, (found.message, unused))))


def _expectation(question: Question, assume: dict[str, str], deadline: Deadline) -> Answer:
    seconds = None if (limit := deadline.share(0.5)) is None else round(limit, 1)
    fixed, equal = dict(question.fixed), not any("q1" in point or "q2" in point for point in question.at)
    if question.other is None:
        return expectation(question.activation, question.quantity, assume=assume, fixed=fixed, seconds=seconds, equal_variances=equal)
    derivative = KERNELS[question.quantity.strip()]
    return kernel(question.activation, derivative, question.other, assume=assume, fixed=fixed, seconds=seconds, equal_variances=equal)
