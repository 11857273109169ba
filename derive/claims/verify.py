"""All claims of a folder, or the shipped ones, tried one after the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from derive.claims.claim import Claim
from derive.claims.ledger import Entry, Ledger
from derive.claims.load import LoadFailure
from derive.claims.shipped import select
from derive.claims.trial import Limits, failed_entry, try_claim
from derive.evidence.verdict import Verdict

Progress = Callable[[Entry, int, int], None]


def verify(*targets: str, digits: int = 30, seconds: float | None = 60.0, progress: Progress | None = None) -> Ledger:
    """The ledger of the claims named by paths or ids; of the proofs that ship with the package without any.

    `progress(entry, done, total)` is called after each claim. Raises `DeriveError` for a target that is neither a
    path nor an id.
    """
    chosen = select(targets)
    faults = _faults(chosen)
    entries: list[Entry] = []
    for claim in chosen:
        entries.append(_entry(claim, Limits(digits, seconds), faults))
        if progress is not None:
            progress(entries[-1], len(entries), len(chosen))
    return Ledger(tuple(entries))


def _entry(claim: Claim | LoadFailure, limits: Limits, faults: dict[str, str]) -> Entry:
    if isinstance(claim, LoadFailure):
        return failed_entry(claim)
    entry = try_claim(claim, limits)
    if claim.id not in faults:
        return entry
    return replace(entry, verdict=Verdict.UNDECIDED, message=faults[claim.id])


def _faults(chosen: Sequence[Claim | LoadFailure]) -> dict[str, str]:
    """Claims whose place among the others is wrong: a name given twice, or an argument that rests on itself."""
    claims = [item for item in chosen if isinstance(item, Claim)]
    names = [claim.id for claim in claims]
    uses = {claim.id: claim.uses for claim in claims}
    faults = {name: "two claims have this id: rename one of the functions" for name in names if names.count(name) > 1}
    for name in names:
        if name in _rests_on(name, uses):
            faults.setdefault(name, f"its uses lead back to itself: {', '.join(uses[name])}")
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


def unknown_uses(chosen: Sequence[Claim | LoadFailure]) -> dict[str, tuple[str, ...]]:
    """Ids named in `uses` that no claim of the selection has: for the law that the shipped proofs name only one
    another.
    """
    names = {claim.id for claim in chosen}
    missing = {c.id: tuple(u for u in c.uses if u not in names) for c in chosen if isinstance(c, Claim)}
    return {name: ids for name, ids in missing.items() if ids}
