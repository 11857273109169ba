"""From characters to tokens, each with the position where it starts.

The alphabet is that of formulas: numbers, names, operators, brackets. Everything else is refused here, with the
character and what to write instead.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from derive.language.errors import ReadError

LONGEST_TEXT = 2000

_TOKEN = re.compile(
    r"(?P<space>\s+)"
    r"|(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)"
    r"|(?P<name>[A-Za-z_][A-Za-z0-9_]*)"
    r"|(?P<operator>\*\*|<=|>=|==|!=|[-^+*/<>&|~(),\[\]])",
    re.ASCII,
)

PYTHON_WORDS = {
    "lambda": "a parameter may be called lam",
    "for": "",
    "if": "branches are written Piecewise((expression, condition), ..., (expression, True))",
    "else": "branches are written Piecewise((expression, condition), ..., (expression, True))",
    "in": "",
    "is": "write ==",
    "import": "",
    "None": "",
}

_REMEDIES = {
    ".": "a function is called by its name alone, as in tanh(x)",
    "=": "write == for equality, or <, <=, >, >=",
    "'": "formulas contain no quoted text",
    '"': "formulas contain no quoted text",
    ":": "branches are written Piecewise((expression, condition), ..., (expression, True))",
    "%": "only + - * / and ** are known",
    "@": "only + - * / and ** are known",
    "√": "write sqrt(...)",
    "−": "write the minus sign -",
    "·": "write *",
    "×": "write *",
    "²": "write **2 for a square, as in x**2",
    "³": "write **3 for a cube, as in x**3",
    "π": "write pi",
}


@dataclass(frozen=True, slots=True)
class Token:
    """`kind` is "number", "name", "operator" or "end"."""

    kind: str
    text: str
    position: int


def tokens(text: str) -> list[Token]:
    """The tokens of a formula, with an "end" at the end.

    >>> [token.text for token in tokens("Max(x, 0)**2")]
    ['Max', '(', 'x', ',', '0', ')', '**', '2', '']
    """
    if len(text) > LONGEST_TEXT:
        raise ReadError(text, LONGEST_TEXT, f"it is {len(text)} characters long, more than {LONGEST_TEXT}", "a sympy expression in Python")
    found, position = [], 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise _refusal(text, position)
        if match.lastgroup != "space":
            _check_name(text, match.group(), position)
            found.append(Token(str(match.lastgroup), match.group(), position))
        position = match.end()
    return [*found, Token("end", "", len(text))]


def _check_name(text: str, word: str, position: int) -> None:
    if word in PYTHON_WORDS:
        raise ReadError(text, position, f"{word!r} is a word of Python, not of formulas", PYTHON_WORDS[word])
    if word.startswith("_") or "__" in word:
        raise ReadError(text, position, f"the name {word!r} is not allowed", "names start with a letter and have single underscores")


def _refusal(text: str, position: int) -> ReadError:
    character = text[position]
    called = "" if character.isascii() else f" ({unicodedata.name(character, 'without a name').lower()})"
    stopped = f"the character {character!r}{called} has no meaning here"
    if character == "." and position and (text[position - 1].isalnum() or text[position - 1] in "_)"):
        stopped = "attribute access is not allowed"
    greek = unicodedata.name(character, "").removeprefix("GREEK SMALL LETTER ").lower()
    remedy = _REMEDIES.get(character, f"write {greek}" if character.isalpha() and greek.isalpha() else "")
    return ReadError(text, position, stopped, remedy)
