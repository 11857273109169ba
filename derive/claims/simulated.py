"""Recurrences of infinite width seen in random networks of finite width: predictions within confidence intervals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

import numpy as np
from flint import arb
from sympy import Rational, sympify

from derive.activations import of
from derive.claims.compiled_activation import array_functions
from derive.claims.statement import Statement
from derive.evidence.audit.certificate import Certificate, Counterexample
from derive.evidence.audit.verdict import Verdict
from derive.evidence.balls.ball import Ball
from derive.language.errors import DeriveError
from derive.language.functions.activation import Activation
from derive.meanfield.exact_layers import exact_layers
from derive.prose.notation import plain
from derive.simulation.architecture import RandomNetwork, Sampled, sample
from derive.simulation.interval import Interval
from derive.theory.architectures import architecture
from derive.theory.networks.letters import deviation, gamma, m, p
from derive.theory.networks.recurrences import Recurrences, recurrences

_METHOD = "random networks, forward and backward, confidence intervals"
_COVERAGE = 0.999
_BIAS = 3.0  # finite width: relative room of this times (layers)/(width)
_CLEAR = 1.5  # refuted where a prediction is so many half widths away
_TWIN = Rational(5, 4)


@dataclass(frozen=True, slots=True)
class Simulated(Statement):
    """The recurrences of the network `architecture` with `activation` and deviations `values` (by the names of parameters) hold in random networks, from p = 1
    and the cosine `e` over `depth` layers: p, gamma and chi of every layer. `factors` change predictions: what the falsified twins do.
    """

    architecture: str
    activation: Any
    values: Mapping[str, Any]
    e: Any = "1/2"
    depth: int = 4
    width: int = 400
    samples: int = 48
    factors: Mapping[str, Rational] = field(default_factory=dict)

    def certify(self, digits: int, time_limit: float | None) -> Certificate:
        try:
            seen = _sampled(self._key, self.architecture, of(self.activation))
            predicted = predicted_layers(self)
        except DeriveError as error:
            return Certificate(Verdict.UNDECIDED, 0, 0, _METHOD, str(error))
        room = _BIAS * np.arange(self.depth + 1) / self.width
        near = True
        for name, values in predicted.items():
            interval: Interval = getattr(seen, name)
            for layer in range(self.depth + 1):
                half = interval.half[layer] + room[layer if name != "chi" else self.depth - layer] * abs(values[layer]) + 1e-9 * abs(values[layer])
                off = abs(interval.mean[layer] - values[layer])
                if off > _CLEAR * half:
                    sides = (Ball(arb(float(interval.mean[layer]), float(half))), Ball(arb(float(values[layer]))))
                    where = {"layer": str(layer), "of": name}
                    return Certificate(Verdict.REFUTED, 0, self.samples, _METHOD, "outside the confidence interval", Counterexample(where, *sides))
                near &= bool(off <= half)
        if near:
            return Certificate(Verdict.SIMULATED, 0, self.samples, _METHOD)
        return Certificate(Verdict.UNDECIDED, 0, self.samples, _METHOD, "near the edge of a confidence interval: more samples would decide")

    @property
    def _key(self) -> tuple[Any, ...]:
        return (tuple(sorted((name, str(value)) for name, value in self.values.items())), str(self.e), self.depth, self.width, self.samples)

    def falsified(self) -> Simulated:
        """The increments of p a quarter larger."""
        return replace(self, factors={"p": _TWIN})

    def twins(self) -> Iterator[tuple[str, Statement]]:
        for name in ("gamma", "chi"):
            yield f"the increments of {name} a quarter larger", replace(self, factors={name: _TWIN})

    @property
    def text(self) -> str:
        where = ", ".join(f"sigma_{name} = {plain(sympify(value))}" for name, value in self.values.items())
        return f"{self.architecture}, φ(x) = {plain(of(self.activation).expr)}, {where}: p, γ and χ over {self.depth} layers are those of the recurrences"


@lru_cache(maxsize=8)
def _sampled(key: tuple[Any, ...], name: str, activation: Activation) -> Sampled:
    values, e, depth, width, samples = key
    found = architecture(name)
    deviations = {name: float(sympify(dict(values).get(name, 0))) for name in found.names}
    network = RandomNetwork(found, *array_functions(activation), deviations, width, depth)
    return sample(network, 1.0, float(sympify(e)), samples, coverage=_COVERAGE)


def predicted_layers(claimed: Simulated) -> dict[str, Any]:
    """p, gamma and chi layer by layer, increments (for chi: of the logarithm) times their factors."""
    described = architecture(claimed.architecture)
    found: Recurrences = recurrences(described, of(claimed.activation))
    values = {deviation(name): sympify(claimed.values.get(name, 0)) for name in described.names}
    start = {p: 1, gamma: Rational(str(claimed.e))} | ({m: 0} if m in found.state else {})
    layers = exact_layers(found, values, start, range(claimed.depth + 1), 15)
    rows = {name: np.array([float(layers[k][name]) for k in range(claimed.depth + 1)]) for name in ("p", "gamma", "growth")}
    changed = {name: row[0] + float(claimed.factors.get(name, 1)) * (row - row[0]) for name, row in rows.items() if name != "growth"}
    growth = (rows["growth"][-1] - rows["growth"]) * float(claimed.factors.get("chi", 1))
    return changed | {"chi": np.exp(growth)}
