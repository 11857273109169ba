"""Pictures: every kind, in every form, with words; and clear refusals."""

import json
import xml.etree.ElementTree as tree

import pytest

from derive.cli.main import main
from derive.cli.plot import KINDS

pytest.importorskip("matplotlib")


def plot(capsys, *words):
    status = main(["plot", *words])
    out, err = capsys.readouterr()
    return status, out, err


def test_a_picture_is_written_with_its_caption(capsys, tmp_path):
    path = tmp_path / "relu.svg"
    status, out, err = plot(capsys, "activation", "relu", "-o", str(path), "--json")
    found = json.loads(out)
    assert status == 0 and str(path) in err
    assert found["alt"] and found["caption"] and found["output"] == str(path)
    assert tree.parse(path).getroot().tag.endswith("svg")


@pytest.mark.parametrize(("suffix", "begin"), [(".png", b"\x89PNG"), (".pdf", b"%PDF")])
def test_the_ending_decides_the_form(capsys, tmp_path, suffix, begin):
    path = tmp_path / f"x{suffix}"
    assert plot(capsys, "activation", "Max(x,0)", "-o", str(path), "--quiet")[::2] == (0, "")
    assert path.read_bytes().startswith(begin)


def test_letters_can_be_changed(capsys, tmp_path):
    path = tmp_path / "x.svg"
    assert plot(capsys, "kernel", "relu", "-o", str(path), "--notation", "c=rho,phi=sigma")[0] == 0
    assert "ρ" in path.read_text() and "ϕ" not in path.read_text()


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["fase", "relu", "-o", "x.svg"], "phase"),
        (["phase", "relu", "-o", "x.gif"], ".svg"),
        (["phase", "relu"], "-o"),
        (["phase", "gleu", "-o", "x.svg"], "gelu"),
        (["beta", "relu", "-o", "x.svg"], "phi' jumps"),
        (["phase", "step", "-o", "x.svg"], "delta"),
        (["correlation", "relu", "--sigma-w", "-1", "-o", "x.svg"], "at least 0"),
        (["activation", "relu", "-o", "none/x.svg"], "no folder"),
    ],
)
def test_bad_questions_are_refused_in_one_line(capsys, tmp_path, monkeypatch, words, hint):
    monkeypatch.chdir(tmp_path)
    status, out, err = plot(capsys, *words)
    assert (status, out) == (2, "")
    assert hint in err and "Traceback" not in err
    assert list(tmp_path.iterdir()) == []


def test_without_matplotlib_it_says_what_to_install(capsys, tmp_path, monkeypatch):
    monkeypatch.setattr("derive.pictures.style.available", lambda: False)
    status, _, err = plot(capsys, "activation", "relu", "-o", str(tmp_path / "x.svg"))
    assert status == 2 and "pip install 'derive-nn[plot]'" in err


def test_the_command_knows_the_kinds_there_are():
    from derive.pictures import KINDS as DRAWN

    assert tuple(DRAWN) == KINDS
