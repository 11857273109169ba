"""Orbits of one-dimensional maps in balls, and the limit of a sequence by extrapolation.

An orbit is proven: each iterate is a ball that contains the true one, by the mean value theorem (the map at the middle of
the last ball, its derivative on all of it), so that balls do not grow faster than the map stretches. What is concluded from it about l -> infinity is
an extrapolation: x_l = limit + sum_j c_j b_j(l) with named functions b_j is solved at the largest checkpoints, and the
uncertainty stated is how far the limit moves when a function and a checkpoint are left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log10
from typing import Any

from flint import acb, arb, arb_mat
from sympy import Expr, Symbol, diff, log, sympify

from derive.evidence.balls.ball import Ball
from derive.evidence.balls.clock import check_clock, time_limited
from derive.evidence.balls.precision import working
from derive.evidence.balls.scalar import bind, compile_ball, exact, real_part
from derive.language.errors import CannotEnclose

BITS = 256
SAFETY = 10  # the stated uncertainty is so many times the movement seen
ROUND = 256  # iterates between two looks at the clock


def orbit(step: Expr, variable: Symbol, start: Any, until: int, time_limit: float | None = None, bits: int = BITS) -> dict[int, Ball]:
    """Balls for u_l at l = 1, 2, 4, … up to `until`, where u_(l+1) = step(u_l) and u_0 = `start`, an exact number.

    >>> u = Symbol("u")
    >>> found = orbit(u / 2, u, 1, 8)
    >>> {count: str(ball.short()) for count, ball in found.items()}
    {1: '0.5', 2: '0.25', 4: '0.0625', 8: '0.00390625'}

    Raises CannotEnclose where the balls become useless, TimeLimit.
    """
    with time_limited(time_limit), working(bits):
        move, slope = (compile_ball(part, (variable,), bind({})) for part in (sympify(step), diff(step, variable)))
        value = arb(exact(start))
        found = {}
        for count in range(1, until + 1):
            middle = value.mid()
            value = real_part(move(acb(middle))) + real_part(slope(acb(value))) * (value - middle)
            if count & (count - 1) == 0:
                found[count] = _checked(value, count, step)
            if count % ROUND == 0:
                check_clock(step)
        return found


def _checked(value: arb, count: int, step: Expr) -> Ball:
    if not value.is_finite() or value.rel_accuracy_bits() < 32:
        raise CannotEnclose(f"iterate {count} of {step}", "its ball is too wide", "more bits, fewer iterates, or a map written without cancellation")
    return Ball(value)


@dataclass(frozen=True, slots=True)
class Extrapolation:
    """A limit and how far it may be off, as seen, not proven."""

    limit: Ball
    uncertainty: float

    @property
    def digits(self) -> int:
        """Decimals of the limit that the uncertainty leaves."""
        return max(0, int(-log10(max(self.uncertainty, 1e-300))))


def extrapolate(values: Mapping[int, arb], basis: Sequence[Expr], variable: Symbol, bits: int = BITS) -> Extrapolation:
    """The limit of x_l from its values at some l, with x_l = limit + sum of constants times the functions `basis` of `variable`.

    >>> l = Symbol("l", positive=True)
    >>> values = {2**k: 1 + arb(1) / 2**k + arb(3) / 4**k for k in range(1, 20)}
    >>> extrapolate(values, [1 / l, 1 / l**2], l).uncertainty < 1e-9
    True
    """
    places = sorted(values)
    if len(places) < len(basis) + 2:
        raise CannotEnclose("the limit of a sequence", f"{len(places)} values do not determine {len(basis) + 1} constants", "more iterates")
    with working(bits):
        best = _fitted(values, places[-len(basis) - 1 :], basis, variable)
        others = (
            _fitted(values, places[-len(basis) - 2 : -1], basis, variable),
            _fitted(values, places[-len(basis) :], basis[:-1], variable),
        )
        moved = max(float(abs((best - other).mid())) for other in others)
        return Extrapolation(Ball(best), SAFETY * moved + float(best.rad()))


def _fitted(values: Mapping[int, arb], places: Sequence[int], basis: Sequence[Expr], variable: Symbol) -> arb:
    functions = [compile_ball(sympify(b), (variable,), bind({})) for b in basis]
    rows = [[arb(1), *(real_part(f(acb(place))) for f in functions)] for place in places]
    return arb_mat(rows).solve(arb_mat([[arb(values[place].mid())] for place in places]))[0, 0]


def limit_of(values: Mapping[int, arb], small: Expr, variable: Symbol, bits: int = BITS) -> Extrapolation:
    """The most certain of the extrapolations with tails up to the orders 1 to 5 of `small`."""
    found = []
    for order in range(1, 6):
        basis = tail_basis(small, variable, order)
        if len(values) >= len(basis) + 2:
            found.append(extrapolate(values, basis, variable, bits))
    if not found:
        raise CannotEnclose("the limit of a sequence", f"{len(values)} values are too few", "more iterates")
    return min(found, key=lambda one: one.uncertainty)


def tail_basis(step: Expr, variable: Symbol, order: int) -> list[Expr]:
    """Powers of `step` with powers of logarithms: step^k log^j for k <= order, j <= k, largest first, but without step log,
    which the law itself has."""
    logarithm = log(variable)
    pairs = [(k, j) for k in range(1, order + 1) for j in range(k, -1, -1) if (k, j) != (1, 1)]
    return [step**k * logarithm**j for k, j in pairs]
