"""The whole story of an activation: every chapter is there, numbers are those of independent computations, nothing is left blank."""

import pytest
from sympy import Abs, Symbol, erf

from derive.prose import html, latex, markdown
from derive.prose.document import Heading, Math, Note, References, Table
from derive.prose.notation import plain
from derive.story import story

# q, sigma_w and beta_q of the edge at sigma_b = 1/5, computed independently by a secant method on quadratures of 40 digits
EDGE = {
    "tanh": ("0.51207850", "1.3041458", "7.0837378"),
    "silu": ("0.6894525", "1.6795316", "6.3591431"),
    "erf": ("0.46576294", "1.1527954", "6.5988666"),
}
CHAPTERS = ["What it is", "Gaussian moments", "The dual kernel", "The derivative kernel", "Variance map", "Edge of chaos", "Growth with depth"]
CHAPTERS += ["Audit", "Notation", "Again"]
QUICK = ["relu", "step", "x**3 - 3*x", "Max(x,0)**2 - x/3", "x + sin(x)", "Piecewise((x, x > 0), (x/10, True))"]
ALL = [
    *("leaky_relu", "relu2", "relu3", "abs", "erf", "gelu", "sin", "cos", "exp", "elu", "tanh", "silu", "softplus", "mish", "gelu_tanh"),
    *("Abs(x) + erf(x)/2", "x*tanh(x)", "exp(x**2/5)", "beta*x**2", "hard_tanh", "selu", "hard_swish", "sigmoid", "softsign"),
]


def text(document):
    """All text of a document, formulas in plain notation."""

    def word(part):
        return plain(part) if isinstance(part, Math) else part.text  # of a citation, its words

    def parts(inlines):
        return "".join(map(word, inlines))

    lines = []
    for block in document.blocks:
        if isinstance(block, Table):
            lines += [" | ".join(parts(cell) for cell in row) for row in block.rows]
        elif hasattr(block, "parts"):
            lines.append(parts(block.parts))
        elif hasattr(block, "content"):
            lines.append(plain(block.content))
        elif isinstance(block, Heading):
            lines.append(block.text)
    return "\n".join(lines)


def told(activation):
    document = story(activation)
    headings = [block.text for block in document.blocks if isinstance(block, Heading) and block.level == 2]
    assert headings == [*CHAPTERS, *(["References"] if any(isinstance(block, References) for block in document.blocks) else [])]
    assert "| refuted" not in text(document)
    for render in (html.render, latex.render, markdown.render):
        assert render(document)
    return document


@pytest.mark.parametrize("activation", QUICK)
def test_every_chapter_is_told(activation):
    told(activation)


@pytest.mark.slow
@pytest.mark.parametrize("activation", ALL)
def test_every_chapter_is_told_of_every_activation(activation):
    told(activation)


def test_an_expression_and_a_callable_are_activations():
    x = Symbol("x", real=True)
    assert text(told(Abs(x) + x / 2)) == text(told(lambda s: Abs(s) + s / 2))
    assert "√(1 + 4·q)" in text(told(lambda s: erf(s)))


def test_the_relu_converges_with_the_constant_of_the_literature():
    words = text(told("relu"))
    assert "9·π²/2" in words and "σ_b = 0" in words


@pytest.mark.parametrize("name", [pytest.param("tanh", marks=pytest.mark.slow), pytest.param("silu", marks=pytest.mark.slow), "erf"])
def test_the_edge_at_one_fifth_is_where_others_computed_it(name):
    words = text(story(name))
    q, width, beta = EDGE[name]
    for number in (q.rstrip("0"), width, beta):
        assert number in words


def test_gelu_repels_at_small_variance_and_attracts_at_large():
    """chi_par passes 1 at q = (3 + sqrt(17))/2 = 3.56: the points with q = 1/4 and 1 repel, that with q = 4 attracts."""
    rows = [[cell[0].text for cell in row[1:]] for block in story("gelu").blocks if isinstance(block, Table) for row in block.rows if len(row) == 6]
    kinds = [row[3] for row in rows if row[3] in ("stable", "repelling")]
    assert kinds[:3] == ["repelling", "repelling", "stable"]


def test_no_rate_is_claimed_where_the_slope_may_be_unbounded():
    document = told("rectified_power")
    notes = [text(type(document)("", blocks=(block,))) for block in document.blocks if isinstance(block, Note)]
    assert any("is claimed" in words or "are not shown" in words for words in notes)


def test_a_power_at_a_knot_has_a_law_of_its_own():
    """x_+^(3/4): the kernel has the singular term (1 - c)^(alpha + 1/2), so that r = alpha - 1/2 = 1/4."""
    words = text(told("Piecewise((x**Rational(3,4), x>0), (0, True))"))
    assert "like a power of the distance at a knot" in words and "r = 1/4" in words


def test_what_does_not_exist_is_said_and_not_left_blank():
    document = story("step")
    warnings = [text(type(document)("", blocks=(block,))) for block in document.blocks if isinstance(block, Note)]
    assert any("infinite" in warning for warning in warnings)
    assert any("no edge" in warning for warning in warnings)


def test_the_edge_ends_where_its_moments_do():
    """E[exp(u^2/4)] is infinite from q = 2 on, where its formula has roots of negative numbers whose product is real: sigma_b^2 = 8 was printed at q = 4."""
    words = text(story("exp(x**2/8)"))
    row = next(line for line in words.splitlines() if line.startswith("4 |"))
    assert "is infinite" in row and "8" not in row and "This is for q < 2" in words
    assert "-55.75" in words  # 1/4 - 8 (2 - 1/4)/(1/4), where the moments exist


@pytest.mark.parametrize(("activation", "why"), [("3", "φ is constant"), ("Max(x,0)**p", "not integrable")])
def test_what_has_no_edge_has_a_story_all_the_same(activation, why):
    words = text(told(activation))
    assert "no edge of chaos" in words and why in words
