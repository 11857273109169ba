"""What rests on what, drawn as an arc diagram: the claims in a column, an arc from each to every claim it uses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from derive.claims.ledger import Entry
from derive.language.errors import DeriveError
from derive.prose.document import Figure

STEP, SIZE, TEXT = 16, 11, 6.9  # pixels: between lines, of a letter, of its width
WIDEST = 260  # of the arcs


@dataclass(frozen=True, slots=True)
class Arcs:
    """The drawing: the line of each claim, and which uses which."""

    rows: dict[str, int]
    uses: tuple[tuple[str, str], ...]

    def svg(self) -> str:
        """As SVG text in the colour of the page."""
        reach = max(abs(self.rows[a] - self.rows[b]) for a, b in self.uses)
        left = min(WIDEST, 8 * reach + 20)
        arcs = "".join(_arc(self.rows[a], self.rows[b], left, reach) for a, b in self.uses)
        names = "".join(f'<text x="{left + 12}" y="{_height(row) + 4}">{escape(name)}</text>' for name, row in self.rows.items())
        width, height = left + 20 + TEXT * max(map(len, self.rows)), STEP * (len(self.rows) + 1)
        style = f'font-family="monospace" font-size="{SIZE}" fill="currentColor"'
        return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height}" width="{width:.0f}" {style}>{arcs}{names}</svg>'

    def pdf(self) -> bytes:
        """There is none: pages on paper have the table."""
        raise DeriveError("the picture of what rests on what as PDF", "it is drawn for pages of HTML only", "--ledger FILE.html")


def graph(entries: Sequence[Entry]) -> Figure | None:
    """The picture, or None if nothing uses anything."""
    known = {entry.id for entry in entries}
    uses = tuple((entry.id, used) for entry in entries for used in entry.uses if used in known)
    if not uses:
        return None
    rows = {name: number for number, name in enumerate(name for name in sorted(known) if any(name in pair for pair in uses))}
    alt = f"{len(rows)} claims and {len(uses)} arcs between them; the table says the same in words"
    return Figure("uses", "What rests on what: an arc leads from each claim to those it uses, which carry a dot", alt, Arcs(rows, uses))


def _arc(start: int, end: int, left: int, reach: int) -> str:
    """From the line of a claim to that of what it uses, with a dot there."""
    out = left - (left - 8) * abs(start - end) / reach
    path = f"M{left + 6} {_height(start)}C{out:.0f} {_height(start)} {out:.0f} {_height(end)} {left + 6} {_height(end)}"
    return f'<path d="{path}" fill="none" stroke="currentColor" stroke-opacity="0.5"/><circle cx="{left + 6}" cy="{_height(end)}" r="2.5"/>'


def _height(row: int) -> int:
    return STEP * (row + 1)
