"""What a claim file says about itself: all that is known of its claims before any of them is tried."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from derive.claims.claim import Claim
from derive.claims.load import LoadFailure, load


@dataclass(frozen=True, slots=True)
class Listed:
    """A claim as it stands in its file, or (with `failure`) a file that gave none."""

    id: str
    path: str
    line: int
    doc: str = ""
    source: str = ""
    uses: tuple[str, ...] = ()
    expects: str = "holds"
    open: str = ""
    failure: str = ""

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"uses": list(self.uses)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Listed:
        return cls(**{**data, "uses": tuple(data["uses"])})


def listed(item: Claim | LoadFailure) -> Listed:
    """The listing of a claim, or of the failure of its file."""
    if isinstance(item, LoadFailure):
        return Listed(item.id, str(item.path), item.line, failure=str(item))
    return Listed(item.id, str(item.path), item.line, item.doc, str(item.source), item.uses, item.expects, item.open)


def list_file(path: Path) -> tuple[Listed, ...]:
    """The claims of one file, in the order of definition. Runs the file."""
    return tuple(map(listed, load(path)))
