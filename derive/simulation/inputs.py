"""The two inputs that are followed through a random network."""

from __future__ import annotations

import numpy as np

from derive.simulation.network import Array


def two_inputs(width: int, square: float, cosine: float, generator: np.random.Generator) -> Array:
    """Two columns in a random plane, with exactly this mean square over the units and this cosine of their angle."""
    first, second = np.linalg.qr(generator.standard_normal((width, 2)))[0].T * np.sqrt(width * square)
    return np.stack([first, cosine * first + np.sqrt(max(0.0, 1 - cosine**2)) * second], axis=1)
