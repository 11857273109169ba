r"""Dual kernels on an interval of the correlation.

With u = s1 X, v = s2 Y, Price's theorem and Hermite coefficients A_k of the m-th derivative of phi, B_k of the n-th of psi,

    d/dc E[phi^(m)(u) psi^(n)(v)] = s1 s2 E[phi^(m+1)(u) psi^(n+1)(v)] = sum_k k c^(k-1) A_k B_k,

so that for |c| <= R it is at most s1 s2 sqrt(K_1(R) K_2(R)) in size, K_1 and K_2 the kernels of phi^(m+1) and psi^(n+1) with themselves, by Cauchy and Schwarz.
On the ball m +- r the kernel is its value at m up to r times that.
"""

from __future__ import annotations

from math import ceil, floor, log2
from typing import Any

from flint import arb, fmpq
from sympy import Expr, Rational, Symbol, sqrt

from derive.evidence.balls.scalar import bind, real_constant
from derive.evidence.goals import goal_value
from derive.language.errors import CannotEnclose, Diverges, NotDefined
from derive.language.goals.expectation import DualKernel

ENOUGH = 8  # digits of a bound
NEAREST = 2.0**-20  # 1 - |c| below which a bound is taken at 1


def slope(goal: DualKernel) -> Expr:
    """The derivative in the correlation."""
    (first, second), (m, n), (q1, q2) = goal.functions, goal.orders, goal.variances
    return sqrt(q1) * sqrt(q2) * DualKernel(first, second, (m + 1, n + 1), q1, q2, goal.correlation)


def on_ball(goal: DualKernel, letter: Symbol, t: arb, digits: int) -> arb:
    """The kernel for all correlations of a ball inside [-1, 1], other parameters being numbers; NaN where there is no bound."""
    middle, radius = _rational(arb(t.mid())), abs(t - t.mid()).upper()
    if abs(middle) > 1:
        return arb.nan()
    try:
        value = goal_value(goal, bind({letter: middle}), digits)
        return value + arb(0, (radius * _steepest(goal, letter, float(abs(t).upper()))).upper()) if radius > 0 else value
    except (CannotEnclose, Diverges, NotDefined):
        return arb.nan()


def _steepest(goal: DualKernel, letter: Symbol, farthest: float) -> arb:
    """A bound of the derivative for |c| <= farthest, at most 1."""
    at, bound = bind({letter: _above(farthest)}), real_constant(sqrt(goal.variances[0] * goal.variances[1]), {})
    for function, order, q in zip(goal.functions, goal.orders, goal.variances, strict=True):
        bound *= goal_value(DualKernel(function, function, (order + 1, order + 1), q, q, letter), at, ENOUGH).abs_upper().sqrt()
    return bound.upper()


def _above(size: float) -> Rational:
    """One of few numbers in [size, 1], so that bounds are used again: eighths, then 1 - k/2^j with k < 16, and 1."""
    rest = 1 - size
    if rest < NEAREST:
        return Rational(1)
    if rest >= 0.125:
        return Rational(min(7, ceil(size * 8)), 8)
    scale = 2 ** (6 - floor(log2(rest)))
    return 1 - Rational(floor(rest * scale * (1 - 1e-12)) // 8 * 8, scale)


def _rational(number: arb) -> Any:
    mantissa, exponent = number.man_exp()
    value = fmpq(int(mantissa)) * fmpq(2) ** int(exponent)
    return Rational(int(value.p), int(value.q))
