"""Kernels of a million float64 triples, speed as ratios in one run on one core: `python tests/benchmarks/arrays.py`. Nothing here is a test.

Each row gives seconds for both, peer/ours beside what is promised, and the largest error of both against balls at some points, relative to
sqrt(K(q1, q1, 1) K(q2, q2, 1)). The table of tanh is made first, or read from disk; that time is told apart.
"""

from __future__ import annotations

import os

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_name] = "1"

import argparse  # noqa: E402
import statistics  # noqa: E402
import time  # noqa: E402
from collections.abc import Callable  # noqa: E402
from dataclasses import replace  # noqa: E402
from fractions import Fraction  # noqa: E402
from functools import partial  # noqa: E402
from typing import Any  # noqa: E402

import numpy as np  # noqa: E402

from derive import kernel  # noqa: E402

Array = Any
CHECKED = 12


def triples(count: int, low: float, high: float) -> tuple[Array, Array, Array]:
    """Variances log-uniform, angles uniform."""
    random = np.random.default_rng(1)
    q1, q2 = (np.exp(random.uniform(np.log(low), np.log(high), count)) for _ in range(2))
    return q1, q2, np.cos(random.uniform(0, np.pi, count))


def seconds(work: Callable[[], object], runs: int) -> float:
    """Median processor time of a call."""
    times = []
    for _ in range(runs):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return statistics.median(times)


def gelu_by_hand(q1: Array, q2: Array, c: Array) -> Array:
    """E[gelu(u) gelu(v)] in NumPy."""
    cross, product = c * np.sqrt(q1 * q2), (1 + q1) * (1 + q2)
    rest = product - cross**2
    return cross / 4 + (cross * np.arcsin(cross / np.sqrt(product)) + q1 * q2 * (rest + c**2) / (product * np.sqrt(rest))) / (2 * np.pi)


def by_gauss_hermite(q1: Array, q2: Array, c: Array, nodes: int = 25, function: Callable[[Array], Array] = np.tanh) -> Array:
    """E[f(u) f(v)] by a product rule, in blocks that fit the cache."""
    x, w = np.polynomial.hermite_e.hermegauss(nodes)
    w = w / w.sum()
    result, block = np.empty(len(c)), 4096
    for start in range(0, len(c), block):
        part = slice(start, start + block)
        s1, s2, r = np.sqrt(q1[part]), np.sqrt(q2[part]), c[part]
        first = function(np.multiply.outer(x, s1)) * w[:, None]
        along, across = np.multiply.outer(x, s2 * r), np.multiply.outer(x, s2 * np.sqrt(1 - r * r))
        total = np.zeros(len(r))
        for i in range(nodes):
            total += first[i] * (w @ function(along[i] + across))
        result[part] = total
    return result


def by_broadcasting(q1: Array, q2: Array, c: Array, nodes: int = 25, block: int = 200) -> Array:
    """The same rule as one writes it at first, all nodes of some points in one array."""
    x, w = np.polynomial.hermite_e.hermegauss(nodes)
    w, result = w / w.sum(), np.empty(len(c))
    for start in range(0, len(c), block):
        part = slice(start, start + block)
        s1, s2, r = np.sqrt(q1[part])[:, None], np.sqrt(q2[part])[:, None, None], c[part][:, None, None]
        first, second = np.tanh(s1 * x), np.tanh(s2 * (r * x[:, None] + np.sqrt(1 - r * r) * x))
        result[part] = (first * (second @ w)) @ w
    return result


def telu(x: Array) -> Array:
    """x tanh(exp(x))."""
    return x * np.tanh(np.exp(x))


def half_tanh(x: Array) -> Array:
    """max(tanh(x), 1/2)."""
    return np.maximum(np.tanh(x), 0.5)


def one_by_one(function: Any, q1: Array, q2: Array, c: Array) -> Array:
    """Balls."""
    return np.array([function.slow(point) for point in zip(q1.tolist(), q2.tolist(), c.tolist(), strict=True)])


def over_one_variable(text: str, plain: Callable[[Array], Array], points: tuple[Array, Array, Array]) -> None:
    """Microseconds a point of a kernel that has no table in three variables, of the product rule and of balls, points that went to balls and largest errors."""
    answer = kernel(text)
    function, few = answer.numpy(), tuple(column[:CHECKED] for column in points)
    print(f"{text}: proven error {function.error:.0e}, made in {function.seconds:.0f} s")
    rule = partial(by_gauss_hermite, function=plain)
    times = [seconds(partial(work, *some), 1) / len(some[0]) * 1e6 for work, some in ((function, points), (rule, points), (partial(one_by_one, function), few))]
    left = int((~function.table(*points)[1]).sum())
    print(f"  ours {times[0]:.0f} us, 25 x 25 Gauss-Hermite {times[1]:.1f} us, balls {times[2]:.0f} us a point; balls at {left} of {len(points[0])} points")
    print(f"  errors {error(answer, function, points):.1e}, {error(answer, rule, points):.1e}", flush=True)


