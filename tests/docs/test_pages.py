"""What the README and the documentation show is what the commands print, and their Python runs."""

import importlib
import re
import subprocess
import sys
from pathlib import Path

import pytest
from blocks import PAGES, ROOT, Block, alike, blocks, printed, run_python
from latex2mathml.exceptions import MissingEndError

from derive.pipeline import book
from derive.prose.mathml import display, rows_of

SLOW = {"verify-a-paper.md"}


@pytest.fixture(autouse=True)
def plain(monkeypatch, tmp_path):
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setenv("DERIVE_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("page", [pytest.param(p, id=str(p.relative_to(ROOT)), marks=[pytest.mark.slow] * (p.name in SLOW)) for p in PAGES if blocks(p)])
def test_every_block_of_a_page_runs(page):
    names = {}
    for block in blocks(page):
        if block.kind == "console":
            for command, shown in block.commands():
                found = printed(command)
                assert alike(shown, found), f"$ {command}\n{found}"
        elif block.kind == "python":
            run_python(block.text, names)
        else:
            name, text = block.file()
            Path(name).parent.mkdir(parents=True, exist_ok=True)
            Path(name).write_text(text)


def test_a_wrong_page_is_noticed(tmp_path):
    """The comparison fails on a falsified page."""
    assert alike("exact\n", "exact") and alike("a ... c", "a b c")
    assert not alike("0.5 ± 1e-30", "0.25 ± 1e-30")
    with pytest.raises(AssertionError):
        run_python(">>> 1 + 1\n3\n", {})
    assert Block("console", "$ derive list rules\nshown\n").commands() == [("derive list rules", "shown\n")]


def test_the_two_commands_of_the_readme_are_those_of_continuous_integration():
    script = (ROOT / ".ci" / "run").read_text()
    run, test = re.findall(r"^    (python3 -m venv .*)$", (ROOT / "README.md").read_text(), re.MULTILINE)
    assert run in script and test in script


def test_every_figure_is_drawn_by_the_build(tmp_path, monkeypatch):
    """The pages show no picture but those that the engine draws for them, and each of those is shown."""
    monkeypatch.syspath_prepend(ROOT / "docs" / "_ext")
    pytest.importorskip("sphinx", reason="the site needs the extra docs")
    generated = importlib.import_module("generated")
    pages = [ROOT / "README.md", *(page for page in (ROOT / "docs").rglob("*.md") if "generated" not in page.parts)]
    shown = {found for page in pages for found in re.findall(r"\{(?:figure|image)\} (\S+)|!\[[^]]*\]\(([^)]+)\)", page.read_text())}
    assert {first or second for first, second in shown} == {f"generated/{name}.svg" for name in generated.FIGURES}
    monkeypatch.setattr(generated, "FIGURES", {"relu-hermite": generated.FIGURES["relu-hermite"]})
    generated.write_figures(tmp_path)
    assert "<svg" in (tmp_path / "relu-hermite.svg").read_text()


def test_the_reference_names_everything_public():
    import derive.testing

    text = (ROOT / "docs" / "reference" / "testing.md").read_text()
    assert not [name for name in derive.testing.__all__ if not re.search(rf"derive\.testing\.{name}\b", text)]


def test_every_statement_of_a_rule_is_shown_as_mathml():
    """Rows of a display are cut between its environments, never inside one; braces that do not close are noticed."""
    matrix = r"C=\begin{pmatrix}1&r\\r&1\end{pmatrix}"
    assert rows_of(matrix + r"\\ x&=y") == ("&" + matrix, " x&=y")
    for rule in book():
        assert "<math" in display(rows_of(rule.statement), rule.title), rule.name
    with pytest.raises(MissingEndError):
        display(rows_of(matrix[:-6]), "")


@pytest.mark.slow
def test_the_site_builds_without_warnings(tmp_path):
    pytest.importorskip("myst_parser", reason="the site needs the extra docs")
    words = ["-W", "-q", "-b", "html", "-d", str(tmp_path / "trees"), "-D", "gallery=relu", "-D", "ledger=0", "docs", str(tmp_path / "site")]
    run = subprocess.run([sys.executable, "-m", "sphinx", *words], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert "<math" in (tmp_path / "site" / "tour.html").read_text() and (tmp_path / "site" / "relu.html").exists()
