"""What the hypotheses of a statement are for: each is dropped in turn, and the statement tried where that one alone fails.

A statement without one of its hypotheses is a falsified twin only where it is false, so each hypothesis ends in one of five ways. Needed: a point where it
fails refutes the statement, a twin refuted. Not needed: the statement holds at all points tried; it is told, and is no twin, because nothing false was
made. For meaning: at every point tried a side does not exist, so there is nothing to refute. Without effect: no
point was found where it alone fails, as if it followed from the others. Not decided: counted as a twin that survives.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from derive.claims.statement import Statement
from derive.evidence.audit.certificate import Certificate
from derive.evidence.audit.verdict import Verdict

_IMPATIENT = "time limit"  # in messages of certificates that more time could change
_SECONDS = 20.0  # for each hypothesis: outside of its hypotheses a statement may be hard to enclose


class Need(StrEnum):
    """What became of a statement without a hypothesis, the most telling first."""

    NEEDED = "needed"
    UNDECIDED = "not decided"
    MEANING = "for meaning"
    SPARE = "not needed"
    IDLE = "without effect"


def needs(statements: Iterable[Statement], digits: int, seconds: float | None) -> dict[str, Need]:
    """Each hypothesis of the statements as text, with what it is for: in several statements, the most telling of them.

    >>> from sympy import Symbol, sqrt
    >>> from derive.claims.identity import Identity
    >>> t = Symbol("t", real=True)
    >>> [str(need) for need in needs([Identity(sqrt(t**2), t, (t > -2, t > 0))], 15, 10).values()]
    ['without effect', 'needed']
    """
    limit = _SECONDS if seconds is None else min(seconds, _SECONDS)
    order = list(Need)
    found: dict[str, Need] = {}
    for statement in statements:
        for hypothesis, without in statement.dropped():
            need = _need(without.certify(digits, limit))
            found[hypothesis] = min(need, found.get(hypothesis, need), key=order.index)
    return found


def _need(certificate: Certificate) -> Need:
    if certificate.verdict is Verdict.REFUTED:
        return Need.NEEDED
    if certificate.verdict is not Verdict.UNDECIDED:
        return Need.SPARE
    if "no point satisf" in certificate.message:
        return Need.IDLE
    return Need.UNDECIDED if certificate.points or _IMPATIENT in certificate.message else Need.MEANING
