"""Tables in LaTeX without packages: columns as wide as their content if that fits, else paragraphs of fixed width."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from derive.prose.bibliography import label
from derive.prose.document import Cite, Code, Inline, Inlines, Math, Table
from derive.prose.notation import latex
from derive.prose.width import width

GAP = 1.2
BREAKABLE = 6.0  # em of a formula that is set in rows where its column is narrower than it
ROWS = 30  # to a page
SIZES = ((r"\small", 1.0), (r"\footnotesize", 0.92), (r"\scriptsize", 0.86))

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
    """The largest of `SIZES` in which every column has its natural width, else in which every word fits its column, else the smallest."""
    tried = [(size, line / scale, column_widths(table, line / scale)) for size, scale in SIZES]
    natural = ((size, rooms) for size, _, rooms in tried if not any(rooms))
    fitting = ((size, rooms) for size, room, rooms in tried if _total(table, rooms) <= room + 0.01)
    return next(natural, None) or next(fitting, None) or (tried[-1][0], tried[-1][2])


def _total(table: Table, rooms: Sequence[float | None]) -> float:
    """How wide the table is with these columns."""
    return sum(natural_width(table, i) if room is None else room for i, room in enumerate(rooms)) + GAP * (len(rooms) - 1)


def natural_width(table: Table, column: int) -> float:
    """The width of the widest cell of a column."""
    return max(map(cell_width, [table.headers[column], *(row[column] for row in table.rows)]))


def column_widths(table: Table, line: float) -> list[float | None]:
    """None for a column that is set at its natural width, else the em it gets."""
    columns = len(table.headers)
    natural = [natural_width(table, i) for i in range(columns)]
    least = [max(map(longest_word, [table.headers[i], *(row[i] for row in table.rows)])) for i in range(columns)]
    room, rooms = line - GAP * (columns - 1), list[float | None]([None] * columns)
    left = set(range(columns))
    while left and sum(natural[i] for i in left) > room:
        fair = room / len(left)
        fixed = {i: natural[i] for i in left if natural[i] <= fair} or {i: least[i] for i in left if least[i] >= fair} or dict.fromkeys(left, fair)
        for i, given in fixed.items():
            rooms[i] = None if given == natural[i] else given
        room -= sum(fixed.values())
        left -= fixed.keys()
    return rooms


def longest_word(parts: Sequence[Inline]) -> float:
    """The width of the longest part of a cell that cannot be broken, in em."""
    widths = [0.0]
    for part in parts:
        if isinstance(part, Math):
            widths.append(min(width(latex(part)), BREAKABLE))
        else:
            breaks = r"[\s]" if not isinstance(part, Code) else r"[\s_.*/(]"
            text = label(part) if isinstance(part, Cite) else part.text
            widths += [(len(word) + 1) * (0.55 if isinstance(part, Code) else 0.5) for word in re.split(breaks, text)]
    return max(widths)


def cell_width(parts: Sequence[Inline]) -> float:
    """The natural width of a cell in em."""
    total = 0.0
    for part in parts:
        if isinstance(part, Math):
            total += width(latex(part))
        else:
            total += len(label(part) if isinstance(part, Cite) else part.text) * (0.53 if isinstance(part, Code) else 0.5)
    return total


def _row(cells: Sequence[Inlines | list[Inline]], rooms: list[float | None], setter: Setter, bold: bool = False) -> str:
    texts = []
    for cell, room in zip(cells, rooms, strict=True):
        text = "".join(setter(part, room or 99.0) for part in cell)
        text = rf"\textbf{{{text}}}" if bold else text
        texts.append(rf"\raggedright {text}" if room else text)
    return " & ".join(texts) + r" \tabularnewline"
