"""The letters of a theorem's own statement follow the reader's notation, and the statement keeps its meaning."""

from __future__ import annotations

import re

import pytest

from derive.pipeline import book
from derive.prose.alphabet import read_notation, written_in
from derive.prose.statement import PIECE, lettered

OTHER = {"phi": "sigma", "q": "K", "c": "rho", "X": "U", "Y": "V", "Z": "G"}
SWAPPED = {"X": "Y", "Y": "X"}
STATEMENTS = [rule.statement for rule in book()]


def letters(statement: str) -> list[str]:
    """What can stand for something, in order: words, blackboard letters, brackets and spaces left out."""
    found = [match[0] for match in PIECE.finditer(statement) if match.lastgroup != "whole"]
    return [text for text in found if text.isalpha() or re.fullmatch(r"\\[A-Za-z]+", text)]


@pytest.mark.parametrize("asked", [OTHER, SWAPPED, {"q": "h", "phi": "g", "c": "r"}, {"Z": "xi_1", "X": "T", "c": "omega"}])
@pytest.mark.parametrize("statement", STATEMENTS)
def test_letters_change_one_to_one(statement: str, asked: dict[str, str]) -> None:
    with written_in(read_notation(asked)):
        told = re.sub(r"\{\\xi_\{1\}\}", r"\\xi", lettered(statement))
    before, after = letters(statement), letters(re.sub(r"\\mathrm\{([A-Z]|w)\}", r"\1@", told).replace("@", ""))
    assert len(before) == len(after)
    pairs = set(zip(before, after, strict=True))
    upright = set(re.findall(r"\\mathrm\{([A-Z]|w)\}", told))
    assert len({old for old, _ in pairs}) == len(pairs)
    assert len({new for _, new in pairs if new not in upright}) == len([new for _, new in pairs if new not in upright])


@pytest.mark.parametrize("statement", STATEMENTS)
def test_none_of_our_letters_is_left(statement: str) -> None:
    with written_in(read_notation(OTHER)):
        assert not {r"\phi", "q", "c", "X", "Y", "Z"} & set(letters(lettered(statement)))


@pytest.mark.parametrize(
    ("asked", "ours", "theirs"),
    [
        ({"c": "rho"}, r"c\,\tfrac\rho2\arcsin\rho", r"\rho\,\tfrac r2\arcsin r"),
        ({"phi": "sigma"}, r"\phi(\sigma Z)", r"\sigma(\tau Z)"),
        ({"q": "K"}, r"\mathbb E_q[K_0(q_1)]", r"\mathbb E_K[\mathrm{K}_0(K_1)]"),
        ({"q": "h"}, r"\sqrt q\,h'(Z)", r"\sqrt h\,r'(Z)"),
        ({"Z": "xi_1"}, r"|Z|^a", r"|{\xi_{1}}|^a"),
        (SWAPPED, r"X=cY", r"Y=cX"),
        ({}, r"\phi(q)", r"\phi(q)"),
    ],
)
def test_a_letter_that_was_given_away_makes_place(asked: dict[str, str], ours: str, theirs: str) -> None:
    with written_in(read_notation(asked)):
        assert lettered(ours) == theirs


def test_a_report_in_other_letters_has_theorems_in_these() -> None:
    from derive.language.functions.activation import Activation
    from derive.prose import html, latex, markdown
    from derive.prose.folding import Detail
    from derive.story import story

    with written_in(read_notation(OTHER)):
        document = story(Activation.of("x"), 15, lambda _: None, Detail.FULL, pictures=False)
        written = [render(document) for render in (latex.render, html.render, markdown.render)]
    for text in written:
        theorems = text.partition("Theorems")[2] if "<h2" not in text else text.partition('id="theorems"')[2]
        assert "<mi>φ</mi>" not in theorems and r"\phi" not in theorems and r"\sqrt q" not in theorems and "<mi>q</mi>" not in theorems


def test_no_letter_sticks_to_a_space_in_a_statement():
    stuck = re.compile(r"\\q?quad[A-Za-z]")
    assert stuck.search(r"a,\quadb")
    assert [rule.name for rule in book() if stuck.search(rule.statement)] == []
