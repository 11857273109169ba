"""How fast a function grows on a half line, proven along its expression tree.

On t = |z| >= T >= 1, at the given side of the line, four partial functions of the tree (None where nothing is proven):

    above(f, s)   s f(z) <= a + b t + g t^2,   s = 1 or -1
    size(f)       |f(z)| <= a + b t + g t^2,   coefficients >= 0
    log_size(f)   log |f(z)| <= a + b t + g t^2
    log_below(f)  log |f(z)| >= a + b t + g t^2
"""

from __future__ import annotations

from typing import Any

from flint import arb, fmpq
from sympy import Add, Expr, Mul, Symbol

from derive.evidence.balls.removable import RemovableBall
from derive.evidence.balls.scalar import Point, constant, real_part
from derive.evidence.balls.stable_form import stable_form
from derive.evidence.line import growth_hyperbolic as _growth_hyperbolic  # noqa: F401  enters cosh, sinh and sech
from derive.evidence.line import growth_quotient as _growth_quotient  # noqa: F401  enters quotients with removable singular points
from derive.evidence.line import growth_tails as _growth_tails  # noqa: F401  enters erfc and Phi
from derive.evidence.line import growth_waves as _growth_waves  # noqa: F401  enters reciprocals of sin and cos
from derive.evidence.line.asked import function
from derive.evidence.line.growth_table import ABOVE, LOG_BELOW, LOG_SIZE
from derive.evidence.line.polynomials import coefficients, degree
from derive.evidence.line.quadratic import Bound, Quadratic, at_most, log_of, log_power, log_upper
from derive.language.errors import CannotEnclose


