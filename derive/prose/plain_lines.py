"""Long formulas of plain characters over several lines, for a terminal."""

from __future__ import annotations

from itertools import pairwise

from derive.prose.arranging import arranged

INDENT = 4  # of the later lines


def wrapped(formula: str, width: int) -> list[str]:
    """A formula over lines, broken before signs within as few brackets as may be, else at a product, else anywhere."""
    if len(formula) <= width:
        return [formula]
    room = width - INDENT
    rows = _arranged(formula, width, room, room // 3)
    if any(len(row) > (room if i else width) for i, row in enumerate(rows)):
        rows = _arranged(formula, width, room, 0)
    lines: list[str] = []
    for row in rows:
        rest = row
        while rest:
            here = room if lines else width
            lines.append((" " * INDENT if lines else "") + rest[:here].rstrip())
            rest = rest[here:].lstrip()
    return lines


def _arranged(formula: str, first: int, later: int, short: int) -> list[str]:
    """Rows between cuts; none inside brackets with less than `short` characters in them."""
    cuts = _cuts(formula, short)
    places = [0, *(place for place, _ in cuts), len(formula)]
    pieces = [formula[a:b] for a, b in pairwise(places)]
    widths = [float(len(piece)) for piece in pieces]
    runs = arranged(widths, [price for _, price in cuts], first, later)
    return ["".join(pieces[a:b]).strip() for a, b in runs]


def _cuts(text: str, short: int) -> list[tuple[int, float]]:
    """Places before signs and products, with their prices."""
    partner = _partners(text)
    found: list[tuple[int, float]] = []
    around: list[tuple[int, float]] = []
    for i, character in enumerate(text):
        price = around[-1][1] if around else 0.0
        if character in "([{":
            call = character != "(" or text[i - 1 : i].isalnum() or text[i - 1 : i] == "√"
            around.append((i, price + (6.0 if call else 2.0)))
        elif character in ")]}":
            around = around[:-1]
        sign = character in ("=+-" if not around else "+-") and text[i - 1 : i + 2] == f" {character} "
        product = character == "·" or text[i : i + 2] == "/("
        if i and (sign or product) and all(partner[opening] - opening > short for opening, _ in around):
            found.append((i, price + (0.0 if sign else 3.0)))
    return found


def _partners(text: str) -> dict[int, int]:
    """The closing bracket of every opening one."""
    found: dict[int, int] = {}
    stack: list[int] = []
    for i, character in enumerate(text):
        if character in "([{":
            stack.append(i)
        elif character in ")]}" and stack:
            found[stack.pop()] = i
    return found | dict.fromkeys(stack, len(text))
