"""`pytest proofs/` collects claims, one test each: a file that imports `claim` from derive is a file of claims.

Registered under the entry point `pytest11`, so it is there wherever derive and pytest are installed. It imports nothing
of derive until it meets such a file. Full digits: `pytest proofs/ --claim-digits 50`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

_IMPORTS_CLAIM = re.compile(rb"^\s*from derive(\.claims\.claim)? import [^#\n]*\bclaim\b|^\s*from derive import \($", re.MULTILINE)


def pytest_addoption(parser: pytest.Parser) -> None:
    """The option --claim-digits."""
    parser.getgroup("derive").addoption("--claim-digits", type=int, default=20, metavar="N", help="decimal digits to which claims are certified")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """A collector for files of claims; tests keep their own."""
    if file_path.suffix != ".py" or file_path.name.startswith(("test_", "_", "conftest")) or file_path.name.endswith("_test.py"):
        return None
    content = file_path.read_bytes()
    return ClaimFile.from_parent(parent, path=file_path) if b"@claim" in content and _IMPORTS_CLAIM.search(content) else None


class ClaimFile(pytest.File):
    """A file of claims."""

    def collect(self) -> Iterator[pytest.Item]:
        from derive.claims.load import LoadFailure, load

        for item in load(self.path):
            if isinstance(item, LoadFailure):
                raise self.CollectError(str(item))
            yield ClaimTest.from_parent(self, name=item.name, claim=item)


class ClaimTest(pytest.Item):
    """One claim; it fails where the verdict is not the expected one."""

    def __init__(self, *, claim: Any, **context: Any) -> None:
        super().__init__(**context)
        self.claim = claim

    def runtest(self) -> None:
        from derive.claims.trial import Limits, try_claim

        entry = try_claim(self.claim, Limits(self.config.getoption("--claim-digits")))
        if not entry.as_expected:
            raise UnexpectedVerdict(f"expected {entry.expected}, found {entry.verdict}\n{entry.statement}\n{entry.message or ''}")
        if entry.open and entry.verdict.value == "undecided":
            pytest.skip(entry.open)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], *args: Any) -> Any:
        """The verdict in words; a traceback for faults of the verifier only."""
        return str(excinfo.value) if isinstance(excinfo.value, UnexpectedVerdict) else super().repr_failure(excinfo, *args)

    def reportinfo(self) -> tuple[Path, int, str]:
        return self.path, self.claim.line, self.claim.id


class UnexpectedVerdict(Exception):
    """The claim came out otherwise than its file says."""
