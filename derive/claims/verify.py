"""All claims of a folder, or the shipped ones, tried in this process or by workers beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

from derive.claims.cache import Cache, key
from derive.claims.ledger import Entry, Ledger
from derive.claims.listed import Listed
from derive.claims.shipped import chosen, target_files
from derive.claims.trial import Limits
from derive.claims.worker import ListTask, TryTask, perform, serve, unfinished
from derive.evidence.audit.verdict import Verdict
from derive.language.errors import DeriveError
from derive.processes.pool import Outcome, Pool

Progress = Callable[[Entry, int, int], None]
LISTING = 60.0  # seconds that a claim file may take to be imported


def verify(
    *targets: str,
    digits: int = 20,
    seconds: float | None = 60.0,
    workers: int = 0,
    timeout: float | None = 600.0,
    cache: Path | None = None,
    progress: Progress | None = None,
) -> Ledger:
    """The ledger of the claims named by paths or ids; of the proofs that ship with the package without any.

    `seconds` bounds each enclosure, `timeout` each claim (with workers). `workers` = 0 tries one claim after the other
    in this process; more start as many processes, which a claim that hangs or crashes cannot harm. `cache` is an SQLite
    file with the verdicts of earlier runs. `progress(entry, done, total)` is called after each claim. Raises
    `DeriveError` for a target that is neither a path nor an id.
    """
    if min(digits, 1 + workers) < 1:
        raise DeriveError(f"{digits} digits with {workers} workers", "digits must be positive, workers not negative", "digits=20, workers=2")
    with Cache(cache) as known:
        found = _listings(target_files(targets), known, workers)
        claims = chosen(found, targets)
        entries = _verdicts(claims, Limits(digits, seconds), known, workers, timeout, progress)
    faults = _faults(claims)
    return Ledger(tuple(_faulted(entries[item], faults.get(item.id)) for item in claims))


def _listings(files: Sequence[Path], known: Cache, workers: int) -> tuple[Listed, ...]:
    """What all files say of themselves, in the order of files."""
    keys = {str(path): key(path, "claims") for path in files}
    found: dict[str, list[dict[str, Any]]] = {path: record for path in keys if (record := known.get(keys[path]))}
    tasks = [ListTask(path) for path in keys if path not in found]
    for outcome in _outcomes(tasks, workers, LISTING):
        path = outcome.task.path
        found[path] = outcome.answer["claims"] if outcome.answer else [_silent(Path(path), outcome.lost).as_json()]
        if outcome.answer and not any(item["failure"] for item in found[path]):
            known.put(keys[path], found[path])
    return tuple(Listed.from_json(item) for path in keys for item in found[path])


def _silent(path: Path, lost: str) -> Listed:
    why = f"it was not imported within {LISTING:.0f} s" if lost == "timeout" else f"importing it ended the process ({lost})"
    return Listed(f"{path.parent.name}/{path.stem}", str(path), 0, failure=f"{path}: {why}. A claim file only defines claims; put work inside the functions")


def _verdicts(claims: Sequence[Listed], limits: Limits, known: Cache, workers: int, timeout: float | None, progress: Progress | None) -> dict[Listed, Entry]:
    entries: dict[Listed, Entry] = {}
    for item, entry in _tried(claims, limits, known, workers, timeout):
        entries[item] = entry
        if progress is not None:
            progress(entry, len(entries), len(claims))
    return entries


def _tried(claims: Sequence[Listed], limits: Limits, known: Cache, workers: int, timeout: float | None) -> Iterator[tuple[Listed, Entry]]:
    """Files that failed and verdicts found before, then the others as they are found."""
    tasks = []
    for item in claims:
        before = None if item.failure else known.get(_key(item, limits))
        if before is not None:
            yield item, Entry.from_json(before)
        elif item.failure:
            yield item, unfinished(item, item.failure)
        else:
            tasks.append(TryTask(item, limits))
    for outcome in _outcomes(tasks, workers, timeout):
        item = outcome.task.claim
        entry = Entry.from_json(outcome.answer) if outcome.answer else unfinished(item, _lost(item, outcome.lost, timeout))
        if outcome.answer and entry.lasting:
            known.put(_key(item, limits), entry.as_json())
        yield item, entry


def _key(item: Listed, limits: Limits) -> str:
    return key(Path(item.path), item.id, limits)


def _lost(item: Listed, lost: str, timeout: float | None) -> str:
    where = f"{item.path}, line {item.line}"
    if lost == "timeout":
        return f"{where}: no verdict within {timeout:g} s. Try: a larger --timeout, or fewer points"
    return f"{where}: the process that tried it died twice ({lost}). Try: the claim alone, with a smaller statement"


def _outcomes(tasks: Iterable[ListTask | TryTask], workers: int, timeout: float | None) -> Iterator[Outcome]:
    """Each task done here, or by a pool that ends with the iteration."""
    tasks = list(tasks)
    if not workers:
        yield from (Outcome(task, perform(task)) for task in tasks)
        return
    with ExitStack() as stack:
        if tasks:
            yield from stack.enter_context(Pool(serve, workers, timeout)).outcomes(iter(tasks))


def _faulted(entry: Entry, fault: str | None) -> Entry:
    return entry if fault is None else replace(entry, verdict=Verdict.UNDECIDED, message=fault, open="")


def _places(claims: Sequence[Listed], name: str) -> str:
    return "; ".join(f"{claim.path}, line {claim.line}" for claim in claims if claim.id == name)


def _faults(claims: Sequence[Listed]) -> dict[str, str]:
    """Claims whose place among the others is wrong: a name given twice, or an argument that rests on itself."""
    names = [claim.id for claim in claims]
    uses = {claim.id: claim.uses for claim in claims}
    where = {claim.id: f"{claim.path}, line {claim.line}" for claim in claims}
    faults = {name: f"{_places(claims, name)}: these claims have one id. Rename the functions" for name in names if names.count(name) > 1}
    for name in names:
        if name in _rests_on(name, uses):
            faults.setdefault(name, f"{where[name]}: its uses lead back to itself: {', '.join(uses[name])}. Remove one of them")
    return faults


def _rests_on(name: str, uses: dict[str, tuple[str, ...]]) -> set[str]:
    found: set[str] = set()
    waiting = list(uses.get(name, ()))
    while waiting:
        used = waiting.pop()
        if used not in found:
            found.add(used)
            waiting.extend(uses.get(used, ()))
    return found
