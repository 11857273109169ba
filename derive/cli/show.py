"""An answer on the terminal: the formula, when it holds, how it is known, its values, and if asked the steps."""

from __future__ import annotations

import argparse
from typing import Any

from derive.batch.deadline import Deadline
from derive.batch.shape import ABSENT, shape
from derive.cli.options import points
from derive.cli.output import say, say_json
from derive.pipeline import Answer
from derive.prose.notation import plain


def show(found: Answer, options: argparse.Namespace) -> int:
    """Print the answer as text or JSON; exit status 1 if a value that was asked for is missing."""
    asked = points(options.at)
    for point in asked:
        found.point(point)
    result = shape(found, asked, options.digits, Deadline(), f"{options.activation} {found.quantity}")
    if options.json:
        say_json(result)
    else:
        _text(found, result)
        if options.steps:
            steps(found, options.digits)
        if options.why:
            _why(found)
    missing = [v for v in result["values"] if v["value"] is None and v["status"] not in ABSENT]
    return 1 if missing or (found.status not in ("closed", *ABSENT) and not result["values"]) else 0


def _text(found: Answer, result: dict[str, Any]) -> None:
    left = plain(found.goal)
    if found.value is not None:
        say(f"{found.activation.name}: {left} = {plain(found.value)}")
        say(f"  as text: {result['expression']}")
    else:
        say(f"{found.activation.name}: {left} {_state(found.status)}")
    if found.exists is not True:
        say(f"  exists: {'nowhere' if found.exists == 'False' else 'if ' + str(found.exists)}")
    certificate = result["certificate"]
    if found.value is not None:
        known = f"{certificate['digits']} digits at {certificate['points']} points"
        say(f"  {certificate['verdict']}: {known}, {result['steps']} steps")
    for value in result["values"]:
        where = ", ".join(f"{name} = {number}" for name, number in value["at"].items())
        number = value["status"] if value["value"] is None else f"{value['value']} ± {value['radius']}"
        say(f"  at {where}: {number}")
    if result["message"]:
        say(f"  {result['message']}")


def _state(status: str) -> str:
    words = {
        "enclosed": "has no closed form that was found; its values are enclosed",
        "diverges": "is infinite",
        "undefined": "is not defined",
    }
    return words.get(status, f"is {status}")


def steps(found: Answer, digits: int) -> None:
    """The derivation in numbered steps, each with its certificate."""
    from rich.console import Console

    from derive.prose import terminal
    from derive.prose.derivation import blocks
    from derive.prose.document import Document

    if found.derivation is None:
        return
    told = blocks(found.derivation, found.certificates(digits))
    terminal.render(Document(f"{found.quantity} of {found.activation.name}", blocks=tuple(told)), Console())


def _why(found: Answer) -> None:
    """Which rules were tried on the smallest goal that stayed open."""
    tried = found.derivation.tried if found.derivation else ()
    if not tried:
        say(f"  {found.message}" if found.message and found.value is None else "  no goal stayed open")
        return
    goal, rules = min(tried, key=lambda pair: (pair[0].count_ops(), str(pair[0])))
    say(f"  smallest open goal: {plain(goal)}")
    say(f"  rules tried: {', '.join(rules) or 'none applies'}")
