"""What an answer's special functions mean, where their names stand in it as they are read."""

from __future__ import annotations

from collections.abc import Iterator

from sympy import Basic, Expr, Function

from derive.language import special
from derive.language.forms.variants import written_out
from derive.prose.meanings import MEANINGS
from derive.prose.notation import plain


def explained(value: Expr) -> Iterator[str]:
    """One line for each of the house's own functions that is written by its name, be it in code alone, and none for those that have a letter.

    >>> from sympy.abc import x, y
    >>> list(explained(special.Phi(x) + special.TricomiU(x, 2, y)))
    ['TricomiU(a, b, z) is the confluent hypergeometric function of Tricomi']
    """
    text, lettered = plain(value), _functions(written_out(value))
    used = [name for name in sorted(_functions(value) & set(special.__all__)) if f"{name}(" in text or name not in lettered]
    for meaning in dict.fromkeys(MEANINGS[name] for name in used if name in MEANINGS):
        yield f"{meaning.plain} is the {meaning.said}"


def _functions(value: Basic) -> set[str]:
    return {type(part).__name__ for part in value.atoms(Function)}
