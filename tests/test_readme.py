"""What the README shows is what the commands print, and its Python block runs."""

import re
import shlex
from pathlib import Path

import pytest

from derive.cli.main import main

README = (Path(__file__).parents[1] / "README.md").read_text()
CONSOLE = re.findall(r"```console\n(.*?)```", README, re.DOTALL)
COMMANDS = [tuple(part.split("\n", 1)) for block in CONSOLE for part in re.split(r"^\$ ", block, flags=re.MULTILINE) if part.strip()]


@pytest.mark.parametrize(("command", "shown"), COMMANDS, ids=[command for command, _ in COMMANDS])
def test_a_command_prints_what_the_readme_shows(command, shown, capsys):
    main(shlex.split(command)[1:])
    assert capsys.readouterr().out.rstrip() == shown.rstrip()


def test_the_python_block_runs():
    (block,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    names: dict[str, object] = {}
    exec(compile(block, "README.md", "exec"), names)
    assert str(names["check"]("erf(x)", "K", "2/pi*asin(2*c*q/(1+2*q))").verdict) == "proved"


def test_the_two_commands_of_the_readme_are_those_of_continuous_integration():
    script = (Path(__file__).parents[1] / ".ci" / "run").read_text()
    run, test = re.findall(r"^    (python3 -m venv .*)$", README, re.MULTILINE)
    assert run in script and test in script
