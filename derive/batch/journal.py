"""What a batch has computed so far, safe against being killed at any moment.

Beside ANSWERS.jsonl stands ANSWERS.jsonl.journal: one line for each result as soon as it is known, in the order of
completion, written and synchronised before the next. A resumed batch takes from it what has the same question (by
fingerprint) and the same engine version; a half-written last line is cut off. Only fingerprints and offsets are kept
in memory.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

Answer = dict[str, Any]


class Journal:
    """Append-only store of answers under fingerprints.

    A context manager; without `resume` an existing journal is begun anew.
    """

    def __init__(self, path: Path, *, resume: bool, engine: str, timeout: float | None) -> None:
        self._engine, self._timeout = engine, timeout
        self._offsets: dict[str, int] = {}
        self._file = open(path, "r+b" if resume and path.exists() else "w+b")  # noqa: SIM115
        self._read()

    def _read(self) -> None:
        end = 0
        for line in iter(self._file.readline, b""):
            if not line.endswith(b"\n"):
                break
            record = _record(line)
            if record is not None and self._reusable(record):
                self._offsets[record["key"]] = end
            end += len(line)
        self._file.truncate(end)

    def _reusable(self, record: dict[str, Any]) -> bool:
        answer = record["answer"]
        if answer.get("engine") != self._engine or record.get("lost"):
            return False
        waited = record.get("timeout")
        return not _timed_out(answer) or (waited is not None and self._timeout is not None and waited >= self._timeout)

    def get(self, key: str) -> Answer | None:
        """The answer recorded for a question with this fingerprint, in this run or in one that it resumes."""
        if key not in self._offsets:
            return None
        self._file.seek(self._offsets[key])
        record = _record(self._file.readline())
        return record["answer"] if record else None

    def __contains__(self, key: str) -> bool:
        return key in self._offsets

    def put(self, key: str, answer: Answer, lost: bool = False) -> None:
        """Record an answer; it survives whatever happens after this returns. `lost`: the process died, so a later run tries again."""
        offset = self._file.seek(0, os.SEEK_END)
        line = json.dumps({"key": key, "timeout": self._timeout, "lost": lost, "answer": answer}, ensure_ascii=False)
        self._file.write(line.encode() + b"\n")
        self._file.flush()
        os.fsync(self._file.fileno())
        self._offsets[key] = offset

    def __enter__(self) -> Journal:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()


def _timed_out(answer: Answer) -> bool:
    return answer.get("status") == "timeout" or any(value.get("status") == "timeout" for value in answer.get("values") or ())


def _record(line: bytes) -> dict[str, Any] | None:
    """The record in a line, None for a line that was not written whole."""
    try:
        record = json.loads(line)
    except ValueError:
        return None
    whole = isinstance(record, dict) and isinstance(record.get("key"), str) and isinstance(record.get("answer"), dict)
    return record if whole else None
