r"""Expectations over a correlated pair, in balls, by Mehler's expansion.

For standard normal X, Y with correlation c, |c| < 1, and orthonormal Hermite coefficients a_n of f and b_n of g,

    E[f(X) g(Y)] = sum_n a_n b_n c^n,    |sum_{n > N}| <= |c|^(N+1) (sum_{n > N} a_n^2)^(1/2) (sum_{n > N} b_n^2)^(1/2),

the tails of squares by Parseval from |f|^2 and |g|^2. At c = 0, 1, -1 the question has one variable and is answered as
such. Where |c| is so near to 1 that the expansion is long, the plane is integrated along its diagonal (`diagonal`).
"""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil, log
from typing import Any

from flint import arb, ctx
from sympy import Expr, Symbol

from derive.evidence.diagonal import expectation_near_diagonal
from derive.evidence.exact_point import exact_point
from derive.evidence.factor import ORDERS, factor_vector, has_singular_end
from derive.evidence.integral import expectation_1d
from derive.evidence.scalar import real_constant
from derive.evidence.separation import separate
from derive.language.errors import NotDefined
from derive.language.expectation import Expectation
from derive.language.symbols import X, Y, Z

LONGEST = 420  # terms of the expansion


def expectation_2d(goal: Expectation, at: Mapping[Symbol, Any], digits: int) -> arb:
    """E[body] for the law `Gaussian(c)` at an exact point, to about `digits` digits relative to the sizes |f| |g| of
    its
    factors.

    Raises CannotEnclose when the body is no sum of products f(X) g(Y), NotDefined when |c| > 1 at the point.
    """
    values = exact_point(at)
    body, c = goal.body.xreplace(values), goal.law.correlation.xreplace(values)
    if c == 1 or c == -1:
        return expectation_1d(body.xreplace({X: Z, Y: c * Z}), {}, digits)
    with ctx.workprec(int(3.33 * digits) + 40):
        correlation = real_constant(c, {})
        if not abs(correlation) < 1:
            raise NotDefined(f"a pair with correlation {c}", "it is not proven to be between -1 and 1")
        terms = separate(body, (X, Y))
        if c == 0:
            return sum((_independent(f, g, digits) for f, g in terms), arb(0))
        return sum((_near(f, g, c, correlation, digits) for f, g in terms), arb(0))


def _near(f: Expr, g: Expr, c: Expr, correlation: arb, digits: int) -> arb:
    """By the expansion, or along the diagonal where that is shorter; singular ends make the diagonal long."""
    count = length(correlation, digits)
    if count <= LONGEST or (count <= ORDERS[-1] and (has_singular_end(f, X) or has_singular_end(g, Y))):
        return _mehler(f, g, correlation, digits)
    return expectation_near_diagonal(f, g, c, digits)


def length(c: arb, digits: int) -> int:
    """N with |c|^(N+1) <= 10^(-digits-1)."""
    return ceil((digits + 1) * log(10) / -log(max(1e-300, float(abs(c).upper()))))


def _independent(f: Expr, g: Expr, digits: int) -> arb:
    """E[f(X)] E[g(Y)], at c = 0."""
    return expectation_1d(f.xreplace({X: Z}), {}, digits) * expectation_1d(g.xreplace({Y: Z}), {}, digits)


def _mehler(f: Expr, g: Expr, c: arb, digits: int) -> arb:
    order = length(c, digits)
    first, second = factor_vector(f, X, order, digits), factor_vector(g, Y, order, digits)
    total, power = arb(0), arb(1)
    for a, b in zip(first.coefficients, second.coefficients, strict=True):
        total += a * b * power
        power *= c
    rest = abs(power) * first.tail(len(first.coefficients) - 1) * second.tail(len(second.coefficients) - 1)
    return total + arb(0, rest.upper())
