"""A script that lets your shell complete commands, options, activations and kinds.

examples:
  source <(derive completion bash)                                    in ~/.bashrc
  derive completion zsh > "${fpath[1]}/_derive"
  derive completion fish > ~/.config/fish/completions/derive.fish
"""

from __future__ import annotations

import argparse
import importlib
import shlex
from typing import Any

from derive.cli.options import add_json
from derive.cli.output import say, say_json

SHELLS = ("bash", "zsh", "fish")
Words = dict[str, dict[str, list[str]]]

BASH = """_derive() {
    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} words=""
    case "${COMP_WORDS[1]}" in
%s
    esac
    [ "$COMP_CWORD" -eq 1 ] && words="%s"
    case "$prev" in -o|--output|--plot|--junit|--ledger|--errata) words="" ;; esac
    COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -o default -F _derive derive
"""
ZSH = """#compdef derive
_derive() {
    local -a words
    if (( CURRENT == 2 )); then words=(%s)
    else case "${words[2]}" in
%s
    esac; fi
    compadd -a found || _files
}
_derive "$@"
"""


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("shell", choices=SHELLS, metavar="|".join(SHELLS), help="the shell that will read it")
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    found = words()
    if options.json:
        say_json(found)
        return 0
    say({"bash": _bash, "zsh": _zsh, "fish": _fish}[options.shell](found).rstrip())
    return 0


def words() -> Words:
    """For each command its options, and the words that its arguments may be."""
    from derive import activations
    from derive.cli.main import COMMANDS

    catalogue = [activation.name for activation in activations.catalogue()]
    found: Words = {}
    for command in COMMANDS:
        parser = argparse.ArgumentParser(add_help=True)
        importlib.import_module(f"derive.cli.{command}").add(parser)
        actions: list[Any] = parser._actions
        options = [option for action in actions for option in action.option_strings if option.startswith("--")]
        choices = [str(choice) for action in actions for choice in action.choices or ()]
        takes = {action.dest for action in actions if not action.option_strings}
        arguments = [*choices, *_kinds(command), *(catalogue if takes & {"activation", "activations"} else [])]
        found[command] = {"options": sorted(options), "arguments": list(dict.fromkeys(arguments))}
    return found


def _kinds(command: str) -> tuple[str, ...]:
    if command != "plot":
        return ()
    from derive.cli.plot import KINDS

    return KINDS


def _line(entry: dict[str, list[str]]) -> str:
    return " ".join([*entry["arguments"], *entry["options"]])


def _bash(found: Words) -> str:
    cases = "\n".join(f'    {command}) words="{_line(entry)}" ;;' for command, entry in found.items())
    return BASH % (cases, " ".join(found))


def _zsh(found: Words) -> str:
    cases = "\n".join(f"        {command}) found=({_line(entry)}) ;;" for command, entry in found.items())
    return ZSH.replace("local -a words", "local -a found").replace("words=(%s)", "found=(%s)") % (" ".join(found), cases)


def _fish(found: Words) -> str:
    from derive.cli.main import COMMANDS

    lines = [f"complete -c derive -n __fish_use_subcommand -a {command} -d {shlex.quote(COMMANDS[command])}" for command in found]
    for command, entry in found.items():
        seen = f"'__fish_seen_subcommand_from {command}'"
        lines += [f"complete -c derive -n {seen} -l {option.removeprefix('--')}" for option in entry["options"]]
        if entry["arguments"]:
            lines.append(f"complete -c derive -n {seen} -a {shlex.quote(' '.join(entry['arguments']))}")
    return "\n".join(lines)
