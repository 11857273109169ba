"""Products of matrices in float64 whose rounding errors are bounded: sums in blocks, added as a tree.

A sum of n terms in blocks errs by at most (block + levels) eps times the sum of their sizes, whatever the order within a block.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil, log
from typing import Any

import numpy as np

Array = Any
BLOCK = 12
TILE = 2**18  # multiplications in a product of matrices that runs in one thread
EPS = 2.0**-53


def product(left: Array, right: Array) -> Array:
    """left right in blocks of the inner index."""
    return summed(tiled(left[:, k : k + BLOCK], right[k : k + BLOCK]) for k in range(0, left.shape[1], BLOCK))


def tiled(left: Array, right: Array) -> Array:
    """left right, each product of matrices so small that it runs in one thread: starting others costs more than it gains."""
    found = np.empty((left.shape[0], right.shape[1]))
    tall = max(1, min(left.shape[0], TILE // left.shape[1] // 96))
    wide = max(1, TILE // left.shape[1] // tall)
    for i in range(0, left.shape[0], tall):
        for j in range(0, right.shape[1], wide):
            found[i : i + tall, j : j + wide] = left[i : i + tall] @ right[:, j : j + wide]
    return found


def summed(parts: Iterable[Array]) -> Array:
    """The sum, each part in at most ceil(log2(number of parts)) + 1 additions."""
    waiting: list[tuple[int, Array]] = []
    for part in parts:
        level, total = 0, part
        while waiting and waiting[-1][0] == level:
            total = waiting.pop()[1] + total
            level += 1
        waiting.append((level, total))
    total = waiting.pop()[1]
    while waiting:
        total = waiting.pop()[1] + total
    return total


def roundings(terms: int, block: int = BLOCK) -> int:
    """How many units in the last place a sum of so many products errs by at most, relative to the sum of their sizes."""
    return block + ceil(log(terms / block + 1, 2)) + 2
