"""What a source reports of experiments: recorded with the other statements, and left undecided, because nothing can be derived."""

from __future__ import annotations

from dataclasses import dataclass

from derive.claims.statement import Statement
from derive.evidence.audit.certificate import Certificate
from derive.evidence.audit.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Observed(Statement):
    """A sentence about measurements. A claim that returns it says with `open` what would decide it.

    >>> Observed("training ends after 12 epochs").certify(20, None).verdict
    <Verdict.UNDECIDED: 'undecided'>
    """

    sentence: str

    def certify(self, digits: int, time_limit: float | None) -> Certificate:
        return Certificate(Verdict.UNDECIDED, 0, 0, "", "an observation in experiments: there is nothing to derive, and only repeating them could decide it")

    def falsified(self) -> None:
        return None

    @property
    def text(self) -> str:
        return self.sentence
