"""Options that several commands share, and what their texts mean."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from derive.language.errors import DeriveError

if TYPE_CHECKING:
    from derive.prose.alphabet import Notation

MAX_DIGITS = 1000
EXAMPLES = {"--set": "alpha=1/2", "--assume": "alpha=real", "--notation": "phi=sigma"}
DETAILS = ("headline", "standard", "full")
PICTURES = (".svg", ".png", ".pdf")


def add_json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print JSON instead of text")
    parser.add_argument("--quiet", action="store_true", help="no messages and no progress on standard error, only errors")


def add_digits(parser: argparse.ArgumentParser, default: int = 30) -> None:
    parser.add_argument("--digits", type=whole(1, MAX_DIGITS), default=default, metavar="N", help=f"decimal digits to certify (default {default})")


def add_activation(parser: argparse.ArgumentParser) -> None:
    """The activation itself and the two options about its parameters."""
    parser.add_argument(
        "activation",
        metavar="ACTIVATION",
        help="a name (derive list activations) or an expression in x, such as 'Max(x,0)**2 - x/3'",
    )
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="fix a parameter: --set alpha=1/2")
    parser.add_argument(
        "--assume",
        action="append",
        default=[],
        metavar="NAME=WHAT",
        help="a parameter is positive unless: --assume alpha=real",
    )


def add_notation(parser: argparse.ArgumentParser) -> None:
    """Letters that the reader wants."""
    parser.add_argument(
        "--notation",
        action="append",
        default=[],
        metavar="NAME=LETTER",
        help="other letters for phi, q, c, X, Y, Z, sigma_w, sigma_b: --notation phi=sigma,q=K,c=rho",
    )


def notation_of(options: argparse.Namespace, *activations: Any) -> Notation:
    """The letters of --notation, none of which is a parameter of the activations."""
    from derive.prose.alphabet import read_notation

    return read_notation(pairs(options.notation, "--notation"), [symbol.name for activation in activations if activation for symbol in activation.parameters])


def add_detail(parser: argparse.ArgumentParser) -> None:
    """How much of a derivation is told."""
    parser.add_argument(
        "--detail",
        choices=DETAILS,
        default="standard",
        help="headline (what holds and how it is known), standard (each theorem a step, repetitions folded), full (every step)",
    )


def add_derivation(parser: argparse.ArgumentParser) -> None:
    """What the commands that derive one thing have in common."""
    parser.add_argument(
        "--at",
        action="append",
        default=[],
        metavar="q=3/2",
        help="exact values to evaluate at; may be given several times",
    )
    parser.add_argument("--forms", action="store_true", help="equivalent forms of the answer, the shortest first")
    parser.add_argument("--steps", action="store_true", help="show the derivation, step by step, each with its certificate")
    add_detail(parser)
    add_notation(parser)
    parser.add_argument(
        "--route",
        metavar="NAME",
        help="price (differentiate in c, integrate back), orthant (truncated moments), or a rule to begin with (derive list rules)",
    )
    parser.add_argument("--why", action="store_true", help="which rules were tried on the smallest goal that stayed open")


def pairs(texts: Sequence[str], option: str) -> dict[str, str]:
    """{"q1": "1", "c": "1/3"} from ["q1=1,c=1/3"] or ["q1=1", "c=1/3"]; a name given twice is an error."""
    found: dict[str, str] = {}
    for part in (part for text in texts for part in text.split(",")):
        name, equals, value = (piece.strip() for piece in part.partition("="))
        if not (equals and name and value):
            raise DeriveError(f"cannot read {option} {part!r}", "it is not of the form name=value", f"{option} {EXAMPLES.get(option, 'q=3/2')}")
        if name in found:
            raise DeriveError(f"cannot read {option} {part!r}", f"{name} is given twice", f"{option} {name}={value} once")
        found[name] = value
    return found


def points(texts: Sequence[str]) -> list[dict[str, str]]:
    """One point an occurrence of --at."""
    return [pairs([text], "--at") for text in texts]


def whole(low: int, high: int) -> Callable[[str], int]:
    """A reader of whole numbers between two bounds, for the command line."""

    def read(text: str) -> int:
        try:
            number = int(text)
        except ValueError:
            raise argparse.ArgumentTypeError(f"{text!r} is not a whole number") from None
        if not low <= number <= high:
            raise argparse.ArgumentTypeError(f"{text} is not between {low} and {high}")
        return number

    return read


def ending(suffixes: Sequence[str]) -> Callable[[str], Path]:
    """A reader of the names of files with one of these endings, for the command line."""

    def read(text: str) -> Path:
        path = Path(text)
        if path.suffix.lower() not in suffixes:
            raise argparse.ArgumentTypeError(f"the ending of {text!r} is none of {' '.join(suffixes)}")
        return path

    return read
