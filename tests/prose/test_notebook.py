"""A notebook is valid JSON of format 4, its programs run, its formulas stand between dollars."""

from __future__ import annotations

import json

from prose_sample import document

from derive.prose.document import Document, Figure, Heading, Program, paragraph
from derive.prose.notebook import render


class Dot:
    """A drawing of nothing."""

    def svg(self) -> str:
        return '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"></svg>'

    def pdf(self) -> bytes:
        return b"%PDF"


def test_cells_are_text_and_programs() -> None:
    book = json.loads(render(Document("t", "", (Heading(2, "a", "a"), Program("x = 1", "python"), paragraph("b"), Program("ls", "console")))))
    assert book["nbformat"] == 4
    assert [cell["cell_type"] for cell in book["cells"]] == ["markdown", "markdown", "code", "markdown"]
    assert book["cells"][2]["source"] == "x = 1" and "```console" in book["cells"][3]["source"]
    assert len({cell["id"] for cell in book["cells"]}) == 4


def test_displays_stand_between_dollars() -> None:
    text = "\n".join(cell["source"] for cell in json.loads(render(document()))["cells"])
    assert "```math" not in text and text.count("$$") % 2 == 0 and text.count("$$") > 10


def test_pictures_are_inside_with_their_words() -> None:
    text = render(Document("t", "", (Figure("f", "below", 'a "curve"', Dot()),)))
    source = json.loads(text)["cells"][-1]["source"]
    assert "data:image/svg+xml;base64," in source and 'alt="a &quot;curve&quot;"' in source
