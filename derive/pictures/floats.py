"""An activation as floats for drawing: on arrays, in Gaussian means, as a Hermite spectrum. Nothing here is proven, nothing here is printed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from sympy import lambdify, oo

from derive.compiled.near_points import without_gaps
from derive.language.functions.activation import Activation
from derive.language.functions.piece import Piece
from derive.language.symbols import x
from derive.meanfield.stable_code import ENOUGH, stable
from derive.pipeline import kernel

Array = Any  # of float64
FARTHEST = 12.0  # standard deviations
PANELS, NODES = 48, 40
TERMS = 300
SMALL = 1e-13
NOISE = 1e-9


@dataclass(frozen=True, slots=True)
class Branch:
    """One piece between two ends."""

    lower: float
    upper: float
    function: Callable[[Array], Array]


class Floats:
    """phi and its derivatives, point masses left out."""

    def __init__(self, activation: Activation) -> None:
        self.activation = activation
        self._branches: dict[int, list[Branch]] = {}

    def branches(self, order: int = 0) -> list[Branch]:
        """The pieces of a derivative."""
        if order not in self._branches:
            self._branches[order] = [_branch(piece, order) for piece in self.activation.pieces]
        return self._branches[order]

    @cached_property
    def knots(self) -> list[float]:
        return [float(knot) for knot in self.activation.knots]

    def at(self, points: Array, order: int = 0) -> Array:
        """Values on an array."""
        points = np.asarray(points, dtype=float)
        found = np.full(points.shape, np.nan)
        for branch in self.branches(order):
            inside = (points > branch.lower) & (points <= branch.upper)
            found[inside] = branch.function(points[inside])
        return found

    def nodes(self, variance: float) -> tuple[Array, Array]:
        """z and weights of a rule for means under the standard normal law, with the knots at ends of panels."""
        inner = [knot / variance**0.5 for knot in self.knots]
        ends = np.unique([*np.linspace(-FARTHEST, FARTHEST, PANELS + 1), *(z for z in inner if abs(z) < FARTHEST)])
        points, weights = np.polynomial.legendre.leggauss(NODES)
        half = np.diff(ends)[:, None] / 2
        z = (ends[:-1, None] + half * (1 + points)).ravel()
        return z, (half * weights).ravel() * np.exp(-z * z / 2) / np.sqrt(2 * np.pi)

    def mean_square(self, variance: float, order: int = 0) -> float:
        """E[phi^(order)(sqrt(q) Z)^2]."""
        z, weights = self.nodes(variance)
        return float(np.sum(weights * self.at(variance**0.5 * z, order) ** 2))

    def spectrum(self, variance: float, terms: int = TERMS, order: int = 0) -> Array:
        """a_n = E[phi(sqrt(q) Z) he_n(Z)] for n < terms, he_n orthonormal."""
        z, weights = self.nodes(variance)
        values = weights * self.at(variance**0.5 * z, order)
        before, now = np.zeros_like(z), np.ones_like(z)
        found = np.empty(terms)
        for n in range(terms):
            found[n] = np.sum(values * now)
            before, now = now, (z * now - np.sqrt(n) * before) / np.sqrt(n + 1)
        return found

    def kernel(self, variance: float, correlations: Array, order: int = 0) -> Array:
        """K at equal variances, by the Hermite series with the rest at its first power."""
        squares = self.spectrum(variance, order=order) ** 2
        rest = max(0.0, self.mean_square(variance, order) - float(squares.sum()))
        return np.polynomial.polynomial.polyval(correlations, squares) + rest * np.asarray(correlations) ** len(squares)


@lru_cache(maxsize=16)
def floats(activation: Activation) -> Floats:
    """The same object for the same activation."""
    return Floats(activation)


def gap_map(activation: Activation, variance: float, width2: float) -> Callable[[float], float]:
    """u -> 1 - f(1 - u), to many relative figures near 0: by Hermite's series where it ends soon or no kernel is closed, else by that."""
    squares = floats(activation).spectrum(variance) ** 2
    total = floats(activation).mean_square(variance)
    found = kernel(activation) if total - squares.sum() > SMALL * total else None
    if found is not None and found.value is not None:
        closed = found.numpy()
        top = float(closed(variance, variance, 1.0))
        return lambda u: width2 * (top - float(closed(variance, variance, 1.0 - u))) / variance
    orders = np.arange(len(squares))
    return lambda u: float(width2 / variance * np.sum(squares * -np.expm1(orders * np.log1p(-u))))


def _branch(piece: Piece, order: int) -> Branch:
    """A derivative of the piece, written so that it overflows only where its value does and has no gaps."""
    compiled = lambdify(x, without_gaps(piece.expr, order, stable), modules=[_names(), "scipy", "numpy"])
    ends = [float(end) if abs(end) != oo else float("inf") * (1 if end == oo else -1) for end in (piece.lower, piece.upper)]

    def function(points: Array) -> Array:
        with np.errstate(all="ignore"):
            return np.broadcast_to(np.real(np.asarray(compiled(points))), np.shape(points)).astype(float)

    return Branch(ends[0], ends[1], function)


def _names() -> dict[str, Callable[..., Array]]:
    import scipy.special

    return {
        "Phi": scipy.special.ndtr,
        "Heaviside": lambda v, *_: (v > 0).astype(float),
        "Sigmoid": scipy.special.expit,
        "Softplus": lambda v: np.logaddexp(0.0, v),
        "Expm1": np.expm1,
        "Log1p": np.log1p,
        "Capped": lambda v: np.exp(np.minimum(v, ENOUGH)),
    }


def crossings(points: Array, values: Array) -> Sequence[float]:
    """Where a curve changes its sign by more than rounding, by straight lines between neighbours."""
    values = np.where(np.abs(values) > NOISE * np.max(np.abs(points)), values, 0.0)
    ahead = np.flatnonzero(np.sign(values[:-1]) * np.sign(values[1:]) < 0)
    return [float(points[i] - values[i] * (points[i + 1] - points[i]) / (values[i + 1] - values[i])) for i in ahead]