class HalfLine:
    """The bounds on one side (1: z >= T, -1: z <= -T) at a point of the parameters."""

    def __init__(self, letter: Symbol, side: int, start: arb, at: Point) -> None:
        self.letter, self.side, self.start, self.at = letter, side, start, at
        self.zero = Quadratic(arb(0))

    def polynomial(self, expr: Expr) -> list[arb] | None:
        """Coefficients in t, exact zeros at the top left away; None for what is not a real polynomial."""
        found = coefficients(expr, self.letter, self.at)
        if found is None:
            return None
        real = [(arb(v) if isinstance(v, fmpq) else real_part(v)) * self.side**k for k, v in enumerate(found[: degree(found) + 1])]
        return real if all(v.is_finite() for v in real) else None

    def value(self, expr: Expr) -> arb | None:
        """The value of a letter-free real expression."""
        if self.letter in expr.free_symbols:
            return None
        found = _real(constant(expr, self.at))
        return found if found.is_finite() else None

    def is_real(self, expr: Expr) -> bool:
        """Whether no letter-free part of a function is seen to be complex: bounds such as |cos| <= 1 are about real arguments."""
        if self.letter in expr.free_symbols:
            inside = (expr.original,) if isinstance(expr, RemovableBall) else expr.args
            return all(self.is_real(argument) for argument in inside)
        if expr.is_extended_real:
            return True
        found = constant(expr, self.at)
        return isinstance(found, fmpq) or (not isinstance(found, (bool, type(None))) and found.imag.contains(0))

    def above(self, expr: Expr, s: int) -> Bound:
        values = self.polynomial(expr)
        if values is not None:
            return self._polynomial_above([v * s for v in values])
        if isinstance(expr, Add):
            return _sum([self.above(term, s) for term in expr.args])
        if isinstance(expr, Mul):
            return self._product_above(expr, s)
        found = ABOVE.get(type(expr).__name__)
        return found(self, expr, s) if found else None

    def _polynomial_above(self, values: list[arb]) -> Bound:
        """Terms beyond t^2 count only where they pull down: -t^k <= -T^(k-2) t^2."""
        low = [*values[:3], *[arb(0)] * 3][:3]
        for k, value in enumerate(values[3:], start=3):
            if not value <= 0:
                return None
            low[2] += value * self.start ** (k - 2)
        return Quadratic(*low)

    def _product_above(self, expr: Mul, s: int) -> Bound:
        scale, rest = expr.as_independent(self.letter, as_Add=False)
        value = _real(constant(scale, self.at))
        if scale != 1:
            sign = 1 if value >= 0 else -1 if value <= 0 else 0
            bound = self.above(rest, s * sign) if sign else self.size(rest)
            return bound.times(abs(value).upper()) if bound else None
        return self._falling(expr) if self._sign(expr) == -s else self.size(rest)

    def _falling(self, expr: Expr) -> Quadratic:
        """-|f| <= -(1 + b t + (b t)^2/2) where log |f| >= b t, b > 0; else 0."""
        below = self.log_below(expr)
        if below is None or not below.g >= 0:
            return self.zero
        slope = (below.b + below.a.min(arb(0)) / self.start).lower()
        return Quadratic(arb(-1), -slope, -slope * slope / 2) if slope > 0 else self.zero

    def _sign(self, expr: Mul) -> int:
        """The sign of a product whose factors keep theirs, 0 where that is not known."""
        total = 1
        for factor in expr.args:
            total *= 1 if self._nonnegative(factor) else -1 if self._nonnegative(-factor) else 0
            if total == 0:
                break
        return total

    def size(self, expr: Expr) -> Bound:
        if isinstance(expr, Mul):
            total: Bound = Quadratic(arb(1))
            for factor in expr.args:
                bound = self.size(factor)
                total = total.product(bound) if total and bound else None
            return total or self.bounded_size(expr)
        bound = at_most(self.zero, self.above(expr, 1), self.above(expr, -1))
        return bound or self.bounded_size(expr)

    def bounded_size(self, expr: Expr) -> Bound:
        """|f| <= exp(sup log |f|) for a bounded f."""
        bound = self.log_size(expr)
        top = bound.supremum(self.start) if bound else None
        return Quadratic(top.exp().upper()) if top is not None else None

    def log_size(self, expr: Expr) -> Bound:
        values = self.polynomial(expr)
        if values is not None:
            d = max(0, len(values) - 1)
            total = sum((abs(v) * self.start ** (k - d) for k, v in enumerate(values)), arb(0))
            return log_power(d, self.start) + Quadratic(log_upper(total))
        if isinstance(expr, Add):
            bound = at_most(*(self.log_size(term) for term in expr.args))
            return bound + Quadratic(arb(len(expr.args)).log()) if bound else None
        if isinstance(expr, Mul):
            return _sum([self.log_size(factor) for factor in expr.args])
        found = LOG_SIZE.get(type(expr).__name__)
        if found:
            return found(self, expr)
        bound = at_most(self.zero, self.above(expr, 1), self.above(expr, -1))
        return log_of(bound, self.start) if bound else None

    def log_below(self, expr: Expr) -> Bound:
        values = self.polynomial(expr)
        if values is not None:
            return self._polynomial_log_below(values)
        if isinstance(expr, Mul):
            return _sum([self.log_below(factor) for factor in expr.args])
        found = LOG_BELOW.get(type(expr).__name__)
        if found:
            return found(self, expr)
        candidates: list[Bound] = [self._constant_below(expr)]
        if isinstance(expr, Add):
            everywhere = all(self._nonnegative(term) for term in expr.args)
            candidates += [self.log_below(term) if everywhere else self._outgrown(term, expr - term) for term in expr.args]
        return max((bound for bound in candidates if bound is not None), key=Quadratic.key, default=None)

    def _outgrown(self, term: Expr, rest: Expr) -> Bound:
        """|f + r| >= |f| (1 - exp(-d)) where log |r| <= log |f| - d, d > 0."""
        below, others = self.log_below(term), self.log_size(rest)
        top = (others + below.times(arb(-1))).supremum(self.start) if below and others else None
        return below + Quadratic((1 - top.exp()).log().lower()) if below and top is not None and top < 0 else None

    def _nonnegative(self, expr: Expr) -> bool:
        bound = self.above(expr, -1)
        top = bound.supremum(self.start) if bound else None
        return top is not None and bool(top <= 0)

    def _constant_below(self, expr: Expr) -> Bound:
        """log of a positive lower bound of f or of -f."""
        for s in (1, -1):
            bound = self.above(expr, -s)
            top = bound.supremum(self.start) if bound else None
            if top is not None and top < 0:
                return Quadratic((-top).log().lower())
        return None

    def _polynomial_log_below(self, values: list[arb]) -> Bound:
        """|p(t)| >= t^d (|a_d| - sum |a_k| T^(k-d)) >= T^d (...); coefficients of one sign: |p(t)| >= |p(T)|."""
        d = len(values) - 1
        if d < 0:
            return None
        if all(v >= 0 for v in values) or all(v <= 0 for v in values):
            size = abs(sum((v * self.start**k for k, v in enumerate(values)), arb(0)))
            return Quadratic(size.log().lower()) if size > 0 else None
        rest = abs(values[-1]) - sum((abs(v) * self.start ** (k - d) for k, v in enumerate(values[:-1])), arb(0))
        return Quadratic((rest.log() + self.start.log() * d).lower()) if rest > 0 else None


def _real(value: Any) -> arb:
    return arb(value) if isinstance(value, fmpq) else real_part(value)


def _sum(bounds: list[Bound]) -> Bound:
    total = Quadratic(arb(0))
    for bound in bounds:
        if bound is None:
            return None
        total = total + bound
    return total


def growth(expr: Expr, letter: Symbol, side: int, start: arb, at: Point) -> Quadratic:
    """log |f(z)| <= a + b|z| + g z^2 for |z| >= start at the given side.

    Raises CannotEnclose where no such bound is derived.
    """
    line = HalfLine(letter, side, start, at)
    bound = line.log_size(expr)
    if (stable := stable_form(expr, letter)) != expr:
        bound = min((found for found in (bound, line.log_size(stable)) if found is not None), key=_fastest, default=None)
    if bound is None or not (bound.a + bound.b + bound.g).is_finite():
        raise CannotEnclose(f"the growth of {function(expr)}", "no bound was derived", "rewrite it with functions of known growth")
    return bound


def _fastest(bound: Quadratic) -> tuple[float, ...]:
    return tuple(float(value.upper()) for value in (bound.g, bound.b, bound.a))


POLE = "the function is not integrable at a singular point"
TOO_FAST = "the function grows as fast as the normal density falls, or faster"


def grows_too_fast(below: Bound) -> bool:
    """The expectation of a function with this lower bound of log |f| on a half line is infinite."""
    return below is not None and bool(below.g > 0.5 or (below.g >= 0.5 and below.b >= 0))
