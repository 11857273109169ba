r"""Cells of the angle arccos c, and how far a kernel is analytic around them.

Mehler's series converges for |c| <= 1, where it is at most sqrt(K(q1, q1, 1) K(q2, q2, 1)) in size. So a kernel is analytic in t = arccos c as long as
|cos t| <= 1, that is |sinh Im t| <= |sin Re t|, and the cells become narrow towards t = 0 and pi as their distance from it does.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import floor, pi, sqrt

from flint import acb, arb

from derive.tables.chebyshev import exact_nodes

RATIO = 1.5  # from one edge to the next
ARCS = 48
UNITS = 4096  # of a right angle, of which edges are multiples
UNIT = pi / 2 / UNITS


@dataclass(frozen=True)
class AngleCell:
    """[low, high] inside [0, pi/2], and rho of a Bernstein ellipse around it on which |cos t| <= 1, or the kernel is bounded for other reasons if low = 0."""

    low: float
    high: float
    rho: float

    def angles(self, count: int) -> list[arb]:
        """Chebyshev nodes."""
        return [(arb(self.low) + self.high) / 2 + (arb(self.high) - self.low) / 2 * x for x in exact_nodes(count)]


def angle_cells(nearest: float) -> list[AngleCell]:
    """Cells from a multiple of UNIT to pi/2, each at most RATIO times as far out as the one before."""
    edges = [round(nearest / UNIT)]
    while edges[-1] < UNITS:
        edges.append(min(UNITS, max(edges[-1] + 1, floor(edges[-1] * RATIO))))
    return [AngleCell(low * UNIT, high * UNIT, _rho(low * UNIT, high * UNIT)) for low, high in pairwise(edges)]


def cell_at_zero(high: float, radius: float) -> AngleCell:
    """[0, high], with the ellipse that reaches as far as the radius."""
    ratio = 2 * radius / high * (1 - 1e-9) - 1
    return AngleCell(0.0, high, ratio + sqrt(ratio * ratio - 1))


def _rho(low: float, high: float) -> float:
    rho = 12.0
    while not _inside(low, high, rho):
        rho *= 0.97
    return rho


def _inside(low: float, high: float, rho: float) -> bool:
    """|cos t| <= 1 on the ellipse, hence inside it, seen on arcs in balls; quarter turns suffice by symmetry in the real line."""
    centre, half = arb(low + high) / 2, arb(high - low) / 2
    for k in range(ARCS):
        turn = (arb(k) / ARCS).union(arb(k + 1) / ARCS)
        point = acb(0, turn * arb.pi()).exp()
        t = centre + half * (rho * point + point.conjugate() / rho) / 2
        if not t.imag.sinh().abs_upper() <= t.real.sin().abs_lower() and not t.cos().abs_upper() <= 1:
            return False
        if not (t.real > 0 and t.real < arb.pi()):
            return False
    return True
