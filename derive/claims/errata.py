"""Published statements that were refuted, as a list: what is printed where, the counterexample, and the statement that holds instead.

An erratum is a claim that is expected to be refuted and says what stands instead; false neighbours that nobody published are not in the list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal, localcontext

from derive.claims.ledger import Entry, Ledger
from derive.claims.page import WRITERS
from derive.evidence.audit.verdict import Verdict
from derive.language.errors import DeriveError
from derive.prose.document import Block, Code, Document, Heading, Strong, Table, paragraph, table

_RADIUS, _LONG = re.compile(r" \+/- [-+.e\d]+"), re.compile(r"-?\d+\.\d{10,}(e[-+]?\d+)?")
_SIDES = re.compile(r"left side (\S+), right side \1(?![.\d])")
_FIGURES, _MORE = 10, 20
_LINE = 240  # characters of a formula
_KEY = re.compile(r"\s*\[[^\]]*\]")
_LEAD = (
    "Statements in print, in published code or in circulation that a claim of this project refutes. Most are slips of one symbol and leave the results of "
    "the work as they are; each has its counterexample and, beside it, the statement that holds."
)


def errata(ledger: Ledger) -> tuple[Entry, ...]:
    """The entries that were refuted as expected and name what stands instead."""
    return tuple(entry for entry in ledger.entries if entry.instead and entry.expected == "refuted" and entry.verdict is Verdict.REFUTED)


def errata_page(ledger: Ledger, suffix: str) -> str:
    """The list as a page of HTML, LaTeX or Markdown. Raises DeriveError for another suffix."""
    if suffix not in WRITERS:
        raise DeriveError(f"errata as {suffix or 'a file without suffix'}", "it is not one of the formats", f"a file name that ends in {', '.join(WRITERS)}")
    return WRITERS[suffix](Document("Errata", "", tuple(_blocks(ledger))))


def _blocks(ledger: Ledger) -> Iterator[Block]:
    found = errata(ledger)
    known = {entry.id: entry for entry in ledger.entries}
    yield paragraph(_LEAD)
    yield _counted(found)
    for work in dict.fromkeys(_work(entry) for entry in found):
        yield Heading(2, work, re.sub(r"\W+", "-", work.lower()).strip("-")[:60])
        for entry in found:
            if _work(entry) == work:
                yield from _told(entry, known.get(entry.instead))


def _counted(found: tuple[Entry, ...]) -> Table:
    works = [_work(entry) for entry in found]
    return table(("work", "statements"), [*((work, str(works.count(work))) for work in dict.fromkeys(works)), ("all", str(len(found)))])


def _told(entry: Entry, better: Entry | None) -> Iterator[Block]:
    yield paragraph(Strong(entry.id.rpartition("/")[2].replace("_", " ")), f" ({_place(entry)}). {' '.join(entry.doc.split())}")
    yield paragraph("Stated: ", Code(_cut(_short(entry.statement))), ". Refuted: ", _found(entry.message or "by evaluation"), ".")
    if better is None:
        yield paragraph("Instead: ", entry.instead, ".")
    else:
        yield paragraph("Instead: ", Code(better.id), f", {better.verdict}: {' '.join(better.doc.split())}")


def _work(entry: Entry) -> str:
    """The citation without the place in it: up to the year, or the first comma."""
    found = re.match(r".*?\b(?:1[89]|20)\d\d\b", entry.source)
    return found.group(0) if found else entry.source.partition(",")[0]


def _place(entry: Entry) -> str:
    return _KEY.sub("", entry.source.removeprefix(_work(entry))).strip(" ,") or "as printed"


def _found(message: str) -> str:
    """The counterexample, with as many figures as tell its two sides apart."""
    short = _short(message)
    return _short(message, _MORE) if _SIDES.search(short) else short


def _short(text: str, figures: int = _FIGURES) -> str:
    """So many figures of each number, no radii."""
    with localcontext() as context:
        context.prec = figures
        return _LONG.sub(lambda found: f"{(+Decimal(found.group(0))).normalize():f}", _RADIUS.sub("", text))


def _cut(text: str) -> str:
    return text if len(text) <= _LINE else text[:_LINE] + " …"
