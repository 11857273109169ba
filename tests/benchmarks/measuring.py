"""What the benchmarks share: the median time of a call, and the table of ratios."""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Sequence

Measured = tuple[float, float, str]  # seconds of ours, of the peer, and a remark
Row = tuple[str, str, Callable[[int], Measured], str]


def seconds(work: Callable[[], object], runs: int = 1, clock: Callable[[], float] = time.perf_counter) -> float:
    """Median time of a call, of the wall unless the clock is another."""
    times = []
    for _ in range(runs):
        start = clock()
        work()
        times.append(clock() - start)
    return statistics.median(times)


def print_ratios(description: str, rows: Sequence[Row]) -> None:
    """The table of (work, peer, how both are measured, what is promised); `--runs N` is read from the command line."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    print(f"{'work':42} {'peer':32} {'ours':>10} {'peer':>10} {'ratio':>9}  promised")
    for work, peer, measure, promise in rows:
        ours, theirs, remark = measure(runs)
        print(f"{work:42} {peer:32} {ours:9.4f}s {theirs:9.4f}s {ours / theirs:9.5f}  {promise}{remark and f'; {remark}'}", flush=True)
