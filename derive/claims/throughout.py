"""An inequality on a whole interval: enclosed everywhere, not at sampled points.

left - right has no zero on the interval (interval arithmetic, mean value form and interval Newton leave nothing over), and its sign at one point is its
sign everywhere. Monotonicity and convexity are inequalities of this kind for derivatives.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sympy import Expr, Rational, Symbol, oo, sympify

from derive.claims.inequality import Inequality
from derive.claims.statement import Statement, with_functions
from derive.evidence.audit.certificate import Certificate, Counterexample
from derive.evidence.audit.verdict import Verdict
from derive.evidence.lower import enclose
from derive.evidence.maps.root import roots
from derive.language.errors import DeriveError
from derive.prose.notation import plain

_METHOD = "no zero of the difference on the interval, by enclosure, and its sign at points"
_DIGITS = 12
_PLACES = tuple(map(Rational, ("1/2", "1/16", "15/16", "1/4", "3/4")))
_FAR = 1000


@dataclass(frozen=True, slots=True)
class Throughout(Statement):
    """`left relation right` (one of <, <=, >, >=) for all `variable` in [lower, upper], where the two sides do not meet.

    >>> from sympy.abc import x
    >>> Throughout(2 * x, "<", x**2 + 2, x, -5, 5).text
    '2·x < 2 + x² for -5 <= x <= 5'
    """

    left: Expr
    relation: str
    right: Expr
    variable: Symbol
    lower: Any
    upper: Any
    at: Mapping[Symbol, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "left", sympify(self.left))
        object.__setattr__(self, "right", sympify(self.right))
        object.__setattr__(self, "lower", sympify(self.lower))
        object.__setattr__(self, "upper", sympify(self.upper))

    def certify(self, digits: int, time_limit: float | None) -> Certificate:
        try:
            refuted = self._counterexample(time_limit)
            if refuted is not None:
                return Certificate(Verdict.REFUTED, 0, len(_PLACES), _METHOD, counterexample=refuted)
            found = roots(self.left - self.right, self.variable, self.lower, self.upper, _DIGITS, dict(self.at), time_limit)
        except DeriveError as error:
            return Certificate(Verdict.UNDECIDED, 0, 0, _METHOD, str(error))
        if found.complete and not found.roots:
            return Certificate(Verdict.CERTIFIED, digits, len(_PLACES), _METHOD)
        if found.roots:
            where = ", ".join(root.ball.short() for root in found.roots)
            return Certificate(Verdict.UNDECIDED, 0, len(_PLACES), _METHOD, f"the two sides meet at {plain(self.variable)} = {where}")
        return Certificate(Verdict.UNDECIDED, 0, len(_PLACES), _METHOD, "not all of the interval could be decided")

    def _counterexample(self, time_limit: float | None) -> Counterexample | None:
        pointwise = Inequality(self.left, self.relation, self.right)
        for place in self._points():
            left, right = (enclose(side, {**self.at, self.variable: place}, _DIGITS, time_limit) for side in (self.left, self.right))
            if pointwise.compare(left, right) is False:
                return Counterexample({self.variable.name: str(place)}, left, right)
        return None

    def _points(self) -> list[Rational]:
        low = -_FAR if self.lower == -oo else self.lower
        high = low + _FAR if self.upper == oo else self.upper
        return [Rational(low) + (Rational(high) - Rational(low)) * part for part in _PLACES]

    def falsified(self) -> Throughout:
        """The contrary relation."""
        return replace(self, relation=Inequality(self.left, self.relation, self.right).falsified().relation)

    def dropped(self) -> Iterator[tuple[str, Statement]]:
        """Each end of the interval: the statement on a neighbouring interval of the same length."""
        name, width = plain(self.variable), self.upper - self.lower
        if width.is_finite:
            yield f"{name} >= {plain(self.lower)}", replace(self, lower=self.lower - width, upper=self.lower)
            yield f"{name} <= {plain(self.upper)}", replace(self, lower=self.upper, upper=self.upper + width)

    @property
    def text(self) -> str:
        where = "".join(f", {symbol} = {value}" for symbol, value in self.at.items())
        said = f"{plain(self.left)} {self.relation} {plain(self.right)} for {plain(self.lower)} <= {plain(self.variable)} <= {plain(self.upper)}{where}"
        return with_functions(said, self.left, self.right)
