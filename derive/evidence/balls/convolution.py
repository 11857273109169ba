r"""Sums of products of all pairs of two lists of balls, weighted by the difference of their places, and the weights exp(-rate k^2).

Arb multiplies polynomials whose coefficients are very unlike in size block by block; whole multiples of one small number are multiplied at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flint import arb, ctx, fmpz_poly


def convolved(one: Sequence[arb], other: Sequence[arb], across: Sequence[arb]) -> arb:
    """sum_ij a_i b_j w_(i - j) with 0 <= w <= 1, i from 0 to n, w given from -n to n, by a product of polynomials with whole coefficients.

    >>> bool(convolved([arb(1), arb(2)], [arb(3), arb(5)], [arb(1) / 2, arb(1), arb(1) / 4]).contains(17))
    True
    """
    first, second = _whole(one), _whole(other)
    coefficients = (fmpz_poly(first.numbers) * fmpz_poly(second.numbers[::-1])).coeffs()
    total = sum((w * a for a, w in zip(coefficients, across, strict=False)), arb(0)) * arb(2) ** -(first.scale + second.scale)
    error = first.error * (second.size + second.error) + first.size * second.error
    return total + arb(0, error.upper())


@dataclass(frozen=True, slots=True)
class _Whole:
    """Balls as whole multiples of 2^-scale: `size` is the sum of their absolute values, `error` that of what each misses."""

    numbers: list[int]
    scale: int
    size: arb
    error: arb


def _whole(values: Sequence[arb]) -> _Whole:
    largest = max(values, key=lambda value: value.abs_upper().mid()).abs_upper()
    scale = ctx.prec + len(values).bit_length() - (int(largest.man_exp()[0]).bit_length() + int(largest.man_exp()[1]) if largest > 0 else 0)
    numbers = []
    for value in values:
        mantissa, exponent = value.mid().man_exp()
        shift = int(exponent) + scale
        numbers.append(int(mantissa) << shift if shift >= 0 else int(mantissa) >> -shift)
    size = sum((abs(value) for value in values), arb(0)).upper()
    return _Whole(numbers, scale, size, (sum((value.rad() for value in values), arb(0)) + len(values) * arb(2) ** -scale).upper())


def gaussians(rate: arb, count: int) -> list[arb]:
    """exp(-rate k^2) for k = 0..count: w_(k+1) = w_k r_k, r_(k+1) = r_k exp(-2 rate)."""
    found, value, ratio, step = [], arb(1), (-rate).exp(), (-2 * rate).exp()
    for _ in range(count + 1):
        found.append(value)
        value *= ratio
        ratio *= step
    return found


def around(half: list[arb]) -> list[arb]:
    """What is given from 0 to n from -n to n, even."""
    return half[:0:-1] + half
