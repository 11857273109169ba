r"""Roots in balls: existence and uniqueness proven.

On an interval I with midpoint m, the interval Newton operator N(I) = m - f(m)/f'(I) contains every root of f in I; if
N(I) lies in the interior of I there is exactly one. An interval with 0 not in f(I), or N(I) disjoint from I, has none.
A continuous f with opposite proven signs at two points has a root in between, which need not be the only one. A search
is complete when every part of the interval is excluded or holds exactly one root.
"""

from __future__ import annotations

from collections.abc import Mapping
from heapq import heappop, heappush
from itertools import pairwise
from math import inf
from typing import Any

from flint import acb, arb, ctx
from sympy import Expr, Symbol, diff

from derive.evidence.balls.ball import Ball
from derive.evidence.balls.clock import check_clock, time_limited
from derive.evidence.balls.precision import working
from derive.evidence.balls.scalar import compile_ball, real_part, required
from derive.evidence.maps.crossing import RealFunction, Root, RootSearch, crossings, enclosed, extended, sign
from derive.evidence.maps.interval_goal import Bundle
from derive.language.errors import CannotEnclose, NotDefined, TimeLimit
from derive.language.goals.expectation import Goal

PARTS, GOAL_PARTS = 4000, 1200  # intervals examined
FARTHEST = 2**40  # parts double up to here


def roots(
    function: Expr,
    variable: Symbol,
    lower: Any,
    upper: Any,
    digits: int,
    at: Mapping[Symbol, Any] | None = None,
    time_limit: float | None = None,
) -> RootSearch:
    """Roots of an expression on [lower, upper] at an exact point of its other symbols.

    `isolate` proves all roots and their uniqueness, for expressions with one-dimensional smooth goals too; the slope at each is enclosed. For other
    goals the expression is evaluated at exact points only, and a change of sign proves that there is a root, not that it is the only one. `upper` may be
    sympy's infinity and `lower` its negative; what lies beyond FARTHEST is then among the undecided intervals unless the function has a sign there.

    With `time_limit` (seconds) the answer is what was found in time, `undecided` names the rest; without it TimeLimit is raised where one set outside ends.
    """
    function = required(function)
    point, ends = at or {}, (extended(lower), extended(upper))
    if not ends[0] <= ends[1]:
        raise NotDefined(f"the roots on [{lower}, {upper}]", "the ends are not in order", "the lower end first")
    with time_limited(time_limit):
        if not function.has(Goal):
            f = _compiled(function, variable, point, False)
            return isolate(f, _compiled(diff(function, variable), variable, point, True), *ends, digits, partial=time_limit is not None)
        found = _isolate_goals(function, variable, ends, digits, point, time_limit is not None)
        if found.complete or found.roots or not all(end.is_finite() for end in ends):
            return found
        return _by_signs(function, variable, ends, digits, point, found, time_limit is not None)


def _by_signs(function: Expr, variable: Symbol, ends: tuple[arb, arb], digits: int, at: Mapping[Symbol, Any], found: RootSearch, partial: bool) -> RootSearch:
    """Changes of sign, where the goals cannot be enclosed on intervals."""
    try:
        seen = crossings(enclosed(function, variable, at), *ends, digits)
    except TimeLimit:
        if not partial:
            raise
        return found
    return RootSearch(seen.roots, False, found.undecided or ((Ball(ends[0]), Ball(ends[1])),))


def _isolate_goals(function: Expr, variable: Symbol, ends: tuple[arb, arb], digits: int, at: Mapping[Symbol, Any], partial: bool) -> RootSearch:
    """`isolate` where the goals can be enclosed on intervals and differentiated, else nothing and not complete."""
    try:
        bundle = Bundle(function, variable, at)
        return isolate(bundle.on(digits), bundle.derivative().on(digits), *ends, digits, parts=GOAL_PARTS, partial=partial)
    except CannotEnclose:
        return RootSearch((), False, ((Ball(ends[0]), Ball(ends[1])),))


