"""An answer in the promised JSON shape."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from derive import __version__
from derive.batch.deadline import Deadline
from derive.batch.failure import SCHEMA
from derive.batch.values import table_points, values
from derive.evidence.certificate import Certificate
from derive.evidence.equation import certify
from derive.evidence.verdict import Verdict
from derive.language.errors import DeriveError
from derive.pipeline import ORDER, Answer
from derive.prose.notation import latex

ABSENT = {"diverges", "undefined"}


def shape(found: Answer, points: Sequence[Mapping[str, str]], digits: int, deadline: Deadline, id: Any = None) -> dict[str, Any]:
    """The dictionary that is printed: what was found, how it was audited, and its values at the points (a table if
    it is not closed).
    """
    open_ended = not points and found.status not in {"closed", *ABSENT}
    numbers = values(found, table_points(found) if open_ended else points, digits, deadline)
    certificate = audit(found, digits, deadline)
    return {
        "id": id,
        "schema": SCHEMA,
        "engine": __version__,
        "status": _status(found, numbers),
        "expression": None if found.value is None else str(found.value),
        "parameters": list(found.parameters),
        "latex": None if found.value is None else latex(found.value),
        "exists": found.exists,
        "hypotheses": [str(h) for h in found.hypotheses],
        "steps": len(found.steps),
        "rules": list(found.derivation.rules) if found.derivation else [],
        "certificate": {
            "verdict": str(certificate.verdict),
            "digits": certificate.digits,
            "points": certificate.points,
        },
        "values": numbers,
        "seconds": None,
        "message": _message(found, certificate, numbers),
    }


def audit(found: Answer, digits: int, deadline: Deadline) -> Certificate:
    """goal = value and every step, evaluated independently; proved if all are certified.

    What time does not allow stays undecided.
    """
    if found.value is None:
        return Certificate(Verdict.UNDECIDED, 0, 0, "", found.message or "")
    try:
        whole = certify(found.goal, found.value, found.conditions, digits, 2, deadline.share(0.4))
        steps = found.certificates(digits, 2, deadline.share(0.4))
    except DeriveError as error:
        return Certificate(Verdict.UNDECIDED, 0, 0, "", str(error))
    weakest = max((whole, *steps), key=lambda certificate: ORDER.index(certificate.verdict))
    if weakest.verdict is Verdict.CERTIFIED:
        return Certificate(Verdict.PROVED, whole.digits, whole.points, f"{len(steps)} steps, each certified in balls")
    return weakest


def _status(found: Answer, numbers: list[dict[str, Any]]) -> str:
    """That of the expression; but a quantity that exists at none of the points that were asked for diverges, or is
    undefined, as far as was asked.
    """
    seen = {str(number["status"]) for number in numbers}
    return seen.pop() if len(seen) == 1 and seen <= ABSENT else found.status


def _message(found: Answer, certificate: Certificate, numbers: list[dict[str, Any]]) -> str | None:
    said = [found.message or ""]
    if found.value is not None and certificate.verdict not in (Verdict.PROVED, Verdict.CERTIFIED):
        said.append(f"the audit is {certificate.verdict}: {certificate.message}")
    if found.status not in ABSENT:
        said += [str(number["message"]) for number in numbers if "message" in number]
    return "; ".join(dict.fromkeys(part for part in said if part)) or None
