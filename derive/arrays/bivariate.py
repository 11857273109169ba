r"""The bivariate normal distribution function in float64, with small relative error in its tails.

Plackett's integral, taken from correlation -1, has a positive integrand: for h + k >= 0 and rho = (t^2 - 1)/(t^2 + 1),

    P(X > h, Y > k) = (1/pi) int_0^tau exp(-(A^2 (1 + 1/t^2) + B^2 (1 + t^2))/2)/(1 + t^2) dt,        A = (h + k)/2,  B = (h - k)/2,
    tau^2 = (1 + r)/(1 - r).

Where k - r h >= 0 and h - r k >= 0 the integrand is largest at tau; with t = tau e^-y and u = 1 - e^(-2 y) it is exp(-M/2) times

    m = (1/pi) int_0^oo exp(-u (G + a u/(1 - u))/2)/(tau e^-y + e^y/tau) dy,        M = (h^2 - 2 r h k + k^2)/(1 - r^2),
    G = (k - r h)(h - r k)/(1 - r^2),   a = (A/tau)^2,

where every operation is on positive numbers. Otherwise, say k < r h, P(X > h, Y > k) = P(X > h) - P(X > h, -Y > -k), at least half of the first.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from flint import arb

from derive.arrays.normal import phi

REACH = 40.0  # what is below exp(-REACH) times the largest value is left out
PANEL = 3.0
STEEPEST = 36.0
"""The largest fall of the exponent over a panel, so that 32 nodes suffice."""


@lru_cache
def gauss_legendre(n: int) -> tuple[Any, Any]:
    """Nodes and weights of Gauss and Legendre on [0, 1], correctly rounded."""
    pairs = [arb.legendre_p_root(n, n - 1 - k, weight=True) for k in range(n)]
    return np.array([float((1 + x).mid() / 2) for x, _ in pairs]), np.array([float(w.mid() / 2) for _, w in pairs])


NODES, WEIGHTS = gauss_legendre(32)


def phi2(h: Any, k: Any, r: Any) -> Any:
    """P(X <= h, Y <= k) for standard normals of correlation r; infinite h and k are allowed, correlations are clipped to [-1, 1]."""
    h, k, r = np.broadcast_arrays(*(np.asarray(v, dtype=float) for v in (h, k, r)))
    r = np.clip(r, -1.0, 1.0)
    finite = np.isfinite(h) & np.isfinite(k)
    a, b = np.where(finite, h, 0.0), np.where(finite, k, 0.0)
    swap = a + b > 0  # then 1 - Phi(-h) - Phi(-k) + P(X <= -h, Y <= -k), whose first part is a difference of tails
    tail = _tail(np.where(swap, a, -a), np.where(swap, b, -b), r)
    value = np.where(swap, _beyond(a, b) + tail, tail)
    edge = np.where(np.isnan(h) | np.isnan(k), np.nan, np.where(np.isinf(h) & (h > 0), phi(k), np.where(np.isinf(k) & (k > 0), phi(h), 0.0)))
    below = np.isneginf(h) | np.isneginf(k)
    return np.where(finite & ~np.isnan(r), value, np.where(below, 0.0, np.where(np.isnan(r), np.nan, edge)))[()]


def _beyond(h: Any, k: Any) -> Any:
    """Phi(h) + Phi(k) - 1 for h + k > 0, as a difference of tails of one side."""
    low, high = np.minimum(h, k), np.maximum(h, k)
    return np.where(low < 0, phi(low) - phi(-high), 1.0 - phi(-low) - phi(-high))


def _tail(h: Any, k: Any, r: Any) -> Any:
    """P(X > h, Y > k) for h + k >= 0."""
    square = (1.0 - r) * (1.0 + r)
    first, second = k - r * h, h - r * k
    flip_k, flip_h = first < 0, second < 0
    flip = flip_k | flip_h
    first, second = np.where(flip_k, -first, first), np.where(flip_h, -second, second)
    near, far = np.where(flip_h, k, h), np.where(flip_h, h, k)  # near is the one that stays
    plus = near + np.where(flip, -far, far)
    below, above = np.where(r > 0, square / (1.0 + np.abs(r)), 1.0 - r), np.where(r < 0, square / (1.0 + np.abs(r)), 1.0 + r)
    minus_r, plus_r = np.where(flip, above, below), np.where(flip, below, above)  # 1 - and 1 + the correlation
    with np.errstate(all="ignore"):
        mantissa = wedge(first * second / square, 0.25 * plus * plus * minus_r / plus_r, np.sqrt(plus_r / minus_r))
        direct = mantissa * np.exp(-0.5 * (np.square(np.where(flip_h, second, first)) / square + near * near))
    degenerate = np.where(r == 1, phi(-np.maximum(h, k)), 0.0)
    inner = phi(-near) - np.where(np.abs(r) < 1, direct, 0.0)
    return np.where(np.abs(r) == 1, degenerate, np.where(flip, inner, direct))


def wedge(G: Any, a: Any, tau: Any) -> Any:
    """The integral m above, for arrays G >= 0, a >= 0, tau > 0, with relative error of a few roundings; 0 where tau is 0."""
    G, a, tau = np.broadcast_arrays(*(np.asarray(v, dtype=float) for v in (G, a, tau)))
    shape = G.shape
    G, a, tau = (np.ascontiguousarray(v).ravel() for v in (G, a, tau))
    depth = _depth(G, a, tau)
    with np.errstate(all="ignore"):
        first = np.minimum(np.minimum(depth, PANEL), 2 * STEEPEST / (G + np.sqrt(G * G + 8 * STEEPEST * a)))
    total = _panel(np.zeros_like(G), first, G, a, tau)
    active = np.flatnonzero(depth > first)
    start = first[active]
    while active.size:
        length = np.minimum(depth[active] - start, PANEL)
        total[active] += _panel(start, length, G[active], a[active], tau[active])
        more = depth[active] > start + length
        active, start = active[more], (start + length)[more]
    return (np.where(tau > 0, total, 0.0) / np.pi).reshape(shape)


def _panel(start: Any, length: Any, G: Any, a: Any, tau: Any) -> Any:
    """The integral over [start, start + length]."""
    total = np.zeros_like(G)
    for node, weight in zip(NODES, WEIGHTS, strict=True):
        y = start + length * node
        square = np.exp(-2.0 * y)
        t = tau * np.sqrt(square)
        u = -np.expm1(-2.0 * y)
        total += weight * np.exp(-0.5 * u * (G + a * u / square)) * t / (1.0 + t * t)
    return total * length


def _depth(G: Any, a: Any, tau: Any) -> Any:
    """The y from which on the integrand is negligible: its exponential, or its weight; the weight can grow by a factor tau before."""
    reach = REACH + np.log(np.maximum(tau, 1.0))
    with np.errstate(all="ignore"):
        root = np.sqrt(np.square(G - 2 * reach) + 8 * reach * a)
        u = 4 * reach / (G + 2 * reach + root)
        rest = np.where(2 * reach > G, 8 * reach * a / ((root + 2 * reach - G) * (G + 2 * reach + root)), 1.0 - u)
        by_exponential = np.where(u < 0.5, -0.5 * np.log1p(-u), -0.5 * np.log(rest))
        depth = np.fmin(by_exponential, reach)
    return np.where(np.isfinite(depth), depth, 0.0)
