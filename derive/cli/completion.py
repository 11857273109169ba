"""A script that lets your shell complete commands, options, their values, activations and kinds.

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
Words = dict[str, dict[str, Any]]

BASH = """_derive() {
    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} words=""
    case "${COMP_WORDS[1]}" in
%s
    esac
    [ "$COMP_CWORD" -eq 1 ] && words="%s"
    case "${COMP_WORDS[1]}:$prev" in
%s
    esac
    COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -o default -F _derive derive
"""
ZSH = """#compdef derive
_derive() {
    local -a found
    if (( CURRENT == 2 )); then found=(%s)
    else
        case "${words[2]}" in
%s
        esac
        case "${words[2]}:${words[CURRENT-1]}" in
%s
        esac
    fi
    compadd -a found || _files
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then _derive "$@"; else compdef _derive derive; fi
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
    """For each command its options, the values of those that take one (none named: anything), and the words that its arguments may be."""
    from derive import activations
    from derive.cli.main import COMMANDS

    catalogue = [activation.name for activation in activations.catalogue()]
    found: Words = {}
    for command in COMMANDS:
        parser = argparse.ArgumentParser(add_help=True)
        importlib.import_module(f"derive.cli.{command}").add(parser)
        actions: list[Any] = parser._actions
        options = [option for action in actions for option in action.option_strings if option.startswith("--")]
        values = {option: [*map(str, action.choices or ())] for action in actions if action.nargs != 0 for option in action.option_strings}
        choices = [str(choice) for action in actions if not action.option_strings for choice in action.choices or ()]
        takes = {action.dest for action in actions if not action.option_strings}
        arguments = [*choices, *_kinds(command), *(catalogue if takes & {"activation", "activations"} else [])]
        found[command] = {"options": sorted(options), "values": values, "arguments": list(dict.fromkeys(arguments))}
    return found


def _kinds(command: str) -> tuple[str, ...]:
    if command != "plot":
        return ()
    from derive.cli.plot import KINDS

    return KINDS


def _line(entry: dict[str, Any]) -> str:
    return " ".join([*entry["arguments"], *entry["options"]])


def _cases(found: Words, pattern: str, indent: int) -> tuple[str, str]:
    """Lines of a `case`: the words of each command, and those after an option that takes a value."""
    commands = [f"{command}) {pattern % _line(entry)} ;;" for command, entry in found.items()]
    values = [f"{command}:{option}) {pattern % ' '.join(named)} ;;" for command, entry in found.items() for option, named in entry["values"].items()]
    return tuple("\n".join(" " * indent + line for line in lines) for lines in (commands, values))  # type: ignore[return-value]


def _bash(found: Words) -> str:
    commands, values = _cases(found, 'words="%s"', 4)
    return BASH % (commands, " ".join(found), values)


def _zsh(found: Words) -> str:
    commands, values = _cases(found, "found=(%s)", 8)
    return ZSH % (" ".join(found), commands, values)


def _fish(found: Words) -> str:
    from derive.cli.main import COMMANDS

    lines = [f"complete -c derive -f -n __fish_use_subcommand -a {command} -d {shlex.quote(COMMANDS[command])}" for command in found]
    for command, entry in found.items():
        seen = f"complete -c derive -n '__fish_seen_subcommand_from {command}'"
        lines += [f"{seen} {_named(option)}" for option in entry["options"] if option not in entry["values"]]
        lines += [f"{seen} {_named(option)} " + (f"-x -a {shlex.quote(' '.join(named))}" if named else "-r") for option, named in entry["values"].items()]
        if entry["arguments"]:
            lines.append(f"{seen} -f -a {shlex.quote(' '.join(entry['arguments']))}")
    return "\n".join(lines)


def _named(option: str) -> str:
    return f"-l {option[2:]}" if option.startswith("--") else f"-s {option[1:]}"
