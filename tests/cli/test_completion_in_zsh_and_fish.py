"""The scripts are read by the shells themselves, which then complete as a person would have them complete."""

import shutil
import subprocess

import pytest

from derive.cli.main import main

CASES = [
    ("derive comp", {"compare", "completion"}),
    ("derive report gel", {"gelu", "gelu_tanh"}),
    ("derive report --dig", {"--digits"}),
    ("derive report --detail ", {"headline", "standard", "full"}),
    ("derive plot ph", {"phase", "phish"}),
    ("derive list r", {"rules"}),
]
ZSH = """
compadd() {{ local -a names; names=("${{(@P)2}}"); print -l -- ${{(M)names:#${{words[CURRENT]}}*}}; }}
_files() {{ : }}
compdef() {{ : }}
words=({words}); CURRENT=${{#words}}
fpath=({folder} $fpath); autoload -Uz _derive; _derive
"""


@pytest.fixture
def script(capsys, tmp_path):
    def written(shell, name):
        assert main(["completion", shell]) == 0
        (tmp_path / name).write_text(capsys.readouterr().out)
        return tmp_path / name

    return written


def said(words):
    done = subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)
    assert done.stderr == ""
    return {line.partition("\t")[0] for line in done.stdout.split("\n") if line}


@pytest.mark.skipif(shutil.which("fish") is None, reason="fish is not installed")
@pytest.mark.parametrize(("line", "expected"), CASES)
def test_fish(script, line, expected):
    path = script("fish", "derive.fish")
    assert said(["fish", "--no-config", "-c", f"source {path}; complete -C {line!r}"]) == expected


@pytest.mark.skipif(shutil.which("zsh") is None, reason="zsh is not installed")
@pytest.mark.parametrize(("line", "expected"), CASES)
def test_zsh(script, line, expected):
    path = script("zsh", "_derive")
    words = " ".join(word or "''" for word in line.split(" "))
    assert said(["zsh", "-f", "-c", ZSH.format(words=words, folder=path.parent)]) == expected
