"""Hermite coefficients of a function at a variance as balls: one of any order, or all of them up to an order."""

from __future__ import annotations

from collections.abc import Mapping
from math import lgamma, log
from typing import Any

from flint import arb
from sympy import Expr, Integer, Symbol, sqrt

from derive.evidence.balls.ball import Ball
from derive.evidence.balls.clock import time_limited
from derive.evidence.balls.exact_point import exact_point
from derive.evidence.balls.hermite_ball import HermiteBall
from derive.evidence.balls.precision import working
from derive.evidence.line.activation_moment import activation_moment
from derive.evidence.line.factor import factor_vector
from derive.evidence.line.integral import expectation_1d
from derive.language.errors import CannotEnclose, NotDefined
from derive.language.goals.hermite_coefficient import HermiteCoefficient
from derive.language.symbols import Z, ddphi, dphi, x

VARIANCE = Symbol("variance", positive=True)
GUARD = 8  # digits
WRITTEN_OUT = 12  # the largest order at which the polynomial is multiplied out


def hermite_coefficients(function: Expr, variance: Any, order: int, digits: int, time_limit: float | None = None) -> tuple[Ball, ...]:
    r"""a_0, ..., a_order with a_n = E[f(sqrt(q) Z) he_n(Z)], he_n orthonormal, for a function of x without parameters.

    Radii are about 10^-digits of the size of f under the law, for every n alike: the quadrature runs with the digits that the recurrence loses.

    >>> from sympy import sin
    >>> print(hermite_coefficients(sin(x), 1, 3, 20)[3].short(8))
    -0.2476151

    Raises NotDefined for a variance that is not positive or a negative order, CannotEnclose where f is not seen to be square integrable, TimeLimit.
    """
    q = exact_point({VARIANCE: variance})[VARIANCE]
    if not q.is_positive or order < 0:
        raise NotDefined(f"Hermite coefficients to order {order} at variance {q}", "the variance is not positive or the order is negative", "q > 0")
    with time_limited(time_limit), working(int(3.33 * digits) + 64):
        vector = factor_vector(function.xreplace({x: sqrt(q) * Z}), Z, order, digits)
    return tuple(Ball(value) for value in vector.coefficients[: order + 1])


def hermite_coefficient(goal: HermiteCoefficient, at: Mapping[Symbol, Any], digits: int) -> arb:
    """E[p(phi(sqrt(q) Z)) He_n(Z)] at an exact point, with radius about 10^-digits max(1, |value|).

    It is sqrt(n!) times the expectation with the orthonormal polynomial, asked for relative digits first and for those of sqrt(n!) where it is small beside it.
    Raises CannotEnclose, Diverges, NotDefined.
    """
    values = exact_point(at)
    n, q = goal.index.xreplace(values), goal.variance.xreplace(values)
    if not (n.is_Integer and n >= 0):
        raise CannotEnclose(f"the value of {goal}", f"its order {n} is not a whole number that is not negative", "n=3")
    if not q.is_positive:
        raise NotDefined(f"a Hermite coefficient at variance {q}", "the variance is not positive", "q > 0")
    if n <= WRITTEN_OUT or goal.polynomial.has(dphi, ddphi):
        return activation_moment(goal.at(int(n)), at, digits)
    function = goal.composed(sqrt(goal.variance) * Z)
    try:
        value = _with_polynomial(function, int(n), at, digits, GUARD)
    except CannotEnclose as refusal:
        return _written_out(goal, int(n), at, digits, refusal)
    if value.rad() <= arb(10) ** -digits * arb(1).max(abs(value)):
        return value
    if value.is_finite() and function.xreplace({Z: -Z}) == -((-1) ** n) * function:
        return arb(0)  # integrable, and odd together
    return _with_polynomial(function, int(n), at, digits, GUARD + int(lgamma(int(n) + 1) / log(100)))


def _written_out(goal: HermiteCoefficient, n: int, at: Mapping[Symbol, Any], digits: int, refusal: CannotEnclose) -> arb:
    """With the polynomial multiplied out, which may divide a pole."""
    try:
        return activation_moment(goal.at(n), at, digits)
    except NotDefined:
        raise refusal from None


def _with_polynomial(function: Expr, n: int, at: Mapping[Symbol, Any], digits: int, extra: int) -> arb:
    """sqrt(n!) E[f(Z) he_n(Z)], the expectation to digits + extra digits."""
    with working(int(3.33 * (digits + extra)) + 64):
        value: arb = expectation_1d(function * HermiteBall(Integer(n), Z), at, digits + extra) * arb(n).fac().sqrt()
        return value
