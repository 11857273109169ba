r"""Rules for E[H(D)], D standard normal, where H(t) = f(x + b t) g(x - b t) with f g analytic within a distance of the real line, each with a proven error.

Let W bound |f| |g| where the arguments are within the rule's `pad` of x. Then |sum w_k H(d_k) - E[H(D); |D| <= T]| <= error * W.

Gauss and Hermite, n nodes. With r = b/delta Cauchy's inequalities bound the Taylor coefficients at 0 by W r^k and the remainder from degree 2n on by
W (r t)^(2n) for |t| <= T. The rule is exact in degree 2n - 1 and below the true value on t^(2n), so

    error = 2 (2n - 1)!! r^(2n) + sum_(k < 2n) r^k E[|D|^k; |D| > T].

Nodes k h. By Cauchy's theorem, as in `trapezoid`, with a shift u of the contour, b u <= delta, and T half-way between two nodes,

    error = 2 exp(u^2/2)/(exp(2 pi u/h) - 1) + 4 p(T) int_0^u exp(v^2/2)/(1 + exp(2 pi v/h)) dv.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import ceil, floor, log, pi, sqrt
from typing import Any

from flint import arb, ctx, fmpz_poly

from derive.evidence.balls.precision import working

LARGEST = 48  # nodes of Gauss and Hermite
MOST_LATTICE = 100_000  # steps of a lattice on one side
SLICES = 16


@dataclass(frozen=True, slots=True)
class InnerRule:
    """Nodes and weights, symmetric about 0, nodes within [-span, span]; `end` is T."""

    nodes: tuple[arb, ...]
    weights: tuple[arb, ...]
    span: float
    end: float
    pad: float
    error: arb


@lru_cache(maxsize=64)
def _polynomial(count: int) -> fmpz_poly:
    """The Hermite polynomial He_n, He_(n+1) = x He_n - n He_(n-1)."""
    before, he, x = fmpz_poly([0]), fmpz_poly([1]), fmpz_poly([0, 1])
    for n in range(count):
        before, he = he, x * he - n * before
    return he


@lru_cache(maxsize=128)
def _gauss_hermite(count: int, precision: int) -> tuple[tuple[arb, arb], ...]:
    """w = n!/(n^2 He_(n-1)(x)^2)."""
    del precision
    before, front = _polynomial(count - 1), arb(count).gamma() / count
    found: Any = _polynomial(count).complex_roots()
    roots: list[arb] = sorted((pair[0].real for pair in found), key=lambda root: root.mid())
    return tuple((x, front / _square(before(x))) for x in roots)


def _square(x: arb) -> arb:
    return x * x


def gauss_hermite(count: int) -> tuple[tuple[arb, arb], ...]:
    """Nodes and weights at the current precision, sum w_k P(d_k) = E[P(D)] for degrees below 2 count; nodes ascend."""
    return _gauss_hermite(count, int(ctx.prec))


def by_gauss(b: float, delta: float, end: float, digits: int, bits: int) -> InnerRule | None:
    """The shortest rule of Gauss and Hermite with an error of 10^-digits, None where LARGEST nodes do not reach it; b rounded up, delta down."""
    ratio, wanted = arb(b) / arb(delta), arb(10) ** -digits
    double, power, beyond = arb(1), arb(1), arb(0)
    for n in range(1, LARGEST + 1):
        double *= 2 * n - 1
        beyond += power * (_outside(2 * n - 2, end) + ratio * _outside(2 * n - 1, end))
        power *= ratio * ratio
        error = (2 * double * power + beyond).upper()
        if error <= wanted:
            return _with_nodes(n, end, delta + b * end, error, bits)
    return None


def _with_nodes(n: int, end: float, pad: float, error: arb, bits: int) -> InnerRule:
    with working(bits):
        pairs = gauss_hermite(n)
    span = max(end, 1e-9 + float(pairs[-1][0].upper()))
    return InnerRule(tuple(x for x, _ in pairs), tuple(w for _, w in pairs), span, end, pad, error)


def _outside(k: int, end: float) -> arb:
    """E[|D|^k; |D| > T] = 2^(k/2) Gamma((k + 1)/2, T^2/2)/sqrt(pi)."""
    half = arb(k + 1) / 2
    return arb(2) ** (arb(k) / 2) * (arb(end) ** 2 / 2).gamma_upper(half) / arb.pi().sqrt()


def by_lattice(b: float, delta: float, end: float, digits: int, bits: int) -> InnerRule | None:
    """Nodes k h over [-T, T], T a little beyond `end`; None where there would be too many."""
    level = (digits + 1) * log(10)
    u = min(delta / b * (1 - 1e-12), sqrt(2 * level))
    h = 2 * pi * u / (level + u * u / 2)
    if end > h * MOST_LATTICE:
        return None
    step = arb(floor(h * 2.0**20)) / arb(2.0**20)
    count = ceil(end / float(step) - 0.5)
    last = (count + 0.5) * float(step)
    error = 2 * (arb(u) ** 2 / 2).exp() / ((2 * arb.pi() * arb(u) / step).exp() - 1) + _sides(u, step, last)
    with working(bits):
        nodes = tuple(step * k for k in range(-count, count + 1))
        weights = tuple(step * (-x * x / 2).exp() / (2 * arb.pi()).sqrt() for x in nodes)
    return InnerRule(nodes, weights, last + 1e-9, last, b * last + 1e-9, error.upper())


def _sides(u: float, step: arb, last: float) -> arb:
    total = arb(0)
    for k in range(SLICES):
        low, high = arb(u * k / SLICES), arb(u * (k + 1) / SLICES)
        total += arb(u / SLICES) * (high * high / 2).exp() / (1 + (2 * arb.pi() * low / step).exp())
    return 4 * total * (-((arb(last) * (1 - 1e-12)) ** 2) / 2).exp() / (2 * arb.pi()).sqrt()
