"""A page is one file of well-formed HTML with MathML, reads without a network, and says its formulas in words."""

from __future__ import annotations

import re
import shutil
import subprocess
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from prose_sample import document
from sympy import Symbol

from derive.prose.document import Code, Document, Heading, inlines, paragraph, table
from derive.prose.html import render

VOID = {"meta", "wbr", "br", "hr", "link", "img", "input", "mspace"}


class Outline(HTMLParser):
    """Tags in order; `stack` is empty at the end where every tag is closed."""

    def __init__(self) -> None:
        super().__init__()
        self.stack: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in VOID:
            self.stack.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.stack.pop() == tag


def outline(text: str) -> Outline:
    parser = Outline()
    parser.feed(text)
    parser.close()
    assert not parser.stack
    return parser


def test_every_tag_is_closed_and_every_formula_has_words() -> None:
    formulas = [attributes for tag, attributes in outline(render(document())).seen if tag == "math"]
    assert len(formulas) > 10
    assert all(attributes.get("alttext") for attributes in formulas)


def test_nothing_is_loaded_from_anywhere() -> None:
    text = render(document())
    assert "http://" not in text and "https://" not in text and "url(" not in text and "@import" not in text
    tags = {tag for tag, _ in outline(text).seen}
    assert not tags & {"script", "link", "img", "iframe"}


def test_no_latex_is_left_in_a_formula() -> None:
    text = render(document())
    body = text[text.index("<main>") :]
    for word in (r"\frac", r"\left", r"\mathbf", r"\operatorname", "bold", "negativethin", "<mi>&</mi>"):
        assert word not in body


def test_tables_name_their_rows_and_columns() -> None:
    scopes = [attributes.get("scope") for tag, attributes in outline(render(document())).seen if tag == "th"]
    assert "col" in scopes and "row" in scopes


def test_headings_follow_one_another() -> None:
    levels = [int(tag[1]) for tag, _ in outline(render(document())).seen if tag in ("h1", "h2", "h3", "h4")]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_text_is_escaped() -> None:
    evil = "<script>alert('x')</script> & \"y\""
    text = render(Document(evil, evil, (Heading(2, evil, evil), paragraph(evil, Code(evil)), table([evil], [[evil]], evil))))
    assert "<script>" not in text
    outline(text)


def test_a_heading_may_hold_formulas_while_the_title_is_short_text() -> None:
    long = "The activation " + " + ".join(f"x**{i}" for i in range(40))
    text = render(Document(long, heading=inlines("The activation ", Symbol("x") ** 2)))
    (title,) = re.findall(r"<title>(.*)</title>", text)
    assert len(title) <= 70 and title.endswith("…")
    assert re.search(r"<h1>The activation <math", text)
    outline(text)


def test_a_phone_gets_narrower_equations_instead_of_a_scroll_bar() -> None:
    text = render(document())
    assert '<div class="wide">' in text and text.count('class="wide"') == text.count('class="narrow"')


@pytest.mark.browser
@pytest.mark.skipif(shutil.which("chromium") is None, reason="chromium is not installed")
@pytest.mark.parametrize("width", [390, 1200])
def test_the_page_itself_never_scrolls_sideways(tmp_path: Path, width: int) -> None:
    (tmp_path / "inner.html").write_text(render(document()), encoding="utf-8")
    (tmp_path / "outer.html").write_text(
        f'<iframe src="inner.html" style="width:{width}px;height:900px;border:0"></iframe><p id="found"></p><script>'
        'onload=()=>{const e=document.querySelector("iframe").contentDocument.documentElement;'
        'document.getElementById("found").textContent="scroll "+e.scrollWidth+" client "+e.clientWidth}</script>',
        encoding="utf-8",
    )
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
    flags += ["--disable-background-networking", "--disable-component-update", "--allow-file-access-from-files"]
    command = ["chromium", *flags, f"--user-data-dir={tmp_path / 'profile'}", "--window-size=1300,1000", "--dump-dom"]
    done = subprocess.run([*command, (tmp_path / "outer.html").as_uri()], capture_output=True, timeout=120)
    found = re.search(r"scroll (\d+) client (\d+)", done.stdout.decode("utf-8", "replace"))
    assert found is not None
    assert int(found[1]) <= int(found[2])


@pytest.mark.parametrize(
    ("formula", "gaps"), [(r"\alpha \min(x, 0)", 1), (r"\min(x, 0)", 0), (r"2\arcsin\rho", 2), (r"x\,\tanh(x)", 1), (r"(1+x)\log(x)", 1), (r"x\tanh^{2}(x)", 1)]
)
def test_functions_stand_apart_from_their_factors(formula: str, gaps: int) -> None:
    from derive.prose.mathml import inline

    assert inline(formula, "").count("<mspace") == gaps


def test_relations_and_infinity_are_operators_and_letters() -> None:
    from derive.prose.mathml import inline

    text = inline(r"a \sim b \pm \infty", "")
    assert "<mo>∼</mo>" in text and "<mo>±</mo>" in text and "<mi>∞</mi>" in text
