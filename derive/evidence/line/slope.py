"""All real zeros of a sum by those of its derivative: between two neighbours of these the sum is monotone.

A sum that is exactly 0 where its derivative vanishes leaves 0 on both sides and does not come back before the next
place where the derivative vanishes. Elsewhere the signs at the two ends of a branch tell whether there is a zero.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextvars import ContextVar
from itertools import pairwise

from flint import acb, arb, ctx, fmpq
from sympy import Add, Expr, Integer, Pow, Symbol, cos, diff, factor, log, preorder_traversal, sin, tanh

from derive.evidence.balls.scalar import Point, compile_ball, real_part
from derive.language.deciding.zero import is_zero

Zeros = Callable[[Expr, Symbol, Point], list[arb] | None]
MOST_DERIVATIVES = 4
FARTHEST = 12  # a branch that has not changed its sign at a distance of 2^12 is not followed further

_derivatives: ContextVar[int] = ContextVar("derivatives taken on the way to the zeros of one function", default=0)


def by_slope(expr: Expr, letter: Symbol, at: Point, zeros: Zeros) -> list[arb] | None:
    """Balls that contain all zeros of a sum, None where they are not known; `zeros` finds those of other expressions."""
    if _derivatives.get() == MOST_DERIVATIVES or not _continuous(expr, letter, at, zeros):
        return None
    token = _derivatives.set(_derivatives.get() + 1)
    try:
        slope = factor(diff(expr, letter))
        turns = [] if _of_one_sign(slope) else zeros(slope, letter, at)
    finally:
        _derivatives.reset(token)
    if turns is None or not all(turn.is_finite() for turn in turns):
        return None
    ordered = sorted({str(turn): turn for turn in turns}.values(), key=lambda turn: float(turn.mid()))
    if not all(before < after for before, after in pairwise(ordered)):
        return None
    return _Branches(expr, letter, at).zeros(ordered)


class _Branches:
    """The zeros at the turns and between them."""

    def __init__(self, expr: Expr, letter: Symbol, at: Point) -> None:
        self.compiled = compile_ball(expr, (letter,), at)
        self.exact = sorted(exact_zeros(expr, letter), key=float)

    def zeros(self, turns: list[arb]) -> list[arb] | None:
        found: list[arb] = [turn for turn in turns if self.value(turn).contains(0)]
        for lower, upper in pairwise([None, *turns, None]):
            zero = self._between(lower, upper)
            if zero is None:
                return None
            found += zero
        return found

    def value(self, place: arb) -> arb:
        return real_part(self.compiled(acb(place), False))

    def _between(self, lower: arb | None, upper: arb | None) -> list[arb] | None:
        """No zero or one on the branch between two turns, None where that is not known."""
        if any(end is not None and end.rad() == 0 and any(end == _ball(place) for place in self.exact) for end in (lower, upper)):
            return []
        inside = [_ball(place) for place in self.exact if (lower is None or lower < _ball(place)) and (upper is None or _ball(place) < upper)]
        if inside:
            return inside
        ends = self._ends(lower, upper)
        if ends is None:
            return None
        signs = [_sign(self.value(end)) for end in ends]
        if 0 in signs:
            return None
        if signs[0] != signs[1]:
            return [self._narrowed(*ends, signs[0])]
        return [] if (lower is not None and upper is not None) or self._leaves(lower, upper) else None

    def _ends(self, lower: arb | None, upper: arb | None) -> tuple[arb, arb] | None:
        """Two points of the branch, with different signs where there are such within the distance followed."""
        start = upper.lower() if upper is not None else lower.upper() if lower is not None else arb(0)
        first = lower.upper() if lower is not None else start
        if lower is not None and upper is not None:
            return first, start
        here = _sign(self.value(start))
        for side in (1, -1):
            if (upper is None and side == 1) or (lower is None and side == -1):
                far = next((place for place in _outwards(start, side) if _sign(self.value(place)) == -here), None)
                if far is not None:
                    return (start, far) if side == 1 else (far, start)
        return (start, start + 1) if upper is None else (start - 1, start)

    def _leaves(self, lower: arb | None, upper: arb | None) -> bool:
        """On a branch without end: does the function go away from 0 on the way to infinity?"""
        if lower is not None:
            near, side = lower.upper(), 1
        elif upper is not None:
            near, side = upper.lower(), -1
        else:
            return False
        return bool(_sign(self.value(near)) * _sign(self.value(near + side) - self.value(near)) == 1)

    def _narrowed(self, low: arb, high: arb, left: int) -> arb:
        """The zero between two points with different signs, by halving."""
        for _ in range(ctx.prec):
            middle = ((low + high) / 2).mid()
            sign = _sign(self.value(middle))
            if sign == 0 or not low < middle < high:
                break
            low, high = (middle, high) if sign == left else (low, middle)
        return low.union(high)


def _outwards(start: arb, side: int) -> Iterator[arb]:
    return (start + side * arb(2) ** power for power in range(-FARTHEST, FARTHEST + 1))


def _sign(value: arb) -> int:
    return 1 if value > 0 else -1 if value < 0 else 0


def _ball(place: Expr) -> arb:
    return arb(fmpq(int(place.p), int(place.q)))


def exact_zeros(expr: Expr, letter: Symbol) -> set[Expr]:
    """Those zeros that are 0 or a rational zero of an affine part."""
    affine = [part for part in preorder_traversal(expr) if part.has(letter) and not diff(part, letter).has(letter)]
    places = {Integer(0), *(-part.xreplace({letter: Integer(0)}) / diff(part, letter) for part in affine)}
    return {place for place in places if place.is_Rational and is_zero(expr.xreplace({letter: place}))}


def _continuous(expr: Expr, letter: Symbol, at: Point, zeros: Zeros) -> bool:
    """No power has a pole or an end of its domain on the line, nor has a logarithm."""
    powers = [part for part in expr.atoms(Pow) if not (part.exp.is_integer and part.exp.is_positive)]
    bases = [part.args[0] for part in (*powers, *expr.atoms(log)) if part.args[0].has(letter)]
    return all(zeros(base, letter, at) == [] and _sign(real_part(compile_ball(base, (letter,), at)(acb(0), False))) == 1 for base in bases)


def _of_one_sign(slope: Expr) -> bool:
    """c + sum k_i w_i with w_i among sin, cos and tanh of anything, and |c| >= sum |k_i|, all rational."""
    left, bounded = Integer(0), Integer(0)
    for part in Add.make_args(slope):
        scale, core = part.as_coeff_Mul()
        if core == 1:
            left += scale
        elif isinstance(core, (sin, cos, tanh)):
            bounded += abs(scale)
        else:
            return False
    return bool(left.is_Rational and bounded.is_Rational and abs(left) >= bounded)
