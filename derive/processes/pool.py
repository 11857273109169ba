"""Worker processes that may hang, crash or be killed without harm to any task but the one they hold.

Each worker has its own pipe. A task that exceeds the time limit costs its worker, which is replaced; a worker that dies
costs its task one more try. Tasks are whatever the workers understand, so long as it can be pickled.
"""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from typing import Any

START_LIMIT = 120.0  # seconds that an interpreter may take to come up on a busy machine
GRACE = 1.0  # seconds beyond the time limit in which a worker may still hand in what it has
MAX_TASKS = 500  # a worker is replaced after so many, so that its caches do not grow for ever

Serve = Callable[[Connection, float | None], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a task: an `answer`, or None with the reason `lost` ("timeout", or how the process ended)."""

    task: Any
    answer: dict[str, Any] | None
    lost: str = ""


class Worker:
    """A process, its pipe, and the task it holds."""

    def __init__(self, context: Any, serve: Serve, time_limit: float | None) -> None:
        self.pipe, far = context.Pipe()
        self.process = context.Process(target=serve, args=(far, time_limit), daemon=True)
        self.process.start()
        far.close()
        self.task: Any = None
        self.tries = self.asked = 0
        self.deadline = float("inf")

    def ask(self, task: Any, tries: int) -> None:
        self.task, self.tries = task, tries
        self.asked += 1
        self.deadline = time.monotonic() + START_LIMIT
        self.pipe.send(task)

    def close(self) -> None:
        self.pipe.close()
        self.process.kill()
        self.process.join()


class Pool:
    """`workers` processes that run `serve`; `outcomes` feeds them. A context manager: leaving it ends them all."""

    def __init__(self, serve: Serve, workers: int, time_limit: float | None) -> None:
        method = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
        self._context = multiprocessing.get_context(method)
        if method == "forkserver":
            self._context.set_forkserver_preload([serve.__module__])
        self._serve, self._limit = serve, time_limit
        self._size = workers
        self._workers: list[Worker] = []

    def outcomes(self, tasks: Iterator[Any]) -> Iterator[Outcome]:
        """One outcome a task, in the order of completion. Tasks are drawn only when a worker is free."""
        while True:
            self._feed(tasks)
            busy = [worker for worker in self._workers if worker.task is not None]
            if not busy:
                return
            patience = max(0.0, min(worker.deadline for worker in busy) - time.monotonic())
            ready = wait([worker.pipe for worker in busy], None if patience == float("inf") else patience)
            for worker in busy:
                outcome = self._hear(worker) if worker.pipe in ready else self._overdue(worker)
                if outcome is not None:
                    yield outcome

    def _feed(self, tasks: Iterator[Any]) -> None:
        self._retire()
        while len([w for w in self._workers if w.task is not None]) < self._size:
            task = next(tasks, None)
            if task is None:
                return
            self._assign(task, 1)

    def _retire(self) -> None:
        for worker in [w for w in self._workers if w.task is None and (w.asked >= MAX_TASKS or not w.process.is_alive())]:
            self._drop(worker)

    def _assign(self, task: Any, tries: int) -> None:
        idle = next((w for w in self._workers if w.task is None), None)
        if idle is None:
            idle = Worker(self._context, self._serve, self._limit)
            self._workers.append(idle)
        try:
            idle.ask(task, tries)
        except OSError:  # it died since it was last seen
            self._drop(idle)
            self._assign(task, tries)

    def _hear(self, worker: Worker) -> Outcome | None:
        """A message: the task was taken up, or answered; or the end of the pipe: the process is gone."""
        assert worker.task is not None
        try:
            message = worker.pipe.recv()
        except (EOFError, OSError):
            return self._lost(worker)
        if isinstance(message, dict):
            outcome = Outcome(worker.task, message)
            worker.task = None
            return outcome
        worker.deadline = float("inf") if self._limit is None else time.monotonic() + self._limit + GRACE
        return None

    def _lost(self, worker: Worker) -> Outcome | None:
        task, tries = worker.task, worker.tries
        assert task is not None
        worker.process.join(1.0)
        code = worker.process.exitcode
        self._drop(worker)
        if tries < 2:
            self._assign(task, tries + 1)
            return None
        return Outcome(task, None, f"killed by signal {-code}" if code is not None and code < 0 else f"exit status {code}")

    def _overdue(self, worker: Worker) -> Outcome | None:
        if time.monotonic() < worker.deadline:
            return None
        task = worker.task
        assert task is not None
        self._drop(worker)
        return Outcome(task, None, "timeout")

    def _drop(self, worker: Worker) -> None:
        self._workers.remove(worker)
        worker.close()

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *_: object) -> None:
        for worker in list(self._workers):
            self._drop(worker)
