"""The command `derive`: finds the command's own file, runs it, and turns every foreseen failure into one clear line.

Each command lives in one file with `add(parser)` and `run(options) -> int`. Only the file of the command that is
called is imported, so that help and light commands start fast.
"""

from __future__ import annotations

import argparse
import importlib
import os
import re
import shutil
import sys
import textwrap
import time
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from difflib import get_close_matches
from types import ModuleType
from typing import Any, NoReturn

from derive.cli.encoding import forgive
from derive.cli.output import hush, require_place, say_json, settle, working

COMMANDS = {
    "report": "the whole story of one activation, to the terminal or to a file",
    "expect": "one Gaussian expectation as a function of q",
    "kernel": "the dual kernel as a function of q1, q2 and c",
    "check": "is my formula right? proved, certified to N digits, or refuted with the point",
    "edge": "the edge of chaos: the curve, its points with their stability, a phase diagram",
    "gain": "1/sqrt(E[phi^2]) and 1/sqrt(E[phi'^2]) at unit variance, beside the library's table",
    "compare": "several activations side by side: kernels, edge, rates, gains, recommended initialisation",
    "plot": "a picture: activation, kernel, correlation, variance, phase, decay, residual, beta, hermite",
    "init": "sigma_w and sigma_b for a network of given depth, on the stable edge of chaos, as code for your library",
    "normalize": "the forward and backward gain, and the factor that balances them, as code too",
    "list": "activations, rules, claims or functions",
    "batch": "many questions at once, JSON Lines in and out",
    "verify": "published statements, derived, certified and falsified on purpose",
    "doctor": "versions, which optional parts are there, and how to get those that are missing",
    "completion": "words for your shell to complete: bash, zsh or fish",
}

DOING = {  # what a command does until it says otherwise
    "report": "reading",
    "expect": "deriving an expectation of",
    "kernel": "deriving the kernel of",
    "check": "deriving, and comparing with the formula for",
    "edge": "enclosing the edge of chaos of",
    "gain": "deriving the moments of",
    "init": "choosing a point of the edge of chaos of",
    "normalize": "deriving the moments of",
    "compare": "reading",
    "plot": "drawing",
    "list": "reading",
    "completion": "reading the options of all commands",
}

_EPILOG = """examples:
  derive report gelu -o gelu.html
  derive kernel relu --steps
  derive check relu K "sqrt(q1*q2)*(sqrt(1-c**2)+(pi-acos(c))*c)/(2*pi)"
  derive COMMAND --help      shows the options and examples of a command"""


class Parser(argparse.ArgumentParser):
    """An argument parser whose messages name what was probably meant."""

    def _get_value(self, action: argparse.Action, arg_string: str) -> Any:
        """What `_shielded` put before a word is no part of it."""
        return super()._get_value(action, arg_string.strip())

    def error(self, message: str) -> NoReturn:
        prog = self.prog.split()[0]
        self.exit(2, f"{prog}: {message}{self._meant(message)}\nTry: {self.prog} --help\n")

    def _meant(self, message: str) -> str:
        """What was probably meant by a mistyped option or choice."""
        wrong = re.findall(r"(?<!\S)(--[A-Za-z-]+)", message.partition("unrecognized arguments:")[2])
        chosen = re.search(r"invalid choice: '([^']*)' \(choose from (.*)\)", message)
        if chosen:
            near = get_close_matches(chosen[1], re.findall(r"[\w-]+", chosen[2]), n=1)
        else:
            known = [option for option in self._option_string_actions if option.startswith("--")]
            near = [match for word in wrong for match in get_close_matches(word, known, n=1)]
        return f": did you mean {' and '.join(near)}?" if near else ""


def main(argv: Sequence[str] | None = None) -> int:
    """Run `derive` with these arguments (the process's own by default) and return the exit status: 0, 1 or 2."""
    words = list(sys.argv[1:] if argv is None else argv)
    forgive()
    try:
        return _run(words)
    except SystemExit as stop:  # argparse: 0 after --help, 2 after a wrong option
        return stop.code if isinstance(stop.code, int) else 2
    except BrokenPipeError:
        _silence()
        return 0
    except KeyboardInterrupt:
        print("derive: interrupted", file=sys.stderr)
        return 130