def _compiled(expr: Expr, variable: Symbol, at: Mapping[Symbol, Any], analytic: bool) -> RealFunction:
    """An expression as a function of a real ball, not finite where it is not analytic; at exact points with more precision where its sign needs it."""
    program = compile_ball(expr, (variable,), at)

    def value(t: arb) -> arb:
        found = real_part(program(acb(t), analytic))
        if not t.is_exact() or sign(found):
            return found
        for factor in (2, 6):
            with working(factor * int(ctx.prec)):
                found = real_part(program(acb(t), analytic))
            if sign(found):
                break
        return found

    return value


def isolate(f: RealFunction, df: RealFunction, lower: Any, upper: Any, digits: int, parts: int = PARTS, partial: bool = False) -> RootSearch:
    """All roots of f in [lower, upper] that bisection and the interval Newton operator can prove.

    f and df enclose the function and its derivative on balls; a value that is not finite decides nothing. An interval has
    no root where f has a sign on it, by its enclosure or by the mean value form f(m) + f'(I)(I - m). Intervals that stay
    undecided are listed. `partial`: a time limit ends the search, not the answer.
    """
    with working(int(3.33 * digits) + 40):
        search = _Search(f, df, digits, pieces_of(extended(lower), extended(upper)))
        try:
            for _ in range(parts):
                if not search.work:
                    break
                check_clock("the roots of a function")
                search.examine()
            return search.result(seek=True)
        except TimeLimit:
            if not partial:
                raise
        return search.result(seek=False)


