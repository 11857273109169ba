"""The chapter about depth: critical points, tangent kernels, batch normalisation, at the values of the parameters that are shown."""

import pytest
from sympy import Rational

from derive.activations import defaults_of, of
from derive.prose import markdown
from derive.prose.document import Document
from derive.story.chapter import Chapter
from derive.story.depth import depth


def told(name):
    function = of(name)
    values = {p: defaults_of(function).get(p.name, Rational(1, 2)) for p in function.parameters}
    return markdown.render(Document("depth", blocks=tuple(depth(Chapter(function, values, 20, lambda text: None)))))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("relu", ("scale-invariant", "tends to $1/4$", "1.4669422")),
        ("gelu", ("half-stable", "\\frac{3}{2} + \\frac{\\sqrt{17}}{2}", "1.9830583", "tends to $1/3$", "1.318845")),
        ("elu", ("q\\* = 0", "tends to $1/3$", "1.0790135")),
        ("step", ("not finite",)),
        ("x + 1", ("no critical point",)),
    ],
)
def test_what_is_told(name, words):
    text = told(name)
    assert text.count("## Growth with depth") == 1
    for word in words:
        assert word in text
