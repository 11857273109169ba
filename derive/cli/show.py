"""An answer on the terminal: the formula, when it holds, how it is known, its values, and if asked the steps."""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from itertools import islice
from typing import Any

from sympy import Expr

from derive.batch.point import check_point, shown
from derive.batch.shape import Audit, audit, shape
from derive.batch.values import ABSENT
from derive.cli.exact import counted, enclosed
from derive.cli.explained import explained
from derive.cli.limits import deadline_of, limited
from derive.cli.options import notation_of, points
from derive.cli.output import doing, say, say_json, settle, tell
from derive.evidence.audit.certificate import Certificate
from derive.evidence.audit.verdict import Verdict
from derive.language.forms.abbreviated import abbreviated, is_long
from derive.language.functions.activation import Activation
from derive.pipeline import Answer
from derive.pipeline.limits import Limit, limits
from derive.prose.alphabet import shortened, written_in
from derive.prose.conditions import merged
from derive.prose.constants import in_letters, values
from derive.prose.edges import essential, line
from derive.prose.notation import plain
from derive.prose.result import limits_meant
from derive.prose.setting import numbers_of


def show(found: Answer, options: argparse.Namespace, other: Activation | None = None) -> int:
    """Print the answer as text or JSON; exit status 1 if a value that was asked for is missing."""
    asked, deadline = points(options.at), deadline_of(options)
    for point in asked:
        check_point(found, point)
    with limited(options):
        doing(f"auditing {found.quantity} of {found.activation.name}")
        audited = audit(found, options.digits, deadline)
        second = f" with {options.other.strip()}" if other is not None else ""
        doing("enclosing values")
        result = shape(found, asked, options.digits, deadline, f"{options.activation} {found.quantity}{second}", audited)
    result["seconds"] = round(time.monotonic() - options.started, 3)
    if result["status"] == "error":
        if options.json:
            say_json(result)
        else:
            tell(f"{result['message']}")
        return 1
    edges, forms = limits(found), [str(form) for form in found.forms()[1:]] if options.forms else []
    if options.json:
        beside = {"limits": list(map(str, edges)), "forms": forms}
        say_json(result | {name: texts for name, texts in beside.items() if texts})
    else:
        with written_in(notation_of(options, found.activation, other)), shortened():  # what is copied is printed whole
            _text(found, result, other)
            for edge in essential(edges):
                say(f"  limit at {line(edge)}")
            for words in limits_meant(found.value, found.hypotheses) if found.value is not None else ():
                say(f"  {words}")
            for form in forms:
                say(f"  also {form}")
            if options.steps:
                steps(found, audited, options.detail, edges, other)
            if options.why:
                _why(found)
    missing = [v for v in result["values"] if v["value"] is None and v["status"] not in ABSENT]
    return 1 if missing or (found.status not in ("closed", *ABSENT) and not result["values"]) else 0


def _text(found: Answer, result: dict[str, Any], other: Activation | None) -> None:
    left = plain(found.goal)
    name = _name(found, other)
    if found.value is not None:
        numbers = numbers_of(found.goal)
        value = in_letters(found.value, numbers)
        say(f"{name}: {left} = {plain(value)}" + (f" where {', '.join(map(plain, values(numbers)))}" if value != found.value else ""))
        _in_short(value)
        say(f"  as text: {result['expression']}")
        for meaning in explained(found.value):
            say(f"  {meaning}")
    else:
        say(f"{name}: {left} {_state(found.status)}")
    if found.exists is None:
        say("  whether it exists for all values was not decided")
    elif found.exists is not True:
        where = " and ".join(map(plain, merged(found.existence)))
        say("  exists nowhere" if found.exists == "False" else f"  exists where {where}")
    certificate = result["certificate"]
    if found.value is not None:
        known = f"{certificate['digits']} digits at {counted(certificate['points'], 'point')}, " if certificate["points"] else ""
        say(f"  {certificate['verdict']}: {known}{counted(result['steps'], 'step')}")
    for value in result["values"]:
        say(f"  at {shown(value['at'])}: {enclosed(value) if value['value'] is not None else _state_at(value['status'])}")
    if result["message"]:
        say(f"  {result['message']}")


def _state_at(status: str) -> str:
    """What is said in place of a value."""
    return {"error": "no proven value", "timeout": "no proven value within the time limit"}.get(status, _state(status).removeprefix("is "))


def _name(found: Answer, other: Activation | None) -> str:
    return found.activation.name if other is None else f"φ = {found.activation.name}, ψ = {other.name}"


def _in_short(value: Expr) -> None:
    """A long value with letters for what occurs in it again and again."""
    definitions, short = abbreviated(value) if is_long(value) else ((), None)
    if definitions:
        say(f"  in short: {plain(short)} where {', '.join(f'{letter} = {plain(part)}' for letter, part in definitions)}")


def _state(status: str) -> str:
    words = {
        "enclosed": "has no closed form that was found; its values are enclosed",
        "diverges": "is infinite",
        "undefined": "is not defined",
    }
    return words.get(status, f"is {status}")


def steps(found: Answer, audited: Audit, detail: str, edges: Sequence[Limit] = (), other: Activation | None = None) -> None:
    """The derivation in numbered steps, each with its certificate, and the works it cites."""
    from derive.cli.paper_roll import PaperRoll
    from derive.prose import terminal
    from derive.prose.bibliography import works
    from derive.prose.derivation import blocks
    from derive.prose.document import Block, Document, Heading, References
    from derive.prose.folding import Detail

    if found.derivation is None:
        return
    settle()
    unknown = Certificate(Verdict.UNDECIDED, 0, 0, "", "its audit was not finished")
    left = iter(audited.steps or (unknown,) * len(found.steps))
    for part in found.told():
        where = f" where {' and '.join(map(plain, part.conditions))}" if part.conditions else ""
        told = blocks(part.derivation, tuple(islice(left, len(part.derivation.steps))), detail=Detail(detail), limits=() if part.conditions else edges)
        keys = works(told)
        cited: list[Block] = [Heading(2, "References", "references"), References(keys)] if keys else []
        terminal.render(Document(f"{found.quantity} of {_name(found, other)}{where}", blocks=(*told, *cited)), PaperRoll())


def _why(found: Answer) -> None:
    """Which rules were tried on the smallest goal that stayed open."""
    tried = found.derivation.tried if found.derivation else ()
    if not tried:
        say(f"  {found.message}" if found.message and found.value is None else "  no goal stayed open")
        return
    goal, rules = min(tried, key=lambda pair: (pair[0].count_ops(), str(pair[0])))
    say(f"  smallest open goal: {plain(goal)}")
    say(f"  rules tried: {', '.join(rules) or 'none applies'}")
