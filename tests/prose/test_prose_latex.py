"""LaTeX is balanced, needs amsmath only, and compiles without an overfull box."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from prose_sample import document
from sympy import Max, Symbol

from derive.prose.document import Document, inlines, paragraph
from derive.prose.latex import render

NEEDS_TEX = pytest.mark.skipif(shutil.which("pdflatex") is None, reason="pdflatex is not installed")


@pytest.mark.parametrize("standalone", [True, False])
def test_environments_and_brackets_are_balanced(standalone: bool) -> None:
    text = render(document(), standalone)
    stack: list[str] = []
    for kind, name in re.findall(r"\\(begin|end)\{([^}]+)\}", text):
        if kind == "begin":
            stack.append(name)
        else:
            assert stack.pop() == name
    assert not stack
    bare = re.sub(r"\\[{}]", "", text)
    assert bare.count("{") == bare.count("}")
    assert len(re.findall(r"\\left(?![a-z])", text)) == len(re.findall(r"\\right(?![a-z])", text))


def test_the_only_package_is_amsmath() -> None:
    assert re.findall(r"\\usepackage.*", render(document())) == [r"\usepackage{amsmath}"]
    assert "usepackage" not in render(document(), standalone=False)
    assert "documentclass" not in render(document(), standalone=False)


def test_special_characters_are_words() -> None:
    text = render(Document("100 % of $a_b & #1", "", (paragraph("~ ^ \\ { } | < > √ φ ≤ “x” 中"),)))
    assert r"100 \% of \$a\_b \& \#1" in text
    assert r"\textbackslash{}" in text and r"\ensuremath{\phi}" in text and "[U+4E2D]" in text


def compiled(folder: Path, text: str) -> str:
    (folder / "main.tex").write_text(text, encoding="utf-8")
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "main.tex"]
    done = subprocess.run(command, cwd=folder, capture_output=True, timeout=120)
    log = done.stdout.decode("utf-8", "replace")
    assert done.returncode == 0, log[-2000:]
    return log


@pytest.mark.tex
@NEEDS_TEX
def test_a_document_compiles_without_overfull_boxes(tmp_path: Path) -> None:
    log = compiled(tmp_path, render(document()))
    assert "Overfull" not in log and "Warning" not in log


@pytest.mark.tex
@NEEDS_TEX
def test_a_title_with_a_formula_compiles(tmp_path: Path) -> None:
    title = inlines("The activation ", Max(Symbol("x"), 0) ** 2 - Symbol("x") / 3)
    for standalone in (True, False):
        text = render(Document("The activation max(x, 0)^2 - x/3", "told", (paragraph("x"),), heading=title), standalone)
        assert r"\max(x, 0)^{2}" in text
    assert "Overfull" not in compiled(tmp_path, render(Document("t", "told", (paragraph("x"),), heading=title)))


@pytest.mark.tex
@NEEDS_TEX
@pytest.mark.parametrize("options", ["", "[11pt]", "[12pt]"])
def test_a_fragment_compiles_inside_a_paper(tmp_path: Path, options: str) -> None:
    (tmp_path / "part.tex").write_text(render(document(), standalone=False), encoding="utf-8")
    paper = rf"\documentclass{options}{{article}}\usepackage{{amsmath}}\begin{{document}}\input{{part}}\end{{document}}"
    assert "Overfull" not in compiled(tmp_path, paper)
