"""Random feed-forward networks of great width, drawn without their weights and yet exactly in law.

Given the signals x = phi(y) (one column an input) of a layer, the fields W x are independent over the units of the next layer, each normal with covariance
sigma_w^2 x^T x/N: they are drawn so. Given x and h = W x, what is left of W is independent of both, so for gradients g at the layer above

    W^T g = x (x^T x)^-1 h^T g + (1 - P) r,        P = x (x^T x)^-1 x^T,

with independent rows r ~ N(0, sigma_w^2 g^T g/N). Fields and gradients have the law that they have in a network with N^2 weights a layer, at a cost
proportional to N; nothing of the infinite-width theory is used.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from derive.language.errors import DeriveError
from derive.simulation.inputs import two_inputs
from derive.simulation.interval import Interval, interval
from derive.simulation.network import Array, Scalar

BLOCK = 2**17  # units drawn at once where only their mean square counts
MOST = 2**27  # units of all layers that are kept


@dataclass(frozen=True, slots=True)
class WideNetwork:
    """y' = W phi(y) + b with W_ij ~ N(0, sigma_w^2/width), b ~ N(0, sigma_b^2), over `depth` layers."""

    phi: Scalar
    dphi: Scalar
    width: int
    depth: int
    sigma_w: float
    sigma_b: float = 0.0

    def __post_init__(self) -> None:
        if self.width < 4 or self.depth < 1 or not min(self.sigma_w, self.sigma_b) >= 0:
            asked = f"a network of width {self.width}, depth {self.depth}, sigma_w = {self.sigma_w}, sigma_b = {self.sigma_b}"
            raise DeriveError(asked, "widths begin at 4, depths at 1, deviations are not negative", "width=4096, depth=20, sigma_w=1.5")


@dataclass(frozen=True, slots=True)
class Passes:
    """Layer by layer: variance and correlation of the fields of two inputs, the squared gradient at the first input and the product of the gradients at
    both, relative to those of the last layer.
    """

    q: Interval
    c: Interval
    gradient: Interval
    product: Interval


def mean_squares(network: WideNetwork, variance: float, seed: int = 0) -> Array:
    """Mean squares of the fields of one input at the layers 0, ..., depth of one network; those of layer 0 are normal with mean square `variance`."""
    generator = np.random.default_rng((seed, network.width))
    found = [variance]
    for _ in range(network.depth):
        blocks = [min(BLOCK, network.width - start) for start in range(0, network.width, BLOCK)]
        deviation = np.float32(np.sqrt(found[-1]))
        total = sum(float(np.sum(_squared(network, deviation, count, generator), dtype=np.float64)) for count in blocks)
        found.append(network.sigma_b**2 + network.sigma_w**2 * total / network.width)
    return np.array(found)


def _squared(network: WideNetwork, deviation: Array, count: int, generator: np.random.Generator) -> Array:
    signal = network.phi(deviation * generator.standard_normal(count, dtype=np.float32))
    return signal * signal


def sample_passes(network: WideNetwork, variance: float, correlation: float, samples: int = 16, seed: int = 0, coverage: float = 0.999) -> Passes:
    """Two inputs forward and their gradients back through `samples` networks. Raises DeriveError for arguments out of range."""
    if not variance > 0 or not abs(correlation) < 1 or samples < 2 or network.width * network.depth > MOST:
        asked = f"variance {variance}, correlation {correlation}, {samples} samples of width {network.width} and depth {network.depth}"
        raise DeriveError(asked, f"variance > 0, |correlation| < 1, samples >= 2, width times depth <= {MOST}", "variance=1, correlation=0.5, samples=16")
    rows = np.array([_one(network, variance, correlation, np.random.default_rng((seed, number))) for number in range(samples)])
    return Passes(*(interval(values, coverage) for values in np.moveaxis(rows, 1, 0)))


def _one(network: WideNetwork, variance: float, correlation: float, generator: np.random.Generator) -> Array:
    fields = [two_inputs(network.width, variance, correlation, generator)]
    sums: list[Array] = []
    for _ in range(network.depth):
        sums.append(_forward(network, network.phi(fields[-1]), generator))
        fields.append(sums[-1] + network.sigma_b * generator.standard_normal((network.width, 1)))
    gradients = [np.repeat(generator.standard_normal((network.width, 1)), 2, axis=1)]
    for state, field in zip(fields[-2::-1], reversed(sums), strict=True):
        gradients.append(network.dphi(state) * _backward(network, network.phi(state), field, gradients[-1], generator))
    squares, products = (np.array([np.mean(g[:, 0] * g[:, k]) for g in reversed(gradients)]) for k in (0, 1))
    moments = [state.T @ state / network.width for state in fields]
    q = np.array([moment[0, 0] for moment in moments])
    return np.array([q, [m[0, 1] / np.sqrt(m[0, 0] * m[1, 1]) for m in moments], squares / squares[-1], products / products[-1]])


def _forward(network: WideNetwork, signal: Array, generator: np.random.Generator) -> Array:
    """W x for a fresh W."""
    factor = np.linalg.cholesky(signal.T @ signal / network.width + 1e-300 * np.eye(2))
    return network.sigma_w * generator.standard_normal((network.width, 2)) @ factor.T


def _backward(network: WideNetwork, signal: Array, field: Array, gradient: Array, generator: np.random.Generator) -> Array:
    """W^T g for the W that took `signal` to `field`."""
    inverse = np.linalg.inv(signal.T @ signal)
    lower = _root(gradient.T @ gradient / network.width)
    rest = network.sigma_w * generator.standard_normal((network.width, 2)) @ lower.T
    return signal @ (inverse @ (field.T @ gradient - signal.T @ rest)) + rest


def _root(matrix: Array) -> Array:
    """R with R R^T = matrix, which may be singular: the gradients at the last layer are equal."""
    values, vectors = np.linalg.eigh(matrix)
    return vectors * np.sqrt(np.maximum(values, 0.0))
