"""Mean-field theory, speed: `python tests/benchmarks/meanfield.py`. Medians of several runs; nothing here is a test.

Each row names the work, the wall and processor seconds and what is promised, which is for a quiet machine with two cores. Points of the edge are asked
at another sigma_b each time, so that only what belongs to the activation is known before.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path

import numpy as np
from sympy import Rational

from derive import edge_of_chaos
from derive.meanfield.picture import chi_1, table

DERIVE = str(Path(sys.executable).with_name("derive"))
Row = tuple[str, float, float, str]


def measured(name: str, work: Callable[[], object], runs: int, promised: str) -> Row:
    walls, processors = [], []
    for _ in range(runs):
        wall, processor = time.perf_counter(), _processor()
        work()
        walls.append(time.perf_counter() - wall)
        processors.append(_processor() - processor)
    return name, statistics.median(walls), statistics.median(processors), promised


def _processor() -> float:
    """Of this process and those it waited for."""
    found = os.times()
    return found.user + found.system + found.children_user + found.children_system


def point(name: str, promised: str, runs: int) -> Row:
    """sigma_b to 30 digits: the point with its stability, beta_q and law."""
    edge, shifts = edge_of_chaos(name), count()

    def work() -> object:
        return edge.points(Rational(1, 5) + Rational(next(shifts), 1000), 30).points[0].beta_q

    work()
    return measured(f"edge of {name} at a sigma_b, 30 digits", work, runs, promised)


def diagram(name: str, runs: int) -> Row:
    """chi_1 on 200 x 200 points, the moments from the beginning."""

    def work() -> object:
        known = table(edge_of_chaos(name).moments)
        return chi_1(known, np.linspace(0, 2, 200), np.linspace(0.5, 3, 200))

    return measured(f"phase diagram of {name}, 200 x 200", work, max(1, runs // 4), "10 s")


def start(name: str, runs: int) -> Row:
    """A process, to its end."""

    def work() -> object:
        return subprocess.run((DERIVE, "init", name, "--depth", "50"), check=True, capture_output=True)

    return measured(f"derive init {name} --depth 50, process", work, max(1, runs // 3), "1.5 s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=9)
    runs = parser.parse_args().runs
    print(f"{'work':46} {'wall':>9} {'processor':>10}  promised")
    rows = [(point, name, promise) for name, promise in (("erf", "0.05 s"), ("gelu", "0.05 s"), ("tanh", "0.3 s"), ("silu", "0.3 s"))]
    for make, name, promise in rows:
        print("{:46} {:8.4f}s {:9.4f}s  {}".format(*make(name, promise, runs)), flush=True)
    for name in ("tanh", "gelu"):
        print("{:46} {:8.4f}s {:9.4f}s  {}".format(*diagram(name, runs)), flush=True)
    for name in ("relu", "tanh", "gelu", "silu"):
        print("{:46} {:8.4f}s {:9.4f}s  {}".format(*start(name, runs)), flush=True)


if __name__ == "__main__":
    main()