def error(answer: Any, function: Callable[..., Array], points: tuple[Array, Array, Array]) -> float:
    """The largest at some points."""
    worst = 0.0
    for q1, q2, c in zip(*(column[:CHECKED] for column in points), strict=True):
        exact = [Fraction(float(number)) for number in (q1, q2, c)]
        ball = answer.enclose(20, q1=exact[0], q2=exact[1], c=exact[2])
        scale = np.sqrt(float(answer.enclose(15, q1=exact[0], q2=exact[0], c=1).value) * float(answer.enclose(15, q1=exact[1], q2=exact[1], c=1).value))
        found = Fraction(float(function(*(np.array([number]) for number in (q1, q2, c)))[0]))
        worst = max(worst, abs(float(found - Fraction(ball.value))) / scale)
    return worst


def row(name: str, peer: str, ours: Callable[..., Array], theirs: Callable[..., Array], points: tuple[Array, Array, Array], runs: int, promised: str) -> None:
    answer = kernel(name)
    one, other = seconds(lambda: ours(*points), runs), seconds(lambda: theirs(*points), 1)
    errors = error(answer, ours, points), error(answer, theirs, points)
    print(f"{name:6} {len(points[0]):9} {peer:24} {one:8.3f}s {other:8.3f}s {other / one:8.2f}  {promised:14} {errors[0]:.1e} {errors[1]:.1e}", flush=True)


def near_one(points: tuple[Array, Array, Array]) -> tuple[Array, Array, Array]:
    """The same variances, 1 - |c| log-uniform from 1 down to 1e-16."""
    random = np.random.default_rng(2)
    q1, q2, c = points
    return q1, q2, (1 - 10.0 ** random.uniform(-16, 0, len(c))) * np.where(c < 0, -1, 1)


def whole_range(name: str, points: tuple[Array, Array, Array], runs: int) -> None:
    """Seconds of a kernel whose closed form cancels at many points against one closed form that does not cancel, and how many points went to balls."""
    function, unit = kernel(name).numpy(), kernel("relu").numpy()
    for where, some in (("all c", points), ("near 1", near_one(points))):
        asked: list[object] = []
        counted = replace(function, slow=lambda point, small, asked=asked: asked.append(point) or function.slow(point, small))
        arrays = [*some, *(np.full(len(some[0]), 0.7) for _ in function.symbols[3:])]
        counted(*(array[:200] for array in arrays))
        asked.clear()
        one, other = seconds(partial(counted, *arrays), 1), seconds(partial(unit, *some), runs)
        print(f"{name:10} {where:7} {len(some[0]):9} {one:8.2f}s {one / other:7.0f} kernels of relu, balls at {len(asked)} points", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10**6)
    parser.add_argument("--runs", type=int, default=3)
    arguments = parser.parse_args()
    tanh = kernel("tanh").numpy()
    start = time.perf_counter()
    print(f"table of tanh: proven error {tanh.error:.2e}, made in {tanh.seconds:.0f} s, here after {time.perf_counter() - start:.1f} s")
    print("kernel   triples peer                          ours      peer   ratio  at least       error  of peer")
    gelu = kernel("gelu").numpy()
    row("gelu", "the formula by hand", gelu, gelu_by_hand, triples(arguments.count, 1e-6, 1e6), arguments.runs, "0.7")
    for name in ("elu", "selu", "hard_tanh", "sin", "snake"):
        whole_range(name, triples(arguments.count, 1e-6, 1e6), arguments.runs)
    for peer, rule in (("25 x 25 Gauss-Hermite", by_broadcasting), ("the same, in cache", by_gauss_hermite)):
        row("tanh", peer, tanh, rule, triples(arguments.count, 1e-4, 1e2), arguments.runs, "10")
    for text, plain in (("x*tanh(exp(x))", telu), ("Max(tanh(x), 1/2)", half_tanh)):
        over_one_variable(text, plain, triples(arguments.count // 10, 1e-4, 1e2))


if __name__ == "__main__":
    main()
