"""The adaptive normalised activation of ANAct, as a reference in NumPy: lambda follows statistics of mini-batches."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from derive.language.errors import DeriveError
from derive.simulation.network import Array, Scalar


@dataclass
class AdaptiveFactor:
    """lambda^2 <- (1 - momentum) lambda^2 + momentum (S/M + 1/D)/2 with S the variance of the inputs of a batch, M the mean square
    of phi and D that of dphi. Its fixed point in expectation is lambda^2 + bias/n + O(1/n^2) for batches of n values
    (`derive.theory.normalisation.factor_bias`), whatever the momentum. A batch on which phi or dphi vanishes says nothing of
    lambda and leaves it as it is.
    """

    phi: Scalar
    dphi: Scalar
    momentum: float = 0.1
    square: float = 1.0

    def __post_init__(self) -> None:
        if not 0 < self.momentum <= 1:
            raise DeriveError(f"momentum {self.momentum}", "it is not in (0, 1]", "momentum=0.1")

    def update(self, inputs: Array) -> Array:
        """Take a batch of two inputs or more into account; returns the normalised activations lambda phi(inputs)."""
        if np.size(inputs) < 2:
            raise DeriveError(f"a batch of {np.size(inputs)} values", "it has no variance", "two values or more")
        outputs = self.phi(inputs)
        mean_square, mean_squared_slope = float(np.mean(outputs**2)), float(np.mean(self.dphi(inputs) ** 2))
        if mean_square > 0 and mean_squared_slope > 0:
            estimate = (float(np.var(inputs)) / mean_square + 1 / mean_squared_slope) / 2
            self.square += self.momentum * (estimate - self.square)
        return np.sqrt(self.square) * outputs
