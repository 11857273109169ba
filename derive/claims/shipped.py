"""The proofs that ship with the package: in the wheel under derive/claims/proofs, in a checkout beside the package."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path

from derive.claims.claim import Claim
from derive.claims.load import LoadFailure, load
from derive.language.errors import DeriveError


def proofs() -> Path:
    """The folder of the shipped proofs."""
    here = Path(__file__).resolve()
    for folder in (here.parent / "proofs", here.parents[2] / "proofs"):
        if folder.is_dir():
            return folder
    raise DeriveError("looking for the shipped proofs", f"no folder proofs beside {here.parent}", "reinstalling the package")


def select(targets: Sequence[str]) -> tuple[Claim | LoadFailure, ...]:
    """Claims named by paths or ids; all shipped ones without targets.

    An id may be shortened to its folder or to its last part.
    """
    if not targets:
        return tuple(load(proofs()))
    chosen: dict[str, Claim | LoadFailure] = {}
    for target in targets:
        for found in _one(target):
            chosen.setdefault(f"{found.path}:{found.id}", found)
    return tuple(chosen.values())


def _one(target: str) -> tuple[Claim | LoadFailure, ...]:
    if Path(target).exists():
        return tuple(load(Path(target)))
    known = tuple(load(proofs()))
    found = tuple(item for item in known if target in (item.id, *item.id.split("/")))
    if found:
        return found
    near = get_close_matches(target, [part for item in known for part in (item.id, item.id.split("/")[-1])], n=3)
    hint = f"perhaps {', '.join(dict.fromkeys(near))}" if near else "derive list claims"
    raise DeriveError(f"no claim {target!r}", "it is neither a path nor the id of a shipped claim", hint)