class _Search:
    """Roots found, intervals given up, and a heap of intervals to examine, the widest first."""

    def __init__(self, f: RealFunction, df: RealFunction, digits: int, parts: list[tuple[arb, arb]]) -> None:
        self.f, self.df, self.digits = f, df, digits
        self.found: list[Root] = []
        self.left: list[tuple[arb, arb]] = []
        self.work: list[tuple[float, int, arb, arb]] = []
        self.count = 0
        self.least = arb(10) ** (-2 * digits) * max((abs(end).upper() for part in parts for end in part if end.is_finite()), default=arb(1), key=float)
        for part in parts:
            self._push(*part)

    def _push(self, a: arb, b: arb) -> None:
        """The key is minus the width, as a part of the place; the counter keeps the order of pushes."""
        width, place = b - a, abs(a.union(b)).upper()
        self.count += 1
        heappush(self.work, (-float(width / place) if width.is_finite() and place > 0 else -inf, self.count, a, b))

    def examine(self) -> None:
        """Decide, split or give up the widest interval; it stays where time runs out."""
        _, _, a, b = self.work[0]
        interval, parts = a.union(b), list[tuple[arb, arb]]()
        excluded = bool(sign(self.f(interval)))
        slope = arb.nan() if excluded else self.df(interval)
        if not excluded and not sign(slope):
            parts = [] if self._excluded(interval, slope) else self._halves(a, b)
        elif not excluded:
            roots, proven = _monotone(self.f, self.df, a, b, self.digits)
            self.found += roots
            self.left += [] if proven else [(a, b)]
        heappop(self.work)
        for part in parts:
            self._push(*part)

    def _halves(self, a: arb, b: arb) -> list[tuple[arb, arb]]:
        if not (b - a).is_finite() or b - a < (arb(10) ** -(self.digits // 2) * abs(a.union(b)).upper()).max(self.least):
            self.left.append((a, b))
            return []
        middle = _cut(self.f, a, b)
        return [(a, middle), (middle, b)]

    def _excluded(self, interval: arb, slope: arb) -> bool:
        """f has a sign on the interval by the mean value form."""
        middle = arb(interval.mid())
        return slope.is_finite() and bool(sign(self.f(middle) + slope * (interval - middle)))

    def result(self, seek: bool) -> RootSearch:
        """What was found; `seek`: changes of sign are looked for in what stays undecided."""
        undecided = _hulls([*self.left, *((a, b) for _, _, a, b in self.work)])
        if seek:
            undecided = tuple(hull for hull in undecided if not self._settled(hull[0].arb, hull[1].arb))
        for left, right in undecided if seek else ():
            if left.arb.is_finite() and right.arb.is_finite():
                self.found += [self._sharpened(root) for root in crossings(self.f, left.arb, right.arb, self.digits).roots]
        return RootSearch(_distinct(self.found), not undecided, undecided)

    def _settled(self, a: arb, b: arb) -> bool:
        """Parts whose common end is a root as near as can be told, decided together where f' has a sign on both."""
        if not ((b - a).is_finite() and sign(self.df(a.union(b)))):
            return False
        roots, proven = _monotone(self.f, self.df, a, b, self.digits)
        self.found += roots if proven else []
        return proven

    def _sharpened(self, root: Root) -> Root:
        """A change of sign, with the slope, and unique where f' has a sign around."""
        around = root.ball.arb + arb(0, (abs(root.ball.arb).upper() * arb(10) ** -(self.digits // 2)).upper())
        slope = self.df(around)
        return Root(root.ball, bool(sign(slope)), Ball(slope) if slope.is_finite() else None)


def _hulls(intervals: list[tuple[arb, arb]]) -> tuple[tuple[Ball, Ball], ...]:
    """Neighbours joined, from left to right."""
    joined: list[tuple[arb, arb]] = []
    for a, b in sorted(intervals, key=lambda pair: float(pair[0])):
        if joined and joined[-1][1].overlaps(a):
            joined[-1] = (joined[-1][0], b)
        else:
            joined.append((a, b))
    return tuple((Ball(a), Ball(b)) for a, b in joined)


def pieces_of(lower: arb, upper: arb) -> list[tuple[arb, arb]]:
    """[lower, upper] from left to right in parts that double where they go far from 0 or come near it."""
    points = [lower]
    if upper > 0:
        start = lower if lower > 0 else upper.min(arb(1))
        points += [start * 2**k for k in range(64) if lower < start * 2**k < upper and start * 2**k <= FARTHEST]
    if lower < 0:
        start = upper if upper < 0 else lower.max(arb(-1))
        points += [start * 2**k for k in range(64) if lower < start * 2**k < upper and start * 2**k >= -FARTHEST]
    return list(pairwise([*sorted(points, key=float), upper]))


def _cut(f: RealFunction, a: arb, b: arb) -> arb:
    """A point near the middle of [a, b] where the sign of f is decided, if one of a few is."""
    points = [arb((a + (b - a) * k / 64).mid()) for k in (32, 33, 29, 37, 23)]
    return next((t for t in points if sign(f(t))), points[0])


def _monotone(f: RealFunction, df: RealFunction, a: arb, b: arb, digits: int) -> tuple[list[Root], bool]:
    """f' has a sign on [a, b]: one root at most, decided by the signs at the ends, and refined."""
    for end in (a, b):
        if f(end) == 0:
            return [Root(Ball(end), True, Ball(df(end)))], True
    left, right = sign(f(a)), sign(f(b))
    if left * right > 0:
        return [], True
    if left * right == 0:
        return [], False
    a, b = _refine(f, df, a, b, digits)
    ball = a.union(b)
    return [Root(Ball(ball), True, Ball(df(ball)))], True


def _refine(f: RealFunction, df: RealFunction, a: arb, b: arb, digits: int) -> tuple[arb, arb]:
    """Newton's operator on [a, b], or one bisection where it does not halve, until 10^-digits."""
    left = sign(f(a))
    for _ in range(8 * digits + 64):
        interval = a.union(b)
        if b - a < arb(10) ** -digits * abs(interval).upper().max(arb(1)):
            break
        middle = arb(((a + b) / 2).mid())
        newton = middle - f(middle) / df(interval)
        low, high = _inside(newton.lower(), a, b), _inside(newton.upper(), a, b)
        if newton.is_finite() and high - low < (b - a) * 0.6:  # a wider f' than on the interval before may hold 0
            a, b = low, high
            continue
        cut = _cut(f, a, b)
        here = sign(f(cut))
        if here == 0:
            break
        a, b = (cut, b) if here == left else (a, cut)
    return a, b


def _inside(point: arb, a: arb, b: arb) -> arb:
    """The point, moved to the nearer end when it is not inside [a, b]."""
    return a if not point > a else b if not point < b else point


def _distinct(roots: list[Root]) -> tuple[Root, ...]:
    """Roots in order; an exact root at the common end of two parts is reported once (equal balls are equal numbers only
    when exact).
    """
    kept: list[Root] = []
    for root in sorted(roots, key=lambda found: float(found.ball.arb.mid())):
        if not (kept and kept[-1].ball.arb == root.ball.arb):
            kept.append(root)
    return tuple(kept)
