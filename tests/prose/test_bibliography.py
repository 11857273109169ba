"""Every work that a rule cites is in the bibliography, and comes with the document as a list and as BibTeX."""

from __future__ import annotations

import pytest
from prose_sample import CERTIFICATES, RELU

from derive.pipeline import book
from derive.prose import html, latex, markdown
from derive.prose.bibliography import bibtex, described, entries, label, parsed, plain_text, works
from derive.prose.derivation import blocks
from derive.prose.document import Cite, Document, References

TOLD = tuple(blocks(RELU, CERTIFICATES))
LISTED = Document("t", "", (*TOLD, References(works(TOLD))))


def test_every_rule_cites_a_work_that_is_listed() -> None:
    assert {rule.source.key for rule in book()} <= entries().keys()


def test_every_entry_has_authors_a_title_and_a_year() -> None:
    for key, entry in entries().items():
        assert {"author", "title", "year"} <= entry.fields.keys(), key
        assert entry.text.startswith("@") and entry.text.count("{") == entry.text.count("}")
        assert described(key)


@pytest.mark.parametrize(
    ("authors", "expected"),
    [
        ("Stein, Charles M.", "Stein 1999"),
        ("Cho, Youngmin and Saul, Lawrence K.", "Cho and Saul 1999"),
        ("A. One and B. Two and C. Three", "One et al. 1999"),
        ("One, A. and others", "One et al. 1999"),
        (r"Cram{\'e}r, H.", "Cramér 1999"),
    ],
)
def test_labels_are_authors_and_year(authors: str, expected: str) -> None:
    (entry,) = parsed(f"@article{{key,\n  author = {{{authors}}},\n  title = {{A {{B}}rown title}},\n  year = 1999,\n}}")
    assert entry.label == expected and plain_text(entry.fields["title"]) == "A Brown title"


def test_a_paper_of_its_own_lists_what_it_cites() -> None:
    text = latex.render(LISTED)
    assert r"\cite[Lemma 1]{stein1981}" in text
    assert text.count(r"\bibitem") == 3 == len(works(TOLD))


def test_a_fragment_cites_by_key_and_brings_its_bibtex() -> None:
    text = latex.render(Document("t", "", TOLD), standalone=False)
    assert r"\cite[Lemma 1]{stein1981}" in text and r"\bibitem" not in text
    entry = bibtex(["stein1981"]).strip()
    assert all(f"% {line}" in text for line in entry.splitlines())


def test_without_a_list_citations_are_words() -> None:
    assert "Stein 1981, Lemma 1" in latex.render(Document("t", "", TOLD))
    assert "Stein 1981, Lemma 1" in markdown.render(Document("t", "", TOLD))
    assert label(Cite("nobody", "p. 3", "Nobody 2000")) == "Nobody 2000, p. 3"


def test_links_of_a_page_lead_to_its_list() -> None:
    text = html.render(LISTED)
    assert '<a href="#ref-stein1981">' in text and 'id="ref-stein1981"' in text
    assert "<a href=" not in html.render(Document("t", "", TOLD))
