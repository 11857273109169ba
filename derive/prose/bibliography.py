"""The works that are cited, from docs/references.bib: short labels for text, full entries for a list, BibTeX for a paper."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from derive.language.errors import DeriveError
from derive.prose.document import Block, Cite, Inlines, Math, cited, inlines

FILE = "references.bib"
ACCENTS = {"'": "\u0301", "`": "\u0300", '"': "\u0308", "^": "\u0302", "~": "\u0303", "c": "\u0327", "v": "\u030c", "=": "\u0304", ".": "\u0307"}
LETTERS = {"ss": "ß", "o": "ø", "O": "Ø", "l": "ł", "L": "Ł", "ae": "æ", "i": "i", "&": "&"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One work; `text` is its BibTeX."""

    key: str
    fields: Mapping[str, str]
    text: str

    @property
    def families(self) -> list[str]:
        """The family names of the authors; "others" for the rest."""
        people = re.split(r"\s+and\s+", self.fields.get("author", self.fields.get("title", self.key)))
        return [plain_text(person.partition(",")[0] if "," in person else person.split()[-1]) for person in people]

    @property
    def label(self) -> str:
        """Author and year: "Cho and Saul 2009"."""
        people = self.families
        named = people[0] if len(people) == 1 else " and ".join(people) if len(people) == 2 and people[1] != "others" else f"{people[0]} et al."
        return f"{named} {self.fields.get('year', '')}".strip()


def place() -> Path:
    """The file: in the wheel beside this module, in a checkout under docs."""
    here = Path(__file__).resolve()
    for path in (here.with_name(FILE), here.parents[2] / "docs" / FILE):
        if path.is_file():
            return path
    raise DeriveError("looking for the bibliography", f"no {FILE} beside {here.parent}", "reinstalling the package")


@lru_cache(maxsize=1)
def entries() -> Mapping[str, Entry]:
    """All works by key."""
    return {entry.key: entry for entry in parsed(place().read_text(encoding="utf-8"))}


def parsed(text: str) -> list[Entry]:
    """The entries of a BibTeX file.

    >>> [entry.label for entry in parsed('@book{a, author={Mouse, Max}, year={1999}}')]
    ['Mouse 1999']
    """
    found = []
    for match in re.finditer(r"@(\w+)\s*\{\s*([^,\s]+)\s*,", text):
        end = _closing(text, text.index("{", match.start()))
        found.append(Entry(match[2], _fields(text[match.end() : end]), text[match.start() : end + 1]))
    return found


def label(cite: Cite) -> str:
    """How a citation reads where there are no links: "Stein 1981, Lemma 1"."""
    known = entries().get(cite.key)
    name = known.label if known else cite.text
    return f"{name}, {cite.place}" if cite.place else name


def described(key: str) -> Inlines:
    """Authors, title, journal, year."""
    entry = entries()[key]
    get = entry.fields.get
    where = get("journal") or get("booktitle") or get("publisher") or get("note") or ""
    book = "volume " if get("publisher") else ""
    volume = f"{', ' if book else ' '}{book}{get('volume')}" if get("volume") else ""
    pages = f", {plain_text(get('pages') or '')}" if get("pages") else ""
    people = ["others" if person == "others" else plain_text(" ".join(person.split(",")[::-1]).strip()) for person in re.split(r"\s+and\s+", get("author", ""))]
    names = ", ".join(people[:-1]) + (" and " if len(people) > 1 else "") + people[-1]
    return inlines(f"{names}. ", titled(get("title", "")), f". {plain_text(where)}{volume}{pages}, {get('year', '')}.")


def works(blocks: Iterable[Block]) -> tuple[str, ...]:
    """The keys of the works that some blocks cite, in the order of the alphabet."""
    return tuple(key for key in cited(blocks) if key in entries())


def bibtex(keys: Iterable[str]) -> str:
    """The entries of some works, as they go into a .bib file."""
    return "".join(f"{entries()[key].text}\n" for key in dict.fromkeys(keys))


def titled(title: str) -> Inlines:
    """A title with its formulas."""
    return inlines(*(Math(latex=part, plain=part) if i % 2 else plain_text(part) for i, part in enumerate(title.split("$")) if part))


def plain_text(tex: str) -> str:
    r"""Words of BibTeX as Unicode: accents composed, braces gone, dashes long.

    >>> plain_text(r"Th{\'e}orie des {G}auss--B{\"o}gen")
    'Théorie des Gauss–Bögen'
    """
    import unicodedata

    text = re.sub(r"\\(['`\"^~=.]|[cv](?=\{|\s))\s*\{?\\?([A-Za-z])\}?", lambda m: m[2] + ACCENTS[m[1]], tex)
    text = re.sub(r"\\([A-Za-z]+|&)\s?", lambda m: LETTERS.get(m[1], m[1]), text)
    return unicodedata.normalize("NFC", text.replace("{", "").replace("}", "").replace("--", "–").replace("~", " "))


def _closing(text: str, opening: int) -> int:
    depth = 0
    for i in range(opening, len(text)):
        depth += (text[i] == "{") - (text[i] == "}")
        if depth == 0:
            return i
    raise DeriveError("reading the bibliography", f"a brace is not closed in {text[opening : opening + 40]!r}")


def _fields(text: str) -> dict[str, str]:
    found = {}
    at = 0
    while match := re.compile(r"\s*(\w+)\s*=\s*").match(text, at):
        start = match.end()
        if text[start : start + 1] == "{":
            end = _closing(text, start)
            found[match[1].lower()] = " ".join(text[start + 1 : end].split())
            at = end + 1
        else:
            quoted = text[start : start + 1] == '"'
            end = text.find('"' if quoted else ",", start + quoted)
            end = len(text) if end < 0 else end
            found[match[1].lower()] = " ".join(text[start + quoted : end].split())
            at = end + quoted
        at = text.find(",", at) + 1 or len(text)
    return found
