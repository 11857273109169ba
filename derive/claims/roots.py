"""Fixed points, edges and other zeros: how many there are in an interval, where, and with what slope.

Interval Newton decides: every zero is enclosed with existence and uniqueness, and no part of the interval is left over.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from flint import arb
from sympy import Expr, Rational, Symbol, sympify

from derive.claims.statement import Statement, with_functions
from derive.claims.value import Value
from derive.evidence.audit.certificate import Certificate, Counterexample
from derive.evidence.audit.verdict import Verdict
from derive.evidence.balls.ball import Ball
from derive.evidence.maps.crossing import RootSearch
from derive.evidence.maps.root import roots
from derive.language.errors import DeriveError
from derive.prose.notation import plain

_METHOD = "interval Newton: existence, uniqueness, nothing left over"


@dataclass(frozen=True, slots=True)
class Roots(Statement):
    """`function` = 0 has exactly `count` solutions in [lower, upper] (the only one at `near`, a decimal rounded or cut in its
    last digit, where that is given), the other symbols being at the exact point `at`. A fixed point of f is a root of f(x) - x.

    >>> from sympy.abc import x
    >>> Roots(x**2 - 2, x, 0, 2, near="1.41421").text
    'x² - 2 = 0 has exactly 1 solution with 0 <= x <= 2, x = 1.41421'
    """

    function: Expr
    variable: Symbol
    lower: Any
    upper: Any
    count: int = 1
    near: str | None = None
    at: Mapping[Symbol, Rational] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "function", sympify(self.function))
        if not isinstance(self.near, str | None):
            raise TypeError(f"near = {self.near!r} is no text of a decimal, such as '1.41421'")
        if self.near is not None and self.count != 1:
            raise ValueError("near names the only root, so count must be 1")

    def certify(self, digits: int, time_limit: float | None) -> Certificate:
        wanted = max(digits, 8 if self.near is None else len(self.near) + 4)
        try:
            found = roots(self.function, self.variable, self.lower, self.upper, wanted, dict(self.at), time_limit)
        except DeriveError as error:
            return Certificate(Verdict.UNDECIDED, 0, 0, _METHOD, str(error))
        if sum(root.unique is True for root in found.roots) > self.count or (found.complete and len(found.roots) != self.count):
            return Certificate(Verdict.REFUTED, wanted, 1, _METHOD, _counted(found), Counterexample({}, *_counts(len(found.roots), self.count)))
        if not found.complete:
            return Certificate(Verdict.UNDECIDED, 0, 1, _METHOD, f"{_counted(found)}; not all of the interval could be decided")
        if self.near is None:
            return Certificate(Verdict.CERTIFIED, digits, 1, _METHOD, _counted(found))
        return Value.of_ball(found.roots[0].ball, self.near, {self.variable.name: "the root"})

    def falsified(self) -> Roots:
        """One root more; or the stated place changed in its last digit."""
        return replace(self, count=self.count + 1) if self.near is None else replace(self, near=Value(Rational(0), self.near).falsified().decimal)

    def twins(self) -> Iterator[tuple[str, Statement]]:
        if self.near is not None:
            yield "one root more", replace(self, count=2, near=None)

    @property
    def text(self) -> str:
        name = plain(self.variable)
        where = ", ".join(f"{symbol} = {value}" for symbol, value in self.at.items())
        solutions = f"{self.count} solution{'' if self.count == 1 else 's'}" if self.count else "no solution"
        said = f"{plain(self.function)} = 0 has {'exactly ' if self.count else ''}{solutions} with {self.lower} <= {name} <= {self.upper}"
        said += f", {name} = {self.near}" if self.near else ""
        return with_functions(said + (f" at {where}" if where else ""), self.function)


def _counted(found: RootSearch) -> str:
    return f"found {len(found.roots)}: " + ", ".join(str(root.ball.short()) for root in found.roots) if found.roots else "found none"


def _counts(found: int, claimed: int) -> tuple[Ball, Ball]:
    return Ball(arb(found)), Ball(arb(claimed))
