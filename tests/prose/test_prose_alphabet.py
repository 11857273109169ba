"""The reader chooses the letters; two things never have one letter."""

from __future__ import annotations

import pytest
from prose_sample import CERTIFICATES, NAMED_LAW, RELU
from sympy import Symbol

from derive.language.errors import DeriveError
from derive.language.symbols import q1, sigma_w
from derive.prose import html, latex, markdown
from derive.prose.alphabet import NAMES, USUAL, current, read_notation, written_in
from derive.prose.derivation import blocks
from derive.prose.document import Document
from derive.prose.notation import latex as typeset
from derive.prose.notation import plain

OTHER = {"phi": "sigma", "q": "K", "c": "rho"}


def test_letters_are_changed_with_their_indices() -> None:
    with written_in(read_notation(OTHER)):
        assert (plain(q1), typeset(q1)) == ("K1", "K_{1}")
        assert plain(Symbol("beta_q")) == "β_K" and plain(sigma_w) == "σ_w"
    assert plain(q1) == "q1"


def test_the_notation_ends_with_its_block_even_after_an_error() -> None:
    with pytest.raises(ValueError), written_in(read_notation(OTHER)):
        raise ValueError
    assert current() is USUAL


@pytest.mark.parametrize("render", [html.render, latex.render, markdown.render])
def test_a_document_has_no_letter_of_ours_left(render: object) -> None:
    with written_in(read_notation(OTHER)):
        text = render(Document("φ", "", tuple(blocks(RELU, CERTIFICATES))))  # type: ignore[operator]
    for ours in ("φ", r"\phi", "q_{1}", "q1,", "q₁"):
        assert ours not in text.partition("</style>")[2] or "</style>" not in text
    assert r"\sigma" in text or "σ" in text


def test_the_name_of_a_correlation_gives_way() -> None:
    with written_in(read_notation({"c": "rho"})):
        text = markdown.render(Document("t", "", tuple(blocks(NAMED_LAW))))
    assert r"r_{1} = \rho/" in text and r"\rho_{1}" not in text


@pytest.mark.parametrize(
    ("pairs", "words"),
    [
        ({"d": "a"}, "not a letter that can be changed"),
        ({"c": "q"}, "already stands for q"),
        ({"c": "1"}, "is not a letter"),
        ({"c": r"\rho"}, "is not a letter"),
        ({"q": "x"}, "already stands for"),
        ({"c": "alpha"}, "the parameter alpha"),
    ],
)
def test_letters_that_cannot_be_told_apart_are_refused(pairs: dict[str, str], words: str) -> None:
    with pytest.raises(DeriveError, match=words.replace("\\", "")):
        read_notation(pairs, ["alpha"])


def test_two_letters_may_change_places() -> None:
    swapped = read_notation({"X": "Y", "Y": "X"})
    assert (swapped.renamed("X"), swapped.renamed("Y")) == ("Y", "X")


def test_the_page_of_notation_names_every_letter_that_can_be_changed() -> None:
    assert all(meaning for meaning in NAMES.values())
