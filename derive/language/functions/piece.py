"""From an expression with Max, Abs, Heaviside, Piecewise, ... to its analytic pieces, left to right.

Every such function is a choice by the sign of an analytic expression: |v| = v sign(v), Max(a, b) = a where a - b > 0.
So the knots are zeros of analytic expressions, found exactly, and on the intervals between them the choice is decided
once and for all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cmp_to_key, lru_cache, partial
from typing import Any

from sympy import Abs, And, Eq, Expr, Ge, Gt, Heaviside, Le, Lt, Max, Min, Ne, Not, Or, Piecewise, Pow, S, expand, oo, sign
from sympy.logic.boolalg import Boolean

from derive.language.deciding.order import compare, decided_sign
from derive.language.deciding.sign_line import sign_line
from derive.language.errors import NotDefined
from derive.language.functions.domain import analytic
from derive.language.functions.partition import Part, Parts, joined, refine
from derive.language.symbols import x

CHOICES = (Abs, sign, Heaviside, Max, Min, Piecewise)


@dataclass(frozen=True, slots=True)
class Piece:
    """An expression in x that is analytic on the open interval (lower, upper)."""

    lower: Expr
    upper: Expr
    expr: Expr


@lru_cache(maxsize=1024)
def pieces(expr: Expr) -> tuple[Piece, ...]:
    """The analytic pieces of a function of x, covering the line; neighbours with equal expressions are one.

    >>> from sympy import Symbol
    >>> b = Symbol("b", positive=True)
    >>> for piece in pieces(sign(x)*Max(Abs(x) - b, 0)):
    ...     print(f"({piece.lower}, {piece.upper}): {piece.expr}")
    (-oo, -b): b + x
    (-b, b): 0
    (b, oo): -b + x
    """
    parts = [Part(p.lower, p.upper, _tidy(_without_powers_of_zero(p.value))) for p in _resolve(expr, -oo, oo)]
    parts = joined(parts, _same)
    cut = [piece for part in parts for piece in part.cut(analytic(part.value, part.lower, part.upper))]
    return tuple(Piece(part.lower, part.upper, part.value) for part in cut)


def glued(parts: Iterable[Piece]) -> Expr:
    """The function with these pieces as one expression; neighbours with equal expressions are one.

    >>> glued([Piece(-oo, S.Zero, -x), Piece(S.Zero, S.One, x), Piece(S.One, oo, x)])
    Piecewise((-x, x < 0), (x, True))
    """
    *first, last = joined((Part(p.lower, p.upper, p.expr) for p in parts), _same)
    return Piecewise(*((part.value, x < part.upper) for part in first), (last.value, True)) if first else last.value


def _without_powers_of_zero(expr: Expr) -> Expr:
    """0^v, as in Max(x, 0)**v for x < 0, is 0 for v > 0 and 1 for v = 0; raises where v < 0 is possible, and where the sign of v is not known.

    >>> from sympy import Symbol
    >>> _without_powers_of_zero(1 + S.Zero ** Symbol("a", real=True) * x)  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    derive.language.errors.UndecidedSign: the sign of a: it does not follow from the assumptions. Try: ...
    """
    values = {}
    for power in expr.atoms(Pow):
        if power.base.is_zero and not power.exp.has(x):
            if (side := decided_sign(power.exp)) < 0:
                raise NotDefined(str(expr), f"{power} is no number, {power.exp} being negative", "an exponent that is positive")
            values[power] = S.Zero if side else S.One
    return expr.xreplace(values)


def _tidy(expr: Expr) -> Expr:
    return expand(expr) if expr.is_polynomial(x) else expr


def _same(a: Expr, b: Expr) -> bool:
    return bool(a == b or expand(a - b) == 0)


def _resolve(expr: Expr, lower: Expr, upper: Expr) -> Parts[Expr]:
    """The expression on (lower, upper), free of choices on each part."""
    if not expr.has(*CHOICES):
        return [Part(lower, upper, expr)]
    if isinstance(expr, Piecewise):
        return _branches(expr, lower, upper)
    arguments = refine([_resolve(arg, lower, upper) for arg in expr.args])
    choose = CHOOSE.get(expr.func)
    result: Parts[Expr] = []
    for part in arguments:
        result += choose(part) if choose else [Part(part.lower, part.upper, expr.func(*part.value))]
    return result


def signs(expr: Expr, lower: Expr, upper: Expr) -> Parts[int]:
    """The sign of an analytic expression on (lower, upper)."""
    value, flips, _ = sign_line(expr).between(lower, upper)
    result: Parts[int] = []
    for place in Part(lower, upper, None).cut(flips):
        result.append(Part(place.lower, place.upper, value))
        value = -value
    return result


def _by_sign(values: Callable[[Expr], tuple[Expr, Expr, Expr]], part: Part[tuple[Expr, ...]]) -> Parts[Expr]:
    """values(v) at the sign -1, 0 or 1 of v."""
    v = part.value[0]
    return [Part(p.lower, p.upper, values(v)[p.value + 1]) for p in signs(v, part.lower, part.upper)]


def _heaviside(part: Part[tuple[Expr, ...]]) -> Parts[Expr]:
    return _by_sign(lambda v: (S.Zero, part.value[1] if len(part.value) > 1 else S.Half, S.One), part)


def _extreme(part: Part[tuple[Expr, ...]], direction: int) -> Parts[Expr]:
    """The largest (direction 1) or smallest of the values, one after the other."""
    found: Parts[Expr] = [Part(part.lower, part.upper, part.value[0])]
    for other in part.value[1:]:
        found = [
            Part(p.lower, p.upper, q.value if p.value * direction >= 0 else other)
            for q in found
            for p in ([Part(q.lower, q.upper, 0)] if q.value == other else signs(q.value - other, q.lower, q.upper))
        ]
    return joined(found, lambda a, b: bool(a == b))


CHOOSE: dict[Any, Callable[[Part[tuple[Expr, ...]]], Parts[Expr]]] = {
    Abs: partial(_by_sign, lambda v: (-v, S.Zero, v)),
    sign: partial(_by_sign, lambda v: (S.NegativeOne, S.Zero, S.One)),
    Heaviside: _heaviside,
    Max: partial(_extreme, direction=1),
    Min: partial(_extreme, direction=-1),
}


def _branches(expr: Piecewise, lower: Expr, upper: Expr) -> Parts[Expr]:
    """The first branch whose condition holds; each is looked at only where the earlier ones do not hold."""
    open_parts: Parts[None] = [Part(lower, upper, None)]
    done: Parts[Expr] = []
    for value, condition in expr.args:
        decided = [piece for part in open_parts for piece in _decide(condition, part.lower, part.upper)]
        open_parts = [Part(p.lower, p.upper, None) for p in decided if not p.value]
        done += [piece for p in joined(decided, bool.__eq__) if p.value for piece in _resolve(value, p.lower, p.upper)]
    if open_parts:
        where = f"for {open_parts[0].lower} < x < {open_parts[0].upper}"
        raise NotDefined(str(expr), f"no branch of Piecewise applies {where}", "a last branch (expression, True)")
    return sorted(done, key=cmp_to_key(_left_to_right))


def _left_to_right(a: Part[Expr], b: Part[Expr]) -> int:
    return compare(a.lower, b.lower)


def _decide(condition: Boolean, lower: Expr, upper: Expr) -> Parts[bool]:
    """Where a condition holds on (lower, upper); single points do not count."""
    if condition in (S.true, S.false):
        return [Part(lower, upper, bool(condition))]
    if isinstance(condition, Not):
        return [Part(p.lower, p.upper, not p.value) for p in _decide(condition.args[0], lower, upper)]
    if isinstance(condition, And | Or):
        parts = refine([_decide(arg, lower, upper) for arg in condition.args])
        every = all if isinstance(condition, And) else any
        return [Part(p.lower, p.upper, every(p.value)) for p in parts]
    difference = _resolve(condition.lhs - condition.rhs, lower, upper)
    holds = HOLDS[condition.func]
    return [Part(p.lower, p.upper, holds(p.value)) for q in difference for p in signs(q.value, q.lower, q.upper)]


HOLDS: dict[Any, Callable[[int], bool]] = {
    Lt: lambda s: s < 0,
    Le: lambda s: s <= 0,
    Gt: lambda s: s > 0,
    Ge: lambda s: s >= 0,
    Eq: lambda s: s == 0,
    Ne: lambda s: s != 0,
}
