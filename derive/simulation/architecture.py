"""Random networks of any architecture, from the same description that the recurrences are written from: forward with two inputs, backward with one gradient.

Nothing of the infinite-width theory is used: weights are drawn, applied, and their transposes applied to a random gradient.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from derive.language.errors import DeriveError
from derive.simulation.inputs import two_inputs
from derive.simulation.interval import Interval, interval
from derive.simulation.network import Array, Scalar
from derive.theory.networks.description import Architecture, Dense, Skip

MOST = 2**27  # weights of one network held at once


@dataclass(frozen=True, slots=True)
class RandomNetwork:
    """`deviations` by the names of parameters (0 for those left out); the width is the same everywhere."""

    architecture: Architecture
    phi: Scalar
    dphi: Scalar
    deviations: Mapping[str, float]
    width: int
    depth: int

    def __post_init__(self) -> None:
        asked = f"a random {self.architecture.name} network of width {self.width} and depth {self.depth}"
        if self.width < 2 or self.depth < 1:
            raise DeriveError(asked, "widths begin at 2, depths at 1", "width=500, depth=5")
        if self.width**2 * len(self.architecture.branch) * self.depth > MOST:
            raise DeriveError(asked, f"it has more than {MOST} weights", "a smaller width or depth")
        if len(set(self.architecture.widths)) > 1:
            raise DeriveError(asked, "networks that change their width are not simulated", "an architecture of one width")


@dataclass(frozen=True, slots=True)
class Sampled:
    """Intervals layer by layer: p, gamma, and chi relative to the last layer."""

    p: Interval
    gamma: Interval
    chi: Interval


@dataclass
class _Layer:
    """One layer drawn: the inputs of its parts are kept for the way back."""

    network: RandomNetwork
    generator: np.random.Generator

    def __post_init__(self) -> None:
        self.weights: dict[str, Array] = {}
        self.inputs: list[Array] = []

    def forward(self, state: Array) -> Array:
        value = state
        for part in self.network.architecture.branch:
            self.inputs.append(value)
            value = self._dense(part, value) if isinstance(part, Dense) else self.network.phi(value)
        return value if self.network.architecture.skip is Skip.NONE else state + value

    def backward(self, gradient: Array) -> Array:
        flow = gradient
        for part, value in zip(reversed(self.network.architecture.branch), reversed(self.inputs), strict=True):
            flow = self.weights[part.weight].T @ flow if isinstance(part, Dense) else self.network.dphi(value[:, :1]) * flow
        return flow if self.network.architecture.skip is Skip.NONE else gradient + flow

    def _dense(self, part: Dense, value: Array) -> Array:
        width = self.network.width
        deviation = self._deviation(part.weight) / np.sqrt(width)
        self.weights[part.weight] = deviation * self.generator.standard_normal((width, width))
        bias = self._deviation(part.bias) * self.generator.standard_normal((width, 1)) if part.bias else 0.0
        return self.weights[part.weight] @ value + bias

    def _deviation(self, name: str) -> float:
        return self.network.deviations.get(name, 0.0)


def sample(network: RandomNetwork, p: float, e: float, samples: int = 16, seed: int = 0, coverage: float = 0.99) -> Sampled:
    """Follow two inputs with the given mean square and cosine through `samples` random networks. Raises DeriveError."""
    rows = draws(network, p, e, samples, seed)
    return Sampled(*(interval(values, coverage) for values in np.moveaxis(rows, 1, 0)))


def draws(network: RandomNetwork, p: float, e: float, samples: int, seed: int = 0) -> Array:
    """(p, gamma, chi) at all layers of each of the networks. Raises DeriveError."""
    if not p > 0 or not abs(e) <= 1 or samples < 2:
        raise DeriveError(f"inputs with p = {p}, e = {e}, {samples} samples", "p must be positive, |e| <= 1, samples >= 2", "p=1, e=0.5, samples=16")
    return np.array([_one(network, p, e, np.random.default_rng((seed, number))) for number in range(samples)])


def _one(network: RandomNetwork, p: float, e: float, generator: np.random.Generator) -> Array:
    """(p, gamma, chi) at the layers 0, ..., depth of one network."""
    layers, states = [_Layer(network, generator) for _ in range(network.depth)], [two_inputs(network.width, p, e, generator)]
    for layer in layers:
        states.append(layer.forward(states[-1]))
    gradients = [generator.standard_normal((network.width, 1))]
    for layer in reversed(layers):
        gradients.append(layer.backward(gradients[-1]))
    squares = np.array([np.mean(g * g) for g in reversed(gradients)])
    return np.array([[np.mean(s[:, 0] ** 2) for s in states], [np.mean(s[:, 0] * s[:, 1]) for s in states], squares / squares[-1]])
