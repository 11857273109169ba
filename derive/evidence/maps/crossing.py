r"""Roots by changes of sign.

A continuous f with opposite proven signs at two points has a root between them. Values are needed at exact points only,
so f may be anything that can be enclosed there, expectations included. The points follow the secants of Illinois (the
retained end's value is halved), which converge from both sides.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from flint import arb, ctx, fmpq
from sympy import Expr, Rational, Symbol, oo

from derive.evidence.balls.ball import Ball
from derive.evidence.balls.precision import working
from derive.evidence.lower import enclose
from derive.language.errors import NotDefined

RealFunction = Callable[[arb], arb]
SAMPLES = 12  # parts of the interval whose ends are tried


@dataclass(frozen=True, slots=True)
class Root:
    """A ball that contains a root; `unique` when it is proven to hold exactly one; `slope` encloses f' over the ball where it is known."""

    ball: Ball
    unique: bool
    slope: Ball | None = None


@dataclass(frozen=True, slots=True)
class RootSearch:
    """Roots from left to right; `complete` when it is proven that there are no others in [lower, upper]; `undecided` are the intervals (both ends) in which
    there may be others, where they are known."""

    roots: tuple[Root, ...]
    complete: bool
    undecided: tuple[tuple[Ball, Ball], ...] = ()


def endpoint(number: Any) -> arb:
    """An exact rational, or a ball, as a ball."""
    if isinstance(number, arb):
        return number
    return arb(fmpq(int(number.p), int(number.q))) if isinstance(number, Rational) else arb(number)


def extended(number: Any) -> arb:
    """An end that may be infinite."""
    return arb("inf" if number == oo else "-inf") if not isinstance(number, arb) and number in (oo, -oo) else endpoint(number)


def sign(value: arb) -> int:
    """The proven sign of a ball, 0 when it is not decided."""
    return 1 if value > 0 else -1 if value < 0 else 0


def crossings(f: RealFunction, lower: Any, upper: Any, digits: int) -> RootSearch:
    """A root for every change of sign between SAMPLES + 1 equidistant points; the search is never complete."""
    with working(int(3.33 * digits) + 40):
        a, b = endpoint(lower), endpoint(upper)
        points = [arb((a + (b - a) * k / SAMPLES).mid()) for k in range(SAMPLES + 1)]
        values = [(t, f(t)) for t in points]
        found = [Root(Ball(t), False) for t, value in values if value == 0]
        decided = [(t, value) for t, value in values if sign(value)]
        for left, right in pairwise(decided):
            if sign(left[1]) != sign(right[1]) and not any(left[0] < root.ball.arb < right[0] for root in found):
                found.append(Root(Ball(squeeze(f, left, right, digits)), False))
        return RootSearch(tuple(sorted(found, key=lambda root: float(root.ball.arb.mid()))), False)


def squeeze(f: RealFunction, left: tuple[arb, arb], right: tuple[arb, arb], digits: int) -> arb:
    """A ball of radius about 10^-digits that contains a root, from two points with values of opposite sign."""
    (a, fa), (b, fb) = left, right
    tiny = arb(10) ** -digits * abs(a.union(b)).upper().max(arb(1))
    for _ in range(4 * digits + 40):
        if b - a < tiny:
            break
        t = _probe(a, fa, b, fb, tiny)
        value = f(t)
        here = sign(value)
        if here == 0:
            return _around(f, t, (a, b), tiny)
        if here == sign(fb):
            b, fb, fa = t, value, fa / 2
        else:
            a, fa, fb = t, value, fb / 2
    return a.union(b)


def _probe(a: arb, fa: arb, b: arb, fb: arb, tiny: arb) -> arb:
    """The secant's zero as an exact point, kept a little inside [a, b]."""
    secant, margin = (a * fb - b * fa) / (fb - fa), (b - a) / 64
    margin = margin if margin < tiny / 4 else tiny / 4
    low, high = a + margin, b - margin
    return arb((low if not secant > low else high if not secant < high else secant).mid())


def _around(f: RealFunction, t: arb, ends: tuple[arb, arb], tiny: arb) -> arb:
    """The smallest ball t +- tiny 4^k at whose ends the signs are opposite, or the ends themselves: f is not resolved at t."""
    step = tiny
    for _ in range(20):
        a = arb((t - step).mid()) if t - step > ends[0] else ends[0]
        b = arb((t + step).mid()) if t + step < ends[1] else ends[1]
        if sign(f(a)) * sign(f(b)) < 0:
            return a.union(b)
        step = step * 4
    return ends[0].union(ends[1])


def enclosed(function: Expr, variable: Symbol, at: Mapping[Symbol, Any]) -> RealFunction:
    """An expression with goals as a function of exact points, NaN where it has no meaning (a variance that is 0)."""

    def value(t: arb) -> arb:
        mantissa, exponent = t.man_exp()
        point = Rational(int(mantissa)) * Rational(2) ** int(exponent)
        try:
            found: arb = enclose(function, {**at, variable: point}, int(ctx.prec / 3.33) - 8).arb
        except NotDefined:
            return arb.nan()
        return found

    return value
