"""A long result is told with letters for what recurs, if that makes it much shorter; the letters are those of nobody else, and put back they give the value."""

from sympy import exp

from derive import kernel
from derive.prose import markdown
from derive.prose.alphabet import read_notation, written_in
from derive.prose.derivation import blocks
from derive.prose.document import Document
from derive.prose.result import shorter
from derive.prose.setting import setting

LONG = kernel("exp(-x**2)*sin(x)").derivation
SHORT = kernel("exp(-x**2)").derivation


def test_the_letters_put_back_give_the_value() -> None:
    definitions, value = shorter(LONG, setting(LONG))
    for letter, part in reversed(definitions):
        value = value.subs(letter, part)
    assert definitions and value.equals(LONG.value) and not (value + exp(-1)).equals(LONG.value)


def test_a_short_value_has_no_letters() -> None:
    assert shorter(SHORT, setting(SHORT)) == ((), SHORT.value)


def test_a_letter_of_the_reader_is_not_used_again() -> None:
    (letter, _), *_ = shorter(LONG, setting(LONG))[0]
    with written_in(read_notation({"q": letter.name})):
        assert letter not in {other for other, _ in shorter(LONG, setting(LONG))[0]}


def test_the_letters_are_said_once() -> None:
    text = " ".join(markdown.render(Document("t", blocks=tuple(blocks(LONG)))).split())
    assert text.count("with $A = ") == 1 and text.count("in the letters of the statement, ") == 1
