"""The command: help, mistakes, streams and exit status."""

import subprocess
import sys

import pytest

from derive.cli.main import COMMANDS, main


def run(capsys, *words):
    status = main(list(words))
    out, err = capsys.readouterr()
    return status, out, err


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_examples(capsys, command):
    status, out, err = run(capsys, command, "--help")
    assert (status, err) == (0, "")
    assert "examples:" in out
    assert "--json" in out


def test_help_names_every_command(capsys):
    status, out, _ = run(capsys, "--help")
    assert status == 0
    assert all(command in out for command in COMMANDS)


def test_version(capsys):
    status, out, _ = run(capsys, "--version")
    assert status == 0
    assert out.startswith("derive ")


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["reprot", "relu"], "report"),
        (["frobnicate"], "the commands are"),
        (["expect", "relu"], "QUANTITY"),
        (["expect", "relu", "E[phi]", "--digits", "many"], "whole number"),
        (["expect", "relu", "E[phi]", "--digits", "0"], "between"),
        (["expect", "relu", "E[phi]", "--frob"], "--frob"),
        (["--json", "list"], "behind the command"),
        (["list", "cats"], "activations"),
        (["report", "relu", "-o", "relu.doc"], ".tex"),
    ],
)
def test_a_wrong_command_line_is_one_clear_message_and_status_2(capsys, words, hint):
    status, out, err = run(capsys, *words)
    assert (status, out) == (2, "")
    assert hint in err
    assert "Traceback" not in err


def test_nothing_said_is_answered_with_help_and_status_2(capsys):
    status, out, _ = run(capsys)
    assert status == 2
    assert "report" in out


def test_help_needs_neither_sympy_nor_flint():
    code = "import sys; from derive.cli.main import main; main(['--help']); print({'sympy', 'flint'} & {*sys.modules})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "set()"


def test_letters_that_the_stream_cannot_carry_are_spelled():
    command = [sys.executable, "-m", "derive.cli.main", "kernel", "relu"]
    done = subprocess.run(command, capture_output=True, text=True, env={"PYTHONIOENCODING": "ascii"}, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "E[phi(u)*phi(v)]" in done.stdout


def test_a_reader_that_leaves_early_is_no_error():
    done = subprocess.run(
        f"{sys.executable} -m derive.cli.main list rules | head -n 1",
        shell=True,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr
    assert "Broken" not in done.stderr
