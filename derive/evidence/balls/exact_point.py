"""Exact points in sympy's own numbers, for what is substituted into expressions before it is turned into balls."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flint import fmpq
from sympy import Rational, Symbol

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
