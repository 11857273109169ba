"""The suprema of Hayou, Doucet and Rousseau's proposition 1, stated as decimals."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from sympy import Rational

from derive.activations import of
from derive.claims.statement import Statement
from derive.claims.value import Value
from derive.evidence.audit.certificate import Certificate
from derive.evidence.audit.verdict import Verdict
from derive.language.errors import DeriveError, Diverges
from derive.meanfield.moments import moments_of
from derive.meanfield.suprema import contraction_supremum, slope_supremum
from derive.prose.notation import plain

KINDS = {
    "M": (contraction_supremum, "sup over q of E|φ′² + φ·φ″|"),
    "C": (slope_supremum, "sup over q of E[φ′²]"),
}


@dataclass(frozen=True, slots=True)
class Supremum(Statement):
    """M_phi = sup_q E|phi'^2 + phi phi''| (kind "M") or C_phi = sup_q E[phi'^2] (kind "C") of an activation is `decimal`.

    >>> Supremum("relu", "M", "0.5").text
    'M = sup over q of E|φ′² + φ·φ″| = 0.5 for φ(x) = max(x, 0)'
    """

    activation: Any
    kind: str
    decimal: str

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"kind {self.kind!r} is none of {', '.join(KINDS)}")

    def certify(self, digits: int, time_limit: float | None) -> Certificate:
        try:
            found = KINDS[self.kind][0](moments_of(of(self.activation)), time_limit)
        except Diverges as error:
            return Certificate(Verdict.REFUTED, digits, 1, "enclosure", f"the supremum is infinite: {error.stopped}")
        except DeriveError as error:
            return Certificate(Verdict.UNDECIDED, 0, 0, "enclosure", str(error))
        return replace(Value.of_ball(found.value, self.decimal, {}), method=f"{found.proof}; attained at {found.attained}")

    def falsified(self) -> Supremum:
        return replace(self, decimal=Value(Rational(0), self.decimal).falsified().decimal)

    def correction(self, time_limit: float | None) -> str | None:
        try:
            found = KINDS[self.kind][0](moments_of(of(self.activation)), time_limit)
        except Diverges:
            return "the supremum is infinite"
        return f"the supremum is {found.value.short()}"

    @property
    def text(self) -> str:
        return f"{self.kind} = {KINDS[self.kind][1]} = {self.decimal} for φ(x) = {plain(of(self.activation).expr)}"
