r"""A function in a rectangle around the real line: where it is analytic there, and how large it is.

On -left <= Re z <= right, 0 <= Im z <= d the function is run on complex balls, each of which it must accept as a ball of analyticity; balls that it refuses are
halved, those nearest to the imaginary axis first. The lower half follows by reflection, the function being real on the real line.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from math import ceil, pi

from flint import acb, arb

from derive.evidence.balls.clock import check_clock

Function = Callable[[acb, bool], acb]
Box = tuple[float, float, float, float]  # x0, x1, y0, y1

MOST = 1000  # balls tried for one rectangle
FINEST = 1 / 256  # the thinnest box, as a part of the height
FLAT = 6  # boxes so much wider than high are halved in x
REFINE = 5  # halvings between a height that is proven and one that is not
SIDES = 40  # boxes on a vertical side, at least
TURN = 8  # how far the logarithm of exp(2 pi y/h) goes in one of them, at most


def is_analytic(f: Function, box: Box, most: int = MOST) -> bool:
    """Whether f is proven analytic on a box, by `most` smaller ones."""
    work, tried, finest = [box], 0, box[3] * FINEST
    while work:
        x0, x1, y0, y1 = work.pop()
        tried += 1
        check_clock()
        if f(_ball(x0, x1, y0, y1), True).is_finite():
            continue
        if tried > most or max(x1 - x0, y1 - y0) < finest:
            return False
        work += _halves(x0, x1, y0, y1)
    return True


def _ball(x0: float, x1: float, y0: float, y1: float) -> acb:
    """The box as a ball; the ends are floats, hence exact."""
    return acb(arb(x0).union(arb(x1)), arb(y0).union(arb(y1)))


def _halves(x0: float, x1: float, y0: float, y1: float) -> list[Box]:
    """The half nearer to x = 0 last, so that it is tried first."""
    if x1 - x0 >= FLAT * (y1 - y0):
        middle = (x0 + x1) / 2
        halves = [(x0, middle, y0, y1), (middle, x1, y0, y1)]
        return halves if abs(x1 + middle) < abs(x0 + middle) else halves[::-1]
    middle = (y0 + y1) / 2
    return [(x0, x1, middle, y1), (x0, x1, y0, middle)]


def height(f: Function, left: float, right: float, largest: float, least: float, most: int = MOST) -> float | None:
    """A proven height of analyticity, near the largest that `most` balls can prove, at most `largest`; None below `least`."""
    proven, refused, tried = 0.0, None, min(least, largest)
    while refused is None and proven < largest:
        if is_analytic(f, (-left, right, proven, tried), most):
            proven, tried = tried, min(2 * tried, largest)
        elif proven == 0:
            return None
        else:
            refused = tried
    for _ in range(REFINE if refused is not None else 0):
        middle = (proven + (refused or proven)) / 2
        if is_analytic(f, (-left, right, proven, middle), most):
            proven = middle
        else:
            refused = middle
    return proven


def _sizes(f: Function, boxes: list[Box], along: int) -> list[tuple[Box, arb]]:
    """|f| on boxes; a box without a finite value is halved along an axis (0: x, 1: y), with NaN where that does not help."""
    found: list[tuple[Box, arb]] = []
    work = [(box, 0) for box in boxes]
    while work:
        box, depth = work.pop()
        check_clock()
        value = f(_ball(*box), False)
        if value.is_finite() or depth == 8:
            found.append((box, value.abs_upper() if value.is_finite() else arb.nan()))
        else:
            work += [(half, depth + 1) for half in _cut(box, along)]
    return found


def _cut(box: Box, along: int) -> list[Box]:
    x0, x1, y0, y1 = box
    if along == 0:
        middle = (x0 + x1) / 2
        return [(x0, middle, y0, y1), (middle, x1, y0, y1)]
    middle = (y0 + y1) / 2
    return [(x0, x1, y0, middle), (x0, x1, middle, y1)]


def line_mass(f: Function, left: float, right: float, d: float) -> arb:
    r"""An upper bound of int |f(x + i d)| |exp(-(x + i d)^2/2)| dx over [-left, right]; NaN where there is none."""
    total = arb(0)
    for (x0, x1, _, _), size in _sizes(f, [(a, b, d, d) for a, b in pairwise(_ticks(-left, right))], 0):
        nearest = arb(0) if x0 <= 0 <= x1 else arb(min(abs(x0), abs(x1)))
        total += size * (arb(x1) - arb(x0)) * ((arb(d) * arb(d) - nearest * nearest) / 2).exp()
    return total.upper()


def _ticks(lower: float, upper: float) -> list[float]:
    """Points one apart, a quarter apart around 0."""
    inner = [k / 4 for k in range(-8, 9) if lower < k / 4 < upper]
    outer = [float(k) for k in range(int(lower) - 1, int(upper) + 2) if lower < k < upper and abs(k) > 2]
    return [lower, *sorted({*inner, *outer}), upper]


def side_mass(f: Function, x0: float, x1: float, d: float, step: arb) -> arb:
    r"""An upper bound, for every x with x0 <= |x| <= x1 of the sign of x0, of int_0^d |f exp(-z^2/2)|/(1 + exp(2 pi y/h)) dy along Re z = x."""
    count = max(SIDES, ceil(d * 2 * pi / (TURN * float(step))))
    boxes = [(min(x0, x1), max(x0, x1), d * k / count, d * (k + 1) / count) for k in range(count)]
    total, nearest = arb(0), arb(min(abs(x0), abs(x1)))
    for (_, _, y0, y1), size in _sizes(f, boxes, 1):
        weight = ((arb(y1) * arb(y1) - nearest * nearest) / 2).exp() / (1 + (2 * arb.pi() * arb(y0) / step).exp())
        total += size * (arb(y1) - arb(y0)) * weight
    return total.upper()


def largest_on(f: Function, side: float, d: float) -> arb:
    """An upper bound of |f| on |Re z| <= side, |Im z| <= d, by the maximum principle from the upper half of the boundary and the real line."""
    line = [(a, b, y, y) for y in (d, 0.0) for a, b in pairwise(_ticks(-side, side))]
    sides = [(x, x, d * k / SIDES, d * (k + 1) / SIDES) for x in (-side, side) for k in range(SIDES)]
    sizes = [size for boxes, along in ((line, 0), (sides, 1)) for _, size in _sizes(f, boxes, along)]
    return max(sizes, default=arb.nan()).upper()
