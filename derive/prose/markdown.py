"""Markdown that code-hosting sites render: `$...$` in text, fenced `math` blocks for displays, pipe tables."""

from __future__ import annotations

import re

from derive.prose import document as doc
from derive.prose.alphabet import shortened
from derive.prose.bibliography import described, label
from derive.prose.letters import said
from derive.prose.marks import NOTES, sign
from derive.prose.notation import broken, latex, rows

LINE = 38.0
SPECIAL = re.compile(r"([\\`*_\[\]<>#$|~])")
# inside `$...$` a backslash before punctuation is eaten by Markdown, and < > | have meanings of their own
SAFE = (
    (r"\{", r"\lbrace "),
    (r"\}", r"\rbrace "),
    (r"\,", r"\thinspace "),
    (r"\!", r"\negthinspace "),
    (r"\\", r"\cr "),
    ("<", r"\lt "),
    (">", r"\gt "),
    ("|", r"\vert "),
    ("*", r"\ast "),
)


@shortened()
def render(document: doc.Document, figures: str = "") -> str:
    """The file; `figures` is the folder of the pictures (`figure_files`), without which there are none."""
    told = [item for item in document.blocks if figures or not isinstance(item, doc.Figure)]
    return "\n\n".join([*title(document), *(block(item, figures) for item in told)]) + "\n"


def title(document: doc.Document) -> list[str]:
    """Title and subtitle."""
    lead = f"# {inline(document.heading) if document.heading else escaped(document.title)}"
    return [lead, *([f"*{escaped(document.subtitle)}*"] if document.subtitle else [])]


def figure_files(document: doc.Document) -> dict[str, bytes]:
    """The pictures that the document shows, by file name."""
    return {f"{item.name}.svg": item.drawing.svg().encode() for item in document.blocks if isinstance(item, doc.Figure)}


def block(item: doc.Block, figures: str = "") -> str:
    """One block."""
    match item:
        case doc.Heading(level, text):
            return f"{'#' * min(max(level, 2), 6)} {escaped(text)}"
        case doc.Paragraph(parts):
            return inline(parts)
        case doc.Display(content, tag):
            return _fenced(rows(content, LINE), tag)
        case doc.Chain(items):
            return "\n\n".join(map(_step, items))
        case doc.Table():
            return _table(item)
        case doc.Listing(items):
            return "\n".join(f"- {inline(parts)}" for parts in items)
        case doc.Note(kind, parts):
            return f"> **{NOTES[kind]}.** {inline(parts)}"
        case doc.Program(text, language):
            return f"```{language}\n{text}\n```"
        case doc.Figure(name, caption, alt):
            return f"![{escaped(said(alt))}]({figures}/{name}.svg)" + (f"\n\n*{escaped(caption)}*" if caption else "")
        case doc.References(keys):
            return "\n".join(f"- {inline(described(key))}" for key in keys)


def escaped(text: str) -> str:
    """Words without a meaning in Markdown."""
    return SPECIAL.sub(r"\\\1", said(text))


def inline(parts: doc.Inlines) -> str:
    """Running text."""
    return "".join(map(_part, parts))


def _part(part: doc.Inline) -> str:
    match part:
        case doc.Math():
            return _dollars(latex(part))
        case doc.Strong(text):
            return f"**{escaped(text)}**"
        case doc.Cite():
            return escaped(label(part))
        case doc.Code(text):
            return f"`{text}`" if "`" not in text else f"`` {text} ``"
        case _:
            return escaped(part.text)


def _dollars(formula: str) -> str:
    for unsafe, safe in SAFE:
        formula = formula.replace(unsafe, safe)
    return "$" + re.sub(r" +", " ", formula).strip() + "$"


def _fenced(lines: list[str], tag: str) -> str:
    number = rf" \tag{{{tag}}}" if tag else ""
    body = lines[0].replace("&", "", 1)
    if len(lines) > 1:
        body = "\\begin{aligned}\n" + " \\\\\n".join(lines) + "\n\\end{aligned}"
    return f"```math\n{body}{number}\n```"


def _step(item: doc.ChainItem) -> str:
    mark = f" {sign(item.mark)} *{item.mark}*" if item.mark else ""
    where = f" {inline(item.hypotheses)}" if item.hypotheses else ""
    equation = _fenced(broken(item.left, item.right, LINE), item.number)
    return f"**({item.number})** {inline(item.reason)}{where}{mark}\n\n{equation}"


def _table(table: doc.Table) -> str:
    caption = f"*{escaped(table.caption)}*\n\n" if table.caption else ""
    lines = [_row(table.headers), "|" + " --- |" * len(table.headers), *map(_row, table.rows)]
    return caption + "\n".join(lines)


def _row(cells: tuple[doc.Inlines, ...]) -> str:
    return "| " + " | ".join(re.sub(r"(?<!\\)\|", r"\\|", inline(cell)) for cell in cells) + " |"
