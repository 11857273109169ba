"""On a terminal and in a pipe: 80 columns, no colours where none are wanted, silence, progress in words, and nothing half-written after Ctrl-C."""

import os
import pty
import re
import signal
import subprocess
import sys
import time

import pytest

from derive.cli.main import COMMANDS, main

COMMAND = [sys.executable, "-m", "derive.cli.main"]


def run(capsys, *words):
    status = main(list(words))
    out, err = capsys.readouterr()
    return status, out, err


def on_terminal(words, seconds=60, environment=None):
    """What a terminal of 80 columns shows of a command."""
    master, slave = pty.openpty()
    environment = {**os.environ, "COLUMNS": "80", "TERM": "xterm-256color", **(environment or {})}
    process = subprocess.Popen([*COMMAND, *words], stdin=slave, stdout=slave, stderr=slave, env=environment, close_fds=True)
    os.close(slave)
    shown, end = b"", time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            part = os.read(master, 65536)
        except OSError:
            break
        if not part:
            break
        shown += part
    os.close(master)
    return process.wait(timeout=10), shown.decode("utf-8", "replace")


@pytest.mark.parametrize("words", [("report", "relu", "--digits", "10"), ("kernel", "hard_tanh", "--steps", "--detail", "full", "--digits", "10")])
def test_what_is_piped_fits_80_columns_and_is_plain(capsys, monkeypatch, words):
    monkeypatch.setenv("COLUMNS", "80")
    status, out, _ = run(capsys, *words)
    assert status == 0 and "\x1b" not in out
    told = out[out.index("Statement") if "--steps" in words else 0 :]  # the formula as text before it is one line
    assert max(map(len, told.splitlines())) <= 80


def test_depths_are_chosen_by_an_option(capsys):
    short, standard, full = (run(capsys, "kernel", "abs", "--steps", "--detail", detail, "--digits", "10")[1] for detail in ("headline", "standard", "full"))
    assert "In 9 steps, by" in short and "(1)" not in short
    assert "The same" in standard and "The same" not in full and "(9)" in full


def test_letters_are_chosen_by_an_option(capsys):
    _, out, _ = run(capsys, "kernel", "relu", "--notation", "c=rho", "--notation", "phi=sigma", "--digits", "10")
    assert "σ(u)" in out and "arccos(ρ)" in out and "as text: sqrt(q1)" in out
    status, _, err = run(capsys, "kernel", "leaky_relu", "--notation", "c=alpha")
    assert status == 2 and "the parameter alpha" in err


def test_quiet_leaves_only_data_and_errors(capsys, tmp_path):
    path = tmp_path / "x.md"
    assert run(capsys, "report", "x", "-o", str(path), "--quiet", "--digits", "10") == (0, "", "")
    status, _, err = run(capsys, "report", "gleu", "--quiet")
    assert status == 2 and "gelu" in err


@pytest.mark.parametrize("command", COMMANDS)
def test_help_fits_a_terminal(capsys, monkeypatch, command):
    monkeypatch.setenv("COLUMNS", "80")
    _, out, _ = run(capsys, command, "--help")
    described = out.partition("examples:")[0]
    assert max((len(line) for line in described.splitlines() if not line.startswith("  {")), default=0) <= 80


MEANT = [(["report", "relu", "--detial", "full"], "--detail"), (["kernel", "relu", "--detail", "ful"], "full"), (["plto"], "plot")]


@pytest.mark.parametrize(("words", "meant"), MEANT)
def test_what_was_probably_meant_is_said(capsys, words, meant):
    status, out, err = run(capsys, *words)
    assert (status, out) == (2, "") and f"did you mean {meant}" in err


def test_colours_on_a_terminal_unless_they_are_not_wanted():
    words = ("kernel", "relu", "--steps", "--digits", "10")
    status, shown = on_terminal(words)
    assert status == 0 and "\x1b[1m" in shown
    _, plain = on_terminal(words, environment={"NO_COLOR": "1"})
    assert not re.search(r"\x1b\[[0-9;]*3[0-7]m", plain)


@pytest.mark.slow
def test_progress_is_said_in_words_and_wiped():
    status, shown = on_terminal(("report", "erf", "--digits", "10"))
    assert status == 0
    assert re.search(r"\r\x1b\[2K. (deriving|auditing|enclosing|finding)", shown)
    last = shown.rindex("\x1b[2K")
    assert "auditing" not in shown[last : last + 40]


def test_nothing_is_left_of_a_report_that_was_interrupted(tmp_path):
    path = tmp_path / "gelu.html"
    path.write_text("old")
    heeds = {"preexec_fn": lambda: signal.signal(signal.SIGINT, signal.SIG_DFL)}  # a shell's background has interrupts switched off
    process = subprocess.Popen([*COMMAND, "report", "gelu", "-o", str(path), "--no-pictures"], stderr=subprocess.PIPE, text=True, **heeds)
    time.sleep(3)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 130 and "Traceback" not in err and "interrupted" in err
    assert path.read_text() == "old" and os.listdir(tmp_path) == ["gelu.html"]


@pytest.mark.parametrize("suffix", [".html", ".tex", ".md", ".ipynb"])
def test_a_failure_while_writing_leaves_the_old_file(capsys, tmp_path, monkeypatch, suffix):
    path = tmp_path / f"x{suffix}"
    path.write_text("old")
    monkeypatch.setattr("os.replace", lambda *names: (_ for _ in ()).throw(KeyboardInterrupt))
    status, _, _ = run(capsys, "report", "x", "-o", str(path), "--digits", "10", "--no-pictures")
    assert status == 130
    assert path.read_text() == "old" and os.listdir(tmp_path) == [path.name]


def test_bibliography_comes_with_latex_and_pictures_beside_it(capsys, tmp_path):
    path = tmp_path / "relu.tex"
    assert run(capsys, "report", "relu", "-o", str(path), "--digits", "10", "--fragment", "--quiet")[0] == 0
    assert "@article{stein1981" in (tmp_path / "relu.bib").read_text()
    text = path.read_text()
    assert "documentclass" not in text and r"\cite[Lemma 1]{stein1981}" in text


def test_several_forms_are_written_at_once(capsys, tmp_path):
    paths = [tmp_path / f"x.{ending}" for ending in ("html", "md", "ipynb")]
    status, out, _ = run(capsys, "report", "x", "--digits", "10", "--no-pictures", "--json", *(word for path in paths for word in ("-o", str(path))))
    assert status == 0 and all(path.exists() for path in paths)
    assert str(paths[1]) in out


def test_tectonic_is_used_where_there_is_no_pdflatex(monkeypatch):
    from derive.cli.pdf import require_tex

    monkeypatch.setattr("shutil.which", lambda name: "/usr/bin/tectonic" if name == "tectonic" else None)
    assert require_tex() == ("tectonic", "/usr/bin/tectonic")
