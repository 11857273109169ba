"""Recurrences over layers, speed: `python tests/benchmarks/networks.py`. Nothing here is a test.

Each row names the work, the processor seconds and what is promised on a quiet machine.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from sympy import Rational

from derive.activations import of
from derive.meanfield.exact_layers import exact_layers
from derive.meanfield.layers import evolve
from derive.theory.architectures import architecture
from derive.theory.networks import letters
from derive.theory.networks.recurrences import recurrences

VALUES = {letters.deviation("w"): 1, letters.deviation("v"): 1, letters.deviation("a"): Rational(1, 2), letters.deviation("b"): Rational(1, 10)}
BOTH = {letters.p: 1, letters.gamma: Rational(1, 2)}


def full(name: str) -> object:
    return recurrences(architecture("full residual"), of(name))


ROWS: tuple[tuple[str, Callable[[], object], float], ...] = (
    ("erf, p, gamma and chi as floats, 1000000 layers", lambda: evolve(full("erf"), VALUES, BOTH, 10**6), 5.0),
    ("ReLU, the same", lambda: evolve(full("relu"), VALUES, BOTH, 10**6), 5.0),
    ("tanh, p and chi to 30 digits, 10000 layers", lambda: exact_layers(full("tanh"), VALUES, {letters.p: 1}, [10**4], 30), 60.0),
    ("tanh, gamma too to 30 digits, 1000 layers", lambda: exact_layers(full("tanh"), VALUES, BOTH, [10**3], 30), 60.0),
)


def main() -> None:
    for name, work, promised in ROWS:
        start = time.process_time()
        work()
        print(f"{name:52} {time.process_time() - start:8.2f} s   promised {promised:.0f} s", flush=True)


if __name__ == "__main__":
    main()
