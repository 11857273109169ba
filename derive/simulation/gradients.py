"""Signals and gradients of random feed-forward networks with a width and a weight variance for each layer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from derive.language.errors import DeriveError
from derive.simulation.interval import Interval, interval
from derive.simulation.network import Array, Scalar

WIDEST, MOST = 4096, 5000


@dataclass(frozen=True, slots=True)
class Layers:
    """s^i = z^i W^i, z^(i+1) = phi(s^i), with W^i of widths[i] x widths[i + 1] independent N(0, variances[i]) entries; the inputs are
    N(0, signal), the gradients at the last layer N(0, gradient), independent of all else.
    """

    phi: Scalar
    dphi: Scalar
    widths: tuple[int, ...]
    variances: tuple[float, ...]
    signal: float = 1.0
    gradient: float = 1.0

    def __post_init__(self) -> None:
        if len(self.widths) != len(self.variances) + 1 or len(self.variances) < 1:
            asked = f"{len(self.widths)} widths with {len(self.variances)} variances"
            raise DeriveError(asked, "n layers have n + 1 widths", "widths=(100, 80), variances=(0.01,)")
        if not all(1 <= width <= WIDEST for width in self.widths):
            raise DeriveError(f"widths {', '.join(map(str, self.widths))}", f"a width is 1 to {WIDEST}", "widths of some hundreds")
        if min(*self.variances, self.signal, self.gradient) <= 0:
            raise DeriveError("a variance that is not positive", "variances of weights, inputs and gradients are positive", "variances such as 1/width")

    def pass_through(self, random: np.random.Generator) -> Mapping[str, Array]:
        """Mean squares over the units of z, s, dC/dz, dC/ds and dC/dW, layer by layer, in one network drawn at random."""
        shapes = zip(self.widths, self.widths[1:], strict=False)
        matrices = [np.sqrt(v) * random.standard_normal(shape) for v, shape in zip(self.variances, shapes, strict=True)]
        signals, sums = [np.sqrt(self.signal) * random.standard_normal(self.widths[0])], []
        for matrix in matrices:
            sums.append(signals[-1] @ matrix)
            signals.append(self.phi(sums[-1]))
        gradients, inputs = [np.sqrt(self.gradient) * random.standard_normal(self.widths[-1])], []
        for matrix, state in zip(matrices[::-1], [*sums[-2::-1], None], strict=True):
            inputs.append(matrix @ gradients[-1])
            if state is not None:
                gradients.append(self.dphi(state) * inputs[-1])
        z, s, up, g = (np.array([np.mean(v * v) for v in values]) for values in (signals[:-1], sums, inputs[::-1], gradients[::-1]))
        return {"z": z, "s": s, "dC/dz": up, "dC/ds": g, "dC/dW": z * g}


def sample_gradients(layers: Layers, samples: int = 200, seed: int = 0, coverage: float = 0.999) -> dict[str, Interval]:
    """Intervals for the second moments of z, s, dC/dz, dC/ds and dC/dW, layer by layer, from `samples` independent networks."""
    if not 2 <= samples <= MOST or not 0 < coverage < 1:
        raise DeriveError(f"{samples} samples, coverage {coverage}", f"samples are 2 to {MOST}, a coverage lies between 0 and 1", "samples=200, coverage=0.99")
    passes = [layers.pass_through(np.random.default_rng((seed, number))) for number in range(samples)]
    return {name: interval(np.array([one[name] for one in passes]), coverage) for name in passes[0]}
