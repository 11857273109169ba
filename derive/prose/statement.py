r"""Statements that were written by hand in LaTeX, in the letters that the reader asked for.

A statement keeps its meaning when its letters are changed one to one. The reader's letters replace ours; a letter of the statement's own that the reader
has given to something else makes place for a free one, and a function that everybody writes by one letter is set upright instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from derive.prose.alphabet import LAW, TAKEN, USUAL, current, written_in
from derive.prose.letters import GREEK, latex_name
from derive.prose.specials import SPECIALS

PIECE = re.compile(
    r"(?P<whole>\\(?:text|operatorname|mathrm|mathbb|mathcal|mathbf)\s*(?:\{[^}]*\}|[A-Za-z0-9]))|(?P<command>\\[A-Za-z]+)|(?P<other>\\.|.)", re.DOTALL
)
CALLED = re.compile(r"(?:_(?:\w|\{[^}]*\}))?(?:\\[a-zA-Z]+)?\(")
ONE_LETTER = {special.plain for special in SPECIALS.values() if special.plain.isascii() and len(special.plain) == 1}
FUNCTIONS = frozenset(ONE_LETTER | {"U", "w"})  # with those of Tricomi and Faddeeva
FREE = (*"rabfghkmnpstwyjo", *"RABFGHKMNPSTWYJQ", "tau", "eta", "xi", "zeta", "kappa", "theta", "omega", "mu", "nu", "lambda")


def lettered(statement: str) -> str:
    r"""The same statement in the notation in force.

    >>> from derive.prose.alphabet import read_notation, written_in
    >>> with written_in(read_notation({"q": "K", "c": "rho"})):
    ...     lettered(r"\sqrt{q_1}\,c=\frac\rho2K_0\big(q\big)")
    '\\sqrt{K_1}\\,\\rho=\\frac r2\\mathrm{K}_0\\big(K\\big)'
    """
    changed = dict(current().changed)
    if not changed:
        return statement
    pieces = [(match.lastgroup, match[0]) for match in PIECE.finditer(statement)]
    present = {name for kind, text in pieces if kind != "whole" and (name := _name(text))}
    letters = _asked(changed) | _moved(present, changed, statement)
    return "".join(_spaced(letters.get(text, text) if kind != "whole" else text for kind, text in pieces))


def _asked(changed: dict[str, str]) -> dict[str, str]:
    """What stands for each of our letters; one that has an index is put in braces."""
    with written_in(USUAL):
        spelled = {_command(ours): latex_name(theirs) for ours, theirs in changed.items()}
    return {ours: f"{{{theirs}}}" if "_" in theirs else theirs for ours, theirs in spelled.items()}


def _moved(present: set[str], changed: dict[str, str], statement: str) -> dict[str, str]:
    """What stands for each letter of the statement's own that the reader has given away."""
    lost = sorted((present & set(changed.values())) - set(changed))
    free = [letter for letter in FREE if letter not in present | set(changed) | set(changed.values()) | TAKEN]
    found = {}
    for name in lost:
        if _is_function(name, statement):
            found[name] = rf"\mathrm{{{name}}}"
        else:
            another = _alike(name, free)
            free.remove(another)
            found[_command(name)] = _command(another)
    return found


def _alike(name: str, free: list[str]) -> str:
    """A free letter of the same kind where there is one; for a correlation the first Latin one."""
    greek = name in GREEK and name != LAW
    return next((letter for letter in free if (letter in GREEK) == greek and letter.isupper() == name.isupper()), free[0])


def _is_function(name: str, statement: str) -> bool:
    """Whether a letter is the usual name of a function, and is used as such."""
    return name in FUNCTIONS and any(CALLED.match(statement, place.end()) for place in re.finditer(rf"(?<![A-Za-z\\]){name}", statement))


def _name(text: str) -> str:
    """The name of a letter; empty for what is no letter."""
    bare = text.removeprefix("\\")
    return bare if bare in GREEK or (len(text) == 1 and text.isalpha()) else ""


def _command(name: str) -> str:
    return f"\\{name}" if name in GREEK else name


def _spaced(pieces: Iterable[str]) -> Iterator[str]:
    """A blank after a command before a letter."""
    before = ""
    for piece in pieces:
        if re.fullmatch(r"\\[A-Za-z]+", before) and piece[:1].isalpha():
            yield " "
        yield piece
        before = piece
