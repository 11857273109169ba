"""A random network as a description, and its layers as draws that can be repeated.

Row blocks are drawn from a seed that belongs to the network's number and the layer, so the backward pass sees the weights of the forward pass though they
are not kept: memory is bounded by one block. Only small networks keep them, which are then drawn once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from derive.language.errors import DeriveError

BLOCK = 2**22  # entries of the largest array of weights that is held at once
KEPT = 2**24  # entries of all weights of a network up to which they are kept
MAX_WIDTH, MAX_DEPTH = 2**16, 10_000
Array = Any
Kind = Literal["feedforward", "residual"]
Scalar = Callable[[Array], Array]
Block = tuple[slice, Array]  # rows


@dataclass(frozen=True, slots=True)
class Network:
    """`depth` layers of `width` units with activation `phi` and derivative `dphi`, both on arrays.

    feedforward: y' = W phi(y) + b.  residual (Yang and Schoenholz 2017, full): x' = x + V phi(W x + b) + a, with
    V_ij ~ N(0, sigma_v^2/width), a_i ~ N(0, sigma_a^2).
    """

    phi: Scalar
    dphi: Scalar
    width: int
    depth: int
    sigma_w: float
    sigma_b: float = 0.0
    kind: Kind = "feedforward"
    sigma_v: float = 1.0
    sigma_a: float = 0.0

    def __post_init__(self) -> None:
        if not 2 <= self.width <= MAX_WIDTH or not 1 <= self.depth <= MAX_DEPTH:
            raise DeriveError(
                f"a network of width {self.width} and depth {self.depth}",
                f"widths are 2 to {MAX_WIDTH}, depths 1 to {MAX_DEPTH}",
                "width=1000, depth=50",
            )
        if min(self.sigma_w, self.sigma_b, self.sigma_v, self.sigma_a) < 0:
            raise DeriveError("a network with a negative standard deviation", "sigma_w, sigma_b, sigma_v and sigma_a are not negative", "sigma_w=1.5")
        if self.kind not in ("feedforward", "residual"):
            raise DeriveError(f"a network of kind {self.kind!r}", "there is no such kind", "feedforward or residual")


@dataclass(frozen=True, slots=True)
class Draw:
    """The weights of one layer of one network: a matrix or vector for each role. `kept`: blocks by role, None where they are drawn each time."""

    seed: int
    sample: int
    layer: int
    width: int
    kept: dict[int, list[Block]] | None = None

    @classmethod
    def layers(cls, network: Network, sample: int, seed: int) -> list[Draw]:
        """Those that lead from each layer to the next."""
        matrices = 1 if network.kind == "feedforward" else 2
        small = matrices * (network.depth - 1) * network.width**2 <= KEPT
        return [cls(seed, sample, layer, network.width, {} if small else None) for layer in range(1, network.depth)]

    def times(self, role: int, array: Array, deviation: float) -> Array:
        """M @ array, for M with independent N(0, deviation^2/width) entries."""
        return np.concatenate([block @ array for _, block in self._blocks(role, deviation)])

    def transposed_times(self, role: int, array: Array, deviation: float) -> Array:
        """M.T @ array for the same M."""
        total = np.zeros_like(array)
        for rows, block in self._blocks(role, deviation):
            total += block.T @ array[rows]
        return total

    def vector(self, role: int, deviation: float) -> Array:
        """One column of independent N(0, deviation^2) entries."""
        return deviation * self._generator(role).standard_normal((self.width, 1))

    def _blocks(self, role: int, deviation: float) -> Iterable[Block]:
        if self.kept is None:
            return self._drawn(role, deviation)
        if role not in self.kept:
            self.kept[role] = list(self._drawn(role, deviation))
        return self.kept[role]

    def _drawn(self, role: int, deviation: float) -> Iterator[Block]:
        generator = self._generator(role)
        rows = max(1, BLOCK // self.width)
        for start in range(0, self.width, rows):
            count = min(rows, self.width - start)
            yield slice(start, start + count), generator.standard_normal((count, self.width), dtype=np.float32) * np.float32(deviation / np.sqrt(self.width))

    def _generator(self, role: int) -> np.random.Generator:
        return np.random.default_rng((self.seed, self.sample, self.layer, role))
