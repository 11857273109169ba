"""An answer in the promised JSON shape."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from derive import __version__
from derive.batch.failure import SCHEMA, failure
from derive.batch.point import shown
from derive.batch.values import ABSENT, table_points, told, values
from derive.evidence.audit.certificate import Certificate
from derive.evidence.audit.verdict import Verdict
from derive.evidence.balls.clock import time_limited
from derive.language.errors import DeriveError
from derive.pipeline import ORDER, Answer
from derive.processes.deadline import Deadline, interrupted
from derive.prose.notation import latex

USUAL = 30  # digits of an audit that fits into the time in which more do not


@dataclass(frozen=True, slots=True)
class Audit:
    """The certificate of an answer, and those of its steps as far as time allowed."""

    certificate: Certificate
    steps: tuple[Certificate, ...] = ()


def shape(found: Answer, points: Sequence[Mapping[str, str]], digits: int, deadline: Deadline, id: Any = None, audited: Audit | None = None) -> dict[str, Any]:
    """The dictionary that is printed: what was found, how it was audited, and its values at the points (a table if
    it is not closed). What the audit refutes is not handed out.
    """
    certificate = (audited or audit(found, digits, deadline)).certificate
    if certificate.verdict is Verdict.REFUTED:
        return _withheld(found, certificate, id)
    open_ended = not points and found.status not in {"closed", *ABSENT}
    numbers = values(found, table_points(found) if open_ended else points, digits, deadline)
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
        "certificate": _entry(certificate),
        "values": numbers,
        "seconds": None,
        "message": _message(found, certificate, numbers),
    }


def audit(found: Answer, digits: int, deadline: Deadline) -> Audit:
    """goal = value and every step, evaluated independently; proved if all are certified.

    What time does not allow stays undecided; of very many digits so much is tried as is usual.
    """
    if found.value is None:
        return Audit(Certificate(Verdict.UNDECIDED, 0, 0, "", found.message or ""))
    audited = _audited(found, digits, deadline)
    if audited.certificate.verdict is not Verdict.UNDECIDED or digits <= USUAL:
        return audited
    usual = _audited(found, USUAL, deadline)
    return audited if usual.certificate.verdict is Verdict.UNDECIDED else usual


def _audited(found: Answer, digits: int, deadline: Deadline) -> Audit:
    whole: Certificate | None = None
    try:
        left = deadline.share(0.6 if digits <= USUAL else 0.4)
        with time_limited(left), interrupted(left, "the audit"):
            whole = found.certified(digits, 2, None if left is None else 0.6 * left)
            if whole.verdict not in (Verdict.UNDECIDED, Verdict.REFUTED) or digits <= USUAL:
                return _weakest(whole, found.certificates(digits, 2, left))
    except DeriveError as error:
        if whole is None or whole.verdict is not Verdict.REFUTED:
            whole = Certificate(Verdict.UNDECIDED, 0, 0, "", told(error))
    return Audit(whole)


def _weakest(whole: Certificate, steps: tuple[Certificate, ...]) -> Audit:
    weakest = max((whole, *steps), key=lambda certificate: ORDER.index(certificate.verdict))
    if weakest.verdict is Verdict.CERTIFIED:
        weakest = Certificate(Verdict.PROVED, whole.digits, whole.points, f"{len(steps)} steps, each certified in balls")
    return Audit(weakest, steps)


def _entry(certificate: Certificate) -> dict[str, Any]:
    return {"verdict": str(certificate.verdict), "digits": certificate.digits, "points": certificate.points}


def _withheld(found: Answer, certificate: Certificate, id: Any) -> dict[str, Any]:
    """The answer to a question whose derivation the audit refuted: none."""
    against = certificate.counterexample
    where = f" at {shown(against.at)}" if against is not None and against.at else ""
    message = f"the audit refuted the derivation of {found.quantity} of {found.activation.name}{where}, so it is not shown. This is a defect: please report it"
    return failure(id, "error", message) | {"parameters": list(found.parameters), "certificate": _entry(certificate)}


def _status(found: Answer, numbers: list[dict[str, Any]]) -> str:
    """That of the expression; but a quantity that exists at none of the points that were asked for diverges, or is
    undefined, as far as was asked.
    """
    seen = {str(number["status"]) for number in numbers}
    return seen.pop() if len(seen) == 1 and seen <= ABSENT else found.status


def _message(found: Answer, certificate: Certificate, numbers: list[dict[str, Any]]) -> str | None:
    said = [found.remark or ""]
    if found.value is not None and certificate.verdict not in (Verdict.PROVED, Verdict.CERTIFIED):
        said.append(f"the audit is {certificate.verdict}: {certificate.message}")
    if found.status not in ABSENT:
        said += [str(number["message"]) for number in numbers if "message" in number]
    return "; ".join(dict.fromkeys(part for part in said if part)) or None
