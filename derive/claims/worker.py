"""The process that lists and tries claims: a file that hangs or crashes costs its own line in the report, no other."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from derive.claims.claim import Claim
from derive.claims.ledger import Entry
from derive.claims.listed import Listed, list_file
from derive.claims.load import load
from derive.claims.trial import Limits, try_claim
from derive.evidence.audit.verdict import Verdict
from derive.processes.serving import serve_with


@dataclass(frozen=True, slots=True)
class ListTask:
    """Which claims does this file have?"""

    path: str


@dataclass(frozen=True, slots=True)
class TryTask:
    """What is the verdict on this claim?"""

    claim: Listed
    limits: Limits


def serve(pipe: Connection, time_limit: float | None) -> None:
    """List and try what comes through the pipe."""
    serve_with(perform, pipe)


def perform(task: ListTask | TryTask) -> dict[str, Any]:
    """Do a task in this process."""
    if isinstance(task, ListTask):
        return {"claims": [item.as_json() for item in list_file(Path(task.path))]}
    path = Path(task.claim.path)
    found = _claims(path, path.stat().st_mtime_ns).get(task.claim.id)
    if found is None:
        return unfinished(task.claim, "the file gave this claim when it was listed and not when it was tried").as_json()
    return try_claim(found, task.limits).as_json()


@lru_cache(maxsize=64)
def _claims(path: Path, changed: int) -> dict[str, Claim]:
    """The claims of a file, run anew when it was changed."""
    return {item.id: item for item in load(path) if isinstance(item, Claim)}


def unfinished(item: Listed, message: str) -> Entry:
    """The entry of a claim that was not tried to the end, and of a file that gave none."""
    return Entry(item.id, item.source or item.path, "", item.expects, Verdict.UNDECIDED, uses=item.uses, open=item.open, message=message)
