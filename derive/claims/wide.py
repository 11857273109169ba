"""What infinite width says of feed-forward networks, seen in random ones so wide that they can only be drawn without their weights."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

import numpy as np
from flint import arb
from sympy import Rational

from derive.activations import of
from derive.claims.compiled_activation import array_functions
from derive.claims.statement import Statement
from derive.evidence.audit.certificate import Certificate, Counterexample
from derive.evidence.audit.verdict import Verdict
from derive.evidence.balls.ball import Ball
from derive.evidence.lower import enclose
from derive.language.errors import DeriveError
from derive.language.functions.activation import Activation
from derive.language.goals.expectation import ActivationMoment, DualKernel
from derive.language.symbols import dphi, phi
from derive.prose.notation import plain
from derive.simulation.conditional import Passes, WideNetwork, mean_squares, sample_passes

_COVERAGE = 0.999
_BIAS = 6.0  # finite width: relative room of this times (layers)/(width)
_CLEAR = 1.5  # refuted where a prediction is so many half widths away
_FINEST = 10**12  # denominators of the variances and correlations at which goals are enclosed
_DIGITS = 10
_CONTRARY = {">": "<", "<": ">"}
_TWIN = Rational(5, 4)


@dataclass(frozen=True, slots=True)
class _Wide(Statement):
    """About very wide random networks with this activation and these deviations, from fields of the given variance at the first layer."""

    activation: Any
    sigma_w: Any
    sigma_b: Any
    variance: Any


@dataclass(frozen=True, slots=True)
class WidePasses(_Wide):
    """In random networks with this activation, deviations and first-layer fields of the given variance and correlation, the variances q, the correlations c,
    the squared gradients and the products of gradients at two inputs are those of the recurrences at all layers, within confidence intervals: q' = F(q),
    c' = f(c), the gradients fall by sigma_w^2 E[phi'^2] a layer and their products by sigma_w^2 E[phi'(u) phi'(v)]. `factors` change predictions.
    """

    correlation: Any
    depth: int = 40
    width: int = 2**14
    samples: int = 24
    factors: Mapping[str, Rational] = field(default_factory=dict)

    def certify(self, digits: int, time_limit: float | None) -> Certificate:
        activation, key = of(self.activation), tuple(map(Rational, (self.sigma_w, self.sigma_b, self.variance, self.correlation)))
        method = f"{self.samples} random networks of width {self.width}, forward and backward, intervals of coverage {_COVERAGE}"
        try:
            seen, predicted = _passes(activation, key, self.depth, self.width, self.samples), _predicted(activation, key, self.depth, time_limit)
        except DeriveError as error:
            return Certificate(Verdict.UNDECIDED, 0, 0, method, str(error))
        near = True
        for name, row in predicted.items():
            values, interval = _changed(name, row, self.factors), getattr(seen, name)
            layers = np.arange(self.depth + 1) if name in ("q", "c") else np.arange(self.depth, -1, -1)
            half = interval.half + _BIAS * layers / self.width * np.abs(values) + 1e-6
            off = np.abs(interval.mean - values)
            worst = int(np.argmax(off / half))
            if off[worst] > _CLEAR * half[worst]:
                sides = (Ball(arb(float(interval.mean[worst]), float(half[worst]))), Ball(arb(float(values[worst]))))
                return Certificate(Verdict.REFUTED, 0, self.samples, method, "outside the interval", Counterexample({"layer": str(worst), "of": name}, *sides))
            near &= bool((off <= half).all())
        if near:
            return Certificate(Verdict.SIMULATED, 0, self.samples, method)
        return Certificate(Verdict.UNDECIDED, 0, self.samples, method, "near the edge of a confidence interval: more samples would decide")

    def falsified(self) -> WidePasses:
        """1 - c, which falls with depth, a quarter larger."""
        return replace(self, factors={"c": _TWIN})

    def twins(self) -> Iterator[tuple[str, Statement]]:
        yield "variances a tenth larger", replace(self, factors={"q": Rational(11, 10)})
        yield "products of gradients to the power 5/4", replace(self, factors={"product": _TWIN})
        yield "gradients that lose two per cent a layer", replace(self, factors={"gradient": Rational(98, 100)})

    @property
    def text(self) -> str:
        where = f"σ_w = {self.sigma_w}, σ_b = {self.sigma_b}, q = {self.variance}, c = {self.correlation}"
        return f"φ(x) = {plain(of(self.activation).expr)}, {where}: q, c and gradients over {self.depth} layers are those of the recurrences"


def _changed(name: str, row: Any, factors: Mapping[str, Rational]) -> Any:
    factor = float(factors.get(name, 1))
    if factor == 1:
        return row
    if name == "c":
        return 1 - (1 - row) * np.linspace(1, factor, len(row))
    if name == "product":
        return row**factor
    return row * (factor if name == "q" else factor ** np.arange(len(row) - 1, -1, -1))


@lru_cache(maxsize=4)
def _passes(activation: Activation, key: tuple[Rational, ...], depth: int, width: int, samples: int) -> Passes:
    sigma_w, sigma_b, variance, correlation = map(float, key)
    network = WideNetwork(*array_functions(activation), width, depth, sigma_w, sigma_b)
    return sample_passes(network, variance, correlation, samples, coverage=_COVERAGE)


@lru_cache(maxsize=4)
def _predicted(activation: Activation, key: tuple[Rational, ...], depth: int, time_limit: float | None) -> dict[str, Any]:
    """The recurrences, each goal enclosed at the variance and correlation reached, rounded to twelve decimals."""
    sigma_w, sigma_b, variance, correlation = key
    weight, bias, f = float(sigma_w) ** 2, float(sigma_b) ** 2, activation.expr
    rows, slopes, products = [(float(variance), float(correlation))], [], []
    for _ in range(depth):
        q, c = (Rational(value).limit_denominator(_FINEST) for value in rows[-1])
        second, slope, kernel, derivative = (
            float(enclose(goal, {}, _DIGITS, time_limit).arb.mid())
            for goal in (ActivationMoment(f, phi**2, q), ActivationMoment(f, dphi**2, q), *(DualKernel(f, f, (k, k), q, q, c) for k in (0, 1)))
        )
        following = bias + weight * second
        rows.append((following, (bias + weight * kernel) / following))
        slopes.append(weight * slope)
        products.append(weight * derivative)
    q_row, c_row = np.array(rows).T
    upwards = {name: np.append(np.cumprod(values[::-1])[::-1], 1.0) for name, values in (("gradient", slopes), ("product", products))}
    return {"q": q_row, "c": c_row, **upwards}


@dataclass(frozen=True, slots=True)
class WideVariance(_Wide):
    """In each of `samples` random networks of great width the variance of the fields after `depth` layers is `relation` (< or >) `bound`, from `variance` at
    the first layer.
    """

    relation: str
    bound: Any
    depth: int = 200
    width: int = 2**21
    samples: int = 3

    def certify(self, digits: int, time_limit: float | None) -> Certificate:
        method = f"{self.samples} random networks of width {self.width}"
        key = tuple(map(Rational, (self.sigma_w, self.sigma_b, self.variance)))
        try:
            found = [_last(of(self.activation), key, self.depth, self.width, number) for number in range(self.samples)]
        except DeriveError as error:
            return Certificate(Verdict.UNDECIDED, 0, 0, method, str(error))
        bound = float(Rational(self.bound))
        holding = [value > bound if self.relation == ">" else value < bound for value in found]
        told = ", ".join(f"{value:.3g}" for value in found)
        if all(holding):
            return Certificate(Verdict.SIMULATED, 0, self.samples, method, f"sampled {told}")
        if any(holding):
            return Certificate(Verdict.UNDECIDED, 0, self.samples, method, f"networks differ: {told}")
        sides = (Ball(arb(float(np.mean(found)))), Ball(arb(bound)))
        return Certificate(Verdict.REFUTED, 0, self.samples, method, f"sampled {told}", Counterexample({"layer": str(self.depth)}, *sides))

    def falsified(self) -> WideVariance:
        """The contrary relation."""
        return replace(self, relation=_CONTRARY[self.relation])

    @property
    def text(self) -> str:
        where = f"σ_w = {self.sigma_w}, σ_b = {self.sigma_b}, from q = {self.variance}"
        return f"φ(x) = {plain(of(self.activation).expr)}, {where}: after {self.depth} layers q {self.relation} {self.bound}"


@lru_cache(maxsize=64)
def _last(activation: Activation, key: tuple[Rational, ...], depth: int, width: int, number: int) -> float:
    sigma_w, sigma_b, variance = map(float, key)
    network = WideNetwork(*array_functions(activation), width, depth, sigma_w, sigma_b)
    return float(mean_squares(network, variance, number)[-1])
