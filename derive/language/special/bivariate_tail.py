r"""P(X <= h, Y <= k) for standard normals of correlation r to any precision, with small relative error also in the tails and for r near 1 and -1.

Plackett's integral, taken from correlation -1, has a positive integrand: for h + k >= 0, first = k - r h >= 0, second = h - r k >= 0 it is

    P(X > h, Y > k) = exp(-(h^2 + first^2/(1 - r^2))/2) (1/pi) int_0^oo exp(-u (G + a u/(1 - u))/2)/(tau e^-y + e^y/tau) dy,        u = 1 - e^(-2 y),
    G = first second/(1 - r^2),      a = (h + k)^2 (1 - r)/(4 (1 + r)),      tau^2 = (1 + r)/(1 - r).

For first < 0 it is P(X > h) - P(X > h, -Y > -k), at least half of P(X > h), and so for second < 0.
"""

from __future__ import annotations

from typing import Any

import mpmath

RATIO = 4
Real = Any


def distribution(h: Real, k: Real, r: Real) -> Real:
    """P(X <= h, Y <= k), |r| <= 1, to the working precision of mpmath less a few bits."""
    if abs(r) == 1:
        return mpmath.ncdf(min(h, k)) if r > 0 else mpmath.ncdf(max(h, -k)) - mpmath.ncdf(-k)
    if h + k <= 0:
        return _beyond(-h, -k, r)
    low, high = min(h, k), max(h, k)
    rest = mpmath.ncdf(low) - mpmath.ncdf(-high) if low < 0 else 1 - mpmath.ncdf(-low) - mpmath.ncdf(-high)
    return rest + _beyond(h, k, r)


def _beyond(h: Real, k: Real, r: Real) -> Real:
    """P(X > h, Y > k) for h + k >= 0."""
    if k - r * h < 0:
        return mpmath.ncdf(-h) - _falling(h, -k, -r)
    if h - r * k < 0:
        return mpmath.ncdf(-k) - _falling(k, -h, -r)
    return _falling(h, k, r)


def _falling(h: Real, k: Real, r: Real) -> Real:
    square, first, second = (1 - r) * (1 + r), k - r * h, h - r * k
    gap, bend, tau = first * second / square, (h + k) ** 2 * (1 - r) / (4 * (1 + r)), mpmath.sqrt((1 + r) / (1 - r))

    def integrand(y: Real) -> Real:
        rest = mpmath.exp(-2 * y)
        u = -mpmath.expm1(-2 * y)
        return mpmath.exp(-u * (gap + bend * u / rest) / 2) / (tau * mpmath.exp(-y) + mpmath.exp(y) / tau)

    nodes = _nodes(gap, bend, tau)
    largest = max(map(integrand, nodes))
    total = mpmath.quad(lambda y: integrand(y) / largest, nodes, method="gauss-legendre", maxdegree=8)
    return mpmath.exp(-(first * first / square + h * h) / 2) * largest * total / mpmath.pi


def _nodes(gap: Real, bend: Real, tau: Real) -> list[Real]:
    """Places from 0 to where the integrand is negligible, on the scale on which it falls first, and around the peak of its weight."""
    reach = mpmath.mp.prec * mpmath.log(2) + 20
    peak = max(mpmath.log(tau), mpmath.mpf(0))
    depth = min(reach + peak, _depth(gap, bend, reach + peak))
    step = min(depth, 1 / (1 + gap + mpmath.sqrt(bend)))
    nodes = [mpmath.mpf(0)]
    while step < depth:
        nodes.append(step)
        step *= RATIO
    around = [peak + j for j in range(-6, 7, 2)]
    return sorted({*nodes, depth, *(y for y in around if peak and 0 < y < depth)})


def _depth(gap: Real, bend: Real, reach: Real) -> Real:
    """The y with u (gap + bend u/(1 - u)) = 2 reach; very large if there is none."""
    root = mpmath.sqrt((gap - 2 * reach) ** 2 + 8 * reach * bend)
    u = 4 * reach / (gap + 2 * reach + root)
    rest = 8 * reach * bend / ((root + 2 * reach - gap) * (gap + 2 * reach + root)) if 2 * reach > gap else 1 - u
    return -mpmath.log(rest) / 2 if rest > 0 else mpmath.inf
