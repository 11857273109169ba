"""Algorithm 1 of Hayou, Doucet and Rousseau (2019) as it was published, beside the curve that it approximates.

    q <- 0;  repeat 200 times:  q <- sigma_b^2 + E[phi(sqrt(q) Z)^2]/E[phi'(sqrt(q) Z)^2];  return (sigma_b, 1/sqrt(E[phi'(sqrt(q) Z)^2]), q).

The published code takes Monte-Carlo means; here the moments are the middles of proven balls, so only the iteration itself is approximate. It finds the
smallest fixed point of the map, whether or not the variance map of the network is stable there: that is what is compared.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flint import arb
from sympy import Rational

from derive.evidence.balls.clock import check_clock, time_limited
from derive.language.errors import DeriveError
from derive.language.text.decimals import rounded
from derive.language.text.reader import read_number
from derive.meanfield.edge import EdgeOfChaos
from derive.meanfield.point import EdgePoint
from derive.meanfield.reach import HIGHEST, LOWEST, cell_of
from derive.theory.near_zero import near_zero

ITERATIONS = 200
CLOSE = 1e-6
NOTHING = Rational(1, 10**24)  # the variance that stands for 0


@dataclass(frozen=True, slots=True)
class Algorithm1:
    """What the algorithm returns, as floats, and the point of the curve that it agrees with, if there is one to a relative 1e-6."""

    q: float
    sigma_w: float
    iterations: int
    point: EdgePoint | None
    message: str


def algorithm_1(edge: EdgeOfChaos, sigma_b: Any, iterations: int = ITERATIONS, seconds: float | None = 60.0) -> Algorithm1:
    """Run it. Raises DeriveError where q = 0 cannot be started from, or the iteration leaves every bound, TimeLimit."""
    with time_limited(seconds):
        return _run(edge, sigma_b, iterations)


def _run(edge: EdgeOfChaos, sigma_b: Any, iterations: int) -> Algorithm1:
    start = near_zero(edge.activation)
    if start is None or edge.is_one_point:
        raise DeriveError(f"Algorithm 1 for {edge.activation.name}", "its map is the identity, or has no value at q = 0", "the curve itself")
    points = edge.points(sigma_b, 15)
    bias = float(read_number(str(sigma_b))) ** 2
    variance, slope = bias + float(edge.moments.at("second", NOTHING, 15)) * float(start.width.coefficient), float("nan")
    for _ in range(iterations):
        check_clock("Algorithm 1")
        second, slope = _moments(edge, variance)
        variance = bias + second / slope
    near = [point for point in points.points if point.q is not None and abs(float(point.q.value) / variance - 1) < CLOSE]
    return Algorithm1(variance, slope**-0.5, iterations, near[0] if near else None, _told(near[0] if near else None))


def _moments(edge: EdgeOfChaos, variance: float) -> tuple[float, float]:
    cell = cell_of(variance) if variance > 0 else LOWEST - 1
    if not LOWEST <= cell <= HIGHEST:
        raise DeriveError(f"Algorithm 1 for {edge.activation.name}", f"the iteration reached q = {rounded(variance)}", "another sigma_b")
    found = (edge.moments.series(name, cell)(arb(variance)) for name in ("second", "slope"))
    second, slope = (float(value.mid()) for value in found)
    return second, slope


def _told(point: EdgePoint | None) -> str:
    if point is None:
        return "it had not reached a point of the curve after its iterations, or there is none"
    if point.stable:
        return "it agrees with the curve, at a point where the variance map is stable"
    return f"it agrees with the curve, but the point is {point.kind}: the variance map is not contracting there, so a network does not stay at it"
