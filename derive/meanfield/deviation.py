"""How far the correlation map on the edge is from the identity, with its sharp constant.

f is convex on [0, 1] with f(1) = f'(1) = 1 (Mehler), so f(c) - c falls from f(0) to 0: its supremum is f(0) = (sigma_b^2 + sigma_w^2 E[phi]^2)/q. With
f'' increasing, f(c) - c <= f''(1) (1 - c)^2/2 and 1 - f'(c) <= f''(1) (1 - c), f''(1) = 2/beta_q: at most 1/beta_q and 2/beta_q (Hayou, Doucet and Rousseau
2019, Prop. 4). As sigma_b -> 0, beta_q f(0) tends to `near_zero(...).sharpness`.
"""

from __future__ import annotations

from dataclasses import dataclass

from flint import arb
from sympy import Rational, sqrt

from derive.evidence.balls.ball import Ball
from derive.evidence.balls.clock import time_limited
from derive.evidence.balls.precision import working
from derive.evidence.lower import enclose
from derive.language.symbols import phi, q, z
from derive.meanfield.edge import GUARD, EdgeOfChaos
from derive.meanfield.moments import exact
from derive.theory.moments import moment


@dataclass(frozen=True, slots=True)
class Deviation:
    """The suprema over c in [0, 1] of f(c) - c and of 1 - f'(c), both at c = 0, and 1/beta_q (None where beta_q does not exist)."""

    map: Ball
    slope: Ball
    bound: Ball | None

    @property
    def share(self) -> Ball | None:
        """beta_q sup (f - c), at most 1."""
        return None if self.bound is None else Ball(self.map.arb / self.bound.arb)


def deviation(edge: EdgeOfChaos, variance: Rational, digits: int = 20, seconds: float | None = 60.0) -> Deviation:
    """At the point of the edge with this variance. Raises NoPoint where there is none, TimeLimit.

    f'(0) = sigma_w^2 E[phi']^2 = sigma_w^2 E[Z phi]^2/q by Stein's lemma.
    """
    with time_limited(seconds), working(int(3.33 * (digits + GUARD))):
        point = edge.at(variance, digits + 4)
        bias, width = (ball.arb * ball.arb for ball in (point.sigma_b, point.sigma_w))
        mean, slope = (enclose(e, {q: variance}, digits + 4).arb for e in (moment(edge.activation, phi), moment(edge.activation, z * phi) / sqrt(q)))
        start = (bias + width * mean * mean) / exact(variance)
        bound = None if point.beta_q is None else Ball(arb(1) / point.beta_q.arb)
        return Deviation(Ball(start), Ball(1 - width * slope * slope), bound)
