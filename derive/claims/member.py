"""What kind of function an activation is, decided by the engine from its pieces, with a reason."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from derive.activations import of
from derive.claims.statement import Statement
from derive.evidence.audit.certificate import Certificate
from derive.evidence.audit.verdict import Verdict
from derive.language.errors import DeriveError
from derive.language.fact import Fact
from derive.language.functions.activation import Activation
from derive.language.functions.facts import Facts, facts
from derive.prose.notation import plain

_METHOD = "decided from the pieces of the activation"


def _parity(kind: str) -> Callable[[Facts], Fact]:
    return lambda known: Fact(known.parity == kind, known.parity_reason)


def _homogeneous(known: Facts) -> Fact:
    degree = known.homogeneity
    return Fact(degree is not None, f"phi(tx) = t^{degree} phi(x) for t > 0" if degree is not None else "no degree fits")


KINDS: dict[str, Callable[[Facts], Fact]] = {
    "in class A": lambda known: known.class_a,
    "ReLU-like": lambda known: known.relu_like,
    "continuous": lambda known: known.continuous,
    "differentiable": lambda known: known.differentiable,
    "bounded": lambda known: known.bounded,
    "homogeneous": _homogeneous,
    "odd": _parity("odd"),
    "even": _parity("even"),
}


@dataclass(frozen=True, slots=True)
class Member(Statement):
    """The activation (a name, text or expression) is, or with `holds` False is not, of a kind: one of `KINDS`.

    >>> Member("relu", "in class A", False).text
    'max(x, 0) is not in class A'
    """

    activation: Any
    kind: str
    holds: bool = True

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"kind {self.kind!r} is none of {', '.join(KINDS)}")

    def certify(self, digits: int, time_limit: float | None) -> Certificate:
        try:
            found = KINDS[self.kind](facts(self._function))
        except DeriveError as error:
            return Certificate(Verdict.UNDECIDED, 0, 0, _METHOD, str(error))
        if found.holds is None:
            return Certificate(Verdict.UNDECIDED, 0, 0, _METHOD, found.reason)
        verdict = Verdict.PROVED if found.holds is self.holds else Verdict.REFUTED
        return Certificate(verdict, digits, 1, _METHOD, found.reason)

    def falsified(self) -> Member:
        return replace(self, holds=not self.holds)

    @property
    def _function(self) -> Activation:
        return of(self.activation)

    @property
    def text(self) -> str:
        return f"{plain(self._function.expr)} is {'' if self.holds else 'not '}{self.kind}"
