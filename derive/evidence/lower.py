"""From sympy to balls: the value of any expression at an exact point.

Goals are enclosed first, each to the digits that the whole needs; the rest is a function of them. The working
precision doubles until the radius is small enough. A point where the expression is singular (0/0 at an edge) is
computed once more after exact substitution, which may remove the singularity.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flint import acb, arb, fmpq
from sympy import Derivative, Dummy, Expr, Integer, Rational, Symbol

from derive.evidence.balls.ball import Ball
from derive.evidence.balls.clock import check_clock, time_limited
from derive.evidence.balls.precision import working
from derive.evidence.balls.scalar import Number, bind, constant, real_part, required
from derive.evidence.goals import goal_value
from derive.evidence.line import improper as _improper  # noqa: F401  enters integrals to infinity
from derive.language.deciding.replaced import replaced
from derive.language.errors import CannotEnclose, NotDefined
from derive.language.goals.expectation import Goal

ATTEMPTS = 5
ATTEMPTS_WITH_GOALS = 3
Value = Any  # int, sympy Rational, Fraction or text such as "3/5"


class NotReal(CannotEnclose):
    """The value is proven not to be a real number."""


def enclose(expr: Expr, at: Mapping[Symbol, Value], digits: int, time_limit: float | None = None, attempts: int = ATTEMPTS) -> Ball:
    """The value of `expr` at an exact point as a ball, with radius at most 10^-digits max(1, |value|) where the
    attempts reach it, each at twice the precision of the one before.

    >>> c = Symbol("c", real=True)
    >>> print(enclose((1 - c**2) ** Rational(1, 2), {c: "3/5"}, 30).short())
    0.8

    Raises CannotEnclose (no finite real ball was found; NotReal: there is none), Diverges, NotDefined (also: a value
    that contradicts a symbol's assumptions), TimeLimit.
    """
    expr = required(expr)
    point = bind(at)
    _require_assumptions(point)
    expr = _with_orders(expr, point)
    with time_limited(time_limit):
        best: arb | None = None
        for attempt in range(min(ATTEMPTS_WITH_GOALS, attempts) if expr.has(Goal) else attempts):
            check_clock(expr)
            accuracy = (digits + 4) * 2**attempt
            value = _value(expr, point, accuracy)
            if value.is_finite() and (best is None or value.rad() < best.rad()):
                best = value
            if best is not None and _good(best, digits):
                return Ball(best)
    if best is None:
        raise CannotEnclose(f"the value of {expr} at {_shown(point)}", "it is singular there, or not real", "choose another point")
    return Ball(best)


def _value(expr: Expr, point: dict[Symbol, Number], accuracy: int) -> arb:
    with working(int(accuracy * 3.33) + 32):
        value = _evaluated(expr, point, accuracy)
        if value.is_finite():
            return value
        substituted = _substituted(expr, point)
        return value if substituted is None else _evaluated(substituted, {}, accuracy)


def _evaluated(expr: Expr, point: dict[Symbol, Number], accuracy: int) -> arb:
    names = {goal: Dummy("goal") for goal in _outermost(expr)}
    values = {name: goal_value(goal, point, accuracy) for goal, name in names.items()}
    value = constant(expr.xreplace(names), {**point, **values})
    if isinstance(value, acb) and value.is_finite() and not value.imag.contains(0):
        raise NotReal(f"the value of {expr} at {_shown(point)}", "its imaginary part is not 0", "choose a point where it is real")
    return arb(value) if isinstance(value, fmpq) else real_part(value)


def _with_orders(expr: Expr, point: dict[Symbol, Number]) -> Expr:
    """Whole numbers for the symbols that stand for such: orders, parities and factorials are then exact. Raises CannotEnclose where one has no value."""
    orders = {symbol: Integer(int(value.p)) for symbol, value in point.items() if symbol.is_integer and isinstance(value, fmpq)}
    try:
        return expr.subs(orders) if orders else expr
    except ValueError as problem:  # a double factorial of -2, -4, ...
        raise CannotEnclose(f"the value of {expr} at {_shown(point)}", str(problem), "choose another order") from problem


def _outermost(expr: Expr) -> list[Expr]:
    """Goals and derivatives of goals that are not inside another, in a fixed order."""
    if isinstance(expr, Goal) or (isinstance(expr, Derivative) and isinstance(expr.expr, Goal)):
        return [expr]
    if not expr.has(Goal):
        return []
    found: dict[Expr, None] = {}
    for argument in expr.args:
        found.update(dict.fromkeys(_outermost(argument)))
    return list(found)


def _substituted(expr: Expr, point: dict[Symbol, Number]) -> Expr | None:
    """The expression at the point in sympy's exact arithmetic; None where nothing changes or nothing is left."""
    if not expr.free_symbols or not all(isinstance(value, fmpq) for value in point.values()):
        return None
    try:
        result = replaced(expr, {symbol: Rational(int(value.p), int(value.q)) for symbol, value in point.items()})
    except (ValueError, TypeError, ZeroDivisionError):  # raised by functions of sympy that refuse the infinities met on the way
        return None
    return result if result.is_finite is not False and not result.free_symbols else None


def _good(value: arb, digits: int) -> bool:
    return bool(value.rad() * arb(10) ** digits <= arb(1).max(abs(value)))


def _require_assumptions(point: dict[Symbol, Number]) -> None:
    for symbol, value in point.items():
        if not isinstance(value, fmpq):
            continue
        wrong = (symbol.is_positive and value <= 0) or (symbol.is_nonnegative and value < 0) or (symbol.is_negative and value >= 0)
        if wrong or (symbol.is_nonpositive and value > 0) or (symbol.is_nonzero and value == 0) or (symbol.is_integer and value.q != 1):
            raise NotDefined(
                f"a value at {symbol} = {value}",
                "the value contradicts the assumptions on the symbol",
                "choose a value that satisfies them",
            )


def _shown(point: dict[Symbol, Number]) -> str:
    return ", ".join(f"{symbol} = {value}" for symbol, value in sorted(point.items(), key=lambda pair: str(pair[0]))) or "no parameters"
