"""Second moments of the signals and gradients of a feed-forward network, for all widths and variances.

The recurrences of `theory.gradient_variance` derive them; small networks, written out as polynomials in all their weights and averaged
exactly, audit them at distinct widths and variances.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from flint import arb, fmpq
from sympy import Expr, Rational, Symbol, sympify

from derive.claims.falsified import falsified_twins
from derive.claims.statement import Statement
from derive.evidence.audit.certificate import Certificate, Counterexample
from derive.evidence.audit.random_network import SmallNetwork
from derive.evidence.audit.twin import value_twin
from derive.evidence.audit.verdict import Verdict
from derive.evidence.balls.ball import Ball
from derive.prose.notation import plain
from derive.theory.gradient_variance import FeedForward, Quantity

_METHOD = "networks of 1 to 3 units a layer, written out as polynomials and averaged exactly"
_CYCLES = ((2, 3, 1), (3, 1, 2), (1, 2, 3), (2, 2, 3))
_PRIMES = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61)


@dataclass(frozen=True, slots=True)
class NetworkMoment(Statement):
    """The second moment of `quantity` ("z", "s", "dC/dz", "dC/ds" or "dC/dW") at `layer` of `network` is `formula`, an expression in the symbols of
    the network, whatever they are.

    >>> network = FeedForward.of_depth(1, linear=True)
    >>> NetworkMoment(network, "z", 1, network.widths[0] * network.weights[0] * network.signal).text
    'E[z²] at layer 1 of 0 to 1 = Var_x·n0·v0'
    """

    network: FeedForward
    quantity: Quantity
    layer: int
    formula: Expr

    def __post_init__(self) -> None:
        object.__setattr__(self, "formula", sympify(self.formula))
        self.network.moment(self.quantity, self.layer)  # which refuses what there is not

    def certify(self, digits: int, time_limit: float | None) -> Certificate:
        unknown = self.formula.free_symbols - set(self._symbols)
        if unknown:
            return Certificate(Verdict.UNDECIDED, 0, 0, _METHOD, f"{', '.join(sorted(map(str, unknown)))}: no symbol of the network")
        for number, cycle in enumerate(_CYCLES):
            at = self._point(number, cycle)
            true, claimed = self._true(at), self.formula.xreplace({symbol: Rational(value) for symbol, value in at.items()})
            if Rational(true.numerator, true.denominator) != claimed:
                where = {symbol.name: str(value) for symbol, value in at.items()}
                return Certificate(Verdict.REFUTED, digits, number + 1, _METHOD, counterexample=Counterexample(where, _ball(true), _claimed(claimed)))
        return Certificate(Verdict.CERTIFIED, digits, len(_CYCLES), _METHOD)

    @property
    def _symbols(self) -> tuple[Symbol, ...]:
        """Those of the network, in order, none twice."""
        network = self.network
        parts = (*network.widths, *network.weights, *network.gains, *network.slopes, network.signal, network.gradient)
        return tuple(dict.fromkeys(symbol for part in parts for symbol in sorted(part.free_symbols, key=str)))

    def _point(self, number: int, cycle: tuple[int, ...]) -> dict[Symbol, Fraction]:
        """Small widths, and ratios of primes for everything else."""
        sizes = dict.fromkeys(symbol for n in self.network.widths for symbol in n.free_symbols)
        widths = {symbol: Fraction(cycle[k % len(cycle)]) for k, symbol in enumerate(sizes)}
        others = [symbol for symbol in self._symbols if symbol not in widths]
        return widths | {symbol: Fraction(_PRIMES[(5 * number + k) % len(_PRIMES)], 1 + number + k) for k, symbol in enumerate(others)}

    def _true(self, at: dict[Symbol, Fraction]) -> Fraction:
        numbers = {symbol: Rational(value) for symbol, value in at.items()}

        def values(*parts: Expr) -> list[Fraction]:
            return [Fraction(str(part.xreplace(numbers))) for part in parts]

        network = self.network
        signal, gradient = values(network.signal, network.gradient)
        weights, gains, slopes = (values(*parts) for parts in (network.weights, network.gains, network.slopes))
        widths = [int(n) for n in values(*network.widths)]
        return SmallNetwork(widths, weights, gains, slopes, signal, gradient).second_moment(self.quantity, self.layer)

    def falsified(self) -> NetworkMoment:
        return replace(self, formula=value_twin(self.formula))

    def twins(self) -> Iterator[tuple[str, Statement]]:
        for description, wrong in falsified_twins(self.formula):
            yield description, replace(self, formula=wrong)

    def equation(self) -> tuple[Expr, Expr]:
        return self.network.moment(self.quantity, self.layer), self.formula

    @property
    def text(self) -> str:
        return f"E[{self.quantity}²] at layer {self.layer} of 0 to {self.network.depth} = {plain(self.formula)}"


def _ball(value: Fraction) -> Ball:
    return Ball(arb(fmpq(value.numerator, value.denominator)))


def _claimed(value: Expr) -> Ball:
    return Ball(arb(str(value.evalf(30)))) if not value.is_Rational else _ball(Fraction(int(value.p), int(value.q)))
