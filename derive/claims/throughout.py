"""An inequality on a whole interval: enclosed everywhere, not at sampled points.

left - right has no zero on the interval (interval arithmetic, mean value form and interval Newton leave nothing over), and its sign at one point is its
sign everywhere. Where they meet, the sign between neighbouring zeros refutes the statement or, for <= and >=, decides it. Monotonicity and convexity are
inequalities of this kind for derivatives.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

from flint import arb
from sympy import Expr, Rational, Symbol, oo, sympify

from derive.claims.inequality import Inequality
from derive.claims.statement import Statement, with_functions
from derive.evidence.audit.certificate import Certificate, Counterexample
from derive.evidence.audit.verdict import Verdict
from derive.evidence.lower import enclose
from derive.evidence.maps.crossing import RootSearch
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
        return self._where_they_meet(found, digits, time_limit)

    def _where_they_meet(self, found: RootSearch, digits: int, time_limit: float | None) -> Certificate:
        """The sign between each two neighbouring zeros; a zero of its own refutes < and >."""
        where = ", ".join(root.ball.short() for root in found.roots)
        message = f"the two sides meet at {plain(self.variable)} = {where}" if found.roots else "not all of the interval could be decided"
        between = self._between([root.ball.arb for root in found.roots])
        try:
            refuted = self._counterexample(time_limit, [*between, *(Rational(root.ball.short(_DIGITS // 2)) for root in found.roots)])
            proven = refuted is None and found.complete and self.relation.endswith("=") and all(self._is_strict(place, time_limit) for place in between)
        except DeriveError:
            refuted, proven = None, False
        if refuted is not None:
            return Certificate(Verdict.REFUTED, 0, len(_PLACES) + len(between), _METHOD, message, refuted)
        if proven:
            return Certificate(Verdict.CERTIFIED, digits, len(_PLACES) + len(between), _METHOD, message)
        return Certificate(Verdict.UNDECIDED, 0, len(_PLACES), _METHOD, message)

    def _between(self, zeros: list[arb]) -> list[Rational]:
        """Ends of the interval, as far as they are finite, and a place between each two neighbours among these and the zeros."""
        places = [_fraction(zero) for zero in zeros]
        low, high = (self.lower if self.lower.is_finite else min([*places, 0]) - _FAR, self.upper if self.upper.is_finite else max([*places, 0]) + _FAR)
        ends = [Rational(end) for end in (self.lower, self.upper) if end.is_Rational]
        return ends + [Rational(a + b) / 2 for a, b in pairwise([low, *places, high]) if a < b]

    def _is_strict(self, place: Rational, time_limit: float | None) -> bool:
        """Whether the two sides are seen to differ there, or it is an end, where they may meet."""
        left, right = (enclose(side, {**self.at, self.variable: place}, _DIGITS, time_limit) for side in (self.left, self.right))
        return place in (self.lower, self.upper) or not left.overlaps(right)

    def _counterexample(self, time_limit: float | None, places: Sequence[Rational] = ()) -> Counterexample | None:
        pointwise = Inequality(self.left, self.relation, self.right)
        for place in places or self._points():
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


def _fraction(zero: arb) -> Rational:
    """The middle of a ball."""
    mantissa, exponent = zero.mid().man_exp()
    return Rational(int(mantissa)) * Rational(2) ** int(exponent)
