r"""What knots that are known as balls leave open in E[f(X) g(Y)].

A knot of f in a ball of middle k and radius r is taken to be k. With N = (Y - c X)/s, s^2 = 1 - c^2, what is missed where |X| <= T and |N| <= T is at most

    2 r (sup |f_1| + sup |f_2|) p(k) E|g(c k + s N)|

with the pieces f_1, f_2 on either side of it near k; and so with the variables changed over. The mean is bounded by cells of |y| <= 3 T/2, where Y stays then.
"""

from __future__ import annotations

from typing import Protocol

from flint import acb, arb

from derive.evidence.line.panels import Function
from derive.evidence.pair.largest import largest

CELL = 0.5


class Factor(Protocol):
    """A function by its pieces."""

    @property
    def functions(self) -> tuple[Function, ...]: ...

    def knots(self) -> list[arb]: ...

    def clipped(self, low: arb, high: arb) -> list[tuple[arb, arb, Function]]: ...


def displaced(one: Factor, other: Factor, c: arb, end: float) -> arb | None:
    """The bound for 0 < c < 1, T = `end`; None where a factor is not seen to be bounded."""
    total, spread = arb(0), (1 - c * c).sqrt()
    for first, second in ((one, other), (other, one)):
        for k, knot in enumerate(first.knots()):
            if knot.is_exact():
                continue
            size = sum((function(acb(knot), False).abs_upper() for function in first.functions[k : k + 2]), arb(0))
            mean = _mean(second, c * knot, spread, 1.5 * end)
            if mean is None or not size.is_finite():
                return None
            total += 2 * knot.rad() * size * mean * (-(knot.abs_lower() ** 2) / 2).exp() * 2 / 5
    return total.upper()


def _mean(factor: Factor, centre: arb, spread: arb, end: float) -> arb | None:
    """A bound of E|g(m + s N)| where |m + s N| <= end."""
    total, peak = arb(0), 1 / (spread * (2 * arb.pi()).sqrt())
    for low, high, function in factor.clipped(arb(-end), arb(end)):
        count = max(1, int(float((high - low) / CELL)) + 1)
        for k in range(count):
            left, right = (low + (high - low) * k / count).lower(), (low + (high - low) * (k + 1) / count).upper()
            size = largest(function, left.mid(), right.mid(), CELL)
            if size is None:
                return None
            away = (left.union(right) - centre).abs_lower() / spread
            total += size * ((right - left) * peak).min(arb(1)) * (-away * away / 2).exp()
    return total.upper()
