"""left <= right, certified point by point as the sign of a ball."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from sympy import Expr, Rational, Symbol, sympify
from sympy.logic.boolalg import Boolean

from derive.claims.statement import Statement, each_denied, with_functions
from derive.evidence.audit.certificate import Certificate, Counterexample
from derive.evidence.audit.equation import SPARE
from derive.evidence.audit.sample import sample
from derive.evidence.audit.verdict import Verdict
from derive.evidence.balls.ball import Ball
from derive.evidence.lower import enclose
from derive.language.errors import DeriveError, TimeLimit
from derive.prose.notation import plain

_CONTRARY = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}
_METHOD = "sign of the difference as a ball"


@dataclass(frozen=True, slots=True)
class Inequality(Statement):
    """`left relation right` with relation one of <, <=, >, >=. Where the two sides meet, <= holds to the digits of
    the ball and < is undecided.

    >>> from derive.language.symbols import q
    >>> Inequality(2 * q, "<=", q**2 + 1).text
    '2·q <= 1 + q²'
    """

    left: Expr
    relation: str
    right: Expr
    hypotheses: tuple[Boolean, ...] = ()
    points: int = 4

    def __post_init__(self) -> None:
        object.__setattr__(self, "left", sympify(self.left))
        object.__setattr__(self, "right", sympify(self.right))
        if self.relation not in _CONTRARY:
            raise ValueError(f"relation {self.relation!r} is none of {', '.join(_CONTRARY)}")

    def certify(self, digits: int, time_limit: float | None) -> Certificate:
        symbols = sorted(self.left.free_symbols | self.right.free_symbols, key=str)
        signs: list[bool | None] = []
        skipped = ""
        for at in sample(symbols, self.hypotheses, self.points * SPARE):
            try:
                left, right = (enclose(side, at, digits, time_limit) for side in (self.left, self.right))
            except DeriveError as error:
                skipped = str(error)
                if isinstance(error, TimeLimit) or "time limit" in skipped:
                    break
                continue
            signs.append(self.compare(left, right))
            if signs[-1] is False:
                return _refuted(at, left, right, len(signs))
            if len(signs) == self.points:
                break
        return self._summary(signs, digits, skipped)

    def compare(self, left: Ball, right: Ball) -> bool | None:
        """True or False where the balls decide; touching balls mean True for <= and >=, None for < and >."""
        small, large = (left, right) if self.relation[0] == "<" else (right, left)
        if not left.overlaps(right):
            return bool(small.arb < large.arb)
        if bool(left.arb == right.arb):  # both exact
            return self.relation.endswith("=")
        return True if self.relation.endswith("=") else None

    def _summary(self, signs: list[bool | None], digits: int, skipped: str) -> Certificate:
        if not signs:
            return Certificate(Verdict.UNDECIDED, 0, 0, _METHOD, skipped or "no point satisfied the hypotheses")
        if None in signs:
            return Certificate(
                Verdict.UNDECIDED,
                0,
                len(signs),
                _METHOD,
                "the two sides meet: a strict inequality is not decided by balls",
            )
        return Certificate(Verdict.CERTIFIED, digits, len(signs), _METHOD, f"points were skipped, the last because {skipped}" if skipped else "")

    def falsified(self) -> Inequality:
        """The contrary relation: false wherever the inequality is strict."""
        return Inequality(self.left, _CONTRARY[self.relation], self.right, self.hypotheses, self.points)

    def dropped(self) -> Iterator[tuple[str, Statement]]:
        for hypothesis, denied in each_denied(self.hypotheses):
            yield hypothesis, replace(self, hypotheses=denied)

    @property
    def assumed(self) -> tuple[Boolean, ...]:
        return self.hypotheses

    @property
    def text(self) -> str:
        return with_functions(f"{plain(self.left)} {self.relation} {plain(self.right)}", self.left, self.right)


def _refuted(at: dict[Symbol, Rational], left: Ball, right: Ball, points: int) -> Certificate:
    where = {symbol.name: str(value) for symbol, value in at.items()}
    return Certificate(Verdict.REFUTED, 0, points, _METHOD, counterexample=Counterexample(where, left, right))
