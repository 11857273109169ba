"""The letters a document is written in: those of docs/notation.md, or others that the reader asked for.

One page of notation: `NAMES` says which letters may be changed. A `Notation` lives as long as a document is rendered.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from derive.language.errors import DeriveError

NAMES: Mapping[str, str] = {
    "phi": "the activation",
    "q": "the variance of a pre-activation; with an index for a pair",
    "c": "the correlation of a pair of pre-activations",
    "X": "the first of a standard pair",
    "Y": "the second of a standard pair",
    "Z": "a standard normal variable",
    "sigma_w": "the standard deviation of the weights, times the root of the fan-in",
    "sigma_b": "the standard deviation of the biases",
}
TAKEN = frozenset(["d", "e", "i", "E", "ell", "l", "pi", "u", "v", "x", "psi", "Phi", "s"])
LETTER = re.compile(r"[A-Za-z]|[A-Za-z]+(?:_[A-Za-z0-9])?")
LAW = "rho"  # the correlation of a pair that is not the usual one; "r" where somebody else is called rho


@dataclass(frozen=True, slots=True)
class Notation:
    """`changed` are pairs (our name, the reader's letter)."""

    changed: tuple[tuple[str, str], ...] = ()

    def renamed(self, name: str) -> str:
        """The name as the reader writes it: q1 is K1 where q is K.

        >>> Notation((("q", "K"),)).renamed("q1")
        'K1'
        """
        letters = dict(self.changed)
        if not letters:
            return name
        if name in letters:
            return letters[name]
        letter, rest = _parted(name)
        if letter == LAW and LAW in letters.values():
            letter = "r"
        index = "_" + "_".join(letters.get(part, part) for part in rest[1:].split("_")) if rest.startswith("_") else rest
        return letters.get(letter, letter) + index

    def gives(self, letter: str) -> bool:
        """Whether the reader has given a letter a new meaning."""
        return any(theirs == letter for _, theirs in self.changed)


USUAL = Notation()
_short: ContextVar[bool] = ContextVar("short", default=False)
_current: ContextVar[Notation] = ContextVar("notation", default=USUAL)


def current() -> Notation:
    """The notation in force."""
    return _current.get()


def are_shortened() -> bool:
    """Whether numbers with too many figures are shown by their first ones."""
    return _short.get()


@contextmanager
def shortened() -> Iterator[None]:
    """Within a document numbers with too many figures are shown by their first ones; formulas on their own have them whole."""
    token = _short.set(True)
    try:
        yield
    finally:
        _short.reset(token)


@contextmanager
def written_in(notation: Notation) -> Iterator[None]:
    """Formulas are written in this notation within the block."""
    token = _current.set(notation)
    try:
        yield
    finally:
        _current.reset(token)


def read_notation(pairs: Mapping[str, str], parameters: Iterable[str] = ()) -> Notation:
    """The notation of pairs such as {"phi": "sigma", "c": "rho"}. Raises DeriveError for letters that cannot be told apart.

    >>> read_notation({"c": "rho"}).renamed("c")
    'rho'
    """
    for name, letter in pairs.items():
        if name not in NAMES:
            raise DeriveError(f"--notation {name}={letter}", f"{name!r} is not a letter that can be changed", f"one of {', '.join(NAMES)}")
        if not LETTER.fullmatch(letter):
            raise DeriveError(f"--notation {name}={letter}", f"{letter!r} is not a letter", "a Latin letter or the name of a Greek one, such as rho")
    used: dict[str, str] = dict.fromkeys(TAKEN, "something else") | {name: f"the parameter {name}" for name in parameters}
    for name in NAMES:
        letter = pairs.get(name, name)
        if letter in used:
            raise DeriveError(f"--notation {name}={letter}" if name in pairs else "--notation", f"{letter} already stands for {used[letter]}", "another letter")
        used[letter] = name
    return Notation(tuple((name, letter) for name, letter in pairs.items() if letter != name))


def _parted(name: str) -> tuple[str, str]:
    """The letter and what follows: digits or an index."""
    match = re.fullmatch(r"([A-Za-z]+)((?:\d+|_.*)?)", name)
    return (match[1], match[2]) if match else (name, "")
