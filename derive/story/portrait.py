"""Chapter one: what the activation is, and exactly why."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from sympy import Expr, Function

from derive.language.errors import DeriveError
from derive.language.functions.activation import Activation
from derive.language.functions.domain import is_finite, one_sided
from derive.language.functions.facts import Fact, facts
from derive.language.symbols import x
from derive.prose.constants import Constants, constants, defined, in_letters, values
from derive.prose.document import Block, Heading, Strong, equation, inlines, listing, paragraph, table
from derive.prose.letters import LongNumber
from derive.prose.setting import listed
from derive.prose.spelling import spelled


def portrait(activation: Activation) -> Iterator[Block]:
    """Definition, pieces, regularity."""
    yield Heading(2, "What it is", "portrait")
    numbers = constants([activation.as_lambda], activation.parameters)
    yield equation(Function("phi")(x), defined(activation.expr, numbers))
    if numbers:
        yield paragraph("with ", *listed([inlines(value) for value in values(numbers)]), ".")
    if activation.notes:
        yield listing(*activation.notes)
    if len(activation.pieces) > 1:
        yield table(("from", "to", "φ(x)"), [(p.lower, p.upper, defined(p.expr, numbers)) for p in activation.pieces], "The pieces")
    found = facts(activation)
    yield listing(
        ("Knots: ", *_knots(activation)),
        *(line for order in range(3) if (line := _jumps(activation, order, numbers))),
        ("Parity: ", found.parity or "neither even nor odd"),
        ("Homogeneity: ", _homogeneity(found.homogeneity)),
        ("Growth: ", str(found.growth)),
        *(_verdict(name, fact) for name, fact in (("Class A", found.class_a), ("ReLU-like", found.relu_like))),
    )


def _knots(activation: Activation) -> list[object]:
    """The knots; of one between equal pieces, that it only fills a place where the expression itself has no value."""
    if not activation.knots:
        return ["none; the function is analytic on each bounded interval of the line"]
    found: list[object] = []
    for left, right in pairwise(activation.pieces):
        filled = left.expr == right.expr and _is_finite_beside(left.expr, left.upper)
        found += [", ", left.upper, *[" (there φ is the limit of its expression)"] * filled]
    return found[1:]


def _is_finite_beside(expr: Expr, knot: Expr) -> bool:
    try:
        return is_finite(one_sided(expr, knot, 1))
    except DeriveError:
        return False


def _jumps(activation: Activation, order: int, numbers: Constants) -> tuple[object, ...] | None:
    try:
        jumps = activation.jumps(order)
    except DeriveError:
        return None
    if not jumps:
        return None
    name = "φ" + "'" * order
    parts: list[object] = [f"Jumps of {name}: "]
    for i, (knot, jump) in enumerate(jumps):
        parts += ["; " if i else "", in_letters(jump, numbers), " at ", knot]
    return tuple(parts)


def _homogeneity(degree: Expr | None) -> tuple[object, ...]:
    return ("not homogeneous",) if degree is None else ("positively homogeneous of degree ", degree)


def _verdict(name: str, fact: Fact) -> tuple[object, ...]:
    word = {True: "yes", False: "no", None: "not decided"}[fact.holds]
    reason = re.sub(r"\d{13,}/\d{13,}", lambda match: _short(*map(int, match[0].split("/"))), spelled(fact.reason))
    return (Strong(f"{name}: {word}"), f", because {reason}." if reason else ".")


def _short(top: int, bottom: int) -> str:
    return LongNumber.of(top, bottom).plain
