"""Long equations over several lines.

An equation is broken before `+`, `-` and `=`, outside all brackets if that is enough, else inside as few as it takes,
never inside one whose content is shorter than a third of a line. Brackets that are cut become brackets of a fixed size,
so that every line stands alone. Lines carry one `&` each: they are rows of `aligned`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby, pairwise

from derive.prose.arranging import arranged
from derive.prose.width import width

TOKEN = re.compile(r"\\[bB]igg?[lr]?(?:\\[lr]vert|\\[{}]|[][()|])|\\left(?:\\lvert|\\\{|.)|\\right(?:\\rvert|\\\}|.)|\\[a-zA-Z]+|\\.|\s+|.")
OPEN, CLOSE = ("(", "["), (")", "]")
LEFT, RIGHT = r"\left", r"\right"
BIG = (r"\big", r"\Big")  # brackets of a size of their own, which stays
INDENT = r"\qquad "


RELATIONS = (r"\le", r"\ge", r"\ne", r"\to", r"\sim", r"\in", r"\text", r"\cdots")
SHORT = 1 / 3  # of a line: a bracket that is shorter is never cut
CALL = 3.0  # the price of a cut inside the brackets of a function or a goal; 1 for other brackets
PRODUCT, COMMA = 4.0, 2.0  # what a cut before a factor, and one after a comma, cost beyond that
THIN = (r"\,", r"\!")
TIMES = r"\times "


@dataclass(frozen=True, slots=True)
class Cut:
    """A place before a sign: its position among the tokens, the price of the brackets around it, the innermost one.

    `sign` is what the next row begins with that was not written before: the sign of a product.
    """

    position: int
    price: float
    opening: int
    sign: str = ""


def broken(left: str, right: str, limit: float = 30.0) -> list[str]:
    """`left = right` as rows, one `&` in each; one row where it fits in `limit` em."""
    if width(left) + width(right) + 1.4 <= limit:
        return [f"{left} &= {right}" if left else f"&{right}"]
    if not left:
        return hanging(right, limit)
    beside, below = _beside(left, right, limit), _below(left, right, limit)
    if beside is None or (_damage(beside), len(beside)) > (_damage(below), len(below)):
        return below
    return beside


def hanging(latex: str, limit: float) -> list[str]:
    """One formula, its later rows indented."""
    first, *rest = split(latex, limit - 2)
    return [f"&{first}", *(f"&{INDENT}{row}" for row in rest)]


def _beside(left: str, right: str, limit: float) -> list[str] | None:
    """The right side beside a short left side."""
    room = limit - width(left) - 3.4
    if width(left) > 0.45 * limit:
        return None
    rows = split(right, room)
    if max(map(width, rows)) > room:
        return None
    return [f"{left} &= {rows[0]}", *(rf"&\quad {row}" for row in rows[1:])]


def _below(left: str, right: str, limit: float) -> list[str]:
    """The right side below the left side."""
    first, *rest = split(right, limit - 4)
    return [*hanging(left, limit), rf"&\quad = {first}", *(f"&{INDENT}{row}" for row in rest)]


def _damage(rows: list[str]) -> int:
    """How many brackets were cut."""
    return sum(row.count(r"\big") for row in rows)


def split(latex: str, limit: float) -> list[str]:
    """The formula in pieces of at most `limit` em where signs allow it."""
    if width(latex) <= limit:
        return [latex]
    tokens = TOKEN.findall(latex)
    cuts = _cuts(tokens)
    short = {opening for opening in {cut.opening for cut in cuts} if opening >= 0 and width(_content(tokens, opening)) < SHORT * limit}
    cuts = [cut for cut in cuts if cut.opening not in short]
    places = [0, *(cut.position for cut in cuts), len(tokens)]
    pieces = ["".join(tokens[a:b]) for a, b in pairwise(places)]
    runs = arranged([width(piece) for piece in pieces], [cut.price for cut in cuts], limit, limit)
    signs = ["", *(cut.sign for cut in cuts)]
    return _closed([signs[a] + "".join(pieces[a:b]).strip() for a, b in runs])


def _cuts(tokens: list[str]) -> list[Cut]:
    """Binary signs outside braces, sets and environments; factors after a bracket, and what follows a comma, at a higher price."""
    found: list[Cut] = []
    braces, around = 0, [(-1, 0.0)]
    for i, token in enumerate(tokens):
        braces += (token in ("{", r"\{", r"\begin")) - (token in ("}", r"\}", r"\end"))
        if _opens(token):
            call = token.endswith("[") or (i > 0 and tokens[i - 1] == r"\!")
            around.append((i, around[-1][1] + (CALL if call else 1.0)))
        elif _closes(token) and len(around) > 1:
            around.pop()
        if braces or not i:
            continue
        opening, price = around[-1]
        if token in "+-" and tokens[i - 1].isspace():
            found.append(Cut(i, price, opening))
        elif token == "," and opening >= 0:
            found.append(Cut(i + 1, price + COMMA, opening))
        elif _is_factor(tokens, i):
            found.append(Cut(i, price + PRODUCT, opening, TIMES))
    return found


def _is_factor(tokens: list[str], i: int) -> bool:
    """Whether a factor begins here that follows a bracket."""
    token = tokens[i]
    begins = token.startswith(LEFT) or (len(token) > 2 and token[0] == "\\" and token[1].isalpha() and not _closes(token))
    if not begins or token in RELATIONS:
        return False
    before = next((tokens[k] for k in range(i - 1, -1, -1) if tokens[k] not in THIN and not tokens[k].isspace()), "")
    return _closes(before)


def _opens(token: str) -> bool:
    return token in OPEN or token.startswith(LEFT) or (token.startswith(BIG) and token.endswith(OPEN))


def _closes(token: str) -> bool:
    return token in CLOSE or token.startswith(RIGHT) or (token.startswith(BIG) and token.endswith(CLOSE))


def _content(tokens: list[str], opening: int) -> str:
    """What stands between a bracket and its partner."""
    depth = 0
    for i in range(opening, len(tokens)):
        depth += _opens(tokens[i]) - _closes(tokens[i])
        if depth == 0:
            return "".join(tokens[opening + 1 : i])
    return "".join(tokens[opening + 1 :])


def _closed(rows: list[str]) -> list[str]:
    """Brackets whose partner is in another row get a fixed size."""
    if len(rows) == 1:
        return rows
    tokens = [(row, token) for row, text in enumerate(rows) for token in TOKEN.findall(text)]
    stack: list[int] = []
    for i, (row, token) in enumerate(tokens):
        if _opens(token):
            stack.append(i)
        elif _closes(token) and stack:
            j = stack.pop()
            if tokens[j][0] != row and not token.startswith(BIG):
                size = r"\bigg" if token.startswith(RIGHT) else r"\big"
                tokens[j] = (tokens[j][0], f"{size}l{tokens[j][1].removeprefix(LEFT)}")
                tokens[i] = (row, f"{size}r{token.removeprefix(RIGHT)}")
    return ["".join(token for _, token in row) for _, row in groupby(tokens, key=lambda pair: pair[0])]
