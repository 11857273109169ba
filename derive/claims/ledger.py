"""What became of each claim, in the promised shape and as JUnit XML."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any
from xml.etree import ElementTree

from derive.evidence.audit.verdict import Verdict

_HOLDS = (Verdict.PROVED, Verdict.CERTIFIED, Verdict.AGREES, Verdict.SIMULATED)


@dataclass(frozen=True, slots=True)
class Twins:
    """How many falsified neighbours were made, and how many of them the auditor refuted."""

    made: int = 0
    refuted: int = 0


@dataclass(frozen=True, slots=True)
class Entry:
    """One claim, tried.

    `falsified_twin_refuted` is about the smallest excluded change; `twins` counts all changes tried; `survivors` are the
    twins that were not refuted, each with the explanation of the claim's file or None; `hypotheses` says of each hypothesis
    whether the statement was refuted without it ("needed"), held ("not needed") or had no value ("for meaning"). `open` is why the claim may stay
    undecided; `doc` says the claim in words, `instead` names the corrected statement beside a published one that is false.
    `lasting` is False where a time limit or a fault of the moment kept the claim from its verdict.
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
    survivors: Mapping[str, str | None] = field(default_factory=dict)
    hypotheses: Mapping[str, str] = field(default_factory=dict)
    uses: tuple[str, ...] = ()
    open: str = ""
    doc: str = ""
    instead: str = ""
    seconds: float = 0.0
    message: str | None = None
    lasting: bool = True

    @property
    def as_expected(self) -> bool:
        """The verdict is the expected one; a claim marked open may be undecided."""
        if self.verdict is Verdict.UNDECIDED:
            return bool(self.open)
        return self.verdict is Verdict.REFUTED if self.expected == "refuted" else self.verdict in _HOLDS

    def as_json(self) -> dict[str, Any]:
        data = asdict(self) | {"verdict": str(self.verdict), "uses": list(self.uses), "seconds": round(self.seconds, 3)}
        return data | {"survivors": dict(self.survivors), "hypotheses": dict(self.hypotheses), "open": self.open or None}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Entry:
        """The entry that `as_json` wrote."""
        read = {"verdict": Verdict(data["verdict"]), "twins": Twins(**data["twins"]), "uses": tuple(data["uses"]), "open": data["open"] or ""}
        return cls(**{**data, **read})


@dataclass(frozen=True, slots=True)
class Ledger:
    """All entries of one run, in the order of the claims."""

    entries: tuple[Entry, ...]

    @property
    def ok(self) -> bool:
        """Every claim got the verdict that was expected of it (and there was one)."""
        return bool(self.entries) and all(entry.as_expected for entry in self.entries)

    @property
    def mutation_score(self) -> float | None:
        """Falsified twins refuted, as a part of those made; None without any."""
        made = sum(entry.twins.made for entry in self.entries)
        return sum(entry.twins.refuted for entry in self.entries) / made if made else None

    def summary(self) -> dict[str, Any]:
        verdicts = Counter(str(entry.verdict) for entry in self.entries)
        made, refuted = (sum(getattr(entry.twins, name) for entry in self.entries) for name in ("made", "refuted"))
        return {
            "claims": len(self.entries),
            "as_expected": sum(entry.as_expected for entry in self.entries),
            "verdicts": {str(v): verdicts[str(v)] for v in Verdict if verdicts[str(v)]},
            "twins": {"made": made, "refuted": refuted},
            "mutation_score": None if self.mutation_score is None else round(self.mutation_score, 4),
            "unexplained_survivors": sum(reason is None for entry in self.entries for reason in entry.survivors.values()),
            "hypotheses": dict(sorted(Counter(need for entry in self.entries for need in entry.hypotheses.values()).items())),
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
            skipped=str(sum(_is_open(entry) for entry in self.entries)),
        )
        suite.set("time", f"{sum(entry.seconds for entry in self.entries):.3f}")
        for entry in self.entries:
            _case(suite, entry)
        ElementTree.indent(suite)
        return ElementTree.tostring(suite, encoding="unicode", xml_declaration=True) + "\n"


def _case(suite: ElementTree.Element, entry: Entry) -> None:
    folder, _, name = entry.id.rpartition("/")
    case = ElementTree.SubElement(suite, "testcase", classname=folder, name=name, time=f"{entry.seconds:.3f}")
    if not entry.as_expected:
        failure = ElementTree.SubElement(case, "failure", message=f"expected {entry.expected}, found {entry.verdict}")
        failure.text = _printable(f"{entry.statement}\n{entry.message or ''}".strip())
    elif _is_open(entry):
        ElementTree.SubElement(case, "skipped", message=_printable(entry.open))


def _is_open(entry: Entry) -> bool:
    return entry.verdict is Verdict.UNDECIDED and bool(entry.open)


def _printable(text: str) -> str:
    return "".join(char for char in text if char.isprintable() or char in "\n\t")
