"""The terminal, with rich: 80 columns, in colours on a terminal and as plain text when piped."""

from __future__ import annotations

from io import StringIO

from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.panel import Panel
from rich.rule import Rule
from rich.table import Table as Grid
from rich.text import Text as Styled

from derive.prose import document as doc
from derive.prose.alphabet import shortened
from derive.prose.bibliography import described, label
from derive.prose.letters import said
from derive.prose.marks import NOTES, STYLES, sign
from derive.prose.notation import equated, plain
from derive.prose.plain_lines import wrapped

COLUMNS = 80
INDENT = 4  # of equations and programs


@shortened()
def render(document: doc.Document, console: Console) -> None:
    """Print the document; no line is longer than 80 columns or the console, whichever is less."""
    width = min(console.width, COLUMNS)
    if console.is_terminal:
        _render(document, console, width)
        return
    paper = Console(file=StringIO(), width=width, color_system=None, legacy_windows=False)
    _render(document, paper, width)
    text = str(paper.file.getvalue())  # type: ignore[attr-defined]
    console.out("\n".join(line.rstrip() for line in text.splitlines()), highlight=False)


def _render(document: doc.Document, console: Console, width: int) -> None:
    _print(console, Styled("", style="bold").append_text(words(document.heading or doc.inlines(said(document.title)))), width)
    if document.subtitle:
        _print(console, Styled(said(document.subtitle), style="dim"), width)
    for item in document.blocks:
        _block(item, console, width)


def _block(item: doc.Block, console: Console, width: int) -> None:
    if not isinstance(item, doc.Heading | doc.Chain | doc.Table | doc.Display):
        console.print()
    match item:
        case doc.Heading(level, text):
            _heading(level, said(text), console, width)
        case doc.Paragraph(parts):
            _print(console, words(parts), width)
        case doc.Display(content, tag):
            _equation(plain(content), tag, console, width)
        case doc.Chain(items):
            for step in items:
                _step(step, console, width)
        case doc.Table():
            _table(item, console, width)
        case doc.Listing(items):
            for parts in items:
                _point(words(parts), console, width)
        case doc.Note(kind, parts):
            _note(kind, parts, console, width)
        case doc.Program(text):
            for line in text.splitlines():
                console.print(Styled(" " * INDENT + line), highlight=False, soft_wrap=True)
        case doc.Figure(_, caption):
            _print(console, Styled(f"Figure: {said(caption)}", style="dim"), width)
        case doc.References(keys):
            for key in keys:
                _point(words(described(key)), console, width)


def words(parts: doc.Inlines) -> Styled:
    """Running text in its styles."""
    text = Styled()
    for part in parts:
        if isinstance(part, doc.Math):
            text.append(plain(part), style="italic")
        elif isinstance(part, doc.Code):
            text.append(part.text, style="cyan")
        elif isinstance(part, doc.Cite):
            text.append(label(part))
        else:
            text.append(said(part.text), style="bold" if isinstance(part, doc.Strong) else "")
    return text


def _print(console: Console, text: Styled, width: int) -> None:
    console.print(text, width=width, soft_wrap=False, highlight=False)


def _point(text: Styled, console: Console, width: int) -> None:
    """One of a list, its later lines below its first word."""
    grid = Grid.grid(padding=(0, 1))
    grid.add_row("•", text)
    console.print(grid, width=width, highlight=False)


def _heading(level: int, text: str, console: Console, width: int) -> None:
    console.print()
    if level <= 2 and console.is_terminal:
        console.print(Rule(Styled(text, style="bold"), align="left", style="dim"), width=width)
    else:
        console.print(Styled(text, style="bold"), width=width)
        if level <= 2:
            console.print("-" * min(width, len(text)), width=width)


def _equation(formula: str, tag: str, console: Console, width: int) -> None:
    number = f"({tag})" if tag else ""
    lines = wrapped(formula, width - INDENT - (len(number) + 2 if number else 0))
    for i, line in enumerate(lines):
        text = " " * INDENT + line
        if number and i == len(lines) - 1:
            text = text.ljust(width - len(number)) + number
        console.print(Styled(text), width=width, highlight=False, no_wrap=True, crop=False)


def _step(item: doc.ChainItem, console: Console, width: int) -> None:
    text = Styled(f"({item.number}) ", style="bold").append_text(Styled("", style="not bold"))
    line = Styled().append_text(text).append_text(words(item.reason))
    if item.hypotheses:
        line.append(" ").append_text(words(item.hypotheses))
    if item.mark:
        line.append(f" {sign(item.mark)} {item.mark}", style=STYLES.get(item.mark, ""))
    console.print()
    _print(console, line, width)
    _equation(equated(item.left, item.right), item.number, console, width)


def _table(table: doc.Table, console: Console, width: int) -> None:
    style = box.ROUNDED if console.is_terminal and not console.legacy_windows else box.ASCII2
    grid = Grid(box=style, header_style="bold")
    for header, room in zip(table.headers, _rooms(table, width), strict=True):
        grid.add_column(words(header), overflow="fold", width=room)
    for row in table.rows:
        grid.add_row(*map(words, row))
    console.print()
    if table.caption:
        _print(console, Styled(said(table.caption), style="dim"), width)
    console.print(grid, width=width)


def _rooms(table: doc.Table, width: int) -> list[int]:
    """Column widths: every column has its longest word where that fits, then a fair share of what is left."""
    columns = list(zip(table.headers, *table.rows, strict=True))
    natural = [max(len(words(cell).plain) for cell in column) for column in columns]
    rooms = [max(max(map(len, words(cell).plain.split()), default=1) for cell in column) for column in columns]
    left = width - 3 * len(columns) - 1 - sum(rooms)
    while left < 0:
        rooms[rooms.index(max(rooms))] -= 1
        left += 1
    needy = sorted(range(len(columns)), key=lambda i: natural[i] - rooms[i])
    for place, i in enumerate(needy):
        more = min(max(0, natural[i] - rooms[i]), left // (len(needy) - place))
        rooms[i], left = rooms[i] + more, left - more
    return rooms


def _note(kind: str, parts: doc.Inlines, console: Console, width: int) -> None:
    text = Styled(f"{NOTES[kind]}. ", style="bold").append_text(words(parts))
    if console.is_terminal:
        console.print(Panel(text, border_style="yellow" if kind != "info" else "blue", width=width))
    else:
        console.print(Padding(text, (0, 2)), width=width)
