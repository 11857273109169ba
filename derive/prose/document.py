"""A document as neutral blocks: what is told, without how it is set.

Inline parts are `Text`, `Strong`, `Code`, `Math` and `Cite`; blocks are made of inline parts. The back ends (LaTeX, HTML,
Markdown, notebook, terminal) are folds over these types. `Math` holds a sympy object, or LaTeX with a plain twin where no sympy
object says it ("(X, Y) ~ N").
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol, TypeAlias

from sympy import Basic, Eq, Expr


@dataclass(frozen=True, slots=True)
class Text:
    """Words."""

    text: str


@dataclass(frozen=True, slots=True)
class Strong:
    """Words that stand out."""

    text: str


@dataclass(frozen=True, slots=True)
class Code:
    """A name or a line as a program spells it."""

    text: str


@dataclass(frozen=True, slots=True)
class Math:
    """A formula: a sympy object, or `latex` with its `plain` twin."""

    content: Basic | None = None
    latex: str = ""
    plain: str = ""


@dataclass(frozen=True, slots=True)
class Cite:
    """A work by its key in docs/references.bib, with the place in it; `text` is what a reader reads where the key is unknown."""

    key: str
    place: str = ""
    text: str = ""


Inline = Text | Strong | Code | Math | Cite
Inlines = tuple[Inline, ...]
Formula: TypeAlias = Basic | Math


@dataclass(frozen=True, slots=True)
class Heading:
    """Level 1 is the document's title; blocks use 2, 3 and 4. `anchor` names the place for links."""

    level: int
    text: str
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    parts: Inlines


@dataclass(frozen=True, slots=True)
class Display:
    """One equation on lines of its own; `tag` is printed in parentheses."""

    content: Formula
    tag: str = ""


@dataclass(frozen=True, slots=True)
class ChainItem:
    """`left` = `right`, by `reason`, under `hypotheses`; `mark` is the word of a verdict, or "". `folded` are the same for other goals."""

    number: str
    left: Formula
    right: Formula
    reason: Inlines
    mark: str = ""
    hypotheses: Inlines = ()
    folded: tuple[ChainItem, ...] = ()


@dataclass(frozen=True, slots=True)
class Chain:
    """A derivation: numbered equations, a reason each."""

    items: tuple[ChainItem, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Cells are inline parts."""

    headers: tuple[Inlines, ...]
    rows: tuple[tuple[Inlines, ...], ...]
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of points."""

    items: tuple[Inlines, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """A remark: information, a warning, or something that stayed open."""

    kind: Literal["info", "warning", "open"]
    parts: Inlines


@dataclass(frozen=True, slots=True)
class Program:
    """Lines that can be run: `language` is "console" or "python", which a notebook makes a cell of."""

    text: str
    language: str = "console"


class Drawing(Protocol):
    """Something that draws itself when it is asked."""

    def svg(self) -> str:
        """As SVG text."""

    def pdf(self) -> bytes:
        """As a PDF of one page."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture: `name` for a file, `alt` for who does not see it, and what can be drawn."""

    name: str
    caption: str
    alt: str
    drawing: Drawing


@dataclass(frozen=True, slots=True)
class References:
    """The list of works, by their keys."""

    keys: tuple[str, ...]


Block = Heading | Paragraph | Display | Chain | Table | Listing | Note | Program | Figure | References


@dataclass(frozen=True, slots=True)
class Document:
    """A title and what follows. `heading` is the title with its formulas, where words alone do not say it well."""

    title: str
    subtitle: str = ""
    blocks: tuple[Block, ...] = ()
    language: str = "en"
    heading: Inlines = ()


def short_title(document: Document, limit: int = 70) -> str:
    """The title in one short line, for a window or a list of files.

    >>> short_title(Document("The activation " + 30 * "x + ", ""), 30)
    'The activation x + x + x + x…'
    """
    words = document.title
    if len(words) <= limit:
        return words
    space = words.rfind(" ", limit // 2, limit - 1)
    return words[: space if space > 0 else limit - 1].rstrip(" +-*/") + "…"


def inlines(*parts: Any) -> Inlines:
    """Text from `str`, Math from sympy objects, inline parts as they are, tuples of these flattened."""
    found: list[Inline] = []
    for part in parts:
        if isinstance(part, tuple | list):
            found.extend(inlines(*part))
        elif isinstance(part, str):
            found.append(Text(part))
        elif isinstance(part, Basic):
            found.append(Math(part))
        else:
            found.append(part)
    return tuple(found)


def paragraph(*parts: Any) -> Paragraph:
    """`paragraph("the kernel ", expr, " is")`."""
    return Paragraph(inlines(*parts))


def note(kind: Literal["info", "warning", "open"], *parts: Any) -> Note:
    """`note("open", "no closed form was found for ", goal)`."""
    return Note(kind, inlines(*parts))


def listing(*items: Any) -> Listing:
    """One item an argument; an item of several parts is a tuple."""
    return Listing(tuple(inlines(item) for item in items))


def table(headers: Sequence[Any], rows: Iterable[Sequence[Any]], caption: str = "") -> Table:
    """Cells are strings, sympy objects, inline parts or tuples of these."""
    body = tuple(tuple(inlines(cell) for cell in row) for row in rows)
    return Table(tuple(inlines(cell) for cell in headers), body, caption)


def equation(left: Expr, right: Expr, tag: str = "") -> Display:
    """The display `left = right`, neither side evaluated."""
    return Display(Eq(left, right, evaluate=False), tag)


def parts_of(block: Block) -> Iterator[Inline]:
    """Every inline part of a block."""
    match block:
        case Paragraph(parts) | Note(_, parts):
            yield from parts
        case Chain(items):
            for item in items:
                yield from (*item.reason, *item.hypotheses)
                yield from parts_of(Chain(item.folded))
        case Table(headers, rows):
            for row in (headers, *rows):
                yield from (part for cell in row for part in cell)
        case Listing(items):
            yield from (part for item in items for part in item)


def cited(blocks: Iterable[Block]) -> tuple[str, ...]:
    """The keys of the works that some blocks cite, in the order of the alphabet."""
    return tuple(sorted({part.key for block in blocks for part in parts_of(block) if isinstance(part, Cite)}))
