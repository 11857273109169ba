r"""Cells of the angle arccos c, and how far a kernel is analytic around them.

Mehler's series converges for |c| <= 1, where it is at most sqrt(K(q1, q1, 1) K(q2, q2, 1)) in size. So a kernel is analytic in t = arccos c as long as
|cos t| <= 1, that is |sinh Im t| <= |sin Re t|, and the cells become narrow towards t = 0 and pi as their distance from it does.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import ceil, log, pi

from flint import acb, arb

RATIO = 1.5  # from one edge to the next
ARCS = 48
UNITS = 4096  # of a right angle, of which edges are multiples
UNIT = pi / 2 / UNITS


@dataclass(frozen=True)
class AngleCell:
    """[low, high] inside (0, pi/2], and rho of a Bernstein ellipse around it on which |cos t| <= 1."""

    low: float
    high: float
    rho: float


def angle_cells(nearest: float) -> list[AngleCell]:
    """Cells from about `nearest` to pi/2, each about RATIO times as far out as the one before."""
    count = max(1, ceil(log(pi / 2 / nearest) / log(RATIO)))
    edges = [round(nearest * (pi / 2 / nearest) ** (k / count) / UNIT) * UNIT for k in range(count + 1)]
    return [AngleCell(low, high, _rho(low, high)) for low, high in pairwise(edges)]


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
