"""What the audit found, as a table and a sentence that says no more than the certificates do."""

from __future__ import annotations

from collections.abc import Sequence

from derive.engine.step import Step
from derive.evidence.audit.certificate import Certificate
from derive.evidence.audit.verdict import Verdict
from derive.prose.document import Block, Code, note, paragraph
from derive.prose.document import table as grid

SOUND = (Verdict.PROVED, Verdict.CERTIFIED)
NUMBER_WORDS = {1: "The step was", 2: "Both steps were"}


def verification(steps: Sequence[Step], certificates: Sequence[Certificate], numbers: Sequence[str], table: bool = True) -> list[Block]:
    """A summary of the verdicts, their table if it is wanted, and every message that matters."""
    if not certificates:
        return [paragraph("The steps have not been audited.")]
    found: list[Block] = [paragraph(_summary(certificates))]
    found += [_table(steps, certificates, numbers)] if table else []
    for number, certificate in zip(numbers, certificates, strict=False):
        found += _remarks(number, certificate)
    return found


def _table(steps: Sequence[Step], certificates: Sequence[Certificate], numbers: Sequence[str]) -> Block:
    """A row a step; the method only where it is not the same everywhere."""
    methods = {found.method for found in certificates}
    rows = []
    for number, step, found in zip(numbers, steps, certificates, strict=False):
        row = [f"({number})", Code(step.rule.name), found.verdict.value, _count(found.digits), _count(found.points)]
        rows.append([*row, found.method] if len(methods) > 1 else row)
    headers = ["Step", "Rule", "Verdict", "Digits", "Points", *(["Method"] if len(methods) > 1 else [])]
    return grid(headers, rows, f"By {methods.pop()}" if len(methods) == 1 and "" not in methods else "")


def _count(number: int) -> str:
    return str(number) if number else "–"


def _summary(certificates: Sequence[Certificate]) -> str:
    sound = [found for found in certificates if found.verdict in SOUND]
    subject = NUMBER_WORDS.get(len(certificates), f"All {len(certificates)} steps were")
    if len(sound) < len(certificates):
        verb = "is" if len(sound) == 1 else "are"
        return f"Of {len(certificates)} audited steps, {len(sound)} {verb} proved or certified."
    digits, points = min(found.digits for found in sound), min(found.points for found in sound)
    if not points:
        return f"{subject} checked independently of the derivation."
    places = "1 point" if points == 1 else f"{points} points or more"
    return (
        f"{subject} checked by a program that shares no code with the derivation: left and right side were enclosed "
        f"in balls at {places} and agree to {digits} digits or more."
    )


def _remarks(number: str, found: Certificate) -> list[Block]:
    remarks: list[Block] = []
    if found.counterexample is not None:
        other = found.counterexample
        at = ", ".join(f"{name} = {value}" for name, value in other.at.items())
        left, right = other.sides
        remarks.append(note("warning", f"Step ({number}) is refuted at {at}: left {left}, right {right}."))
    elif found.verdict not in SOUND and found.message:
        remarks.append(note("warning", f"Step ({number}): {found.message}"))
    return remarks
