"""Conditions decided in balls: true, false, or None where the balls do not say."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flint import acb, fmpq
from sympy import And, Basic, Eq, Ge, Gt, Le, Lt, Ne, Not, Or
from sympy.logic.boolalg import BooleanFalse, BooleanTrue

Decision = bool | None


def condition(expr: Basic) -> Callable[..., Decision] | None:
    """The decision procedure at the root of a condition, on the values of its arguments; None for what is not a
    condition."""
    return DECISIONS.get(type(expr))


def sign_of(left: Any, right: Any) -> int | None:
    """The sign of left - right, None where the balls do not decide it or the difference is not real."""
    difference = left - right
    if isinstance(difference, fmpq):
        return int(difference > 0) - int(difference < 0)
    real = difference.real
    if difference.imag != 0 and difference.imag.contains(0) is False:
        return None
    return 1 if real > 0 else -1 if real < 0 else 0 if difference == 0 else None


def _relation(accepted: set[int]) -> Callable[..., Decision]:
    def decide(left: Any, right: Any, analytic: bool) -> Decision:
        found = sign_of(left, right)
        if found is None:
            return _apart(left, right, accepted)
        return found in accepted

    return decide


def _apart(left: Any, right: Any, accepted: set[int]) -> Decision:
    """Balls that do not decide the sign may still decide <= or >=."""
    real = acb(left - right).real
    if (accepted == {-1, 0} and real <= 0) or (accepted == {0, 1} and real >= 0):
        return True
    if (accepted == {1} and real <= 0) or (accepted == {-1} and real >= 0):
        return False
    return None


def _equal(left: Any, right: Any, analytic: bool) -> Decision:
    found = sign_of(left, right)
    if found is None:
        return None if acb(left - right).contains(0) else False
    return None if analytic and found == 0 else found == 0


def _unequal(left: Any, right: Any, analytic: bool) -> Decision:
    return _negated(_equal(left, right, analytic), analytic=analytic)


def _all(*parts: Decision, analytic: bool) -> Decision:
    return False if False in parts else None if None in parts else True


def _any(*parts: Decision, analytic: bool) -> Decision:
    return True if True in parts else None if None in parts else False


def _negated(part: Decision, analytic: bool) -> Decision:
    return None if part is None else not part


DECISIONS: dict[type, Callable[..., Decision]] = {
    Lt: _relation({-1}),
    Le: _relation({-1, 0}),
    Gt: _relation({1}),
    Ge: _relation({0, 1}),
    Eq: _equal,
    Ne: _unequal,
    And: _all,
    Or: _any,
    Not: _negated,
    BooleanTrue: lambda analytic: True,
    BooleanFalse: lambda analytic: False,
}
