r"""Derivatives of two-variable goals with respect to the correlation, in balls.

Mehler's series is differentiated term by term: with w_k = sqrt((k+1)_m (k+1)_n) for the derivatives m, n of a kernel,

    d^j/dc^j sum_k w_k a_(k+m) b_(k+n) c^k = sum_k k (k-1) ... (k-j+1) w_k a_(k+m) b_(k+n) c^(k-j),

and the terms k > K are at most sup_(k > K) k ... (k-j+1) w_k |c|^(k-j) times the Parseval tails of a and b.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil, log2
from typing import Any

from flint import arb
from sympy import Derivative, Expr, Symbol, diff, sqrt

from derive.evidence.balls.exact_point import exact_point, placed
from derive.evidence.balls.precision import working
from derive.evidence.balls.scalar import real_constant
from derive.evidence.line.factor import ORDERS, factor_vector
from derive.evidence.line.hermite_vector import HermiteVector
from derive.evidence.pair.dual import rising, terms_needed
from derive.evidence.pair.separation import separate
from derive.language.errors import CannotEnclose
from derive.language.goals.expectation import DualKernel, Expectation, Goal
from derive.language.symbols import X, Y, Z


@dataclass(frozen=True, slots=True)
class Weight:
    """k -> k (k-1) ... (k-j+1) sqrt((k+1)_m (k+1)_n), the derivative of order j of term k without c^(k-j)."""

    order: int
    first: int
    second: int

    def __call__(self, k: int) -> arb:
        return rising(k - self.order, self.order) * (rising(k, self.first) * rising(k, self.second)).sqrt()

    def largest(self, c: arb, after: int) -> arb:
        """Upper bound of the weight times |c|^(k-j) over k > after: the ratio of neighbours decreases, so it is the first if that is below 1."""
        k = after + 1
        ratio = abs(c) * self(k + 1) / self(k)
        return (abs(c) ** (k - self.order) * self(k)).upper() if k >= self.order and ratio < 1 else arb.pos_inf()


def correlation_derivative(asked: Derivative, at: Mapping[Symbol, Any], digits: int) -> arb:
    """d^j/dc^j of a kernel or an expectation of two variables at an exact point, |c| < 1.

    Raises CannotEnclose for a derivative with respect to anything but a symbol of the correlation alone.
    """
    goal, values = asked.expr, exact_point(at)
    symbol, order = _asked(asked)
    correlation = _correlation(goal, asked)
    if symbol in _without_correlation(goal) or (order > 1 and correlation != symbol):
        raise _refusal(asked, f"{symbol} is not the correlation alone")
    with working(int(3.33 * digits) + 64):
        c, slope = (real_constant(expr.xreplace(values), {}) for expr in (correlation, diff(correlation, symbol)))
        if not abs(c) < 1:
            raise _refusal(asked, "the correlation is not proven to be between -1 and 1")
        total: arb = sum((_term(part, c, order, digits, asked) for part in _parts(placed(goal, values))), arb(0))
        return total * slope**order


def _asked(asked: Derivative) -> tuple[Symbol, int]:
    if len(asked.variable_count) != 1 or not asked.variable_count[0][1].is_Integer:
        raise _refusal(asked, "it is a mixed derivative")
    symbol, order = asked.variable_count[0]
    return symbol, int(order)


def _refusal(asked: Derivative, stopped: str) -> CannotEnclose:
    return CannotEnclose(f"the value of {asked}", stopped, "differentiate in the correlation c, |c| < 1, or move the derivative into the integrand")


def _correlation(goal: Goal, asked: Derivative) -> Expr:
    if isinstance(goal, DualKernel):
        return goal.correlation
    if isinstance(goal, Expectation) and goal.law.dimension == 2:
        return goal.law.correlation
    raise _refusal(asked, "the goal has no correlation")


def _without_correlation(goal: Goal) -> set[Symbol]:
    parts = (*goal.functions, *goal.variances) if isinstance(goal, DualKernel) else (goal.body,)
    return set().union(*(part.free_symbols for part in parts))


@dataclass(frozen=True, slots=True)
class Part:
    """scale E[f^(m)(Z1) g^(n)(Z2)], f and g functions of Z."""

    f: Expr
    g: Expr
    orders: tuple[int, int] = (0, 0)
    scale: Expr = Z**0


def _parts(goal: Goal) -> list[Part]:
    if isinstance(goal, Expectation):
        return [Part(f.xreplace({X: Z}), g.xreplace({Y: Z})) for f, g in separate(goal.body, (X, Y))]
    (f, g), (m, n), (s1, s2) = goal.functions, goal.orders, map(sqrt, goal.variances)
    return [Part(f(s1 * Z), g(s2 * Z), (m, n), s1**-m * s2**-n)]


def _term(part: Part, c: arb, order: int, digits: int, asked: Derivative) -> arb:
    m, n = part.orders
    count = terms_needed(c, 2 * order + m + n, digits)
    if count > ORDERS[-1]:
        raise _refusal(asked, "the correlation is too near to 1 or -1")
    extra = digits + max(5, ceil((order + (m + n) / 2) * log2(count + 2) / 3))
    first, second = factor_vector(part.f, Z, count, extra), factor_vector(part.g, Z, count, extra)
    return _sum(first, second, c, Weight(order, m, n)) * real_constant(part.scale, {})


def _sum(first: HermiteVector, second: HermiteVector, c: arb, weight: Weight) -> arb:
    m, n = weight.first, weight.second
    last = len(first.coefficients) - 1 - max(m, n)
    total, power = arb(0), arb(1)
    for k in range(weight.order, last + 1):
        total += power * weight(k) * first.coefficients[k + m] * second.coefficients[k + n]
        power *= c
    return total + arb(0, (weight.largest(c, last) * first.tail(last + m) * second.tail(last + n)).upper())
