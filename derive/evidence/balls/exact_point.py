"""Exact points in sympy's own numbers, for what is substituted into expressions before it is turned into balls."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flint import fmpq
from sympy import Expr, Rational, Symbol

from derive.evidence.balls.scalar import exact
from derive.language.errors import CannotEnclose


def exact_point(at: Mapping[Symbol, Any]) -> dict[Symbol, Rational]:
    """The point with sympy rationals as values; raises CannotEnclose when a value is a ball.

    >>> exact_point({Symbol("q"): "3/2"})
    {q: 3/2}
    """
    point: dict[Symbol, Rational] = {}
    for symbol, number in at.items():
        value = exact(number)
        if not isinstance(value, fmpq):
            raise CannotEnclose(
                f"an expectation at {symbol} = {value}",
                "the value is a ball, not a fraction",
                "an exact rational value",
            )
        point[symbol] = Rational(int(value.p), int(value.q))
    return point


def placed(expr: Expr, values: Mapping[Symbol, Rational]) -> Expr:
    """The expression at a point; raises CannotEnclose where a step or a maximum compares numbers there that are not real.

    >>> from sympy import Heaviside, sqrt
    >>> q, t = Symbol("q"), Symbol("t", real=True)
    >>> placed(Heaviside(t + sqrt(q)), {q: Rational(4)})
    Heaviside(t + 2)
    >>> placed(Heaviside(t + sqrt(q)), {q: Rational(-4)})
    Traceback (most recent call last):
    derive.language.errors.CannotEnclose: the value of Heaviside(sqrt(q) + t) at q = -4: numbers are compared that are not real. Try: another point
    """
    try:
        found: Expr = expr.xreplace(dict(values))
    except ValueError:
        where = ", ".join(f"{symbol} = {value}" for symbol, value in values.items())
        raise CannotEnclose(f"the value of {expr} at {where}", "numbers are compared that are not real", "another point") from None
    return found
