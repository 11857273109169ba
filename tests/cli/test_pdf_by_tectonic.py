"""Tectonic is run as its manual says where there is no pdflatex: tried with a program of that name that records how it is called."""

import json
import os
import stat
import sys

import pytest

STAND_IN = """#!{python}
import json, pathlib, sys
here = pathlib.Path(__file__).parent
source = pathlib.Path(sys.argv[-1])
inside = sorted(str(file) for file in pathlib.Path(".").rglob("*") if file.is_file())
(here / "called.json").write_text(json.dumps({{"words": sys.argv[1:], "source": source.read_text(), "files": inside}}))
{ending}
"""
WRITES = 'source.with_suffix(".pdf").write_bytes(b"%PDF-1.5 a page")'
FAILS = 'print("note: this is a stand-in", file=sys.stderr); print("error: report.tex:7: Undefined control sequence", file=sys.stderr); sys.exit(1)'


@pytest.fixture
def tectonic(tmp_path, monkeypatch):
    """Makes a folder with nothing but a tectonic the whole PATH."""

    def made(ending):
        folder = tmp_path / "bin"
        folder.mkdir()
        program = folder / "tectonic"
        program.write_text(STAND_IN.format(python=sys.executable, ending=ending))
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
        monkeypatch.setenv("PATH", str(folder))
        return folder

    return made


def test_the_source_is_compiled_once_as_untrusted(derive, tectonic, tmp_path):
    folder = tectonic(WRITES)
    path = tmp_path / "x.pdf"
    status, out, err = derive("report", "x", "-o", str(path), "--digits", "10", "--no-pictures")
    assert (status, out) == (0, "") and str(path) in err
    assert path.read_bytes() == b"%PDF-1.5 a page"
    called = json.loads((folder / "called.json").read_text())
    assert called["words"] == ["-X", "compile", "--untrusted", "report.tex"]
    assert r"\documentclass" in called["source"] and r"\end{document}" in called["source"]
    assert called["files"] == ["report.tex"]


def test_figures_stand_where_the_source_looks_for_them(derive, tectonic, tmp_path):
    pytest.importorskip("matplotlib")
    folder = tectonic(WRITES)
    status, _, _ = derive("report", "x", "-o", str(tmp_path / "x.pdf"), "--digits", "10", "--pictures")
    called = json.loads((folder / "called.json").read_text())
    assert status == 0
    drawn = [file for file in called["files"] if file.startswith("figures" + os.sep)]
    assert drawn and all(f"figures/{os.path.basename(file)}" in called["source"] for file in drawn)


def test_its_complaint_is_told_and_nothing_is_written(derive, tectonic, tmp_path):
    tectonic(FAILS)
    status, out, err = derive("report", "x", "-o", str(tmp_path / "x.pdf"), "--digits", "10", "--no-pictures")
    assert (status, out) == (2, "")
    assert "Undefined control sequence" in err and "-o FILE.tex" in err and "Traceback" not in err
    assert not (tmp_path / "x.pdf").exists()


def test_without_either_program_both_are_named_before_any_work(derive, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    status, out, err = derive("report", "x", "-o", str(tmp_path / "x.pdf"))
    assert (status, out) == (2, "")
    for word in ("pdflatex", "tectonic", "texlive-latex-recommended", "tectonic-typesetting.github.io", "-o FILE.html"):
        assert word in err
