r"""A moment E[g(sqrt(q) Z)] as a fast function of balls q, to many digits and with a proven error, from few enclosures.

As a function of w = log q it is analytic for |Im w| < pi/2, since 1/q keeps a positive real part there, and

    |E[g(sqrt(q) Z)]| <= (cos t)^(-1/2) E[|g|(sqrt(Q) Z)] sqrt(Q/q_min),     t = |Im w|,    q_min <= |q|/cos t <= Q,

because densities of N(0, q') are at most sqrt(Q/q') times that of N(0, Q) for q' <= Q. On a cell, w within `HALF` of its centre, the interpolation at n
Chebyshev points is therefore off by at most 4 M r^(1 - n)/(r - 1), with M the bound on the Bernstein ellipse of parameter r (Trefethen, Approximation
Theory and Approximation Practice, theorem 8.2). Each value at a point is a proven ball.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from math import cos, exp, floor, log, sqrt

from flint import arb, arb_poly, fmpq
from sympy import Rational

from derive.evidence.balls.clock import check_clock
from derive.evidence.balls.precision import working
from derive.evidence.lower import enclose
from derive.language.errors import CannotEnclose
from derive.language.goals.expectation import ActivationMoment
from derive.language.symbols import dphi, phi, q

HALF = log(16) / 2
ANGLE = 1.4  # of the ellipse
GUARD = 6  # digits
SLACK = 16  # the points are fractions, within 1e-11 of Chebyshev's, and a cell reaches 1e-6 beyond its end: either changes the bound by less than 1 + 1e-2
BITS = 8  # a point: what interpolation in balls may lose
REACH = 1 + arb(10) ** -6
ENLARGED = arb(2) ** -12
LEBESGUE = 5  # of at most 300 points: errors of values count so many times at most


@dataclass
class MomentTable:
    """`goal` is E[phi^2] or E[phi'^2] of an activation without parameters, at the variance `q`; `digits` are absolute decimals of its values."""

    goal: ActivationMoment
    digits: int
    cells: dict[int, tuple[arb_poly, arb_poly, arb, arb]] = field(default_factory=dict)

    _box: tuple[int, arb, arb] | None = None
    """A cell, a ball in it, and the slope on that ball: layers change slowly."""

    def __post_init__(self) -> None:
        if self.goal.polynomial not in (phi**2, dphi**2) or self.goal.variance != q:
            raise CannotEnclose(f"{self.goal} as a table", "the bound of its error needs a square", "E[phi^2] or E[phi'^2]")

    def __call__(self, variance: arb) -> arb:
        """A ball on a ball of positive variances, by the mean value theorem."""
        if not variance > 0:
            return arb.nan()
        cell = floor(log(float(variance.mid())) / (2 * HALF) + 0.5)
        values, slopes, rest, slope_rest = self._cell(cell)
        half = arb(4).log()
        place = variance.log() / half - 2 * cell
        if not abs(place) < REACH:
            return arb.nan()
        if self._box is None or self._box[0] != cell or not self._box[1].contains(place):
            wide = place + arb(0, ENLARGED)
            self._box = cell, wide, slopes(wide) + slope_rest * arb(0, 1)
        middle = arb(place.mid())
        return values(middle) + rest * arb(0, 1) + self._box[2] * (place - middle)

    def _cell(self, cell: int) -> tuple[arb_poly, arb_poly, arb, arb]:
        if cell not in self.cells:
            self.cells[cell] = self._filled(cell)
        return self.cells[cell]

    def _filled(self, cell: int) -> tuple[arb_poly, arb_poly, arb, arb]:
        """The interpolating polynomial in [-1, 1] slightly enlarged, its derivative, and bounds of what they leave out."""
        size, parameter = self._bound(cell)
        count = int(((self.digits + GUARD) * log(10) + log(4 * size / (parameter - 1))) / log(parameter)) + 8
        with working(int(3.33 * (self.digits + 2 * GUARD)) + BITS * count):
            nodes = [(arb(2 * k + 1) / (2 * count)).cos_pi() for k in range(count)]
            exact = [_near(node, cell) for node in nodes]
            places = [(_arb(at).log() - cell * arb(16).log()) / (arb(16).log() / 2) for at in exact]
            values = [self._value(at) for at in exact]
            polynomial = arb_poly.interpolate(places, [value.mid() for value in values])
            wide = arb(4 * size / (parameter - 1)) * arb(parameter) ** (1 - count) * SLACK + LEBESGUE * max(value.rad() for value in values)
            return polynomial, polynomial.derivative(), wide, wide * count**2

    def _value(self, at: Rational) -> arb:
        check_clock(self.goal)
        value: arb = enclose(self.goal, {q: at}, self.digits + 2 * GUARD).arb
        return value

    def _bound(self, cell: int) -> tuple[float, float]:
        """(M, r) for the ellipse whose imaginary semi-axis is ANGLE."""
        ratio = ANGLE / HALF
        parameter = ratio + sqrt(ratio * ratio + 1)
        reach = HALF * (parameter + 1 / parameter) / 2
        largest = exp(2 * HALF * cell + reach) / cos(ANGLE)
        smallest = exp(2 * HALF * cell - reach)
        at = Rational(int(largest * 1.01 * 2**60) + 1, 2**60)
        mean = float(enclose(self.goal, {q: at}, 10).arb.upper())
        return mean * sqrt(float(at) / smallest) / sqrt(cos(ANGLE)), parameter


@lru_cache(maxsize=32)
def moment_table(goal: ActivationMoment, digits: int) -> MomentTable:
    """The table of a goal; the same object for the same question, so that no cell is filled twice."""
    return MomentTable(goal, digits)


def _near(node: arb, cell: int) -> Rational:
    """An exact variance close to 16^(cell + node/2)."""
    variance = float((arb(16).log() * (cell + node / 2)).exp().mid())
    shift = 40 - floor(log(variance) / log(2))
    return Rational(int(variance * 2.0**shift), 1) / Rational(2) ** shift


def _arb(number: Rational) -> arb:
    return arb(fmpq(int(number.p), int(number.q)))
