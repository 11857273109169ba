r"""Integrals of kernels over the correlation, in balls.

Mehler's series is integrated term by term: with w_k = sqrt((k+1)_m (k+1)_n) for the derivatives m, n of a kernel,

    int_0^c sum_k w_k a_(k+m) b_(k+n) t^k dt = sum_k w_k/(k+1) a_(k+m) b_(k+n) c^(k+1),

and the terms k > K are at most sup_(k > K) w_k |c|^(k+1)/(k+1) times the Parseval tails of a and b. A function without goals is integrated by balls.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil, log2
from typing import Any

from flint import acb, arb
from sympy import Expr, Symbol, sqrt

from derive.evidence.balls.callback import Callback
from derive.evidence.balls.exact_point import exact_point, placed
from derive.evidence.balls.precision import working
from derive.evidence.balls.scalar import compile_ball, real_constant, real_part
from derive.evidence.line.factor import factor_vector
from derive.evidence.line.hermite_vector import HermiteVector
from derive.evidence.pair.dual import rising, terms_needed
from derive.language.errors import CannotEnclose
from derive.language.goals.correlation_integral import CorrelationIntegral, T
from derive.language.goals.expectation import DualKernel, Goal
from derive.language.symbols import Z

LONGEST = 1500  # terms of a series


def correlation_integral(goal: CorrelationIntegral, at: Mapping[Symbol, Any], digits: int) -> arb:
    """int_0^c f(t) dt at an exact point with |c| < 1, for f a kernel with correlation t or a function without goals.

    Raises CannotEnclose for any other integrand, and where c is too near to 1 or -1.
    """
    values = exact_point(at)
    integrand = placed(goal.integrand, values)
    with working(int(3.33 * digits) + 64):
        c = real_constant(goal.upper.xreplace(values), {})
        if not abs(c) < 1:
            raise _refusal(goal, "the correlation is not proven to be between -1 and 1")
        weight, kernel = integrand.as_independent(T, as_Add=False)
        if isinstance(kernel, DualKernel) and kernel.correlation == T and kernel.free_symbols == {T}:
            return real_constant(weight, {}) * _kernel(kernel, c, digits, goal)
        if integrand.has(Goal):
            raise _refusal(goal, "its integrand is neither a kernel nor a function")
        return _function(integrand, c, goal)


def _refusal(goal: CorrelationIntegral, stopped: str) -> CannotEnclose:
    return CannotEnclose(f"the value of {goal}", stopped, "the integral of one kernel over its correlation, |c| < 1")


def _kernel(kernel: DualKernel, c: arb, digits: int, goal: CorrelationIntegral) -> arb:
    (f, g), (m, n), (s1, s2) = kernel.functions, kernel.orders, map(sqrt, kernel.variances)
    count = terms_needed(c, m + n, digits)
    if count > LONGEST:
        raise _refusal(goal, "the correlation is too near to 1 or -1")
    extra = digits + max(5, ceil((m + n) / 2 * log2(count + 2) / 3))
    first, second = factor_vector(f(s1 * Z), Z, count, extra), factor_vector(g(s2 * Z), Z, count, extra)
    return _sum(first, second, c, (m, n)) * real_constant(s1**-m * s2**-n, {})


def _sum(first: HermiteVector, second: HermiteVector, c: arb, orders: tuple[int, int]) -> arb:
    m, n = orders
    last = len(first.coefficients) - 1 - max(m, n)
    total, power = arb(0), c
    for k in range(last + 1):
        total += power * _weight(k, m, n) * first.coefficients[k + m] * second.coefficients[k + n]
        power *= c
    return total + arb(0, (_largest(c, last + 1, m, n) * first.tail(last + m) * second.tail(last + n)).upper())


def _weight(k: int, m: int, n: int) -> arb:
    return (rising(k, m) * rising(k, n)).sqrt() / (k + 1)


def _largest(c: arb, k: int, m: int, n: int) -> arb:
    """Upper bound of the weights times |c|^(j+1) over j >= k: w_(j+1)/w_j is at most the ratio of the roots, which decreases in j."""
    ratio = abs(c) * (arb(k + 1 + m) * (k + 1 + n)).sqrt() / (k + 1)
    return (abs(c) ** (k + 1) * _weight(k, m, n)).upper() if ratio < 1 else arb.pos_inf()


def _function(integrand: Expr, c: arb, goal: CorrelationIntegral) -> arb:
    """By Gauss-Legendre quadrature with proven bounds."""
    function = compile_ball(integrand, (T,), {})
    loop = Callback(function, goal)
    value = real_part(loop.checked(acb.integral(loop, 0, acb(c))))
    if not value.is_finite():
        raise _refusal(goal, "the integral did not converge")
    return value
