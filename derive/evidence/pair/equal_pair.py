r"""E[phi(u) phi(v)] at equal variances for a bounded function that is analytic in a strip: many values quickly, each with a proven error.

With u^2 - 2 c u v + v^2 = (1 - c)(u^2 + v^2) + c (u - v)^2 the double trapezoidal sum over a square lattice is

    h^2/(2 pi q sqrt(1 - c^2)) sum_m G_m sum_k f_k f_(k-m),     f_k = phi(k h) exp(-(k h)^2/(2 q (1 + c))),     G_m = exp(-c (m h)^2/(2 q (1 - c^2))),

one product of polynomials (for c < 0, phi(-v) and -c). Let |phi| <= S on the line, <= B on |Im u| <= d, |Re u| <= A. As in `trapezoid`, in u and then in v,
what the sum over |k h| <= A misses is at most

    (2 B S exp(d^2/(2 q (1 - c^2)))/(exp(2 pi d/h) - 1) + 4 S^2 erfc(A/sqrt(2 q)) + 8 d B S exp(d^2/(2 q (1 - c^2))) n(A)) (2 + h/sqrt(2 pi q (1 - c^2))),

n(A) the density of N(0, q) at A: the sides of the rectangle, |density(u + i y, v)| <= exp(y^2/(2 q (1 - c^2))) density(u, v).
"""

from __future__ import annotations

from functools import lru_cache
from itertools import accumulate
from math import log, pi, sqrt
from operator import mul

from flint import acb, arb, arb_poly
from sympy import Expr, Symbol

from derive.evidence.balls.clock import check_clock
from derive.evidence.balls.precision import working
from derive.evidence.balls.scalar import bind, compile_ball, real_part
from derive.evidence.line.strip import height, largest_on
from derive.language.errors import CannotEnclose

TALLEST, LEAST = 1.5, 0.05
STEPS = tuple(2.0**-k * part for k in range(-1, 9) for part in (1.0, 0.84375, 0.703125, 0.59375))
"""Lattices that are tried: few, so that values of phi are kept."""
GUARD = 24  # bits
MOST = 40_000  # nodes on one side


class EqualPair:
    """`body` in `letter`, real on the line and at most `size` there in absolute value; errors are about 2^-bits."""

    def __init__(self, body: Expr, letter: Symbol, size: arb, bits: int) -> None:
        self.body, self.size, self.bits = body, size, bits
        self.function = compile_ball(body, (letter,), bind({}))
        self._strips: dict[int, tuple[float, arb]] = {}
        self._values: dict[float, list[arb]] = {}

    def __call__(self, q: arb, c: arb) -> arb:
        """A ball; raises CannotEnclose at |c| = 1 and where the lattice would be too fine."""
        check_clock(self.body)
        with working(self.bits + GUARD):
            return self._enclosed(q, c)

    def _enclosed(self, q: arb, c: arb) -> arb:
        rest = q * (1 - c * c)
        if not (q > 0 and rest > 0):
            raise CannotEnclose(f"the kernel of {self.body}", "the correlation is +1 or -1, or no ball", "the second moment")
        variance, width = float(q.mid()), float(rest.mid())
        half = self._half(variance, 0.0)
        step, d = self._step(width, self._strip(half)[0])
        half = self._half(variance, d * d / (2 * width))
        tallest, bound = self._strip(half)
        d = min(d, tallest)
        count = int(half / step) + 1
        if count > MOST:
            raise CannotEnclose(f"the kernel of {self.body}", "the lattice is too fine", "fewer digits, or a correlation further from 1")
        total = self._sum(q, c, step, count)
        error = self._missed(q, rest, arb(step), arb(step) * (2 * count + 1) / 2, arb(d), bound)
        return arb(step) ** 2 * total / (2 * arb.pi() * q * (1 - c * c).sqrt()) + error * arb(0, 1)

    def _half(self, variance: float, lift: float) -> float:
        """Where the density, times exp(lift), is below 2^-bits."""
        return sqrt(2 * variance * (self.bits * log(2) + 10 + lift))

    def _strip(self, half: float) -> tuple[float, arb]:
        """(d, B) for |Re u| <= a power of two beyond `half`."""
        order = max(2, int(log(half + 2) / log(2)) + 1)
        if order not in self._strips:
            d = height(self.function, 2.0**order, 2.0**order, TALLEST, LEAST)
            if d is None:
                raise CannotEnclose(f"the kernel of {self.body}", "it is not seen to be analytic near the line", "an enclosure at each point")
            self._strips[order] = d, largest_on(self.function, 2.0**order, d)
        return self._strips[order]

    def _step(self, rest: float, d: float) -> tuple[float, float]:
        """The largest lattice of STEPS and a height for it."""
        wanted = self.bits * log(2)
        for step in STEPS:
            tall = min(d, 2 * pi * rest / step)
            if 2 * pi * tall / step - tall * tall / (2 * rest) > wanted:
                return step, tall
        raise CannotEnclose(f"the kernel of {self.body}", "the lattice is too fine", "fewer digits, or a correlation further from 1")

    def _missed(self, q: arb, rest: arb, step: arb, end: arb, d: arb, bound: arb) -> arb:
        lift = (d * d / (2 * rest)).exp()
        density = (-end * end / (2 * q)).exp() / (2 * arb.pi() * q).sqrt()
        inner = 2 * bound * self.size * lift / ((2 * arb.pi() * d / step).exp() - 1)
        tails = 4 * self.size**2 * (end / (2 * q).sqrt()).erfc()
        return ((inner + tails + 8 * d * bound * self.size * lift * density) * (2 + step / (2 * arb.pi() * rest).sqrt())).upper()

    def _sum(self, q: arb, c: arb, step: float, count: int) -> arb:
        values, flip = self._on(step, count), bool(c < 0)
        size = abs(c)
        weights = _gaussians((arb(step) ** 2 / (2 * q * (1 + size))), count)
        full = weights[:0:-1] + weights
        first = [value * weight for value, weight in zip(values, full, strict=True)]
        second = first if flip else first[::-1]
        product = (arb_poly(first) * arb_poly(second)).coeffs()
        near = _gaussians(size * arb(step) ** 2 / (2 * q * (1 - size * size)), 2 * count)
        middle = 2 * count
        product += [arb(0)] * (4 * count + 1 - len(product))
        return sum((weight * (product[middle + m] + product[middle - m]) for m, weight in enumerate(near[1:], 1)), near[0] * product[middle])

    def _on(self, step: float, count: int) -> list[arb]:
        """phi(k h), |k| <= count, kept for a lattice and extended as needed."""
        known = self._values.setdefault(step, [])
        have = (len(known) - 1) // 2 if known else -1
        if have < count:
            wide = count + count // 4
            self._values[step] = known = [real_part(self.function(acb(arb(step) * k), False)) for k in range(-wide, wide + 1)]
            have = wide
        return known[have - count : have + count + 1]


def _gaussians(rate: arb, count: int) -> list[arb]:
    """exp(-rate k^2), k = 0..count: ratios are a geometric progression."""
    ratio = (-2 * rate).exp()
    ratios = accumulate([(-rate).exp(), *[ratio] * (count - 1)], mul)
    return list(accumulate([arb(1), *ratios], mul))


@lru_cache(maxsize=16)
def equal_pair(body: Expr, letter: Symbol, size: int, bits: int) -> EqualPair:
    """The same object for the same function, so that nothing is computed twice; `size` bounds it."""
    return EqualPair(body, letter, arb(size), bits)
