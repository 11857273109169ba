r"""Roots in balls: existence and uniqueness proven.

On an interval I with midpoint m, the interval Newton operator N(I) = m - f(m)/f'(I) contains every root of f in I; if
N(I) lies in the interior of I there is exactly one. An interval with 0 not in f(I), or N(I) disjoint from I, has none.
A continuous f with opposite proven signs at two points has a root in between, which need not be the only one. A search
is complete when every part of the interval is excluded or holds exactly one root.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flint import acb, arb
from sympy import Expr, Symbol, diff

from derive.evidence.ball import Ball
from derive.evidence.crossing import RealFunction, Root, RootSearch, crossings, enclosed, endpoint, sign
from derive.evidence.interval_goal import Bundle
from derive.evidence.precision import working
from derive.evidence.scalar import compile_ball, real_part
from derive.language.errors import CannotEnclose
from derive.language.expectation import Goal

PARTS, GOAL_PARTS = 4000, 100  # intervals examined


def roots(function: Expr, variable: Symbol, lower: Any, upper: Any, digits: int, at: Mapping[Symbol, Any] | None = None) -> RootSearch:
    """Roots of an expression on [lower, upper] at an exact point of its other symbols.

    `isolate` proves all roots and their uniqueness, for expressions with one-dimensional smooth goals too. For other
    goals the expression is evaluated at exact points only, and a change of sign proves that there is a root, not that
    it is the only one.
    """
    point = at or {}
    if not function.has(Goal):
        f = _compiled(function, variable, point, False)
        return isolate(f, _compiled(diff(function, variable), variable, point, True), lower, upper, digits)
    found = _isolate_goals(function, variable, (lower, upper), digits, point)
    return found if found.complete else crossings(enclosed(function, variable, point), lower, upper, digits)


def _isolate_goals(function: Expr, variable: Symbol, ends: tuple[Any, Any], digits: int, at: Mapping[Symbol, Any]) -> RootSearch:
    """`isolate` where the goals can be enclosed on intervals and differentiated, else nothing and not complete."""
    try:
        bundle = Bundle(function, variable, at)
        return isolate(bundle.on(digits), bundle.derivative().on(digits), *ends, digits, parts=GOAL_PARTS)
    except CannotEnclose:
        return RootSearch((), False)


def _compiled(expr: Expr, variable: Symbol, at: Mapping[Symbol, Any], analytic: bool) -> RealFunction:
    """An expression as a function of a real ball, not finite where it is not analytic."""
    program = compile_ball(expr, (variable,), at)
    return lambda t: real_part(program(acb(t), analytic))


def isolate(f: RealFunction, df: RealFunction, lower: Any, upper: Any, digits: int, parts: int = PARTS) -> RootSearch:
    """All roots of f in [lower, upper] that bisection and the interval Newton operator can prove.

    f and df enclose the function and its derivative on balls; a value that is not finite decides nothing.
    """
    with working(int(3.33 * digits) + 40):
        work, found, complete = [(endpoint(lower), endpoint(upper))], list[Root](), True
        for _ in range(parts):
            if not work:
                break
            a, b = work.pop()
            interval = a.union(b)
            if sign(f(interval)):
                continue
            if sign(df(interval)):
                roots, proven = _monotone(f, df, a, b, digits)
                found, complete = found + roots, complete and proven
            elif b - a < arb(10) ** -(digits // 2) * (1 + abs(interval)):
                complete = False
            else:
                middle = _cut(f, a, b)
                work += [(middle, b), (a, middle)]
        return RootSearch(_distinct(found), complete and not work)


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
        if high - low < (b - a) * 0.6:
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
