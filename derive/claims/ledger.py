"""What became of each claim, in the promised shape and as JUnit XML."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any
from xml.etree import ElementTree

from derive.evidence.verdict import Verdict

_HOLDS = (Verdict.PROVED, Verdict.CERTIFIED, Verdict.AGREES, Verdict.SIMULATED)


@dataclass(frozen=True, slots=True)
class Twins:
    """How many falsified neighbours were made, and how many of them the auditor refuted."""

    made: int = 0
    refuted: int = 0


@dataclass(frozen=True, slots=True)
class Entry:
    """One claim, tried.

    `falsified_twin_refuted` is about the smallest excluded change; `twins` counts all changes tried.
    """

    id: str
    source: str
    statement: str
    expected: str
    verdict: Verdict
    digits: int = 0
    points: int = 0
    twins: Twins = field(default_factory=Twins)
    falsified_twin_refuted: bool = False
    uses: tuple[str, ...] = ()
    seconds: float = 0.0
    message: str | None = None

    @property
    def as_expected(self) -> bool:
        return self.verdict is Verdict.REFUTED if self.expected == "refuted" else self.verdict in _HOLDS

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"verdict": str(self.verdict), "uses": list(self.uses), "seconds": round(self.seconds, 3)}


@dataclass(frozen=True, slots=True)
class Ledger:
    """All entries of one run, in the order of the claims."""

    entries: tuple[Entry, ...]

    @property
    def ok(self) -> bool:
        """Every claim got the verdict that was expected of it (and there was one)."""
        return bool(self.entries) and all(entry.as_expected for entry in self.entries)

    def summary(self) -> dict[str, Any]:
        verdicts = Counter(str(entry.verdict) for entry in self.entries)
        return {
            "claims": len(self.entries),
            "as_expected": sum(entry.as_expected for entry in self.entries),
            "verdicts": {str(v): verdicts[str(v)] for v in Verdict if verdicts[str(v)]},
            "seconds": round(sum(entry.seconds for entry in self.entries), 3),
        }

    def as_json(self) -> dict[str, Any]:
        return {"claims": [entry.as_json() for entry in self.entries], "summary": self.summary()}

    def junit(self) -> str:
        """JUnit XML: one test case a claim, a failure where the verdict is not the expected one."""
        failed = sum(not entry.as_expected for entry in self.entries)
        suite = ElementTree.Element(
            "testsuite",
            name="derive verify",
            tests=str(len(self.entries)),
            failures=str(failed),
            errors="0",
            skipped="0",
        )
        suite.set("time", f"{sum(entry.seconds for entry in self.entries):.3f}")
        for entry in self.entries:
            folder, _, name = entry.id.rpartition("/")
            case = ElementTree.SubElement(suite, "testcase", classname=folder, name=name, time=f"{entry.seconds:.3f}")
            if not entry.as_expected:
                failure = ElementTree.SubElement(case, "failure", message=f"expected {entry.expected}, found {entry.verdict}")
                failure.text = _printable(f"{entry.statement}\n{entry.message or ''}".strip())
        ElementTree.indent(suite)
        return ElementTree.tostring(suite, encoding="unicode", xml_declaration=True) + "\n"


def _printable(text: str) -> str:
    return "".join(char for char in text if char.isprintable() or char in "\n\t")
