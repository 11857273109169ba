r"""How large a function is in a rectangle around the real line, cell by cell.

On cells [k w, (k + 1) w] x [0, v] that cover -R <= Re z <= R the function is run on complex balls that it must accept as balls of analyticity; a
refused ball is quartered. The lower half follows by reflection, the function being real on the real line. Beyond R it is bounded on the real line
alone, by

    |f(x)| <= exp(A + B |x|)     for all real x,

from the cells and the growth on both half lines.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil, floor, log2

from flint import acb, arb
from sympy import Expr, Symbol

from derive.evidence.balls.clock import check_clock
from derive.evidence.line.growth import growth
from derive.evidence.line.quadratic import Quadratic
from derive.evidence.line.tail import tail_bound
from derive.language.errors import CannotEnclose

Function = Callable[[acb, bool], acb]

DEPTH = 12  # quarterings of a cell
MOST = 2000  # cells; where the rectangle is longer than so many of its heights, cells are wider and quartered more often
TRIED = 40_000  # balls
NOTHING = arb(0)


@dataclass(frozen=True, slots=True)
class Cover:
    """`sups[k]` bounds |f| on [(k - count) w, (k - count + 1) w] x [-v, v], k = 0..2 count - 1."""

    width: float
    count: int
    height: float
    sups: tuple[arb, ...]

    @property
    def reach(self) -> float:
        return self.width * self.count

    def cells(self) -> list[tuple[float, float, arb]]:
        """(left, right, bound) of all cells."""
        return [((k - self.count) * self.width, (k - self.count + 1) * self.width, size) for k, size in enumerate(self.sups)]

    def window(self, left: float, right: float) -> arb:
        """A bound of |f| on [left, right] x [-v, v], a part of the rectangle."""
        first, last = floor(left / self.width) + self.count, ceil(right / self.width) + self.count
        if first < 0 or last > len(self.sups) or first >= last:
            raise CannotEnclose("a bound in a strip", "the place is outside the covered rectangle")
        return max(self.sups[first:last], key=float_size)


def float_size(bound: arb) -> arb:
    """A key for comparisons of exact upper bounds."""
    return bound.mid()


def cover(f: Function, reach: float, height: float, width: float | None = None) -> Cover | None:
    """The cover of [-R, R] x [-height, height] with R >= reach; None where f is not proven analytic and bounded there, or too many cells are needed."""
    narrow = width or min(0.5, 2.0 ** floor(1 + log2(height)))
    width = max(narrow, 2.0 ** ceil(log2(reach / MOST)))
    count, depth = ceil(reach / width), DEPTH + round(log2(width / narrow))
    sups: dict[int, arb] = {}
    work = _Budget(f, TRIED)
    for k in sorted(range(-count, count), key=abs):
        check_clock()
        sup = work.sup(k * width, (k + 1) * width, 0.0, height, depth)
        if sup is None:
            return None
        sups[k] = sup
    return Cover(width, count, height, tuple(sups[k] for k in range(-count, count)))


class _Budget:
    """Bounds of a function on rectangles, from at most so many balls."""

    def __init__(self, f: Function, left: int) -> None:
        self.f, self.left = f, left

    def sup(self, x0: float, x1: float, y0: float, y1: float, depth: int) -> arb | None:
        """None where balls give no bound."""
        check_clock()
        self.left -= 1
        value = self.f(acb(arb(x0).union(arb(x1)), arb(y0).union(arb(y1))), True)
        if value.is_finite():
            return value.abs_upper()
        if depth == 0 or self.left < 0:
            return None
        x, y, largest = (x0 + x1) / 2, (y0 + y1) / 2, NOTHING
        for left, right in ((x0, x), (x, x1)):
            for low, high in ((y0, y), (y, y1)):
                part = self.sup(left, right, low, high, depth - 1)
                if part is None:
                    return None
                largest = largest.max(part)
        return largest.upper()


@dataclass(frozen=True, slots=True)
class Envelope:
    """|f(x)| <= exp(a + b |x|) for all real x; beyond `start` also exp(far.a + far.b |x| + far.g x^2), `far` for the worse side."""

    a: arb
    b: arb
    far: tuple[Quadratic, Quadratic]


def envelope(body: Expr, letter: Symbol, bounds: Cover, start: float) -> Envelope | None:
    """From the cells up to `start` and the growth beyond; None where f may grow like exp(g x^2) or no growth is derived. `bounds` must reach `start`."""
    try:
        far = (growth(body, letter, -1, arb(start), {}), growth(body, letter, 1, arb(start), {}))
    except CannotEnclose:
        return None
    if not all(bound.g <= 0 for bound in far):
        return None
    inside = bounds.window(-start, start)
    a, b = (inside.log() if inside > 0 else arb(-1000)).upper(), NOTHING
    for bound in far:
        a, b = a.max(bound.a.upper()), b.max(bound.b.upper())
    return Envelope(a.upper(), b.upper(), far)


def pair_tail(first: Envelope, second: Envelope, c: arb, start: float) -> arb:
    r"""A bound of E[|f(X) g(Y)|; |X| > T or |Y| > T], T = `start`, for standard normal X, Y with correlation c.

    Given X = x, Y is normal with mean c x and variance 1 - c^2, and E exp(b|Y|) <= 2 exp(b |c x| + b^2 (1 - c^2)/2).
    """
    total = NOTHING
    for one, other in ((first, second), (second, first)):
        given = Quadratic(other.a + arb(2).log() + other.b * other.b * (1 - c * c) / 2, other.b * abs(c))
        for far in one.far:
            found = tail_bound(far + given, arb(start))
            total += found if found is not None else arb.pos_inf()
    return total.upper()
