"""Growth next to a singular end, z = a + s exp(-t), t >= T: what is analytic in v = exp(-t), and not 0, is one number, known as its ball for v <= exp(-T).

What is proven for all numbers in the balls is true for the values of the functions at each t.
"""

from __future__ import annotations

from typing import Any

from flint import acb, arb
from sympy import Dummy, Expr, Pow, Symbol, exp, log

from derive.evidence.balls.removable import RemovableBall
from derive.evidence.balls.scalar import Point, compile_ball
from derive.evidence.line.growth import HalfLine
from derive.evidence.line.quadratic import Bound
from derive.language.errors import CannotEnclose, NotDefined

V = Dummy("v", positive=True, dummy_index=7_000_031)


def log_size_near_end(expr: Expr, letter: Symbol, start: arb, at: Point) -> Bound:
    """log |f(t)| <= a + b t + g t^2 for t >= start: as `HalfLine.log_size`, or with parts as numbers, which comes first where quotients make it long."""
    ways = (_plain, _with_numbers) if not expr.has(RemovableBall) else (_with_numbers, _plain)
    return next((bound for way in ways if (bound := way(expr, letter, start, at)) is not None), None)


def _plain(expr: Expr, letter: Symbol, start: arb, at: Point) -> Bound:
    return HalfLine(letter, 1, start, at).log_size(expr)


def _with_numbers(expr: Expr, letter: Symbol, start: arb, at: Point) -> Bound:
    found: dict[Symbol, Any] = {}
    powers = {node: V ** -node.args[0].coeff(letter, 1) for node in expr.atoms(exp) if _is_decaying(node.args[0], letter)}
    frozen = _Frozen(letter, (-start).exp().upper(), at, found)(expr.xreplace(powers), False)
    return HalfLine(letter, 1, start, {**at, **found}).log_size(frozen.xreplace({V: exp(-letter)}))


def _is_decaying(exponent: Expr, letter: Symbol) -> bool:
    rate = exponent.coeff(letter, 1)
    return bool(rate.is_Integer and rate < 0 and exponent == rate * letter)


class _Frozen:
    """Replaces the parts of an expression; new letters stand for balls in `found`."""

    def __init__(self, letter: Symbol, largest: arb, at: Point, found: dict[Symbol, Any]) -> None:
        self.letter, self.at, self.found = letter, at, found
        self.ball = acb(arb(0).union(largest))

    def __call__(self, expr: Expr, nonzero: bool) -> Expr:
        """`nonzero`: under a logarithm or a power."""
        if not expr.has(V) or expr == V or (isinstance(expr, Pow) and expr.base == V):
            return expr
        value = None if expr.has(self.letter) else self._value(expr)
        if value is not None and not (nonzero and value.contains(0)):
            return self._named(value)
        inside = nonzero or isinstance(expr, (log, Pow))
        return expr.func(*(self(part, inside) if isinstance(part, Expr) else part for part in expr.args)) if expr.args else expr

    def _named(self, value: arb) -> Symbol:
        name = Dummy(real=True)
        self.found[name] = value
        return name

    def _value(self, expr: Expr) -> arb | None:
        try:
            value = compile_ball(expr, (V,), self.at)(self.ball, False)
        except (CannotEnclose, NotDefined):
            return None
        return value.real if value.is_finite() and value.imag.contains(0) else None
