"""How wide LaTeX will be set, in em, good to some ten per cent: enough to decide where an equation is broken."""

from __future__ import annotations

import re
from collections.abc import Iterator

TOKEN = re.compile(r"\\[a-zA-Z]+|\\.|[{}]|[^\\{}\s]")
NOTHING = frozenset(
    [
        r"\bigl",
        r"\bigr",
        r"\Bigl",
        r"\Bigr",
        r"\biggl",
        r"\biggr",
        r"\!",
        r"\mathbb",
        r"\mathbf",
        r"\mathrm",
        r"\mathcal",
        r"\begin",
        r"\end",
        r"\displaystyle",
    ]
)
WORDS = {
    r"\left": 0.25,
    r"\right": 0.25,
    r"\,": 0.17,
    r"\;": 0.28,
    r"\quad": 1.0,
    r"\qquad": 2.0,
    r"\ ": 0.33,
    r"\{": 0.5,
    r"\}": 0.5,
    r"\lvert": 0.28,
    r"\rvert": 0.28,
}
TEXT = 0.999  # the scale inside a fraction of a display, where fractions are small
UNARY = frozenset(["", "(", "[", ",", "=", "<", ">", r"\left", r"\,"])  # what a sign of its own follows
NAMES = frozenset(["\\" + name for name in ("arcsin", "arccos", "arctan", "sinh", "cosh", "tanh", "sin", "cos", "tan", "exp", "log", "max", "min")])
RELATIONS = frozenset([r"=", r"<", r">", r"\le", r"\ge", r"\ne", r"\to", r"\sim", r"\in"])


def width(latex: str) -> float:
    """The estimated width in em.

    >>> width(r"\\frac{a}{b}") < width("a + b")
    True
    """
    return _row(iter(TOKEN.findall(latex)))


def _row(tokens: Iterator[str], scale: float = 1.0) -> float:
    total, before = 0.0, ""
    for token in tokens:
        if token == "}":
            break
        if token in "+-" and (scale < TEXT or before in UNARY):
            total += 0.78 * scale
        else:
            total += _one(token, tokens, scale)
        before = token
    return total


def _argument(tokens: Iterator[str], scale: float) -> float:
    token = next(tokens, "}")
    return _row(tokens, scale) if token == "{" else _one(token, tokens, scale)


def _one(token: str, tokens: Iterator[str], scale: float) -> float:
    if token == "{":
        return _row(tokens, scale)
    if token in (r"\frac", r"\tfrac"):
        small = 0.7 * scale if token == r"\tfrac" or scale < 1 else TEXT
        return max(_argument(tokens, small), _argument(tokens, small)) + 0.25
    if token == r"\sqrt":
        return _argument(tokens, scale) + 0.9 * scale
    if token in "^_":
        return _argument(tokens, 0.7 * scale) + 0.05
    if token in (r"\begin", r"\end"):
        _argument(tokens, 0.0)
        return 0.4
    return _glyph(token) * scale


def _glyph(token: str) -> float:
    if token in NOTHING or token == "&":
        return 0.0
    if token in WORDS:
        return WORDS[token]
    if token in RELATIONS:
        return 1.35
    if token in ("+", "-"):
        return 1.22
    if token in NAMES:
        return 0.5 * (len(token) - 1)
    if token == r"\operatorname":
        return 0.17
    if token in "()[],;.'|/":
        return 0.42
    if token == r"\Phi" or token.isupper():
        return 0.8
    return 0.58
