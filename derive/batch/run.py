"""Many questions at once: exactly one answer each, in the order asked, whatever happens to the others.

Lines are read as workers become free and answers are written as soon as all before them are, so memory does not grow
with the batch: a result that must wait for its turn waits in the journal.
"""

from __future__ import annotations

import json
from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TextIO

from derive.batch.failure import failure
from derive.batch.journal import Journal
from derive.batch.question import BadQuestion, Question, read_question
from derive.processes.pool import Outcome, Pool

MAX_LINE = 1_000_000  # characters; a longer line is no question

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Ticket:
    """A place in the order: the asker's id, and the fingerprint under which the journal will have the answer, or an
    answer that is there already.
    """

    id: Any
    key: str
    answer: dict[str, Any] | None = None


class Batch:
    """One run over `source`, to `target`, with `journal` in between; `tally` counts the statuses written."""

    def __init__(self, source: TextIO, target: TextIO, journal: Journal, progress: Progress | None = None) -> None:
        self._source, self._target, self._journal, self._progress = source, target, journal, progress
        self._waiting: deque[Ticket] = deque()
        self._asked: set[str] = set()
        self.tally: Counter[str] = Counter()

    def run(self, pool: Pool) -> Counter[str]:
        """Answer every line; the tally of statuses."""
        for outcome in pool.outcomes(self._questions()):
            key = outcome.task.key
            if outcome.answer is not None:
                self._journal.put(key, outcome.answer)
            else:
                self._journal.put(key, _loss(outcome), lost=outcome.lost != "timeout")
            self._asked.discard(key)
            self._write_ready()
        self._write_ready()
        return self.tally

    def _questions(self) -> Iterator[Question]:
        """What has to be computed: not what is no question, is in the journal, or is being computed already."""
        for number, line in enumerate(_lines(self._source), start=1):
            if not line.strip():
                continue
            try:
                question = _read(line)
            except BadQuestion as error:
                self._waiting.append(Ticket(error.id, "", failure(error.id, "error", f"line {number}: {error}")))
            else:
                self._waiting.append(Ticket(question.id, question.key))
                if question.key not in self._journal and question.key not in self._asked:
                    self._asked.add(question.key)
                    yield question
            self._write_ready()

    def _write_ready(self) -> None:
        while self._waiting:
            ticket = self._waiting[0]
            answer = ticket.answer or self._journal.get(ticket.key)
            if answer is None:
                return
            self._waiting.popleft()
            self._target.write(json.dumps({**answer, "id": ticket.id}, ensure_ascii=False) + "\n")
            self._target.flush()
            self.tally[answer["status"]] += 1
            if self._progress is not None:
                self._progress(sum(self.tally.values()))


def _lines(source: TextIO) -> Iterator[str]:
    """Lines of the source; of one that is too long only the beginning, so that it can be refused without being held."""
    while line := source.readline(MAX_LINE + 1):
        yield line
        while not line.endswith("\n") and len(line) > MAX_LINE:
            line = source.readline(MAX_LINE + 1)


def _read(line: str) -> Question:
    if len(line) > MAX_LINE:
        raise BadQuestion(f"the line has more than {MAX_LINE} characters", "a shorter question")
    return read_question(line)


def _loss(outcome: Outcome) -> dict[str, Any]:
    if outcome.lost == "timeout":
        return failure(outcome.task.id, "timeout", "no answer within the time limit. Try: a larger --timeout")
    return failure(
        outcome.task.id,
        "error",
        f"the process that held this question died twice ({outcome.lost}). Try: fewer --workers, or the question alone",
    )
