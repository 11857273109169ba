"""Is my formula right? Proved, certified to N digits, or refuted with the point and both values.

FORMULA is written in q (or q1 and q2), c and the parameters of the activation, in sympy's syntax. Exit status 1
unless it holds.

examples:
  derive check relu 'E[phi^2]' 'q/2'
  derive check relu K 'sqrt(q1*q2)*(sqrt(1-c**2)+(pi-acos(c))*c)/(2*pi)'
  derive check erf Kdot '4/(pi*sqrt((1+2*q)**2-4*q**2*c**2))' --digits 50
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from derive.cli.exact import counted, enclosed
from derive.cli.limits import add_timeout, deadline_of, limited
from derive.cli.options import add_activation, add_digits, add_json
from derive.cli.output import say, say_json, tell
from derive.cli.subject import settings, subject

if TYPE_CHECKING:
    from derive.pipeline import Check

FIRST = 0.6  # of the time, for the digits that were asked; what is left is for the usual ones
USUAL = 30
HOLDS = ("proved", "certified")


def add(parser: argparse.ArgumentParser) -> None:
    add_activation(parser)
    parser.add_argument("quantity", metavar="QUANTITY", help="such as 'E[phi^2]', 'E[dphi^2]', K, Kdot")
    parser.add_argument("formula", metavar="FORMULA", help="what you believe it is")
    add_digits(parser)
    add_timeout(parser)
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    from derive.language.errors import TimeLimit

    with limited(options):
        subject(options)
    found = _found(options, options.digits, FIRST)
    if found is None or (str(found.verdict) == "undecided" and options.digits > USUAL):
        tell(f"{options.digits} digits were not reached in time, so {min(USUAL, options.digits)} are tried")
        found = _found(options, min(USUAL, options.digits), 1.0) or found
    if found is None:
        raise TimeLimit(f"{options.quantity} of {options.activation}", "it could not be compared within the time limit", "fewer digits")
    if options.json:
        say_json(_shape(found, options.digits))
    else:
        _text(found, options)
    return 0 if str(found.verdict) in HOLDS else 1


def _found(options: argparse.Namespace, digits: int, part: float) -> Check | None:
    """The comparison; None if its time is over."""
    from derive.language.errors import TimeLimit
    from derive.pipeline import check

    try:
        with limited(options, part):
            left = deadline_of(options, 0.9 * part).remaining()
            return check(options.activation, options.quantity, options.formula.strip(), digits, **settings(options), time_limit=left)
    except TimeLimit:
        return None


def _shape(found: Check, digits: int) -> dict[str, Any]:
    from derive.batch.number import number

    certificate, against = found.certificate, found.certificate.counterexample
    counterexample = None
    if against is not None:
        digits = max(digits, against.digits)
        counterexample = {
            "at": against.at,
            "claimed": number(against.right, digits),
            "true": number(against.left, digits),
        }
    return {
        "verdict": str(found.verdict),
        "digits": certificate.digits,
        "points": certificate.points,
        "counterexample": counterexample,
        "message": found.message or None,
    }


def _text(found: Check, options: argparse.Namespace) -> None:
    from derive.batch.number import number
    from derive.prose.conditions import merged
    from derive.prose.notation import plain

    certificate, against = found.certificate, found.certificate.counterexample
    say(f"{found.verdict}: {options.quantity} of {found.answer.activation.name} = {options.formula}")
    if against is not None:
        say(f"  at {', '.join(f'{name} = {number}' for name, number in against.at.items())}")
        for word, ball in (("claimed", against.right), ("true", against.left)):
            side = number(ball, max(options.digits, against.digits))
            say(f"  {word:8} {enclosed(side) if side else 'not a real number'}")
        if found.message:
            say(f"  {found.message}")
    else:
        how = f"{certificate.digits} digits at {counted(certificate.points, 'point')}, by {certificate.method}"
        say(f"  {found.message or how}")
        if found.answer.exists is not True and found.answer.hypotheses:
            say(f"  where {' and '.join(map(plain, merged(found.answer.hypotheses)))}")
    if str(found.verdict) == "refuted" and found.answer.value is not None:
        say(f"  derived  {found.answer.value}")
