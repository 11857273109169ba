"""Second moments of a small random network, exactly: its polynomials in all the weights are written out and averaged.

Nothing is assumed of the layers: forward and backward passes are expanded in independent variables of mean 0 (the weights, the
inputs, the gradients at the output), where f multiplies by an independent variable on the way up and by another on the way down.
An expectation is a sum over monomials: odd powers vanish, squares are the variances.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Any

Variable = tuple[Any, ...]
Polynomial = Mapping[frozenset[Variable], Fraction]  # square-free monomials
LARGEST = 40_000  # monomials of one polynomial


@dataclass(frozen=True, slots=True)
class SmallNetwork:
    """`widths` n_0, ..., n_(d+1); `variances` of the weights of each layer, of the factors up and down at each layer but the last, of the
    inputs and of the output gradients."""

    widths: Sequence[int]
    weights: Sequence[Fraction]
    up: Sequence[Fraction]
    down: Sequence[Fraction]
    signal: Fraction
    gradient: Fraction

    def second_moment(self, quantity: str, layer: int) -> Fraction:
        """E[X^2] of the first entry of z, s, dC/dz, dC/ds or dC/dW of a layer."""
        passes = {"z": self._signal, "s": self._sum, "dC/dz": self._input_gradient, "dC/ds": self._gradient, "dC/dW": self._weight_gradient}
        found = passes[quantity](layer, 0)
        return sum((value * value * self._mean_square(monomial) for monomial, value in found.items()), Fraction(0))

    def _signal(self, layer: int, unit: int) -> Polynomial:
        if layer == 0:
            return _variable("x", unit)
        return _times(_variable("up", layer - 1, unit), self._sum(layer - 1, unit))

    def _sum(self, layer: int, unit: int) -> Polynomial:
        return _sum(_times(_variable("W", layer, k, unit), self._signal(layer, k)) for k in range(self.widths[layer]))

    def _gradient(self, layer: int, unit: int) -> Polynomial:
        if layer == len(self.weights) - 1:
            return _variable("g", unit)
        return _times(_variable("down", layer, unit), self._input_gradient(layer + 1, unit))

    def _input_gradient(self, layer: int, unit: int) -> Polynomial:
        return _sum(_times(_variable("W", layer, unit, k), self._gradient(layer, k)) for k in range(self.widths[layer + 1]))

    def _weight_gradient(self, layer: int, unit: int) -> Polynomial:
        return _times(self._signal(layer, unit), self._gradient(layer, unit))

    def _mean_square(self, monomial: frozenset[Variable]) -> Fraction:
        tables = {"W": self.weights, "up": self.up, "down": self.down}
        total = Fraction(1)
        for name, *index in monomial:
            total *= tables[name][index[0]] if name in tables else self.signal if name == "x" else self.gradient
        return total


def _variable(*name: Any) -> Polynomial:
    return {frozenset([name]): Fraction(1)}


def _times(left: Polynomial, right: Polynomial) -> Polynomial:
    """The product of polynomials without a variable in common."""
    if len(left) * len(right) > LARGEST:
        raise ValueError(f"a polynomial of more than {LARGEST} monomials: take smaller widths")
    found: dict[frozenset[Variable], Fraction] = {}
    for (one, value), (other, factor) in product(left.items(), right.items()):
        if one & other:
            raise ValueError(f"{sorted(map(str, one & other))} would appear twice: second moments alone would not do")
        found[one | other] = found.get(one | other, Fraction(0)) + value * factor
    return found


def _sum(terms: Iterable[Polynomial]) -> Polynomial:
    found: dict[frozenset[Variable], Fraction] = {}
    for term in terms:
        for monomial, value in term.items():
            found[monomial] = found.get(monomial, Fraction(0)) + value
    return found
