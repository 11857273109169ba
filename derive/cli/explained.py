"""What an answer's special functions mean, where their names stand in it as they are read."""

from __future__ import annotations

from collections.abc import Iterator

from sympy import Expr, Function

from derive.language import special
from derive.prose.meanings import MEANINGS
from derive.prose.notation import plain


def explained(value: Expr) -> Iterator[str]:
    """One line for each of the house's own functions that is written by its name, and none for those that have a letter.

    >>> from sympy.abc import x, y
    >>> list(explained(special.Phi(x) + special.TricomiU(x, 2, y)))
    ['TricomiU(a, b, z) is the confluent hypergeometric function of Tricomi']
    """
    text = plain(value)
    used = sorted({type(part).__name__ for part in value.atoms(Function)} & set(special.__all__))
    for meaning in dict.fromkeys(MEANINGS[name] for name in used if name in MEANINGS and f"{name}(" in text):
        yield f"{meaning.plain} is the {meaning.said}"