def _run(words: list[str]) -> int:
    name = next((word for word in words if not word.startswith("-")), None)
    if name is None or name not in COMMANDS or words[0] != name:
        return _outer(words, name)
    started = time.monotonic()
    module = _module(name)
    parser = Parser(
        prog=f"derive {name}",
        description=_filled(module.__doc__ or ""),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    module.add(parser)
    options = parser.parse_args([_shielded(word) for word in words[1:]])
    options.command, options.started = name, started
    hush(options.quiet)
    return _guarded(module, options)


def _filled(text: str) -> str:
    """Paragraphs filled to the terminal, at most 80 columns; what is indented (examples) stays as it is."""
    room = min(80, shutil.get_terminal_size().columns)
    blocks = text.strip().split("\n\n")
    return "\n\n".join(block if "\n  " in f"\n{block}" else textwrap.fill(" ".join(block.split()), room) for block in blocks)


def _shielded(word: str) -> str:
    """A formula that starts with a minus sign, so that it is not taken for an option; readers ignore the blank."""
    formula = word.startswith("-") and len(word) > 1 and word[1] != "-" and word[:2] not in ("-o", "-h")
    return f" {word}" if formula else word


def _guarded(module: ModuleType, options: argparse.Namespace) -> int:
    """The exit status: that of the command; 1 where its time is over, which is an answer that is missing; 2 for bad input."""
    from derive.language.errors import DeriveError, TimeLimit, writable

    try:
        _require_places(options)
        with _watched(options), writable("the answer"):
            status = int(module.run(options))
        sys.stdout.flush()
        return status
    except TimeLimit as error:
        return _missing(options, f"{error}")
    except DeriveError as error:
        return _refused(f"{error}")
    except OSError as error:
        if isinstance(error, BrokenPipeError):
            raise
        missing = isinstance(error, FileNotFoundError)
        return _refused(f"{error.filename or 'output'}: {error.strerror or error}{'. Try: the name of a file that exists' * missing}")
    except RecursionError:
        return _refused("the expression is too deep. Try: a smaller one, or parts of it on their own")


def _refused(message: str) -> int:
    """Say what is wrong with the input."""
    settle()
    print(f"derive: {message}", file=sys.stderr)
    return 2


def _missing(options: argparse.Namespace, message: str) -> int:
    """Say why there is no answer: in JSON too if that was asked for, except among lines of answers."""
    _refused(message)
    if options.json and options.command != "batch":
        say_json({"status": "timeout", "message": message})
        sys.stdout.flush()
    return 1


def _require_places(options: argparse.Namespace) -> None:
    """What cannot be written in the end is refused before any work is done."""
    from pathlib import Path

    for given in (getattr(options, name, None) for name in ("output", "plot", "junit", "ledger", "errata")):
        for path in given if isinstance(given, list) else [given]:
            if isinstance(path, Path):
                require_place(path)


def _watched(options: argparse.Namespace) -> AbstractContextManager[None]:
    """A line that says what is being done; some commands have a bar of their own."""
    if options.command not in DOING:
        return nullcontext()
    about = getattr(options, "activation", "").strip()[:40]
    return working(options.started, f"{DOING[options.command]} {about}".strip())


def _outer(words: list[str], name: str | None) -> int:
    """`derive`, `derive --help`, `derive --version`, and words that are no command."""
    parser = Parser(
        prog="derive",
        description="Audited derivations for the theory of wide neural networks.",
        epilog=_EPILOG,
        add_help=True,
    )
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--version", action="store_true", help="print the version of the engine")
    commands = parser.add_argument_group("commands")
    for command, purpose in COMMANDS.items():
        commands.add_argument(command, nargs="?", help=purpose)
    parser.usage = "derive COMMAND ... [--json]"
    if name is not None:
        parser.error(_unknown(name))
    if parser.parse_args(words).version:
        from derive import __version__

        print(f"derive {__version__}")
        return 0
    parser.print_help()
    return 2 if not words else 0


def _unknown(name: str) -> str:
    if name in COMMANDS:
        return f"options stand behind the command: derive {name} ..."
    near = get_close_matches(name, COMMANDS, n=2, cutoff=0.5)
    hint = f"did you mean {' or '.join(near)}?" if near else f"the commands are {', '.join(COMMANDS)}"
    return f"{name!r} is not a command: {hint}"


def _module(name: str) -> ModuleType:
    return importlib.import_module(f"derive.cli.{name}")


def _silence() -> None:
    """Nobody reads our output any more: let the interpreter's last flush go nowhere."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):
        sys.stdout = None


if __name__ == "__main__":
    sys.exit(main())
