"""Averages of the singular values of large random matrices, of which there are several: seen in samples."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
from flint import arb
from sympy import Expr, sympify

from derive.claims.statement import Statement
from derive.evidence.audit.certificate import Certificate, Counterexample
from derive.evidence.audit.verdict import Verdict
from derive.evidence.balls.ball import Ball
from derive.evidence.lower import enclose
from derive.prose.notation import plain
from derive.simulation.interval import interval

SIZE, SAMPLES, COVERAGE = 64, 200, 0.9999
ROOM = 2.0 / SIZE  # relative: the averages at size n differ from their limits by O(log n / n)

AVERAGES: Mapping[str, Callable[[Any], Any]] = {
    "arithmetic": lambda s: s.mean(axis=1),
    "quadratic": lambda s: np.sqrt((s * s).mean(axis=1)),
    "geometric": lambda s: np.exp(np.log(s).mean(axis=1)),
}


@dataclass(frozen=True, slots=True)
class SingularValues(Statement):
    """The `average` ("arithmetic", "quadratic" or "geometric") of the singular values of an n x n matrix with independent N(0, `gain`^2/n)
    entries tends to `value` as n grows.

    >>> SingularValues("quadratic", 1).text
    'the quadratic mean of the singular values of a Gaussian matrix of gain 1 = 1'
    """

    average: str
    value: Expr
    gain: Expr = 1

    def __post_init__(self) -> None:
        object.__setattr__(self, "value", sympify(self.value))
        object.__setattr__(self, "gain", sympify(self.gain))
        if self.average not in AVERAGES:
            raise ValueError(f"average {self.average!r} is none of {', '.join(AVERAGES)}")

    @property
    def _method(self) -> str:
        return f"{SAMPLES} matrices of size {SIZE}, an interval of coverage {COVERAGE}, up to {ROOM:.2g} for the finite size"

    def certify(self, digits: int, time_limit: float | None) -> Certificate:
        gain = float(enclose(self.gain, {}, 12, time_limit).arb)
        found = interval(AVERAGES[self.average](_sampled()) * gain, COVERAGE)
        claimed = enclose(self.value, {}, 12, time_limit)
        if found.covers(float(claimed.arb), ROOM):
            return Certificate(Verdict.SIMULATED, 0, SAMPLES, self._method, f"sampled {found.mean:.5g} ± {found.half:.1g}")
        seen = Ball(arb(found.mean, found.half + ROOM * found.mean))
        return Certificate(Verdict.REFUTED, 0, SAMPLES, self._method, counterexample=Counterexample({"n": str(SIZE)}, seen, claimed))

    def falsified(self) -> SingularValues:
        return replace(self, value=self.value * (1 + sympify(5 * ROOM)))

    def twins(self) -> Iterator[tuple[str, Statement]]:
        """The same value for the other averages."""
        for other in AVERAGES:
            if other != self.average:
                yield f"the {other} mean", replace(self, average=other)

    @property
    def text(self) -> str:
        return f"the {self.average} mean of the singular values of a Gaussian matrix of gain {plain(self.gain)} = {plain(self.value)}"


@lru_cache(maxsize=1)
def _sampled() -> Any:
    """Singular values of the sampled matrices of gain 1, a row each."""
    generator = np.random.default_rng(2010)
    return np.array([np.linalg.svd(generator.standard_normal((SIZE, SIZE)) / np.sqrt(SIZE), compute_uv=False) for _ in range(SAMPLES)])
