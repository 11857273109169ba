"""Orbits of systems of recurrences in balls.

A step may hold Gaussian moments of an activation whose variance is the iterate itself: they are integrated in balls at every step.

u_l = step(u_(l-1), l) for several sequences at once; a step may name the count l. Each ball contains the true iterates: the map at the middle of the last
balls, its derivatives on all of them (the mean value theorem in each variable). Values that are not kept cost nothing but their computation.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from flint import acb, arb
from sympy import Expr, Symbol, diff, sympify

from derive.evidence.balls.clock import check_clock, time_limited
from derive.evidence.balls.precision import working
from derive.evidence.balls.scalar import bind, compile_ball, exact, real_part
from derive.evidence.maps.crossing import RealFunction
from derive.evidence.maps.interval_goal import Bundle
from derive.language.errors import CannotEnclose
from derive.language.goals.expectation import Goal

BITS = 256
ROUND = 256  # iterates between two looks at the clock
_DIGITS, _ROUGH = 40, 12  # of moments and of their derivatives
Values = dict[Symbol, arb]


def system_orbit(
    steps: Mapping[Symbol, Expr],
    start: Mapping[Symbol, Any],
    count: Symbol,
    places: Collection[int],
    at: Mapping[Symbol, Any] | None = None,
    time_limit: float | None = None,
    bits: int = BITS,
) -> dict[int, Values]:
    """Balls for all variables at the counts `places`; `start` holds the values at l = 0, exact numbers or balls.

    >>> u, v, l = Symbol("u"), Symbol("v"), Symbol("l")
    >>> found = system_orbit({u: u / 2, v: v + l * u}, {u: 1, v: 0}, l, [1, 2])
    >>> {place: [str(value) for value in values.values()] for place, values in found.items()}
    {1: ['0.500000000000000', '1.00000000000000'], 2: ['0.250000000000000', '2.00000000000000']}

    Raises CannotEnclose where the balls become useless, TimeLimit.
    """
    with working(bits), time_limited(time_limit):
        names = tuple(steps)
        moves = _Map(names, count, {name: sympify(step) for name, step in steps.items()}, at or {})
        values = [_ball(start[name]) for name in names]
        found: dict[int, Values] = {0: dict(zip(names, values, strict=True))} if 0 in places else {}
        for place in range(1, max(places) + 1):
            values = moves(values, place)
            if place in places:
                found[place] = dict(zip(names, _checked(values, place), strict=True))
            if place % ROUND == 0:
                check_clock("an orbit")
                _checked(values, place)
        return found


class _Map:
    """One step of all variables, with its derivatives."""

    def __init__(self, names: tuple[Symbol, ...], count: Symbol, steps: Mapping[Symbol, Expr], at: Mapping[Symbol, Any]) -> None:
        letters = (*names, count)
        self.moves = [_function(steps[name], letters, at) for name in names]
        self.slopes = [[(k, _slope(steps[name], other, letters, at)) for k, other in enumerate(names) if other in steps[name].free_symbols] for name in names]

    def __call__(self, values: list[arb], place: int) -> list[arb]:
        middle = [acb(value.mid()) for value in values]
        balls, layer = [acb(value) for value in values], acb(place)
        moved = [real_part(move(*middle, layer, False)) for move in self.moves]
        for k, slopes in enumerate(self.slopes):
            for i, slope in slopes:
                if values[i].rad() != 0:
                    moved[k] += real_part(slope(*balls, layer, False)) * (values[i] - values[i].mid())
        return moved


def _function(expr: Expr, letters: tuple[Symbol, ...], at: Mapping[Symbol, Any]) -> Any:
    """A step as a function of balls, one for each letter."""
    if not expr.has(Goal):
        return compile_ball(expr, letters, bind(at))
    value = Bundle(expr, _only(expr, letters), at).on(_DIGITS)
    return _of_one(value, letters.index(_only(expr, letters)))


def _slope(expr: Expr, letter: Symbol, letters: tuple[Symbol, ...], at: Mapping[Symbol, Any]) -> Any:
    if not expr.has(Goal):
        return compile_ball(diff(expr, letter), letters, bind(at))
    return _of_one(Bundle(expr, _only(expr, letters), at).derivative().on(_ROUGH), letters.index(letter))


def _of_one(value: RealFunction, place: int) -> Any:
    return lambda *balls: acb(value(arb(balls[place].real))) if balls[place].is_finite() else acb(arb.nan())


def _only(expr: Expr, letters: tuple[Symbol, ...]) -> Symbol:
    """The one letter of a step with moments."""
    named = [letter for letter in letters if letter in expr.free_symbols]
    if len(named) != 1:
        raise CannotEnclose(f"the orbit of {expr}", "a step with moments names one sequence alone", "a closed form")
    return named[0]


def _ball(number: Any) -> arb:
    value = exact(number)
    return real_part(value) if isinstance(value, acb) else arb(value)


def _checked(values: list[arb], place: int) -> list[arb]:
    if all(value.is_finite() and (value.rad() == 0 or value.rel_accuracy_bits() >= 32 or value.contains(0)) for value in values):
        return values
    raise CannotEnclose(f"iterate {place} of an orbit", "its balls are too wide", "more bits, fewer iterates, or a map written without cancellation")
