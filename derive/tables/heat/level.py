r"""Polynomials of boxes as arrays, in powers, with what evaluation needs to know of their errors.

On the box of coordinates y, t in [-1, 1] the polynomial sum c_ij T_i(y) T_j(t) is at most sum |c_ij| rho^i in size for y on the ellipse E_rho, and
with powers a_ij changes by at most sum i |a_ij| and sum j |a_ij| with y and t. A product of matrices and Horner's scheme err by
eps sum (2 i + J + 5) |a_ij| at most, J the number of powers of t.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from derive.tables.chebyshev import LONG, powers_of
from derive.tables.heat.join import Box
from derive.tables.heat.line import NODES
from derive.tables.heat.small import HALF, LAYERS
from derive.tables.heat.tails import REACH
from derive.tables.product import EPS

Array = Any
ELLIPSE = 6.0  # rho of panels
DROPPED = 2e-17  # of coefficients that are left out, relative to all of a box
SMOOTH = 1e-6  # how much functions change within rounding of the end of a box where they do not jump, beside their size


@dataclass(frozen=True, eq=False)
class Level:
    """Boxes for low <= sigma <= high: those between `edges`, then LAYERS for each of the knots. `powers` is indexed (box, power of y, power of t);
    `bounds` are for each box its size on the ellipse, the slopes in y and t, the error, and the part of its size that the function may jump by at an end."""

    low: float
    high: float
    edges: Array
    knots: Array
    powers: Array
    bounds: Array

    @staticmethod
    def of(low: float, high: float, plain: Sequence[Box], broken: Sequence[float] = (), layers: Sequence[Box] = ()) -> Level:
        """From Chebyshev coefficients; the function jumps at the knots `broken`, of which there may be layers."""
        boxes = [*plain, *layers]
        tensor = np.stack([box.coefficients for box in boxes])
        sizes = np.abs(tensor).astype(float)
        total = sizes.sum(axis=(1, 2))
        later = np.cumsum(sizes.sum(axis=1)[:, ::-1], axis=1)[:, ::-1]
        kept = max(1, int((later > DROPPED * total[:, None]).any(axis=0).sum()))
        dropped = later[:, kept] if kept < later.shape[1] else 0.0
        rows, columns = powers_of(NODES).astype(LONG), powers_of(kept).astype(LONG)
        powers = np.einsum("ai,nij,bj->nab", rows, tensor[:, :, :kept], columns)
        rewritten = np.einsum("i,nij,j->n", np.abs(rows).sum(axis=0).astype(float), sizes[:, :, :kept], np.abs(columns).sum(axis=0).astype(float))
        found = np.abs(powers).astype(float)
        across, along, order = found.sum(axis=2), found.sum(axis=1), np.arange(NODES)
        rounded = EPS * across @ (2 * order + kept + 5) + 1e-17 * rewritten
        wide = sizes.sum(axis=2) @ ELLIPSE**order
        error = np.array([box.error for box in boxes]) + dropped + rounded
        edges = np.array([plain[0].low, *(box.high for box in plain)])
        jump = np.array([SMOOTH] * len(plain) + [1.0] * len(layers))
        jump[: len(plain)][np.isin(edges[:-1], broken) | np.isin(edges[1:], broken)] = 1.0
        bounds = np.stack([wide, across @ order, along @ np.arange(kept), error, jump]) * (1 + 1e-9)
        return Level(low, high, edges, np.array(broken if layers else (), dtype=float), powers.astype(float), bounds)

    @property
    def count(self) -> int:
        """How many plain boxes there are."""
        return len(self.edges) - 1

    @cached_property
    def layers(self) -> Array:
        """Edges in z."""
        return np.linspace(-REACH, REACH, LAYERS + 1)

    def cuts(self, sigma: Array) -> Array:
        """Edges in m for each of the sigma, indexed (edge, sigma)."""
        rows = [np.broadcast_to(self.edges[:, None], (len(self.edges), sigma.size))]
        return np.concatenate([*rows, *(knot + np.multiply.outer(self.layers, sigma) for knot in self.knots)])

    def placed(self, m: Array, sigma: Array) -> tuple[Array, Array, Array]:
        """The box of each place, its middle and its half-width in m."""
        box: Array = np.clip(np.searchsorted(self.edges, m, side="right") - 1, 0, self.count - 1)
        middle, half = (self.edges[box] + self.edges[box + 1]) / 2, (self.edges[box + 1] - self.edges[box]) / 2
        for k, knot in enumerate(self.knots):
            z = (m - knot) / sigma
            inside = np.abs(z) < REACH
            layer = np.clip(np.where(inside, (z + REACH) / (2 * HALF), 0.0).astype(int), 0, LAYERS - 1)
            box = np.where(inside, self.count + k * LAYERS + layer, box)
            middle = np.where(inside, knot + sigma * ((2 * layer + 1) * HALF - REACH), middle)
            half = np.where(inside, sigma * HALF, half)
        return box, middle, half

    def turned(self, sigma: Array) -> Array:
        """t."""
        return np.clip((2 * sigma - (self.low + self.high)) / (self.high - self.low), -1.0, 1.0) if self.high > self.low else np.zeros(sigma.shape)
