"""Expectations of two correlated normals in floats, by Gauss and Legendre's rule on panels between the knots: no code of the project."""

import math
from fractions import Fraction
from itertools import pairwise

import numpy as np

NODES, WEIGHTS = np.polynomial.legendre.leggauss(40)
# (q1, q2, c) where quadrature is exact enough, and far out
POINTS = [(Fraction(7, 5), Fraction(1, 2), Fraction(-3, 5)), (Fraction(1, 3), Fraction(3), Fraction(9, 10)), (Fraction(2), Fraction(3, 2), Fraction(1, 10))]
FAR = [(1e-6, 1e-6, 0.5), (1e6, 1e6, 0.5), (1.0, 1e-6, -0.9), (1e6, 1.0, 0.3), (1.0, 1.0, 1 - 2.0**-20), (1.0, 2.0, 2.0**-24 - 1)]
PANELS = (-9.0, -5.0, -2.5, 0.0, 2.5, 5.0, 9.0)


def step(t):
    """1{t > 0}."""
    return float(t > 0)


def phi(t):
    """The standard normal distribution function."""
    return math.erfc(-t / math.sqrt(2)) / 2


def rule(breaks):
    """Nodes and weights for the standard normal law, with panels that end at the breaks."""
    ends = sorted({*PANELS, *(float(b) for b in breaks if abs(b) < 9)})
    for lower, upper in pairwise(ends):
        half = (upper - lower) / 2
        for node, weight in zip(NODES, WEIGHTS, strict=True):
            z = lower + half * (1 + node)
            yield z, half * weight * math.exp(-z * z / 2) / math.sqrt(2 * math.pi)


def plane_mean(function, q1, q2, c, knots=((), ())):
    """E[f(u, v)] for variances q1, q2 and correlation c, f smooth off u = knots[0] and v = knots[1]; to some 12 digits."""
    q1, q2, c = float(q1), float(q2), float(c)
    spread, total = math.sqrt(1 - c * c), 0.0
    for s, outer in rule([t / math.sqrt(q1) for t in knots[0]]):
        breaks = [(t / math.sqrt(q2) - c * s) / spread for t in knots[1]]
        total += outer * sum(inner * function(math.sqrt(q1) * s, math.sqrt(q2) * (c * s + spread * w)) for w, inner in rule(breaks))
    return total
