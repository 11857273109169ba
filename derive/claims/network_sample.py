"""Second moments in random networks with a real activation: formulas of infinite width against samples of finite width."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from flint import arb
from sympy import Expr, Rational, Symbol, sympify

from derive.activations import of
from derive.claims.compiled_activation import array_functions
from derive.claims.statement import Statement
from derive.evidence.audit.certificate import Certificate, Counterexample
from derive.evidence.audit.verdict import Verdict
from derive.evidence.balls.ball import Ball
from derive.evidence.lower import enclose
from derive.language.errors import DeriveError
from derive.language.functions.facts import facts
from derive.language.symbols import dphi, phi, q
from derive.prose.notation import plain
from derive.simulation.gradients import Layers, sample_gradients
from derive.simulation.interval import Interval
from derive.theory.gradient_variance import FeedForward, Quantity
from derive.theory.moments import moment

SAMPLES, COVERAGE = 400, 0.9999
FINEST = 10**12  # denominators of the variances at which moments are enclosed


@dataclass(frozen=True, slots=True)
class NetworkSample(Statement):
    """In random networks with this activation, `widths` n_0, ..., n_(d+1) and weight variances v_0, ..., v_d, E[x^2] = `signal` and
    Var[dC/ds^d] = `gradient`, the second moment of `quantity` at `layer` is `formula` up to the fraction `within`.

    The formula is written in the symbols of `FeedForward.of_depth(d)`; the engine gives rho_i and rho'_i their values.
    """

    activation: Any
    widths: tuple[int, ...]
    weights: tuple[Any, ...]
    quantity: Quantity
    layer: int
    formula: Expr
    signal: Any = 1
    gradient: Any = 1
    within: Any = "1/50"

    def __post_init__(self) -> None:
        object.__setattr__(self, "formula", sympify(self.formula))
        object.__setattr__(self, "weights", tuple(Rational(v) for v in self.weights))
        object.__setattr__(self, "within", Rational(self.within))

    @property
    def network(self) -> FeedForward:
        return FeedForward.of_depth(len(self.weights) - 1)

    @property
    def _method(self) -> str:
        return f"{SAMPLES} random networks, intervals of coverage {COVERAGE}, up to {float(self.within):.2g} for the finite width"

    def certify(self, digits: int, time_limit: float | None) -> Certificate:
        try:
            at = self._values(time_limit)
            interval = self._interval[self.quantity]
        except DeriveError as error:
            return Certificate(Verdict.UNDECIDED, 0, 0, self._method, str(error))
        claimed = self.formula.xreplace(at)
        if claimed.free_symbols:
            return Certificate(Verdict.UNDECIDED, 0, 0, self._method, f"{', '.join(map(str, claimed.free_symbols))}: no symbol of the network")
        value, mean, half = float(claimed), float(interval.mean[self.layer]), float(interval.half[self.layer])
        if abs(mean - value) <= half + float(self.within) * abs(mean):
            return Certificate(Verdict.SIMULATED, 0, SAMPLES, self._method, f"sampled {mean:.6g} ± {half:.1g}, formula {value:.6g}")
        sides = (Ball(arb(mean, half + float(self.within) * abs(mean))), Ball(arb(value)))
        return Certificate(Verdict.REFUTED, 0, SAMPLES, self._method, counterexample=Counterexample({"layer": str(self.layer)}, *sides))

    def _values(self, time_limit: float | None) -> dict[Symbol, Rational]:
        """Numbers for all symbols of the network, gains by the engine at the variances that the recurrence reaches."""
        network, activation = self.network, of(self.activation)
        at: dict[Any, Any] = dict(zip((*network.widths, *network.weights), (*map(Rational, self.widths), *self.weights), strict=True))
        at |= {network.signal: Rational(self.signal), network.gradient: Rational(self.gradient)}
        for layer in range(network.depth):
            variance = Rational(network.moment("s", layer).xreplace(at)).limit_denominator(FINEST)
            goals = moment(activation, phi**2) / q, moment(activation, dphi**2)
            balls = [enclose(goal, {q: variance}, 12, time_limit) for goal in goals]
            at |= dict(zip((network.gains[layer], network.slopes[layer]), (Rational(str(ball.arb.mid().str(15, radius=False))) for ball in balls), strict=True))
        return at

    def falsified(self) -> NetworkSample:
        """A factor that the stated room and the interval exclude."""
        return replace(self, formula=self.formula * (1 + Rational(round(1000 * self._visible), 1000)))

    @property
    def _visible(self) -> float:
        """The relative difference that the samples tell for sure."""
        interval = self._interval[self.quantity]
        return 2.5 * (float(self.within) + float(interval.half[self.layer] / interval.mean[self.layer]))

    @property
    def _interval(self) -> Mapping[str, Interval]:
        return _sampled(str(self.activation), self.widths, self.weights, Rational(self.signal), Rational(self.gradient))

    def twins(self) -> Iterator[tuple[str, Statement]]:
        """The gains of the two directions exchanged, each symbol of the formula left out: where the samples can tell the difference."""
        network, at = self.network, self._values(None)
        swap = {**dict(zip(network.gains, network.slopes, strict=True)), **dict(zip(network.slopes, network.gains, strict=True))}
        wrong = [("forward and backward gains exchanged", self.formula.xreplace(swap))]
        wrong += [(f"{symbol} left out", self.formula.xreplace({symbol: Rational(1)})) for symbol in sorted(self.formula.free_symbols, key=str)]
        for description, formula in wrong:
            if abs(float(formula.xreplace(at) / self.formula.xreplace(at)) - 1) > self._visible:
                yield description, replace(self, formula=formula)

    @property
    def text(self) -> str:
        said = f"E[{self.quantity}²] at layer {self.layer} of widths {', '.join(map(str, self.widths))} = {plain(self.formula)}"
        return f"{said} within {float(self.within):.2g} for φ = {self.activation}"


@lru_cache(maxsize=8)
def _sampled(activation: str, widths: tuple[int, ...], weights: tuple[Rational, ...], signal: Rational, gradient: Rational) -> Mapping[str, Interval]:
    """The last samples are kept: the layers, quantities and twins of one network share them."""
    chosen = of(activation)
    if not facts(chosen).continuous.holds:
        raise DeriveError(f"random networks with {activation}", "it is not known to be continuous, so no slope can be sampled", "a continuous activation")
    layers = Layers(*array_functions(chosen), widths, tuple(map(float, weights)), float(signal), float(gradient))
    return sample_gradients(layers, SAMPLES, coverage=COVERAGE)
