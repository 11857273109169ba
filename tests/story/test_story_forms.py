"""A report in all its forms: depths, letters, pictures, a page in a browser, LaTeX without an overfull box."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from derive import activations
from derive.evidence.audit.certificate import Certificate
from derive.evidence.audit.verdict import Verdict
from derive.prose import html, latex, markdown, notebook
from derive.prose.alphabet import read_notation, written_in
from derive.prose.document import Chain, Document, Figure, Heading, Math, Program, References, Table, paragraph
from derive.prose.folding import Detail
from derive.story import story

NEEDS_TEX = pytest.mark.skipif(shutil.which("pdflatex") is None, reason="pdflatex is not installed")
OTHERS = ("x**3 - 3*x", "Max(x,0)**2 - x/3", "Piecewise((x, x > 1), (x**2, True))")


@pytest.fixture(scope="module")
def relu() -> Document:
    return story("relu", digits=15)


def count(document: Document, kind: type) -> int:
    return sum(isinstance(block, kind) for block in document.blocks)


def test_depths_differ_in_what_is_shown_and_not_in_what_is_found(relu: Document) -> None:
    short, full = (story("relu", digits=15, detail=detail) for detail in (Detail.HEADLINE, "full"))
    assert count(short, Chain) == 0 < count(relu, Chain) == count(full, Chain)
    assert any(block.text == "Theorems" for block in full.blocks if isinstance(block, Heading))
    answers = [[block for block in document.blocks if isinstance(block, Table)][-2] for document in (short, relu, full)]
    assert answers[0] == answers[1] == answers[2]


def test_the_letters_are_explained_once(relu: Document) -> None:
    text = markdown.render(relu)
    assert text.count("Let $Z$ be a standard normal variable. Write") == 1


def test_a_report_ends_with_notation_commands_and_references(relu: Document) -> None:
    assert count(relu, References) == 1 and count(relu, Program) == 2
    assert "derive report relu --detail standard --digits 15" in markdown.render(relu)


def test_the_program_in_a_report_runs(relu: Document) -> None:
    (program,) = (block for block in relu.blocks if isinstance(block, Program) and block.language == "python")
    done = subprocess.run([sys.executable, "-c", program.text], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_other_letters_reach_every_form() -> None:
    with written_in(read_notation({"phi": "sigma", "c": "rho", "q": "K"})):
        document = story("relu", digits=10)
        texts = [html.render(document).partition("</style>")[2], latex.render(document), markdown.render(document), notebook.render(document)]
    for text in texts:
        assert "φ" not in text and r"\phi" not in text and "q_{" not in text.replace("eq_{", "")
        assert r"\sigma" in text or "σ" in text


@pytest.mark.slow
def test_without_pictures_there_are_none_and_with_them_they_have_words() -> None:
    pytest.importorskip("matplotlib")
    document = story("identity", digits=10, pictures=True)
    figures = [block for block in document.blocks if isinstance(block, Figure)]
    assert figures and all(figure.alt and figure.caption and figure.drawing.pdf().startswith(b"%PDF") for figure in figures)
    page = html.render(document)
    assert page.count("<figure") == len(figures) and page.count('role="img"') == len(figures)
    assert "<figure" not in html.render(story("identity", digits=10))
    assert r"\includegraphics" in latex.render(document, figures="f") and r"\includegraphics" not in latex.render(document)


def boxes(folder: Path, text: str, runs: int = 2) -> list[str]:
    """Complaints about boxes, and after the second run, which has the references, warnings of every kind."""
    (folder / "main.tex").write_text(text, encoding="utf-8")
    for _ in range(runs):
        done = subprocess.run(["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "main.tex"], cwd=folder, capture_output=True, timeout=120, check=False)
    log = done.stdout.decode("utf-8", "replace")
    assert done.returncode == 0, log[-2000:]
    assert "[U+" not in text
    return re.findall(r"Overfull.*|.*Warning.*" if runs > 1 else r"Overfull.*", log)


@pytest.mark.tex
@NEEDS_TEX
def test_a_full_report_compiles_without_overfull_boxes(tmp_path: Path) -> None:
    assert boxes(tmp_path, latex.render(story("relu", digits=10, detail="full"))) == []


@pytest.fixture
def unaudited(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reports are set in the same lines without the work that fills in their figures."""
    monkeypatch.setattr("derive.pipeline.finding.certify", lambda *_: Certificate(Verdict.CERTIFIED, 30, 3, "", ""))
    monkeypatch.setattr("derive.story.mean_field.SECONDS", 0.2)
    monkeypatch.setattr("derive.story.depth.SECONDS", 0.2)


@pytest.mark.tex
@pytest.mark.slow
@NEEDS_TEX
@pytest.mark.usefixtures("unaudited")
@pytest.mark.parametrize("name", [*activations.names(), *OTHERS])
def test_every_full_report_compiles_without_overfull_boxes(tmp_path: Path, name: str) -> None:
    assert boxes(tmp_path, latex.render(story(name, digits=10, detail="full")), runs=1) == []


@pytest.mark.tex
@pytest.mark.slow
@NEEDS_TEX
@pytest.mark.parametrize("name", ["gelu", "tanh", "hard_swish", "silu"])
def test_reports_with_all_their_figures_compile_without_overfull_boxes(tmp_path: Path, name: str) -> None:
    assert boxes(tmp_path, latex.render(story(name, digits=10))) == []


@pytest.mark.tex
@NEEDS_TEX
def test_a_formula_that_is_too_wide_would_be_seen(tmp_path: Path) -> None:
    wide = Document("", "", (paragraph(Math(latex=r"\mbox{" + "m" * 90 + "}", plain="m")),))
    assert any("Overfull" in line for line in boxes(tmp_path, latex.render(wide)))


@pytest.mark.tex
@NEEDS_TEX
def test_every_theorem_can_be_typeset(tmp_path: Path) -> None:
    from derive.pipeline import book
    from derive.prose.document import Display, Math
    from derive.story.letters import PARTS

    shown = [Display(Math(latex=part, plain=part)) for rule in book() for part in PARTS.split(rule.statement) if part]
    document = Document("Theorems", "", tuple(shown))
    assert boxes(tmp_path, latex.render(document)) == []
    assert html.render(document)
