"""Numbers as written: integers and decimals, read exactly."""

from __future__ import annotations

from sympy import Integer, Rational

from derive.language.errors import ReadError
from derive.language.text.grammar import Node

LARGEST_EXPONENT = 40
LARGEST = 10**LARGEST_EXPONENT


def numeral(text: str, node: Node) -> tuple[Rational, str]:
    """The value of a number, and a note if it was written as a decimal.

    >>> numeral("", Node("number", "0.125", 0))
    (1/8, '0.125 read as 1/8')
    """
    written = node.text
    mantissa, _, exponent = written.lower().partition("e")
    if len(mantissa) > LARGEST_EXPONENT + 20 or abs(int(exponent[:9] or 0)) > LARGEST_EXPONENT:
        raise ReadError(text, node.position, "the number is too large or has too many digits", f"numbers up to 10**{LARGEST_EXPONENT}")
    if written.isdigit():
        value, note = Integer(written), ""
    else:
        value = Rational(written)
        note = f"{written} read as {value}"
    if abs(value) > LARGEST:
        raise ReadError(text, node.position, "the number is too large", f"numbers up to 10**{LARGEST_EXPONENT}")
    return value, note
