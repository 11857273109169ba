"""Where an integrand under the normal law is largest, when that is far from 0: a scale for errors, chosen from values and never a bound.

|f(z)| exp(-z^2/2) may have its peak far out (exp(b z): exp(b^2/2) at z = b); an error that is small beside 1 is then much smaller than what was asked.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any

from flint import acb, arb, fmpq
from sympy import Expr, Integer, Symbol, exp

from derive.evidence.balls.precision import working
from derive.evidence.balls.scalar import Point, compile_ball

FIRST = 8.0  # where an integrand with a high peak is large already
FARTHEST = 24  # powers of 2
STEPS = 40  # of the search between two of them
LARGE = 24.0  # logarithms below it need no scale


def far_peak(body: Expr, letter: Symbol, at: Point) -> int:
    """About max log(|f(z)| exp(-z^2/2)) where that is large and seen on a coarse net, else 0.

    >>> z = Symbol("z")
    >>> far_peak(exp(200 * z), z, {}), far_peak(z**2, z, {})
    (20000, 0)
    """
    if all(isinstance(value, fmpq) for value in at.values()):
        return _kept(body, letter, tuple(at.items()))
    return _found(body, letter, at)


@lru_cache(maxsize=4096)
def _kept(body: Expr, letter: Symbol, at: tuple[tuple[Symbol, Any], ...]) -> int:
    return _found(body, letter, dict(at))


def far_place(body: Expr, letter: Symbol) -> int:
    """About where |f(z)| exp(-z^2/2) is largest if that is far from 0 and on one side of it only, else 0.

    >>> z = Symbol("z")
    >>> far_place(exp(200 * z), z), far_place(exp(-40 * z) + exp(40 * z), z)
    (200, 0)
    """
    place, top = _top(body, letter, {})
    if not LARGE < top < float("inf"):
        return 0
    with working(64):
        other = _height(compile_ball(body, (letter,), {}), -place)
    return round(place) if other < top / 2 else 0


def _found(body: Expr, letter: Symbol, at: Point) -> int:
    _, top = _top(body, letter, at)
    return round(top) if LARGE < top < float("inf") else 0


def _top(body: Expr, letter: Symbol, at: Point) -> tuple[float, float]:
    """(z, log of |f(z)| exp(-z^2/2)) at the highest place that is seen; (0, 0) where there is none far from 0."""
    function = compile_ball(body, (letter,), at)
    with working(64):
        height = partial(_height, function)
        if max(height(FIRST), height(-FIRST)) <= 0:
            return 0.0, 0.0
        best = max((side * 2.0**k for k in range(-1, FARTHEST) for side in (1, -1)), key=height)
        if abs(best) == 2.0 ** (FARTHEST - 1):
            return 0.0, 0.0  # it grows without end, as far as is seen
        place = _highest(height, best / 2, best * 2)
        return place, height(place)


def _height(function: Callable[..., acb], place: float) -> float:
    value = abs(function(acb(arb(place)), False))
    return float((value.log() - arb(place) ** 2 / 2).mid()) if value.is_finite() and value > 0 else float("-inf")


def _highest(height: Callable[[float], float], low: float, high: float) -> float:
    """By thirds, as if there were one peak between the ends."""
    for _ in range(STEPS):
        left, right = low + (high - low) / 3, high - (high - low) / 3
        low, high = (left, high) if height(left) < height(right) else (low, right)
    return (low + high) / 2


def scaled_down(body: Expr, peak: int) -> Expr:
    """The function times exp(-peak)."""
    return body * exp(-Integer(peak))
