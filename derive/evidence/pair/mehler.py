r"""Mehler's expansion over a correlated pair, in balls.

For standard normal X, Y with correlation c, |c| < 1, and orthonormal Hermite coefficients a_n of f and b_n of g,

    E[f(X) g(Y)] = sum_n a_n b_n c^n,    |sum_{n > N}| <= |c|^(N+1) (sum_{n > N} a_n^2)^(1/2) (sum_{n > N} b_n^2)^(1/2),

the tails of squares by Parseval from |f|^2 and |g|^2.
"""

from __future__ import annotations

from math import ceil, log

from flint import arb
from sympy import Expr

from derive.evidence.line.factor import factor_vector
from derive.language.symbols import Z


def length(c: arb, digits: int) -> int:
    """N with |c|^(N+1) <= 10^(-digits-1)."""
    return ceil((digits + 1) * log(10) / -log(max(1e-300, min(1 - 1e-16, float(abs(c).upper())))))


def by_mehler(f: Expr, g: Expr, c: arb, digits: int) -> arb:
    """E[f(X) g(Y)] for functions of Z without parameters, at the current precision."""
    order = length(c, digits)
    first, second = factor_vector(f, Z, order, digits), factor_vector(g, Z, order, digits)
    total, power = arb(0), arb(1)
    for a, b in zip(first.coefficients, second.coefficients, strict=True):
        total += a * b * power
        power *= c
    rest = abs(power) * first.tail(len(first.coefficients) - 1) * second.tail(len(second.coefficients) - 1)
    return total + arb(0, rest.upper())
