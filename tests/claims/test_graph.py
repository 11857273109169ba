"""The picture of what rests on what has a name for every claim in it and an arc for every use."""

from xml.etree import ElementTree

from derive.claims.graph import graph
from derive.claims.ledger import Entry
from derive.evidence.audit.verdict import Verdict


def entry(name, *uses):
    return Entry(name, "source", "statement", "holds", Verdict.PROVED, uses=uses)


def test_every_use_is_an_arc():
    picture = graph([entry("a/one"), entry("a/two", "a/one"), entry("b/<three>", "a/one", "a/two"), entry("b/alone")])
    drawing = ElementTree.fromstring(picture.drawing.svg())
    tags = [node.tag.rpartition("}")[2] for node in drawing]
    assert tags.count("path") == 3 and tags.count("circle") == 3
    assert [node.text for node in drawing if node.text] == ["a/one", "a/two", "b/<three>"]
    assert "3 arcs" in picture.alt


def test_nothing_to_draw():
    assert graph([entry("a/one"), entry("b/two", "not/there")]) is None
