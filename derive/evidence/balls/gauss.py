"""Nodes and weights of Gauss and Legendre, and of Gauss and Laguerre, in balls, kept for each precision."""

from __future__ import annotations

from functools import lru_cache
from math import comb, factorial
from typing import Any

from flint import arb, ctx, fmpz_poly

from derive.evidence.balls.precision import working


@lru_cache(maxsize=128)
def _rule(count: int, precision: int) -> tuple[tuple[arb, arb], ...]:
    with working(precision):
        return tuple(arb.legendre_p_root(count, k, weight=True) for k in range(count))


def rule(count: int) -> tuple[tuple[arb, arb], ...]:
    """Nodes and weights on [-1, 1] at the current precision: sum w_j f(x_j) = int f for polynomials of degree < 2 count.

    For f analytic and at most M on the ellipse with foci -1, 1 and half axes (r + 1/r)/2, (r - 1/r)/2 the error is at most 8 M r^(1 - 2 count)/(r - 1):
    four times the distance to polynomials of degree 2 count - 1.
    """
    return _rule(count, int(ctx.prec))


@lru_cache(maxsize=32)
def _half_line_rule(count: int, precision: int) -> tuple[tuple[arb, arb], ...]:
    laguerre = fmpz_poly([(-1) ** k * comb(count, k) * (factorial(count) // factorial(k)) for k in range(count + 1)])  # count! L_count
    slope, size = laguerre.derivative(), factorial(count)
    with working(precision + 4 * count):
        pairs: Any = laguerre.complex_roots()  # with multiplicities
        roots = [root.real for root, _ in pairs]
        found = tuple((x, 1 / (x * (slope(x) / size) * (slope(x) / size))) for x in roots)
    with working(precision):
        return tuple((+x, +weight) for x, weight in found)


def half_line_rule(count: int) -> tuple[tuple[arb, arb], ...]:
    """Nodes and weights on [0, oo) at the current precision: sum w_j f(x_j) = int f exp(-x) for polynomials of degree < 2 count.

    The error is f^(2 count)(x) (count!)^2/(2 count)! at some x > 0, so at most (count!)^2 M/r^(2 count) where |f| <= M on all discs of radius r around x >= 0.
    """
    return _half_line_rule(count, int(ctx.prec))
