"""What holds at a root: values and inequalities at a fixed point, an edge point or another number that an equation defines.

Each root is enclosed with existence and uniqueness (interval Newton), the stated expressions on that ball. A later root may name an earlier one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from flint import arb
from sympy import Expr, Symbol, sympify

from derive.claims.inequality import Inequality
from derive.claims.roots import Roots
from derive.claims.statement import Statement
from derive.claims.value import Value
from derive.evidence.audit.certificate import Certificate, Counterexample
from derive.evidence.audit.verdict import Verdict
from derive.evidence.balls.ball import Ball
from derive.evidence.balls.precision import working
from derive.evidence.lower import enclose
from derive.evidence.maps.interval_goal import Bundle
from derive.evidence.maps.root import roots
from derive.language.errors import CannotEnclose, DeriveError
from derive.language.goals.expectation import Goal
from derive.prose.notation import plain

_METHOD = "the root by interval Newton, the statement on its ball"
_SHOWN = 10  # figures of a corrected value
_GUARD = 10  # digits of the root beyond those stated
Point = dict[Symbol, Any]


@dataclass(frozen=True, slots=True)
class AtRoot(Statement):
    """`stated` (a `Value` or `Inequality`) where each symbol of `roots` is the only solution of its equation in its interval.

    >>> from sympy import sqrt
    >>> from sympy.abc import x
    >>> AtRoot(Roots(x**2 - 2, x, 1, 2), Value(x + 1, "2.41421356")).text
    '1 + x = 2.41421356 where x² - 2 = 0, 1 <= x <= 2'
    """

    roots: Roots | tuple[Roots, ...]
    stated: Value | Inequality

    @property
    def _roots(self) -> tuple[Roots, ...]:
        return self.roots if isinstance(self.roots, tuple) else (self.roots,)

    def certify(self, digits: int, time_limit: float | None) -> Certificate:
        wanted = len(self.stated.decimal) if isinstance(self.stated, Value) else digits
        try:
            return self._at(self._point(wanted, time_limit), wanted, time_limit)
        except DeriveError as error:
            return Certificate(Verdict.UNDECIDED, 0, 0, _METHOD, str(error))

    def _point(self, digits: int, time_limit: float | None) -> Point:
        point: Point = {}
        for one in self._roots:
            point[one.variable] = _root(one, tuple(point.items()), digits + _GUARD, time_limit)
        return point

    def correction(self, time_limit: float | None) -> str | None:
        if not isinstance(self.stated, Value):
            return None
        digits = max(_SHOWN, len(self.stated.decimal))
        true = value_at(self.stated.expression, self._point(digits, time_limit) | dict(self.stated.at), digits + _GUARD, time_limit)
        return f"the value is {true.short(digits)}"

    def _at(self, point: Point, digits: int, time_limit: float | None) -> Certificate:
        where = {symbol.name: "the root" for symbol in point}
        if isinstance(self.stated, Value):
            true = value_at(self.stated.expression, point | dict(self.stated.at), digits + _GUARD, time_limit)
            return replace(Value.of_ball(true, self.stated.decimal, where), method=_METHOD)
        left, right = (value_at(side, point, digits, time_limit) for side in (self.stated.left, self.stated.right))
        holds = self.stated.compare(left, right)
        if holds is None:
            return Certificate(Verdict.UNDECIDED, 0, 1, _METHOD, "the two sides meet")
        if not holds:
            return Certificate(Verdict.REFUTED, 0, 1, _METHOD, counterexample=Counterexample(where, left, right))
        return Certificate(Verdict.CERTIFIED, digits, 1, _METHOD)

    def falsified(self) -> AtRoot:
        return replace(self, stated=self.stated.falsified())

    @property
    def text(self) -> str:
        where = ", ".join(f"{plain(one.function)} = 0, {one.lower} <= {plain(one.variable)} <= {one.upper}" for one in self._roots)
        return f"{self.stated.text} where {where}"


def value_at(expr: Expr, point: Point, digits: int, time_limit: float | None) -> Ball:
    """The value of an expression where some symbols are balls; its goals may name one of those."""
    expr = sympify(expr)
    balls = [symbol for symbol, value in point.items() if isinstance(value, arb) and any(symbol in goal.free_symbols for goal in expr.atoms(Goal))]
    if not balls:
        return enclose(expr, {symbol: value for symbol, value in point.items() if symbol in expr.free_symbols}, digits, time_limit)
    if len(balls) > 1:
        raise CannotEnclose(f"the value of {expr}", "its goals name two roots", "a closed form")
    with working(int(3.33 * digits) + 60):
        others = {symbol: value for symbol, value in point.items() if symbol != balls[0]}
        found = Bundle(expr, balls[0], others).on(digits)(point[balls[0]])
    if not found.is_finite():
        raise CannotEnclose(f"the value of {expr}", "it could not be enclosed at the root", "a closed form")
    return Ball(found)


_KEPT: dict[tuple[str, ...], arb] = {}
_MOST = 64  # roots kept: the twins of a statement are at the same one


def _root(wanted: Roots, point: tuple[tuple[Symbol, Any], ...], digits: int, time_limit: float | None) -> arb:
    """The only root. Raises CannotEnclose where it is not seen to be the only one."""
    key = (repr(wanted), repr(point), str(digits))
    if key not in _KEPT:
        if len(_KEPT) >= _MOST:
            _KEPT.clear()
        at = {**dict(point), **dict(wanted.at)}
        found = roots(wanted.function, wanted.variable, wanted.lower, wanted.upper, digits, at, time_limit)
        if len(found.roots) != 1 or not found.complete or not found.roots[0].unique:
            reason = f"{len(found.roots)} roots were found, {'all' if found.complete else 'not all'} of the interval was decided"
            raise CannotEnclose(f"the solution of {plain(wanted.function)} = 0 in [{wanted.lower}, {wanted.upper}]", reason, "another interval")
        _KEPT[key] = found.roots[0].ball.arb
    return _KEPT[key]
