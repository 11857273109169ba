"""left = right, for all values of the symbols that satisfy the hypotheses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from sympy import Expr, sympify
from sympy.logic.boolalg import Boolean

from derive.claims.correction import correction
from derive.claims.falsified import falsified_twins
from derive.claims.statement import Statement, each_denied, with_functions
from derive.evidence.audit.certificate import Certificate
from derive.evidence.audit.equation import certify
from derive.evidence.audit.twin import value_twin
from derive.prose.notation import equated


@dataclass(frozen=True, slots=True)
class Identity(Statement):
    """`left` equals `right` under `hypotheses`; both may contain goals. |c| <= 1 need not be said.

    >>> from derive.language.symbols import q
    >>> Identity((q + 1) ** 2, q**2 + 2 * q + 1).text
    '(1 + q)² = q² + 2·q + 1'
    """

    left: Expr
    right: Expr
    hypotheses: tuple[Boolean, ...] = ()
    points: int = 3

    def __post_init__(self) -> None:
        object.__setattr__(self, "left", sympify(self.left))
        object.__setattr__(self, "right", sympify(self.right))

    def certify(self, digits: int, time_limit: float | None) -> Certificate:
        return certify(self.left, self.right, self.hypotheses, digits, self.points, time_limit)

    def falsified(self) -> Identity:
        return replace(self, right=value_twin(self.right))

    def twins(self) -> Iterator[tuple[str, Statement]]:
        for description, wrong in falsified_twins(self.right):
            yield description, replace(self, right=wrong)

    def dropped(self) -> Iterator[tuple[str, Statement]]:
        for hypothesis, denied in each_denied(self.hypotheses):
            yield hypothesis, replace(self, hypotheses=denied)

    def correction(self, time_limit: float | None) -> str | None:
        return correction(self.left, self.right, self.hypotheses, time_limit)

    @property
    def text(self) -> str:
        return with_functions(equated(self.left, self.right), self.left, self.right)

    @property
    def assumed(self) -> tuple[Boolean, ...]:
        return self.hypotheses

    def equation(self) -> tuple[Expr, Expr]:
        return self.left, self.right
