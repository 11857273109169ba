"""Readers that go away, streams that are closed, narrow terminals."""

import subprocess
import sys

import pytest

from derive.cli.output import say

DERIVE = f"{sys.executable} -m derive"


def shell(line):
    return subprocess.run(["bash", "-c", line], capture_output=True, text=True, timeout=120)


@pytest.mark.parametrize("words", ["kernel relu --steps", "list rules"])
def test_a_reader_who_went_away_is_no_failure(words):
    done = shell(f'{DERIVE} {words} | head -1 >/dev/null; echo "${{PIPESTATUS[0]}}"')
    assert (done.stdout, done.stderr) == ("0\n", "")


def test_closed_streams_are_no_failure():
    done = shell(f"{DERIVE} gain relu >&-; echo $?; {DERIVE} gain nosuch 2>&-; echo $?; {DERIVE} batch - --quiet <&-; echo $?")
    assert (done.stdout, done.stderr) == ("0\n2\n0\n", "")


def test_a_full_disk_is_named():
    done = shell(f"{DERIVE} gain relu >/dev/full; echo $?")
    assert done.stdout == "2\n"
    assert "No space left on device" in done.stderr and "Traceback" not in done.stderr


class Terminal:
    """A narrow one that keeps what is written."""

    def __init__(self):
        self.text = ""

    def isatty(self):
        return True

    def write(self, text):
        self.text += text

    def flush(self):
        pass


def test_lines_are_folded_on_a_terminal_but_not_what_is_copied(monkeypatch):
    monkeypatch.setenv("COLUMNS", "30")
    monkeypatch.setattr(sys, "stdout", Terminal())
    words = "  " + "word " * 20
    for text in (words.rstrip(), "  as text: " + "+ x " * 30, "def f(x):\n    return " + "x + " * 30 + "x"):
        say(text)
    lines = sys.stdout.text.split("\n")
    assert max(map(len, lines[:4])) <= 30 and lines[0].startswith("  word") and lines[1].startswith("    word")
    assert "  as text: " + "+ x " * 30 in lines
    assert "    return " + "x + " * 30 + "x" in lines
