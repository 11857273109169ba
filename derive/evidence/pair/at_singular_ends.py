r"""Expectations over a pair whose factors are not analytic at knots from one side, like sqrt|x - 1| and log|x^2 - 2|, for any correlation.

f = f_0 + sum_i f_i with f_i = f on a short interval next to a singular end (`singular_end`) and f_0 = f elsewhere, 0 on these intervals; g likewise. Then

    E[f(X) g(Y)] = E[f_0(X) g_0(Y)] + sum_i E[f_i(X) g_0(Y)] + sum_j E[f_0(X) g_j(Y)] + sum_ij E[f_i(X) g_j(Y)],

the first by `knotted`, f_0 and g_0 being analytic up to their knots, the others by rectangles (`rectangle`): x in the interval of f_i and
|y - c x| <= s T, s^2 = 1 - c^2. Intervals are no longer than s. Beyond, |g_0(y)| <= exp(a + b |y|) and

    E[|f_i(X) g_0(Y)|; |Y - c X| > s T] <= E|f_i(X)| E[exp(a + b (|c| max |x| + s |N|)); |N| > T].
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log

from flint import acb, arb
from sympy import Expr, Integer, Rational

from derive.evidence.balls.nearness import nearness
from derive.evidence.balls.precision import working
from derive.evidence.balls.scalar import real_constant
from derive.evidence.line.asked import mean
from derive.evidence.line.quadratic import Quadratic
from derive.evidence.line.singular_end import SingularEnd, split_ends
from derive.evidence.line.split import Piece, pieces
from derive.evidence.line.tail import tail_bound
from derive.evidence.pair.knotted import FARTHEST, Factor, factor_of, over_pieces
from derive.evidence.pair.rectangle import Edge, edge, over_rectangle
from derive.language.errors import CannotEnclose
from derive.language.symbols import Z

SAMPLES = (0.4, 1.0, 2.5)  # deviations at which sizes are looked at, for tolerances only


def by_singular_ends(f: Expr, g: Expr, c: Expr, digits: int) -> arb:
    """E[f(X) g(Y)] for functions of Z without parameters and an exact correlation, 0 < |c| < 1, to about `digits` digits relative to the sizes of f and g.

    Raises CannotEnclose where neither factor has a singular end, or one is not seen to be integrable at its end.
    """
    with working(64):
        if real_constant(c, {}) < 0:
            c, g = -c, g.xreplace({Z: -Z})
    with working(int(3.33 * digits) + 96 + nearness(c)):
        correlation = real_constant(c, {})
        narrow = 1 - correlation**2
        sides = _side(f, narrow), _side(g, narrow)
        if not (sides[0].ends or sides[1].ends):
            raise CannotEnclose(mean(f * g), "no factor is singular at a knot", "another method")
        found = _Pair(*sides, correlation, narrow, digits).value()
        if not found.is_finite():
            raise CannotEnclose(mean(f * g), "the quadrature next to a singular end does not converge", "another correlation")
        return found


@dataclass(frozen=True, slots=True)
class _Side:
    """A factor: what is next to singular ends, and the rest of it, with 0 there."""

    ends: Sequence[SingularEnd]
    rest: tuple[Piece, ...]
    factor: Factor


def _side(body: Expr, narrow: arb) -> _Side:
    longest = Rational(1)
    while real_constant(longest**2, {}) > narrow:
        longest /= 4
    ends, rest = split_ends(pieces(body, Z, {}), longest)
    whole = [rest[0]]
    for left, right in pairwise(rest):
        whole += [Piece(left.upper, right.lower, Integer(0)), right] if left.upper < right.lower else [right]
    return _Side(ends, tuple(whole), factor_of(tuple(whole)))


class _Pair:
    def __init__(self, one: _Side, other: _Side, c: arb, narrow: arb, digits: int) -> None:
        self.sides, self.c, self.narrow, self.digits = (one, other), c, narrow, digits
        self.spread = narrow.sqrt()
        sizes = [_size(side.factor) for side in self.sides]
        self.scale = sizes[0] * sizes[1]
        self.goals = [(size * self.spread * arb(10) ** -(digits + 3)).upper() for size in sizes]

    def value(self) -> arb:
        first, second = self.sides
        total = over_pieces(first.rest, second.rest, self.c, self.digits)
        edges = [[edge((), self.narrow, self.digits, self.goals[k], (end,)) for end in side.ends] for k, side in enumerate(self.sides)]
        for k, side in enumerate(self.sides):
            for end, near in zip(side.ends, edges[k], strict=True):
                total += self._beside(end, near, self.sides[1 - k].factor, self.goals[1 - k])
        for near in edges[0]:
            for other in edges[1]:
                total += self._rectangle(near, other)
        return total

    def _rectangle(self, one: Edge, other: Edge) -> arb:
        return over_rectangle(one, other, self.c, self.narrow, (self.scale * self.spread * arb(10) ** -(self.digits + 5)).upper())

    def _beside(self, end: SingularEnd, near: Edge, factor: Factor, goal: arb) -> arb:
        """E[f_i(X) g_0(Y)]."""
        low, high = sorted((end.knot.mid(), end.inner.mid()), key=float)
        farthest = end.knot.abs_upper().max(end.inner.abs_upper())
        reach, beyond = self._reach(factor, farthest)
        across = self.spread * reach
        bottom, top = (self.c * low - across).lower().mid(), (self.c * high + across).upper().mid()
        mass = near.weight / (2 * arb.pi()).sqrt()
        error = mass * (beyond + self._displaced(factor, bottom, top))
        inside = edge(factor.clipped(bottom, top), self.narrow, self.digits, goal)
        return self._rectangle(near, inside) + arb(0, error.upper())

    def _reach(self, factor: Factor, farthest: arb) -> tuple[arb, arb]:
        """T and E[|g_0(Y)|; |N| > T] at the worst x."""
        end = float((2 * (self.digits + 5) * arb(log(10))).sqrt().upper()) + 1
        while end < FARTHEST:
            envelope = factor.envelope(float((farthest + self.spread * end).upper()) + 1)
            if envelope is not None:
                bound = tail_bound(Quadratic(envelope.a + envelope.b * self.c * farthest, envelope.b * self.spread), arb(end))
                if bound is not None and 2 * bound <= self.scale * arb(10) ** -(self.digits + 3):
                    return arb(end), (2 * bound).upper()
            end += max(2.0, end / 8)
        raise CannotEnclose("an expectation over a pair", "the tails of a factor are not seen to be small", "a bounded function, or smaller variances")

    def _displaced(self, factor: Factor, bottom: arb, top: arb) -> arb:
        """Knots of g_0 that are known as balls of radius r: at most 2 r (sup |g_1| + sup |g_2|)/(s sqrt(2 pi)) given X."""
        total = arb(0)
        for k, knot in enumerate(factor.knots()):
            if not knot.is_exact() and not (knot < bottom or knot > top):
                total += 2 * knot.rad() * sum((function(acb(knot), False).abs_upper() for function in factor.functions[k : k + 2]), arb(0))
        return (total / (self.spread * (2 * arb.pi()).sqrt())).upper()


def _size(factor: Factor) -> arb:
    """A rough size of a factor, for tolerances only."""
    found = arb(0)
    for x in (side * place for place in SAMPLES for side in (1, -1)):
        for _, _, function in factor.clipped(arb(x) - 1 / arb(128), arb(x) + 1 / arb(128)):
            value = function(acb(x), False).abs_upper()
            found = found.max(value) if value.is_finite() else found
    return found if found > 0 else arb(1)
