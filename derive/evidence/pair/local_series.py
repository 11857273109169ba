r"""Taylor's series of an analytic function at a point, with bounds of all coefficients, and moments of a normal variable on half lines.

On a disc |d| <= R where |f| <= M the coefficients are at most M/R^k, and sums over N points of the circle of radius R/2 find them:

    c_k = (2/R)^k (1/N) sum_j f(t + (R/2) w^j) w^(-jk) + error,    |error| <= M R^-k 2^-N/(1 - 2^-N).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import factorial

from flint import acb, arb

from derive.evidence.balls.clock import check_clock
from derive.evidence.line.panels import Function
from derive.language.errors import CannotEnclose

DISCS = tuple(2.0**-k for k in range(-2, 24))
LARGE = 1e3  # of a bound on a disc, against the value at its centre plus 1
PART = 4  # a truncated series is used up to R/PART


@dataclass(frozen=True, slots=True, eq=False)
class LocalSeries:
    """c_0, c_1, ...; |c_k| <= size/radius^k for all k."""

    coefficients: tuple[arb, ...]
    size: arb
    radius: float

    def derivative(self, order: int, terms: int) -> list[arb]:
        """The first coefficients of f^(n)."""
        return [c * _rising(k, order) for k, c in enumerate(self.coefficients[order : order + terms])]

    def bound(self, order: int, k: int) -> arb:
        """Of coefficient k of f^(n)."""
        return (self.size * _rising(k, order) / arb(self.radius) ** (k + order)).upper()

    def rest(self, order: int, terms: int) -> arb:
        """F with |f^(n)(t + d) - truncated series| <= F |d|^terms for |d| <= R/PART: the ratio of two terms is at most 1/2 for terms > 2 n."""
        if terms <= 2 * order:
            raise ValueError("too few terms")
        return (2 * self.bound(order, terms)).upper()


def _rising(k: int, order: int) -> int:
    return factorial(k + order) // factorial(k)


def local_series(function: Function, place: arb, count: int, bits: int, parts: int = 1) -> LocalSeries:
    """`count` coefficients at a point. Raises CannotEnclose where the function is not seen to be analytic around it, on squares of `parts` by `parts` balls."""
    radius, size = analytic_disc(function, place, parts)
    number, half = bits + count, arb(radius) / 2
    turns = [acb(0, 2 * arb.pi() * j / number).exp() for j in range(number)]
    values = []
    for turn in turns:
        check_clock()
        values.append(function(place + half * turn, False))
    found = []
    for k in range(count):
        total = sum((value * turns[(-j * k) % number] for j, value in enumerate(values)), acb(0)).real / number / half**k
        found.append(total + arb(0, (size / arb(radius) ** k * arb(2) ** (1 - number)).upper()))
    return LocalSeries(tuple(found), size, radius)


def analytic_disc(function: Function, place: arb, parts: int = 1) -> tuple[float, arb]:
    """R and a bound of |f| on the disc, from a square around it; its lower half follows by reflection."""
    centre = function(acb(place), False).abs_upper()
    for radius in DISCS:
        size = _largest(function, place, radius, parts, LARGE * (1 + centre))
        if size is not None:
            return radius, size
    raise CannotEnclose("a local expansion", "a branch is not analytic at a knot", "another correlation")


def _largest(function: Function, place: arb, radius: float, parts: int, most: arb) -> arb | None:
    """A bound of |f| on the square; None where f is not seen to be analytic or larger than `most`."""
    half, found = radius / parts, arb(0)
    for row in range((parts + 1) // 2):  # the middle row of an odd number covers both sides of the axis
        for column in range(parts):
            shift, height = (2 * column + 1 - parts) * half, (2 * row + (1 - parts) % 2) * half
            value = function(acb(place + shift + arb(0, half), arb(height, half)), True)
            if not (value.is_finite() and value.abs_upper() <= most):
                return None
            found = found.max(value.abs_upper())
    return found


def half_moments(mean: acb, spread: acb, ratio: acb, count: int) -> tuple[list[acb], list[acb]]:
    """E[d^k] and E[d^k; d > 0] for k < count, d = mean + spread N with N standard normal, ratio = mean/spread:

    m_k = mean m_(k-1) + (k - 1) spread^2 m_(k-2).
    """
    square = spread * spread
    density = (-ratio * ratio / 2).exp() / (2 * arb.pi()).sqrt()
    above = (-ratio / arb(2).sqrt()).erfc() / 2
    whole, half = [acb(1), mean], [above, mean * above + spread * density]
    for k in range(2, count):
        for moments in (whole, half):
            moments.append(mean * moments[k - 1] + (k - 1) * square * moments[k - 2])
    return whole[:count], half[:count]
