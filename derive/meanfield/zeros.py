"""Zeros of a condition on a range of variances: isolated by bisection on cells, refined by Newton's operator.

On a cell the moments are power series with proven remainders, so the condition is enclosed on intervals and `isolate` proves that each zero exists and
is the only one on its interval, and that there is none elsewhere. Refinement takes the values at exact points from the closed forms or from quadrature
to full precision, and the slope from the series:  N = mid - f(mid)/f'(I) contains the zero of I.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flint import arb
from sympy import Rational

from derive.evidence.balls.clock import check_clock
from derive.evidence.balls.precision import working
from derive.evidence.line.heat_series import ends
from derive.evidence.maps.root import isolate
from derive.language.errors import CannotEnclose
from derive.language.text.decimals import between, rounded
from derive.meanfield.conditions import AtPoint, Condition, OnCell
from derive.meanfield.moments import Moments, midpoint

COARSE = 11  # digits of the isolation
PARTS = 400  # intervals examined in a cell
CELLS = range(-7, 9)  # variances from 4e-4 to 5e3


@dataclass(frozen=True, slots=True)
class Zero:
    """The only zero in `low`..`high`, in a cell."""

    cell: int
    low: arb
    high: arb

    @property
    def ball(self) -> arb:
        """The interval."""
        return self.low.union(self.high)


@dataclass(frozen=True, slots=True)
class Zeros:
    """Zeros from left to right; none beside them in the cells `covered`, which are consecutive."""

    found: tuple[Zero, ...]
    covered: tuple[int, ...]
    missed: tuple[int, ...]

    @property
    def complete(self) -> bool:
        """Whether every cell was covered."""
        return not self.missed


def zeros(moments: Moments, condition: Condition, cells: Iterable[int] = CELLS) -> Zeros:
    """All zeros that are proven in the cells."""
    found: list[Zero] = []
    covered, missed = list[int](), list[int]()
    for cell in cells:
        check_clock(f"the zeros of {moments.activation.name}")
        here = _in_cell(moments, condition, cell)
        (missed if here is None else covered).append(cell)
        found += here or []
    return Zeros(tuple(found), tuple(covered), tuple(missed))


def first_zero(moments: Moments, condition: Condition, cells: Iterable[int] = CELLS) -> Zero | None:
    """The zero with the smallest variance in the cells, None if there is none. Raises CannotEnclose if a cell before it could not be covered."""
    for cell in cells:
        here = _in_cell(moments, condition, cell)
        if here is None:
            low, high = between(*ends(cell))
            raise CannotEnclose(f"zeros for {moments.activation.name}", f"the moments could not be enclosed for {low} < q < {high}")
        if here:
            return here[0]
    return None


def _in_cell(moments: Moments, condition: Condition, cell: int) -> list[Zero] | None:
    on_cell = OnCell(moments, condition, cell)
    try:
        result = isolate(on_cell.value, on_cell.rate, *ends(cell), COARSE, parts=PARTS)
    except CannotEnclose:
        return None
    if not result.complete:
        return None
    return [Zero(cell, root.ball.arb.lower(), root.ball.arb.upper()) for root in result.roots]


def sign_at(moments: Moments, condition: Condition, variance: Rational, digits: int = 20) -> int:
    """The proven sign of the condition at an exact variance, 0 if it is not decided."""
    with working(int(3.33 * digits) + 60):
        value = AtPoint(moments, variance, digits).of(condition)
    return 1 if value > 0 else -1 if value < 0 else 0


@dataclass(frozen=True, slots=True)
class Refined:
    """A ball of variances that contains the zero, near an exact point where the moments are known."""

    cell: int
    ball: arb
    near: AtPoint

    def value(self, name: str) -> arb:
        """A moment on the ball, by the mean value theorem from the point."""
        hull = self.ball.union(self.near.q)
        return self.near.value(name) + self._rate(name, hull) * (self.ball - self.near.q)

    def _rate(self, name: str, hull: arb) -> arb:
        series = self.near.moments.series
        if name == "curvature":
            return series("second", self.cell)(hull, 2) - series("slope", self.cell)(hull, 1)
        return series(name, self.cell)(hull, 1)


def refine(moments: Moments, condition: Condition, zero: Zero, digits: int) -> Refined:
    """The zero with a radius below 10^-digits max(1, q); call with a working precision of more than digits + 20 figures."""
    low, high, accuracy = zero.low, zero.high, 2 * COARSE
    guard = 6 + 2 * max(0, -int(float(zero.low.log()) / 2.3))
    on_cell = OnCell(moments, condition, zero.cell)
    for _ in range(12):
        accuracy = min(accuracy, digits) + guard
        near = AtPoint(moments, midpoint(low, high, accuracy), accuracy)
        newton = near.q - near.of(condition) / on_cell.rate(low.union(high))
        if not newton.is_finite():
            break
        low, high = low.max(newton.lower()), high.min(newton.upper())
        if (high - low).upper() < arb(10) ** -digits * low.upper().max(arb(1)):
            return Refined(zero.cell, low.union(high), near)
        accuracy *= 2
    raise CannotEnclose(f"the edge of {moments.activation.name}", f"a zero near q = {rounded(zero.low, 6)} could not be sharpened", "fewer digits")
