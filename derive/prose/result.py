"""What a derivation comes to, as a reader takes it in: a long value with letters for what occurs in it again and again."""

from __future__ import annotations

from collections.abc import Iterable

from sympy import Eq, Expr
from sympy.logic.boolalg import Boolean

from derive.engine.step import Derivation
from derive.language.forms.abbreviated import abbreviated, is_long
from derive.language.forms.printed_limits import meant_as_limits
from derive.prose.alphabet import current
from derive.prose.document import Block, equation, paragraph
from derive.prose.lettering import Definitions
from derive.prose.notation import in_text, plain
from derive.prose.setting import Setting, listed

WORTH = 0.75  # how long a value with its letters may be, of its length without
INLINE = 48  # characters of a definition inside a sentence


def result(derivation: Derivation, where: Setting) -> list[Block]:
    """goal = value, and the meaning of its letters if it has any."""
    definitions, value = shorter(derivation, where)
    found: list[Block] = [equation(where.named(derivation.goal), value)]
    short = [pair for pair in definitions if len(plain(pair[1])) <= INLINE]
    if definitions:
        found.append(paragraph("with ", *listed([(in_text(Eq(*pair, evaluate=False)),) for pair in short]), "," if len(short) < len(definitions) else "."))
    found += [equation(*pair) for pair in definitions if pair not in short]
    return found + [paragraph(f"{words[:1].upper()}{words[1:]}.") for words in limits_meant(derivation.value, derivation.hypotheses)]


def limits_meant(value: Expr, hypotheses: Iterable[Boolean]) -> list[str]:
    """Where a formula is meant as its limit, in words.

    >>> from sympy import Symbol, polygamma
    >>> limits_meant(polygamma(0, 1 - Symbol("alpha", positive=True)), ())
    ['at α = 1, 2, 3, … the formula is meant as its limit']
    """
    found = meant_as_limits(value, hypotheses)
    return [f"at {plain(letter)} = {', '.join(map(plain, places))}, … the formula is meant as its limit" for letter, places in found]


def shorter(derivation: Derivation, where: Setting) -> tuple[Definitions, Expr]:
    """Definitions and the value in terms of them, those of the whole derivation where it has letters; none where they do not make the value much shorter, or
    have letters that the reader uses otherwise."""
    value = where.named(derivation.value)
    if where.lettering.parts:
        return where.lettering.used_in(value), value
    definitions, short = abbreviated(value) if derivation.closed and is_long(value) else ((), value)
    length = sum(len(plain(part)) for part in (short, *(part for _, part in definitions)))
    if length > WORTH * len(plain(value)) or any(current().gives(letter.name) for letter, _ in definitions):
        return (), value
    return definitions, short
