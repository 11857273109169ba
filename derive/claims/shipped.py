"""The proofs that ship with the package (in the wheel under derive/claims/proofs, in a checkout beside the package),
and which claims a target names."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path

from derive.claims.listed import Listed
from derive.claims.load import files
from derive.language.errors import DeriveError


def proofs() -> Path:
    """The folder of the shipped proofs."""
    here = Path(__file__).resolve()
    for folder in (here.parent / "proofs", here.parents[2] / "proofs"):
        if folder.is_dir():
            return folder
    raise DeriveError("looking for the shipped proofs", f"no folder proofs beside {here.parent}", "reinstalling the package")


def target_files(targets: Sequence[str]) -> tuple[Path, ...]:
    """The files in which targets are looked for: paths as they are, ids among the shipped proofs."""
    if not all(target.strip() for target in targets):
        raise DeriveError("no claim ''", "the name is empty", "a path, or an id of `derive list claims`")
    found = [file for target in targets if Path(target).exists() for file in files(Path(target))]
    if not targets or not all(Path(target).exists() for target in targets):
        found += files(proofs())
    return tuple(dict.fromkeys(map(_whole, found)))


def _whole(file: Path) -> Path:
    """The file itself; a link that leads nowhere is told by its own name."""
    return file.resolve() if file.exists() else file.absolute()


def chosen(found: Sequence[Listed], targets: Sequence[str]) -> tuple[Listed, ...]:
    """The claims among `found` that the targets name, each once; all of them without targets.

    An id may be shortened to its folder or to its last part.
    """
    if not targets:
        return tuple(found)
    picked = [item for target in targets for item in _one(target, found)]
    return tuple(dict.fromkeys(picked))


def _one(target: str, found: Sequence[Listed]) -> tuple[Listed, ...]:
    if Path(target).exists():
        inside = {str(_whole(file)) for file in files(Path(target))}
        return tuple(item for item in found if item.path in inside)
    shipped = {str(file.resolve()) for file in files(proofs())}
    known = tuple(item for item in found if item.path in shipped)
    named = tuple(item for item in known if target in (item.id, *item.id.split("/")))
    if named:
        return named
    near = get_close_matches(target, [part for item in known for part in (item.id, item.id.split("/")[-1])], n=3)
    hint = f"perhaps {', '.join(dict.fromkeys(near))}" if near else "derive list claims"
    raise DeriveError(f"no claim {target!r}", "it is neither a path nor the id of a shipped claim", hint)
