"""Speed of proven numbers as ratios in one run on one core: `python tests/benchmarks/evidence.py [--digits 50 1000] [--runs N]`.

Each row gives the first evaluation ("cold": the strip is looked for), the median of later ones ("warm"), the peer, and peer/warm beside what is promised.
"""

from __future__ import annotations

import argparse
import signal
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count

import mpmath
from sympy import Expr, Rational, diff, exp, lambdify, log, tanh

from derive.evidence.line.integral import expectation_1d
from derive.language.symbols import Z

MISH = Z * tanh(log(1 + exp(Z)))
ONE_VARIABLE: dict[str, Expr] = {"E[tanh^2]": tanh(Z) ** 2, "E[silu^2]": (Z / (1 + exp(-Z))) ** 2, "E[mish'^2]": diff(MISH, Z) ** 2}
PROMISED = {50: 60, 1000: 10}
LONGEST = 90  # seconds for a peer


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
    return Row(work, peer, cold, warm, seconds(lambda: _limited(theirs)), promised)


def _limited(work: Callable[[], object]) -> None:
    """Run the work for LONGEST seconds at most; a peer that is stopped has lost by at least that ratio."""

    def stop(number: int, frame: object) -> None:
        raise TimeoutError

    previous = signal.signal(signal.SIGALRM, stop)
    signal.alarm(LONGEST)
    try:
        work()
    except TimeoutError:
        print(f"the next peer was stopped after {LONGEST} s: its ratio is a lower bound")
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, previous)


def one_variable(digits: int, runs: int) -> Iterator[Row]:
    """Normal expectations against mpmath.quad at the same digits."""
    for name, body in ONE_VARIABLE.items():
        function = lambdify(Z, body, "mpmath")

        def theirs(function: Callable[[object], object] = function) -> object:
            with mpmath.workdps(digits):
                return mpmath.quad(lambda t: function(t) * mpmath.npdf(t), [-mpmath.inf, 0, mpmath.inf])

        ours = lambda body=body: expectation_1d(body, {}, digits)  # noqa: E731
        yield measured(f"{name}, {digits} digits", f"mpmath.quad, {digits} digits", ours, theirs, runs, PROMISED.get(digits, 1))


def edge_of_tanh(digits: int, runs: int) -> Row:
    """The point of the edge of chaos of tanh with its stability, at another sigma_b each time, against mpmath.findroot on mpmath.quad."""
    from derive.meanfield.edge import edge_of_chaos

    edge, shifts = edge_of_chaos("tanh"), count()

    def ours() -> object:
        return edge.points(Rational(1, 5) + Rational(next(shifts), 1000), digits).points[0].stable

    def moment(function: Callable[[object], object], q: object) -> object:
        return mpmath.quad(lambda t: function(mpmath.sqrt(q) * t) * mpmath.npdf(t), [-mpmath.inf, 0, mpmath.inf])

    def bias(q: object) -> object:
        return q - moment(lambda t: mpmath.tanh(t) ** 2, q) / moment(lambda t: mpmath.sech(t) ** 4, q) - mpmath.mpf(1) / 25

    def theirs() -> object:
        with mpmath.workdps(digits):
            return mpmath.findroot(bias, 0.5)

    return measured(f"edge of tanh, {digits} digits", "findroot on mpmath.quad", ours, theirs, runs, 30)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=9)
    parser.add_argument("--digits", type=int, nargs="*", default=[50, 1000])
    arguments = parser.parse_args()
    print(f"{'work':34} {'peer':34} {'cold':>9} {'warm':>9} {'peer':>10} {'warm x':>8} {'cold x':>8} {'at least':>8}")
    print(edge_of_tanh(30, arguments.runs), flush=True)
    for digits in arguments.digits:
        for row in one_variable(digits, arguments.runs):
            print(row, flush=True)


if __name__ == "__main__":
    main()
