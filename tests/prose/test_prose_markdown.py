"""Markdown has headings, dollars without spaces inside, fenced displays and tables with as many cells as columns."""

from __future__ import annotations

import re

from prose_sample import document

from derive.prose.markdown import render


def outside_fences(text: str) -> str:
    return re.sub(r"```math\n.*?\n```", "", text, flags=re.S)


def test_fences_come_in_pairs_and_contain_one_display_each() -> None:
    text = render(document())
    displays = re.findall(r"^```math\n(.*?)\n```$", text, flags=re.S | re.M)
    assert text.count("```") == 2 * len(displays)
    assert any(r"\tag{1}" in display for display in displays)
    assert all(display.count(r"\begin{") == display.count(r"\end{") for display in displays)


def test_formulas_in_text_survive_markdown() -> None:
    text = re.sub(r"`[^`]*`|\\\$", "", outside_fences(render(document())))
    formulas = re.findall(r"\$([^$]+)\$", text)
    assert len(formulas) > 8
    for formula in formulas:
        assert formula == formula.strip()
        assert not re.search(r"\\[^a-zA-Z]|[<>|*]|\n", formula), formula


def test_rows_have_as_many_cells_as_columns() -> None:
    for grid in re.findall(r"(?:^\|.*\|$\n?)+", outside_fences(render(document())), flags=re.M):
        counts = {len(re.findall(r"(?<!\\)\|", line)) for line in grid.splitlines()}
        assert len(counts) == 1


def test_the_skeleton_of_a_derivation() -> None:
    text = render(document())
    assert text.startswith("# The dual kernel of ReLU\n")
    parts = ["## Statement", "## Derivation", "**(1)** Standard variables", "**(2)** Stein's lemma", "## Verification"]
    places = [text.index(part) for part in parts]
    assert places == sorted(places)
    assert "✓ *certified*" in text
