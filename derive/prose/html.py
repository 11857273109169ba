"""One self-contained HTML file with MathML: no scripts, no network."""

from __future__ import annotations

import re
from contextvars import ContextVar
from html import escape

from derive.prose import document as doc
from derive.prose import mathml
from derive.prose.alphabet import shortened
from derive.prose.bibliography import described, label
from derive.prose.letters import said
from derive.prose.marks import NOTES, sign
from derive.prose.notation import broken, equated, latex, plain, rows
from derive.prose.page import page
from derive.prose.width import width

WIDE, NARROW = 38.0, 16.0  # em for an equation on a screen and on a phone; where that fails the equation scrolls, not the page
LONG = 14.0  # em of a formula in running text that scrolls by itself where the screen is narrow
CHAPTERS = 4  # with so many there are links to them at the top
_listed: ContextVar[frozenset[str]] = ContextVar("listed", default=frozenset())
COLOURS = {"✓": "good", "≈": "fair", "?": "fair", "✗": "bad", "": ""}


@shortened()
def render(document: doc.Document) -> str:
    """The page."""
    listed = {key for item in document.blocks if isinstance(item, doc.References) for key in item.keys}
    token = _listed.set(frozenset(listed))
    try:
        body = "\n".join(map(block, document.blocks))
        heading = inline(document.heading) or escape(said(document.title))
    finally:
        _listed.reset(token)
    return page(said(doc.short_title(document)), heading, said(document.subtitle), contents(document) + body, document.language)


def contents(document: doc.Document) -> str:
    """Links to the chapters, where there are enough of them."""
    chapters = [item for item in document.blocks if isinstance(item, doc.Heading) and item.level == 2 and item.anchor]
    if len(chapters) < CHAPTERS:
        return ""
    links = "".join(f'<li><a href="#{escape(item.anchor)}">{escape(said(item.text))}</a></li>' for item in chapters)
    return f'<nav aria-label="contents"><ol>{links}</ol></nav>\n'


def block(item: doc.Block) -> str:
    """One block."""
    match item:
        case doc.Heading(level, text, anchor):
            name, place = f"h{min(max(level, 2), 4)}", f' id="{escape(anchor)}"' if anchor else ""
            return f"<{name}{place}>{escape(said(text))}</{name}>"
        case doc.Paragraph(parts):
            return f"<p>{inline(parts)}</p>"
        case doc.Display(content, tag):
            return _equation(rows(content, WIDE), rows(content, NARROW), plain(content), tag)
        case doc.Chain(items):
            return '<ol class="chain">\n' + "\n".join(map(_step, items)) + "\n</ol>"
        case doc.Table():
            return _table(item)
        case doc.Listing(items):
            return "<ul>" + "".join(f"<li>{inline(parts)}</li>" for parts in items) + "</ul>"
        case doc.Note(kind, parts):
            return f'<div class="note {kind}" role="note"><strong>{NOTES[kind]}.</strong> {inline(parts)}</div>'
        case doc.Program(text, language):
            return f'<pre tabindex="0" class="{escape(language)}"><code>{escape(text)}</code></pre>'
        case doc.Figure():
            return _figure(item)
        case doc.References(keys):
            works = "".join(f'<li id="ref-{escape(key)}">{inline(described(key))}</li>' for key in keys)
            return f'<ul class="references">{works}</ul>'


def inline(parts: doc.Inlines) -> str:
    """Running text."""
    return "".join(map(_part, parts))


def _part(part: doc.Inline) -> str:
    match part:
        case doc.Math():
            text = latex(part)
            shown = mathml.inline(text, plain(part))
            return f'<span class="long" tabindex="0">{shown}</span>' if width(text) > LONG else shown
        case doc.Strong(text):
            return f"<strong>{worded(text)}</strong>"
        case doc.Cite(key):
            words = escape(label(part))
            return f'<a href="#ref-{escape(key)}">{words}</a>' if key in _listed.get() else words
        case doc.Code(text):
            return "<code>" + escape(text).replace("_", "_<wbr>") + "</code>"
        case _:
            return worded(part.text)


def worded(text: str) -> str:
    """Running text; a Greek letter with an index is set as such."""
    indexed = re.sub(r"(?<!\w)([α-ω]|c(?=_ℓ))_([a-zℓ])(?![A-Za-z_])", r"\1<sub>\2</sub>", escape(said(text)))
    return re.sub("χ([∥⊥])", r"χ<sub>\1</sub>", indexed)


def _equation(wide: list[str], narrow: list[str], spoken: str, tag: str) -> str:
    """Both arrangements where they differ; the style sheet shows one."""
    number = f'<span class="tag">({escape(tag)})</span>' if tag else ""
    box = f'<div tabindex="0" role="group" aria-label="equation{" " + escape(tag) if tag else ""}">'
    formula = mathml.display(tuple(wide), spoken)
    if narrow != wide:
        formula = f'<div class="wide">{formula}</div><div class="narrow">{mathml.display(tuple(narrow), spoken)}</div>'
    return f'<div class="eq">{box}{formula}</div>{number}</div>'


def _step(item: doc.ChainItem) -> str:
    mark = sign(item.mark)
    shown = f' <span class="mark"><span aria-hidden="true">{mark}</span> {escape(item.mark)}</span>' if item.mark else ""
    where = f" {inline(item.hypotheses)}" if item.hypotheses else ""
    wide, narrow = (broken(item.left, item.right, room) for room in (WIDE, NARROW))
    equation = _equation(wide, narrow, equated(item.left, item.right), item.number)
    reason = f'<p class="reason"><span class="number">({escape(item.number)})</span>{inline(item.reason)}{where}{shown}</p>'
    folded = f"<details><summary>Show {_count(item)}</summary><ol class=\"chain\">{''.join(map(_step, item.folded))}</ol></details>" if item.folded else ""
    return f'<li class="{COLOURS[mark]}">{reason}{equation}{folded}</li>'


def _count(item: doc.ChainItem) -> str:
    return "the other one" if len(item.folded) == 1 else f"the {len(item.folded)} others"


def _figure(item: doc.Figure) -> str:
    """The drawing itself, with its words for who does not see it."""
    svg = item.drawing.svg()
    natural = re.search(r'width="([\d.]+)pt"', svg)
    most = f' style="max-width:min(40rem,{1.3 * float(natural[1]):.0f}pt)"' if natural else ""
    drawing = svg[svg.index("<svg") :].replace("<svg", f'<svg role="img" aria-label="{escape(item.alt)}"{most}', 1)
    caption = f"<figcaption>{worded(item.caption)}</figcaption>" if item.caption else ""
    return f'<figure id="figure-{escape(item.name)}">{drawing}{caption}</figure>'


def _table(table: doc.Table) -> str:
    head = "".join(f'<th scope="col">{inline(cell)}</th>' for cell in table.headers)
    caption = f"<caption>{worded(table.caption)}</caption>" if table.caption else ""
    body = "\n".join(f"<tr>{_cells(row)}</tr>" for row in table.rows)
    label = f' aria-label="{escape(table.caption)}"' if table.caption else ' aria-label="table"'
    many = ' class="many"' if len(table.headers) > 3 else ""
    grid = f"<table{many}>{caption}<thead><tr>{head}</tr></thead>\n<tbody>{body}</tbody></table>"
    return f'<div class="scroll" tabindex="0" role="group"{label}>{grid}</div>'


def _cells(row: tuple[doc.Inlines, ...]) -> str:
    first, *rest = (inline(cell) for cell in row)
    return f'<th scope="row">{first}</th>' + "".join(f"<td>{cell}</td>" for cell in rest)
