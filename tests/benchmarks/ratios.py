"""Speed as ratios in one run: `python tests/benchmarks/ratios.py`. Medians of several runs; nothing here is a test.

Each row names the work, the peer, the two medians and their ratio beside the ratio that is promised.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import mpmath
import sympy
from measuring import Measured, print_ratios, seconds

DERIVE = str(Path(sys.executable).with_name("derive"))


def process(*command: str) -> Callable[[], object]:
    return lambda: subprocess.run(command, check=True, capture_output=True)


def gain_process(runs: int) -> Measured:
    return seconds(process(DERIVE, "gain", "relu"), runs), seconds(process(sys.executable, "-c", "import sympy"), runs), ""


def report_process(runs: int) -> Measured:
    with tempfile.TemporaryDirectory() as folder:
        return seconds(process(DERIVE, "report", "relu", "-o", f"{folder}/relu.tex"), max(1, runs // 2)), 5.0, ""


def relu_kernel(runs: int) -> Measured:
    """Derive the ReLU kernel; sympy on the same double integral at correlation 3/5 (it answers wrongly, after this long)."""
    from derive import activations, pipeline
    from derive.pipeline import search
    from derive.theory.moments import dual_kernel

    goal = dual_kernel(activations.find("relu"))
    pipeline.derivation_of(goal)

    def ours() -> object:
        search._kept.cache_clear()
        return pipeline.derivation_of(goal)

    def theirs() -> object:
        x, y = sympy.symbols("x y", real=True)
        rho = sympy.Rational(3, 5)
        density = sympy.exp(-(x**2 - 2 * rho * x * y + y**2) / (2 * (1 - rho**2))) / (2 * sympy.pi * sympy.sqrt(1 - rho**2))
        return sympy.integrate(sympy.Max(x, 0) * sympy.Max(y, 0) * density, (x, -sympy.oo, sympy.oo), (y, -sympy.oo, sympy.oo))

    return seconds(ours, 5 * runs), seconds(theirs, 1), ""


def ball_audit(runs: int) -> Measured:
    """E[gelu(Z)^2] to 50 digits in balls and by mpmath.quad."""
    from derive.evidence.lower import enclose
    from derive.language.goals.expectation import Expectation
    from derive.language.goals.gaussian import Gaussian
    from derive.language.special import Phi
    from derive.language.symbols import Z

    variants = iter(range(10**6))

    def ours() -> object:
        shift = sympy.Rational(next(variants), 10**9)
        return enclose(Expectation(((Z + shift) * Phi(Z)) ** 2, Gaussian()), {}, 50)

    def theirs() -> object:
        with mpmath.workdps(50):
            return mpmath.quad(lambda t: (t * mpmath.ncdf(t)) ** 2 * mpmath.npdf(t), [-mpmath.inf, 0, mpmath.inf])

    return seconds(ours, 5 * runs), seconds(theirs, runs), ""


ROWS = (
    ("derive gain relu, process", "python -c 'import sympy'", gain_process, "at most 2"),
    ("derive report relu -o relu.tex, process", "5 seconds", report_process, "at most 1"),
    ("derive the ReLU kernel", "sympy.integrate, wrong answer", relu_kernel, "at most 1/20"),
    ("ball audit of E[gelu^2], 50 digits", "mpmath.quad, 50 digits", ball_audit, "at most 1/10"),
)


if __name__ == "__main__":
    print_ratios(__doc__, ROWS)
