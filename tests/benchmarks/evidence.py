"""Speed of proven numbers as ratios in one run on one core: `python tests/benchmarks/evidence.py [--digits 50 1000] [--runs N]`.

Each row gives the first evaluation ("cold": the strip is looked for), the median of later ones ("warm"), the peer, and peer/warm beside what is promised.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import mpmath
from sympy import Expr, diff, exp, lambdify, log, tanh

from derive.evidence.integral import expectation_1d
from derive.language.symbols import Z

MISH = Z * tanh(log(1 + exp(Z)))
ONE_VARIABLE: dict[str, Expr] = {"E[tanh^2]": tanh(Z) ** 2, "E[silu^2]": (Z / (1 + exp(-Z))) ** 2, "E[mish'^2]": diff(MISH, Z) ** 2}
PROMISED = {50: 60, 1000: 10}


@dataclass(frozen=True)
class Row:
    """Seconds for one piece of work, ours and the peer's."""

    work: str
    peer: str
    cold: float
    warm: float
    theirs: float
    promised: float

    def __str__(self) -> str:
        warm, cold = self.theirs / self.warm, self.theirs / self.cold
        return f"{self.work:34} {self.peer:34} {self.cold:8.4f}s {self.warm:8.4f}s {self.theirs:9.4f}s {warm:8.1f} {cold:8.1f} {self.promised:8.0f}"


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def measured(work: str, peer: str, ours: Callable[[], object], theirs: Callable[[], object], runs: int, promised: float) -> Row:
    cold = seconds(ours)
    warm = statistics.median(seconds(ours) for _ in range(runs))
    return Row(work, peer, cold, warm, seconds(theirs), promised)


def one_variable(digits: int, runs: int) -> Iterator[Row]:
    """Normal expectations against mpmath.quad at the same digits."""
    for name, body in ONE_VARIABLE.items():
        function = lambdify(Z, body, "mpmath")

        def theirs(function: Callable[[object], object] = function) -> object:
            with mpmath.workdps(digits):
                return mpmath.quad(lambda t: function(t) * mpmath.npdf(t), [-mpmath.inf, 0, mpmath.inf])

        ours = lambda body=body: expectation_1d(body, {}, digits)  # noqa: E731
        yield measured(f"{name}, {digits} digits", f"mpmath.quad, {digits} digits", ours, theirs, runs, PROMISED.get(digits, 1))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=9)
    parser.add_argument("--digits", type=int, nargs="*", default=[50, 1000])
    arguments = parser.parse_args()
    print(f"{'work':34} {'peer':34} {'cold':>9} {'warm':>9} {'peer':>10} {'warm x':>8} {'cold x':>8} {'at least':>8}")
    for digits in arguments.digits:
        for row in one_variable(digits, arguments.runs):
            print(row, flush=True)


if __name__ == "__main__":
    main()
