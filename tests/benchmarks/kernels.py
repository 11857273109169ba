"""Kernels of two variables, speed as ratios in one run: `python tests/benchmarks/kernels.py`. Medians of several runs; nothing here is a test.

Each row names the work, the peer, the two medians and their ratio beside the ratio that is promised. Caches are emptied before each run of ours.
"""

from __future__ import annotations

import time
from functools import lru_cache

import mpmath
from measuring import Measured, print_ratios, seconds
from sympy import Rational, tanh

from derive.evidence import goals
from derive.evidence.balls import lattice
from derive.evidence.balls.exponential_form import exponential_form
from derive.evidence.lower import enclose
from derive.evidence.pair import factored_grid
from derive.language.goals.expectation import Expectation
from derive.language.goals.gaussian import Gaussian
from derive.language.symbols import X, Y

NEAR = 1 - Rational(1, 10**8)


def forget() -> None:
    """Empty what was kept about functions and goals; tables of nodes stay, as they do for mpmath."""
    for cached in (goals._kept, factored_grid.strip_of, lattice.grid_function, exponential_form):
        cached.cache_clear()


def kernel(c: Rational, digits: int = 30) -> object:
    forget()
    return enclose(Expectation(tanh(X) * tanh(Y), Gaussian(c)), {}, digits)


@lru_cache
def by_quadrature(c: Rational, digits: int = 30) -> tuple[float, float]:
    """Seconds of mpmath over two variables, and the error of what it finds."""
    start = time.perf_counter()
    with mpmath.workdps(digits):
        rho = mpmath.mpf(c.p) / c.q
        rest = mpmath.sqrt(1 - rho**2)
        line = [-mpmath.inf, mpmath.inf]
        found = mpmath.quad(lambda x, y: mpmath.tanh(x) * mpmath.tanh(rho * x + rest * y) * mpmath.npdf(x) * mpmath.npdf(y), line, line)
    spent = time.perf_counter() - start
    with mpmath.workdps(digits + 10):
        return spent, float(abs(found - mpmath.mpf(kernel(c, digits + 5).value)))  # type: ignore[attr-defined]


def half(runs: int) -> Measured:
    spent, error = by_quadrature(Rational(1, 2))
    return seconds(lambda: kernel(Rational(1, 2)), 5 * runs), spent, f"error of the peer {error:.1e}"


def near_one(runs: int) -> Measured:
    spent, error = by_quadrature(NEAR)
    return seconds(lambda: kernel(NEAR), 5 * runs), spent, f"error of the peer {error:.1e}"


ROWS = (
    ("tanh kernel K(1, 1, 1/2), 30 digits", "mpmath.quad over two variables", half, "at most 1/300"),
    ("tanh kernel at c = 1 - 1e-8, 30 digits", "mpmath.quad over two variables", near_one, "at most 1/300"),
)


if __name__ == "__main__":
    print_ratios(__doc__, ROWS)
