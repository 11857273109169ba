"""Equations audited at exact points.

Both sides become balls at sampled points that satisfy the hypotheses. Two disjoint balls refute the equation; balls
that overlap support it to the digits that their radii leave. A point at which a side is singular, or which no
procedure reaches, is skipped and counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sympy import Basic, Expr, Rational, Symbol, sympify

from derive.evidence.audit.certificate import Certificate, Counterexample
from derive.evidence.audit.sample import ORDER, sample
from derive.evidence.audit.verdict import Verdict
from derive.evidence.balls.ball import Ball
from derive.evidence.balls.clock import time_limited
from derive.evidence.lower import NotReal, enclose
from derive.language.errors import CannotEnclose, DeriveError, Diverges, NotDefined, TimeLimit
from derive.language.goals.expectation import Goal

METHOD = "ball arithmetic at exact points"
SPARE = 6  # candidates for each point that is asked for


@dataclass
class Tally:
    """What the points so far have shown."""

    used: int = 0
    digits: int = 10_000
    inner: int = 0
    skipped: int = 0
    reason: str = ""
    note: str = ""

    def skip(self, reason: str) -> None:
        self.skipped, self.reason = self.skipped + 1, reason

    def count(self, point: dict[Symbol, Rational], reached: int, wanted: int) -> None:
        if reached < wanted:
            self.skip(f"only {reached} digits were reached")
            return
        self.used, self.digits = self.used + 1, min(self.digits, reached)
        self.inner += not _is_edge(point)

    @property
    def message(self) -> str:
        skipped = f"{self.skipped} points skipped, the last because {self.reason}" if self.skipped else ""
        return "; ".join(part for part in (self.note, skipped) if part)


def certify(
    lhs: Expr,
    rhs: Expr,
    hypotheses: Sequence[Basic] = (),
    digits: int = 30,
    points: int = 5,
    time_limit: float | None = None,
) -> Certificate:
    """REFUTED with a counterexample, CERTIFIED to at least `digits` digits at every point used, or UNDECIDED with
    the reason.

    >>> from sympy import cos, sin, Symbol
    >>> x = Symbol("x", real=True)
    >>> certify(sin(x) ** 2 + cos(x) ** 2, 1).verdict
    <Verdict.CERTIFIED: 'certified'>
    """
    lhs, rhs = sympify(lhs), sympify(rhs)
    if any(symbol.is_integer for symbol in lhs.free_symbols | rhs.free_symbols):
        points = max(points, len(ORDER))  # an order is checked at each of its first values
    tally = Tally()
    with time_limited(time_limit):
        try:
            for point in _points(lhs, rhs, hypotheses, points * SPARE):
                found = _compare(lhs, rhs, point, digits, tally)
                if found is not None:
                    return Certificate(Verdict.REFUTED, digits, tally.used + 1, METHOD, tally.message, found)
                if tally.used == points:
                    break
        except TimeLimit:
            tally.skip("the time limit was reached")
    return _conclusion(tally, digits)


def _points(lhs: Expr, rhs: Expr, hypotheses: Sequence[Basic], count: int) -> Iterator[dict[Symbol, Rational]]:
    symbols = lhs.free_symbols | rhs.free_symbols
    return iter([{}]) if not symbols and not hypotheses else sample(symbols, hypotheses, count)


def _compare(lhs: Expr, rhs: Expr, point: dict[Symbol, Rational], digits: int, tally: Tally) -> Counterexample | None:
    """The side without goals first: it fails fast. A side that is proven not to be real differs from one that is."""
    sides: dict[str, Ball | None] = {}
    unreal = ""
    for name, expr in sorted((("left", lhs), ("right", rhs)), key=lambda pair: bool(pair[1].has(Goal))):
        try:
            sides[name] = enclose(expr, {s: v for s, v in point.items() if s in expr.free_symbols}, digits + 2)
        except NotReal as error:
            if unreal:
                tally.skip(_reason(error))
                return None
            unreal, sides[name] = f"the {name} side is not real", None
        except (CannotEnclose, Diverges, NotDefined) as error:
            tally.skip(_reason(error))
            return None
    left, right = sides["left"], sides["right"]
    if left is None or right is None or not left.overlaps(right):
        tally.note = unreal
        return Counterexample({str(symbol): str(value) for symbol, value in point.items()}, left, right)
    tally.count(point, min(left.digits, right.digits), digits)
    return None


def _reason(error: DeriveError) -> str:
    return f"{error.asked}: {error.stopped}"


def _is_edge(point: dict[Symbol, Rational]) -> bool:
    """The correlation is 0, 1 or -1: wrong formulas agree there too often."""
    return any(symbol.name == "c" and value in (-1, 0, 1) for symbol, value in point.items())


def _conclusion(tally: Tally, digits: int) -> Certificate:
    if tally.used == 0:
        reason = tally.message or "no point satisfies the hypotheses"
        return Certificate(Verdict.UNDECIDED, 0, 0, METHOD, reason)
    if tally.inner == 0 and tally.skipped:
        return Certificate(Verdict.UNDECIDED, 0, 0, METHOD, f"agreement at the edges c = 0, 1, -1 alone; {tally.message}")
    return Certificate(Verdict.CERTIFIED, min(tally.digits, digits), tally.used, METHOD, tally.message)
