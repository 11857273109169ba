"""What a picture is asked to show, and the places of the plane that it takes where none are given."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np

from derive.language.errors import DeriveError
from derive.language.functions.activation import Activation
from derive.meanfield.edge import EdgeOfChaos
from derive.meanfield.point import EdgePoint
from derive.pictures.floats import Array, Floats, floats

TRIED = (Fraction(1, 5), Fraction(0), Fraction(1, 2), Fraction(1))
FACTORS = (0.85, 1.0, 1.25)  # of the sigma_w of the edge
DIGITS, SECONDS = 12, 20.0
ROUNDS = 4000
DIVERGES, WITHOUT = "variance diverges", "no edge found"


@dataclass(frozen=True)
class Place:
    """A network in the infinite limit: `q` is the fixed point of its variances that is reached from 1, None where there is none."""

    sigma_w: float
    sigma_b: float
    q: float | None
    word: str


@dataclass(frozen=True)
class Asked:
    """`sigma_b` and `sigma_w` choose a place, `q` a variance; what is not given is chosen near the edge of chaos."""

    activation: Activation
    sigma_b: Fraction | None = None
    sigma_w: Fraction | None = None
    q: Fraction | None = None
    seed: int = 0

    @property
    def name(self) -> str:
        return str(self.activation.name)

    @cached_property
    def phi(self) -> Floats:
        return floats(self.activation)

    @cached_property
    def edge(self) -> EdgeOfChaos:
        return EdgeOfChaos(self.activation)

    @cached_property
    def point(self) -> EdgePoint:
        """A point of the edge at sigma_b, or at the first of `TRIED` that has a stable one; a repelling one where no other is found."""
        tried = TRIED if self.sigma_b is None else (self.sigma_b,)
        repelling: list[EdgePoint] = []
        for bias in tried:
            found = self.edge.points(str(bias), DIGITS, SECONDS).points
            stable = [point for point in found if point.stable]
            if stable:
                return stable[0]
            repelling += found
        if repelling:
            return repelling[0]
        raise DeriveError(f"the edge of chaos of {self.name}", f"no point with sigma_b = {' or '.join(map(str, tried))} was found", "--sigma-b X")

    @cached_property
    def variance(self) -> float:
        """The variance at the point of the edge, 1 where every variance is kept."""
        return float(self.point.q.arb.mid()) if self.point.q is not None else 1.0

    @cached_property
    def places(self) -> list[Place]:
        """The place that was asked for, or three: below, on and above the edge; one with sigma_w = 1 where no edge is found."""
        if self.sigma_w is not None:
            return [self._place(float(self.sigma_w), float(self.sigma_b or 0), "")]
        try:
            self.point  # noqa: B018
        except DeriveError:
            return [self._place(1.0, float(TRIED[0] if self.sigma_b is None else self.sigma_b), WITHOUT)]
        bias, width = (float(ball.arb.mid()) for ball in (self.point.sigma_b, self.point.sigma_w))
        words = ("ordered", "on the edge", "chaotic")
        around = [self._place(factor * width, bias, word) for factor, word in zip(FACTORS, words, strict=True) if factor != 1]
        return [around[0], Place(width, bias, self.variance, words[1]), around[1]]

    def variance_map(self, sigma_w: float, sigma_b: float, variances: Array) -> Array:
        """sigma_b^2 + sigma_w^2 E[phi^2]."""
        return sigma_b**2 + sigma_w**2 * np.array([self.phi.mean_square(q) for q in variances])

    def _place(self, sigma_w: float, sigma_b: float, word: str) -> Place:
        q = 1.0
        for _ in range(ROUNDS):
            after = sigma_b**2 + sigma_w**2 * self.phi.mean_square(q)
            if not 1e-8 < after < 1e8:
                return Place(sigma_w, sigma_b, None, DIVERGES if word and not after <= 1e-8 else word)
            if abs(after - q) < 1e-10 * q:
                return Place(sigma_w, sigma_b, after, word)
            q = after
        return Place(sigma_w, sigma_b, q, word)
