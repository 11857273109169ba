r"""LaTeX that was written by hand, as one line of Unicode: the statements of rules where no LaTeX is set."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import accumulate
from typing import NamedTuple

from sympy.printing.pretty.pretty_symbology import greek_unicode

from derive.prose.letters import SUBSCRIPT, SUPERSCRIPT

TOKEN = re.compile(r"\\(?:text|operatorname|mathrm)\s*\{[^}]*\}|\\[a-zA-Z]+|\\.|[^\s\\]")
NAMED = re.compile(r"\\(text|operatorname|mathrm)\s*\{(.*)\}")
SILENT = frozenset(r"\big \Big \bigg \Bigg \bigl \bigr \Bigl \Bigr \left \right \mathbb \mathbf \mathrm \mathcal \!".split())  # noqa: SIM905
SPACES = frozenset(["\\,", "\\;", "\\ ", "\\quad", "\\qquad"])
FUNCTIONS = frozenset("\\" + name for name in ["log", "exp", "sin", "cos", "tan", "arcsin", "arccos", "arctan", "sinh", "cosh", "tanh", "det", "min", "max"])
LARGE = {"\\sum": "∑", "\\prod": "∏", "\\int": "∫", "\\bigcap": "⋂"}
RELATIONS = {"=": "=", "<": "<", ">": ">", "\\le": "≤", "\\ge": "≥", "\\neq": "≠", "\\ne": "≠", "\\in": "∈", "\\to": "→", "\\sim": "∼", "\\mid": "|"}
SIGNS = {"+": "+", "-": "-", "\\pm": "±", "\\mp": "∓"}
LETTERS = {"\\" + name.replace("lamda", "lambda"): letter for name, letter in greek_unicode.items()}
LETTERS |= {"\\infty": "∞", "\\partial": "∂", "\\cdot": "·", "\\cdots": "⋯ ", "\\dots": "…", "\\ell": "ℓ", "\\top": "ᵀ", "\\varphi": "ϕ", "\\phi": "φ"}
DIFFERENTIAL = re.compile(r"[d∂][a-z](\^\S+)?")
BRACKETS = {"(": "open", "[": "open", "\\{": "open", ")": "close", "]": "close", "\\}": "close"}
ENDS = ("atom", "script", "fraction", "close", "shut")
FRACTIONS, BINOMIALS = ("\\frac", "\\tfrac"), ("\\binom", "\\tbinom")
RAISED = SUPERSCRIPT | {ord("ᵀ"): "ᵀ", ord("*"): "*"}


class Piece(NamedTuple):
    """What stands together; `kind` is atom, script (an atom that ends in an index), fraction, function, relation, sign, open, close, shut (a bracket
    with an index), comma or space."""

    kind: str
    text: str


def flat(latex: str) -> str:
    r"""One line without commands.

    >>> flat(r"\mathbb E[X_+^a]=\frac{\Gamma(a+1)}{\sqrt{2\pi}}\,e^{-h^2/4}")
    'E[X₊^a] = Γ(a + 1)/√(2π) e^(-h²/4)'
    """
    return _joined(_Reader(TOKEN.findall(latex)).pieces())


class _Reader:
    """Reads tokens from left to right."""

    def __init__(self, tokens: list[str]) -> None:
        self.tokens = list(reversed(tokens))

    def pieces(self) -> list[Piece]:
        """Up to the end, or to the brace that closes what was opened."""
        found: list[Piece] = []
        while self.tokens:
            token = self.tokens.pop()
            if token == "}":
                break
            if token in "^_":
                before = found.pop() if found and found[-1].kind != "relation" else Piece("atom", "")
                found.append(_indexed(before, token, _joined(self._argument())))
            elif token == "{":
                found.append(Piece("atom", _joined(self.pieces())))
            elif token not in SILENT:
                found.append(self._piece(token))
        return found

    def _piece(self, token: str) -> Piece:
        if token in FRACTIONS:
            return Piece("fraction", f"{_over(self._argument())}/{_under(self._argument())}")
        if token in BINOMIALS:
            return Piece("atom", f"C({_joined(self._argument())}, {_joined(self._argument())})")
        if token == "\\sqrt":
            return Piece("script", f"√{_under(self._argument())}")
        return _simple(token)

    def _argument(self) -> list[Piece]:
        """A group, or the next letter."""
        while self.tokens and self.tokens[-1] in SILENT:
            self.tokens.pop()
        token = self.tokens.pop() if self.tokens else "}"
        return self.pieces() if token == "{" else [self._piece(token)]


def _simple(token: str) -> Piece:
    """A token that takes no argument."""
    named = NAMED.fullmatch(token)
    if named:
        return Piece("words" if named[1] == "text" else "function", named[2].strip())
    for kind, spelled in (("relation", RELATIONS), ("sign", SIGNS), ("function", LARGE), ("atom", LETTERS)):
        if token in spelled:
            return Piece(kind, spelled[token])
    if token in SPACES:
        return Piece("space", " ")
    if token in FUNCTIONS:
        return Piece("function", token[1:])
    return Piece(BRACKETS.get(token, "comma" if token in ",;:" else "atom"), token.lstrip("\\"))


def _indexed(piece: Piece, mark: str, index: str) -> Piece:
    """A piece with what is above or below it: small digits where there are such."""
    tight = re.sub(r" ([-+±∓=<>≤≠∈|]) |(,) ", r"\1\2", index)
    letters = RAISED if mark == "^" else SUBSCRIPT
    if all(ord(character) in letters for character in tight):
        return Piece(piece.kind, piece.text + tight.translate(letters))
    kind = {"close": "shut", "atom": "script"}.get(piece.kind, piece.kind)
    return Piece(kind, f"{piece.text}{mark}{tight if len(tight) == 1 or _closed(tight) else f'({tight})'}")


def _closed(text: str) -> bool:
    """Whether the first bracket closes at the very end."""
    depths = list(accumulate((character in "([{") - (character in ")]}") for character in text))
    return text[:1] == "(" and 0 in depths and depths.index(0) == len(text) - 1


def _outside(text: str) -> str:
    """What stands outside all brackets."""
    depths = accumulate((character in "([{") - (character in ")]}") for character in text)
    return "".join(character for character, depth in zip(text, depths, strict=True) if depth == 0 and character not in ")]}")


def _over(pieces: list[Piece]) -> str:
    """A numerator, in brackets where a sign or a fraction stands in it outside all brackets."""
    text = _joined(pieces)
    return f"({text})" if any(mark in _outside(text) for mark in ("/", " + ", " - ", " ± ")) else text


def _under(pieces: list[Piece]) -> str:
    """What is divided by, or under a root: in brackets unless it is one letter or number, a power of a bracket, or a differential."""
    text = _joined(pieces)
    alone = (len(pieces) == 1 and "/" not in _outside(text)) or text.isdigit() or DIFFERENTIAL.fullmatch(text) or _closed(text)
    power = pieces[-1].kind == "shut" and _closed(text[: text.rfind(")^") + 1])
    return text if alone or power else f"({text})"


def _joined(pieces: Iterable[Piece]) -> str:
    out, before = "", Piece("open", "")
    for piece in pieces:
        text = piece.text
        if (piece.kind == "sign" and before.kind in ENDS) or piece.kind in ("relation", "words"):
            out, text = out.rstrip(), f" {text} "
        elif piece.kind in ("comma", "close", "shut"):
            out, text = out.rstrip(), text + " " * (piece.kind == "comma")
        elif _apart(before, piece) and out and not out.endswith(" "):
            out += " "
        if not (piece.kind == "space" and (before.kind in ("relation", "open") or out.endswith(" "))):
            out += text
        before = piece if piece.kind != "space" else before
    return out.strip()


def _apart(before: Piece, piece: Piece) -> bool:
    """Whether a blank stands between two pieces: after an index, and after a function before a letter."""
    if before.kind == "function":
        return piece.kind not in ("open", "space") and piece.text != "|"
    if before.kind == "fraction" and piece.kind == "open":
        return True
    if piece.kind == "function":
        return before.kind not in ("open", "sign")
    return before.kind in ("script", "fraction", "shut") and piece.kind in ("atom", "script", "fraction") and piece.text not in ("|", "'", "/")
