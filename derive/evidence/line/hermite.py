"""Hermite coefficients of a function at a variance, all of them up to an order, as balls."""

from __future__ import annotations

from typing import Any

from sympy import Expr, Symbol, sqrt

from derive.evidence.balls.ball import Ball
from derive.evidence.balls.clock import time_limited
from derive.evidence.balls.exact_point import exact_point
from derive.evidence.balls.precision import working
from derive.evidence.line.factor import factor_vector
from derive.language.errors import NotDefined
from derive.language.symbols import Z, x

VARIANCE = Symbol("variance", positive=True)


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
