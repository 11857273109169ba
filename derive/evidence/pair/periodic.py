r"""Expectations over a pair of periodic functions, by their Fourier series.

Let f have the period 2 pi/v, f(x) = sum_k a_k exp(i k v x), and be analytic with |f| <= M where |Im z| <= h; g likewise, with b_l and w. Then |a_k| <= M r^|k|
with r = exp(-v h), the sum over N = 2n + 1 equidistant values errs in a_k, |k| <= n, by at most sum_(j != 0) |a_(k + jN)| <= 2 M r^(n + 1)/(1 - r^N), and

    E[f(X) g(Y)] = sum_kl a_k b_l exp(-(v^2 k^2 + 2 c v w k l + w^2 l^2)/2),

where terms with |k| > n are at most sum_(|k| > n) |a_k| sum_l |b_l| together. The shorter the periods, the fewer terms count.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from math import ceil, log

from flint import acb, arb
from sympy import Expr

from derive.evidence.balls.clock import check_clock
from derive.evidence.balls.precision import working
from derive.evidence.balls.scalar import compile_ball, real_constant
from derive.evidence.line.panels import Function
from derive.evidence.line.periodic import period
from derive.evidence.pair.largest import largest
from derive.language.errors import CannotEnclose
from derive.language.symbols import Z

HEIGHTS = (8.0, 4.0, 2.0, 1.0, 0.5, 0.25, 0.1)  # of strips, where the period is 2 pi
CELLS = 32  # of a period
MOST = 300  # terms on each side


@dataclass(frozen=True, slots=True)
class Series:
    """a_k for |k| <= n, from -n on, v, and sum of |a_k| for |k| > n."""

    coefficients: tuple[acb, ...]
    frequency: arb
    rest: arb

    @property
    def size(self) -> arb:
        """sum of all |a_k|."""
        return sum((abs(a) for a in self.coefficients), self.rest)

    def terms(self) -> list[tuple[int, acb]]:
        """(k, a_k)."""
        half = len(self.coefficients) // 2
        return [(k - half, a) for k, a in enumerate(self.coefficients)]


def by_fourier_series(f: Expr, g: Expr, c: arb, digits: int) -> arb:
    """E[f(X) g(Y)] for periodic functions of Z without parameters, analytic and bounded in a strip, 0 < |c| < 1. Raises CannotEnclose for others."""
    with working(int(3.33 * digits) + 64):
        first, second = (_series(body, digits) for body in (f, g))
        total, least = arb(0), arb(10) ** -(digits + 3)
        for (k, a), (l, b) in product(first.terms(), second.terms()):
            one, other = k * first.frequency, l * second.frequency
            factor = (-(one * one + 2 * c * one * other + other * other) / 2).exp()
            total += (a * b * factor).real if factor.abs_upper() > least else arb(0, (abs(a) * abs(b) * factor).upper())
        return total + arb(0, (first.rest * second.size + first.size * second.rest).upper())


def _series(body: Expr, digits: int) -> Series:
    check_clock(body)
    length = period(body)
    if length is None:
        raise CannotEnclose(f"the Fourier series of {body}", "no period is seen", "another way")
    function, frequency = compile_ball(body, (Z,), {}), 2 * arb.pi() / real_constant(length, {})
    bounds = [(height, size) for height in HEIGHTS if (size := _size(function, frequency, height)) is not None]
    counts = [(ceil((digits + 4) * log(10) / height + max(0.0, float(size.log())) / height) + 1, height, size) for height, size in bounds]
    half, height, size = min(counts, key=lambda found: found[0], default=(MOST + 1, 1.0, arb(1)))
    if half > MOST:
        raise CannotEnclose(f"the Fourier series of {body}", "no strip was found in which it is analytic and small", "another way")
    return _summed(function, frequency, half, (-arb(height)).exp(), size)


def _size(function: Function, frequency: arb, height: float) -> arb | None:
    """A bound in the strip whose height is that, times the period over 2 pi."""
    with working(64):
        whole = (2 * arb.pi() / frequency).upper()
        return largest(function, arb(0), whole.mid(), float(whole) / CELLS, 0.0, height / float(frequency.lower()))


def _summed(function: Function, frequency: arb, half: int, ratio: arb, size: arb) -> Series:
    count = 2 * half + 1
    values = [function(acb(2 * arb.pi() * j / (frequency * count)), False) for j in range(count)]
    turns = [acb(0, -2 * arb.pi() * j / count).exp() for j in range(count)]
    off = (2 * size * ratio ** (half + 1) / (1 - ratio**count)).upper()
    around = acb(arb(0, off), arb(0, off))
    found = [sum((value * turns[j * k % count] for j, value in enumerate(values)), acb(0)) / count + around for k in range(-half, half + 1)]
    return Series(tuple(found), frequency, (2 * size * ratio ** (half + 1) / (1 - ratio)).upper())
