"""The ledger as a document: what was found, counted by source and verdict, claim by claim, and what rests on what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from derive.claims.graph import graph
from derive.claims.ledger import Entry, Ledger
from derive.evidence.audit.verdict import Verdict
from derive.language.errors import DeriveError
from derive.prose import html, latex, markdown
from derive.prose.document import Block, Code, Document, Heading, listing, paragraph, table

_WITHOUT = {
    "needed": "refuted",
    "not needed": "it holds at all points tried",
    "for meaning": "no value",
    "without effect": "no other points",
    "not decided": "not decided",
}
WRITERS: dict[str, Callable[[Document], str]] = {".html": html.render, ".tex": latex.render, ".md": markdown.render}


def ledger_page(ledger: Ledger, suffix: str) -> str:
    """The ledger as a page of HTML, LaTeX or Markdown. Raises DeriveError for another suffix."""
    if suffix not in WRITERS:
        raise DeriveError(f"a ledger as {suffix or 'a file without suffix'}", "it is not one of the formats", f"a file name that ends in {', '.join(WRITERS)}")
    return WRITERS[suffix](Document("Ledger of claims", "What published statements came to", tuple(_blocks(ledger, suffix == ".html"))))


def _blocks(ledger: Ledger, drawn: bool) -> Iterator[Block]:
    summary = ledger.summary()
    yield paragraph(
        f"{summary['as_expected']} of {summary['claims']} claims have the expected verdict. Of {summary['twins']['made']} falsified twins "
        f"{summary['twins']['refuted']} were refuted." + _hypotheses(summary["hypotheses"])
    )
    yield from _counts(ledger)
    for folder in dict.fromkeys(_folder(entry) for entry in ledger.entries):
        yield Heading(2, folder.replace("_", " "), folder)
        yield from _source([entry for entry in ledger.entries if _folder(entry) == folder])
    yield from _graph(ledger, drawn)


def _hypotheses(counts: dict[str, int]) -> str:
    if not counts:
        return ""
    told = ", ".join(f"{count} {need}" for need, count in counts.items())
    return f" Each hypothesis was dropped in turn: {told}; a statement that holds without one is no falsified twin and is not counted as such."


def _counts(ledger: Ledger) -> Iterator[Block]:
    count = Counter((_folder(entry), entry.verdict) for entry in ledger.entries)
    verdicts = [verdict for verdict in Verdict if any(found is verdict for _, found in count)]
    folders = dict.fromkeys(_folder(entry) for entry in ledger.entries)
    rows = [(folder.replace("_", " "), *(str(count[folder, verdict] or "") for verdict in verdicts)) for folder in folders]
    total = ("all", *(str(sum(count[folder, verdict] for folder in folders)) for verdict in verdicts))
    yield Heading(2, "By source and verdict", "counts")
    yield table(("source", *map(str, verdicts)), [*rows, total], "Number of claims")


def _source(entries: list[Entry]) -> Iterator[Block]:
    rows = [
        (Code(entry.id.rpartition("/")[2]), str(entry.verdict), entry.expected, str(entry.digits), f"{entry.twins.refuted}/{entry.twins.made}")
        for entry in entries
    ]
    yield table(("claim", "verdict", "expected", "digits", "twins"), rows, "; ".join(dict.fromkeys(entry.source for entry in entries)))
    told = [(Code(entry.id.rpartition("/")[2]), ": ", Code(entry.statement or "no statement"), _why(entry)) for entry in entries]
    yield listing(*told)


def _why(entry: Entry) -> str:
    """What the reader has to know beside the verdict."""
    parts = [entry.open, entry.message or "" if entry.verdict in (Verdict.REFUTED, Verdict.UNDECIDED) else ""]
    parts += [f"a twin survives: {name} ({reason or 'unexplained'})" for name, reason in entry.survivors.items()]
    parts += [f"without {name}: {_WITHOUT[need]}" for name, need in entry.hypotheses.items()]
    text = "; ".join(part for part in parts if part)
    return f" ({text})" if text else ""


def _graph(ledger: Ledger, drawn: bool) -> Iterator[Block]:
    """What uses what, as a picture where the page can hold one, and as a table for everybody."""
    rows = [(Code(entry.id), ", ".join(entry.uses)) for entry in ledger.entries if entry.uses]
    if rows:
        yield Heading(2, "What rests on what", "graph")
        if drawn and (picture := graph(ledger.entries)):
            yield picture
        yield table(("claim", "uses"), rows, "")


def _folder(entry: Entry) -> str:
    return entry.id.partition("/")[0]
