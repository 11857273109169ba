"""How fast random networks come near the recurrences of infinite width as they get wider: mean squared deviations fall like 1/width."""

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
from derive.claims.simulated import Simulated, predicted_layers
from derive.claims.statement import Statement
from derive.evidence.audit.certificate import Certificate, Counterexample
from derive.evidence.audit.verdict import Verdict
from derive.evidence.balls.ball import Ball
from derive.language.errors import DeriveError
from derive.language.functions.activation import Activation
from derive.prose.notation import plain
from derive.simulation.architecture import RandomNetwork, draws
from derive.theory.architectures import architecture

NAMES = ("p", "gamma", "chi")
_ERRORS = 4.0  # standard errors that are allowed
_BIAS = 3.0  # and times 1/width, of a mean
_ROOM = 0.1  # and what the next order in 1/width may change
_TWIN = Rational(11, 10)


@dataclass(frozen=True, slots=True)
class NearsWithWidth(Statement):
    """Over `depth` layers of the network `architecture` the mean squared relative deviation of p and gamma (last layer) and of chi (first layer) from the
    recurrences falls like width^`exponent`, forward and backward, seen at several `widths`; their means agree with the recurrences at the largest width.
    `factors` change the predictions.
    """

    architecture: str
    activation: Any
    values: Mapping[str, Any]
    exponent: Any = -1
    e: Any = "1/2"
    depth: int = 4
    widths: tuple[int, ...] = (32, 64, 128, 256)
    samples: int = 600
    factors: Mapping[str, Rational] = field(default_factory=dict)

    def certify(self, digits: int, time_limit: float | None) -> Certificate:
        method = f"{self.samples} random networks at each of the widths {', '.join(map(str, self.widths))}, forward and backward"
        network = Simulated(self.architecture, self.activation, self.values, self.e, self.depth)
        try:
            predicted = predicted_layers(network)
            seen = {width: _drawn(self._key, self.architecture, of(self.activation), width) for width in self.widths}
        except DeriveError as error:
            return Certificate(Verdict.UNDECIDED, 0, 0, method, str(error))
        told = []
        for place, name in enumerate(NAMES):
            layer = 0 if name == "chi" else self.depth
            value = predicted[name][layer] * float(self.factors.get(name, 1))
            deviations = {width: rows[:, place, layer] / value - 1 for width, rows in seen.items()}
            mean, half = _widest(deviations)
            if abs(mean) > half:
                sides = (Ball(arb(value * (1 + mean), abs(value) * half)), Ball(arb(value)))
                where = {"width": str(max(self.widths)), "of": name}
                return Certificate(Verdict.REFUTED, 0, self.samples, method, "outside the interval", Counterexample(where, *sides))
            found, spread = _exponent(deviations)
            claimed, room = float(Rational(self.exponent)), _ERRORS * spread + _ROOM
            told.append(f"{name}: {found:.2f} ± {room:.2f}")
            if abs(found - claimed) > room:
                sides = (Ball(arb(found, room)), Ball(arb(claimed)))
                return Certificate(Verdict.REFUTED, 0, self.samples, method, "the exponent of the width", Counterexample({"of": name}, *sides))
        return Certificate(Verdict.SIMULATED, 0, self.samples, method, ", ".join(told))

    @property
    def _key(self) -> tuple[Any, ...]:
        return (tuple(sorted((name, str(value)) for name, value in self.values.items())), str(self.e), self.depth, self.samples)

    def falsified(self) -> NearsWithWidth:
        """The next half power: 1/sqrt(width)."""
        return replace(self, exponent=Rational(self.exponent) + Rational(1, 2))

    def twins(self) -> Iterator[tuple[str, Statement]]:
        yield "the exponent of the width twice as large", replace(self, exponent=2 * Rational(self.exponent))
        for name in NAMES:
            yield f"{name} a tenth larger, which no width comes near", replace(self, factors={name: _TWIN})

    @property
    def text(self) -> str:
        where = ", ".join(f"sigma_{name} = {plain(sympify(value))}" for name, value in self.values.items())
        return f"{self.architecture}, φ(x) = {plain(of(self.activation).expr)}, {where}: squared deviations from the recurrences ~ width^{self.exponent}"


def _widest(deviations: Mapping[int, Any]) -> tuple[float, float]:
    """Mean deviation at the largest width, and how far from 0 it may be: standard errors and the bias of finite width."""
    width = max(deviations)
    values = deviations[width]
    return float(values.mean()), _ERRORS * float(values.std(ddof=1)) / len(values) ** 0.5 + _BIAS / width


def _exponent(deviations: Mapping[int, Any]) -> tuple[float, float]:
    """Slope of log(mean squared deviation) over log(width), weighted, with its standard error."""
    widths = sorted(deviations)
    squares = [deviations[width] ** 2 for width in widths]
    places = np.log(widths)
    heights = np.array([np.log(square.mean()) for square in squares])
    weights = np.array([square.mean() ** 2 / (square.var(ddof=1) / len(square)) for square in squares])
    centred = places - np.average(places, weights=weights)
    spread = float(np.sum(weights * centred**2))
    return float(np.sum(weights * centred * heights)) / spread, spread**-0.5


@lru_cache(maxsize=16)
def _drawn(key: tuple[Any, ...], name: str, activation: Activation, width: int) -> Any:
    values, e, depth, samples = key
    found = architecture(name)
    deviations = {name: float(sympify(dict(values).get(name, 0))) for name in found.names}
    network = RandomNetwork(found, *array_functions(activation), deviations, width, depth)
    return draws(network, 1.0, float(sympify(e)), samples)
