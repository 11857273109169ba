"""Nodes and weights of Gauss and Legendre in balls, kept for each precision."""

from __future__ import annotations

from functools import lru_cache

from flint import arb, ctx

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
