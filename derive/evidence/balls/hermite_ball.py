r"""The orthonormal Hermite polynomials he_n, he_(n+1) = (w he_n - sqrt(n) he_(n-1))/sqrt(n+1), as functions of their own.

Written out, a polynomial of order 200 loses all digits on a ball of moderate width. On narrow balls its coefficients are summed at a precision that pays for
their cancellation; on wide ones Mehler's kernel at (w, conj w), a sum of positive terms, gives for every 0 < r < 1

    |he_n(x + iy)|^2 <= r^-n (1 - r^2)^(-1/2) exp(r x^2/(1 + r) + r y^2/(1 - r)).
"""

from __future__ import annotations

from functools import lru_cache
from math import log

from flint import acb, arb, arb_poly, ctx, fmpz
from sympy import Function

from derive.evidence.balls.functions import ball_function
from derive.evidence.balls.precision import working

RATIOS = tuple(k / 32 for k in range(1, 32))
FARTHEST = 1e5  # beyond it the bound must do
NARROW = 1e-9  # radius below which the bound is not asked
LOST = 1.5  # bits lost by cancellation, for each unit of |w| sqrt(n)


class HermiteBall(Function):  # type: ignore[misc]
    """he_n(w) for a whole number n, known to the evidence alone."""


@ball_function("HermiteBall")
def _hermite(order: acb, w: acb, analytic: bool = False) -> acb:
    n, largest = int(float(order.real)), float(abs(w).upper())
    value = _summed(n, w, LOST * largest * n**0.5 + 2 * n) if largest < FARTHEST else acb(arb.nan())
    if value.is_finite() and max(w.real.rad(), w.imag.rad()) < NARROW:
        return +value
    size = log_bound(n, w.real, w.imag).exp()
    if value.is_finite() and max(value.real.rad(), value.imag.rad()) < size:
        return +value
    return acb(arb(0, size), arb(0, size if w.imag != 0 else 0))


def _summed(n: int, w: acb, spare: float) -> acb:
    """The sum of the powers, at so many more bits."""
    with working(int(ctx.prec + spare)):
        even: acb = _coefficients(n)(w * w)
        return (even * w if n % 2 else even) / arb(n).fac().sqrt()


@lru_cache(maxsize=256)
def _coefficients(n: int) -> arb_poly:
    """He_n(w) = sum_k (-1)^k n!/(2^k k! (n - 2k)!) w^(n - 2k) over w for odd n, as a polynomial in w^2."""
    found, value = [], fmpz(1)
    for k in range(n // 2 + 1):
        found.append(arb(value))
        value = -value * (n - 2 * k) * (n - 2 * k - 1) // (2 * (k + 1))
    return arb_poly(found[::-1])


def log_bound(n: int, x: arb, y: arb) -> arb:
    """An upper bound of log |he_n| for Re w in x and Im w in y."""
    x, y = x.abs_upper(), y.abs_upper()
    r = arb(best_ratio(n, float(x), float(y)))
    exponent: arb = log_factor(n, r) + (r * x * x / (1 + r) + r * y * y / (1 - r)) / 2
    return exponent.upper()


def best_ratio(n: int, x: float, y: float = 0.0) -> float:
    """The r of RATIOS at which the bound at x + iy is the smallest."""
    return min(RATIOS, key=lambda r: -n * log(r) - log(1 - r * r) / 2 + r * x * x / (1 + r) + r * y * y / (1 - r))


def log_factor(n: int, r: arb) -> arb:
    """log of r^(-n/2) (1 - r^2)^(-1/4)."""
    return -(n * r.log() + (1 - r * r).log() / 2) / 2
