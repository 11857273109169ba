"""Tables in LaTeX without packages: columns as wide as their content if that fits, else paragraphs of fixed width."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from derive.prose.document import Code, Inline, Inlines, Math, Table
from derive.prose.notation import latex
from derive.prose.width import width

GAP = 1.2
ROWS = 30  # to a page
SIZES = ((r"\small", 1.0), (r"\footnotesize", 0.89), (r"\scriptsize", 0.78))

Setter = Callable[[Inline, float], str]


def tabular(table: Table, setter: Setter, escape: Callable[[str], str], line: float) -> str:
    """The table on lines of `line` em, in pieces of `ROWS` rows; `setter(part, room)` sets a part in `room` em."""
    size, rooms = fitted(table, line)
    kinds = "".join("l" if room is None else f"p{{{room:.1f}em}}" for room in rooms)
    head = _row([[*cell] for cell in table.headers], rooms, setter, bold=True)
    pieces = [table.rows[i : i + ROWS] for i in range(0, len(table.rows), ROWS)] or [()]
    caption = rf"{{\small\textit{{{escape(table.caption)}}}}}\par\nopagebreak\smallskip" if table.caption else ""
    text = []
    for rows in pieces:
        body = "\n".join(_row(row, rooms, setter) for row in rows)
        text.append(rf"\begin{{tabular}}{{@{{}}{kinds}@{{}}}}" f"\n\\hline\n{head}\n\\hline\n{body}\n\\hline\n" r"\end{tabular}")
    grid = "\n\\par\\smallskip\n".join(text)
    return f"\\nopagebreak\\medskip{caption}\n{{{size}\n{grid}\n\\par}}\\medskip"


def fitted(table: Table, line: float) -> tuple[str, list[float | None]]:
    """The largest of `SIZES` in which every column has its natural width, else the first with columns of paragraphs."""
    for size, scale in SIZES:
        rooms = column_widths(table, line / scale)
        if not any(rooms):
            return size, rooms
    return SIZES[0][0], column_widths(table, line)


def column_widths(table: Table, line: float) -> list[float | None]:
    """None for a column that is set at its natural width, else the em it gets."""
    columns = len(table.headers)
    natural = [max(map(cell_width, [table.headers[i], *(row[i] for row in table.rows)])) for i in range(columns)]
    room, open_columns = line - GAP * (columns - 1), set(range(columns))
    if sum(natural) <= room:
        return [None] * columns
    while True:
        fair = room / max(1, len(open_columns))
        narrow = {i for i in open_columns if natural[i] <= fair}
        if not narrow:
            return [fair if i in open_columns else None for i in range(columns)]
        room -= sum(natural[i] for i in narrow)
        open_columns -= narrow


def cell_width(parts: Sequence[Inline]) -> float:
    """The natural width of a cell in em."""
    total = 0.0
    for part in parts:
        if isinstance(part, Math):
            total += width(latex(part))
        else:
            total += len(part.text) * (0.53 if isinstance(part, Code) else 0.48)
    return total


def _row(cells: Sequence[Inlines | list[Inline]], rooms: list[float | None], setter: Setter, bold: bool = False) -> str:
    texts = []
    for cell, room in zip(cells, rooms, strict=True):
        text = "".join(setter(part, room or 99.0) for part in cell)
        text = rf"\textbf{{{text}}}" if bold else text
        texts.append(rf"\raggedright {text}" if room else text)
    return " & ".join(texts) + r" \tabularnewline"
