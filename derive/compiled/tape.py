"""A straight-line program over float64 arrays in which every figure carries a bound of its rounding error.

A `Figure` names a slot of the tape. Its error is at most  relative * U * |value| + the figures in its error slot;  `relative` is known while the tape is
built, so figures that are products, quotients, roots, or sums of terms of one sign cost nothing at run time. Where terms may cancel an error array is
computed beside the value. Bounds are of first order in U; the constants are rounded up so that the second order fits in.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from typing import Any

import numpy as np

from derive.compiled.schedule import Schedule

U = 2.0**-53
Array = Any


@dataclass(frozen=True, slots=True)
class Figure:
    """A slot, its relative error in units of U, the slot of its absolute error (None: none), and its sign (+1: not negative, -1: not positive, 0: open)."""

    slot: int
    relative: float = 0.0
    error: int | None = None
    sign: int = 0


class Tape:
    """Instructions in the order of evaluation; equal instructions are one."""

    def __init__(self, inputs: int) -> None:
        self.inputs = inputs
        self.count = inputs
        self.constants: dict[int, float] = {}
        self.code: list[tuple[Callable[..., Array], tuple[int, ...], int]] = []
        self.known: dict[Any, int] = {}

    def slot(self, function: Callable[..., Array], *arguments: int) -> int:
        """The slot of function(arguments); a constant where all arguments are."""
        if isinstance(function, np.ufunc) and all(i in self.constants for i in arguments):
            return self.number(float(function(*(self.constants[i] for i in arguments))))
        key = (function, arguments)
        if key not in self.known:
            self.known[key] = self.count
            self.code.append((function, arguments, self.count))
            self.count += 1
        return self.known[key]

    def number(self, value: float) -> int:
        """The slot of a constant."""
        key = ("number", value)
        if key not in self.known:
            self.known[key] = self.count
            self.constants[self.count] = value
            self.count += 1
        return self.known[key]

    def schedule(self, wanted: Sequence[int]) -> Schedule:
        """The instructions that the wanted slots need; every array is let go after its last use."""
        needed, code = set(wanted), []
        for function, arguments, slot in reversed(self.code):
            if slot in needed:
                fresh = {i for i in arguments if i not in needed and i >= self.inputs and i not in self.constants}
                needed.update(arguments)
                code.append((function, arguments, slot, tuple(fresh)))
        return Schedule(self.count, self.constants, tuple(reversed(code)), tuple(wanted))


class Arithmetic:
    """Arithmetic on figures."""

    def __init__(self, inputs: int) -> None:
        self.tape = Tape(inputs)

    def constant(self, value: float, exact: bool = False) -> Figure:
        return Figure(self.tape.number(value), 0.0 if exact else 1.0, None, 1 if value >= 0 else -1)

    def sum(self, terms: Sequence[Figure]) -> Figure:
        """The sum; an error array is kept where the terms may differ in sign and are not exact."""
        if len(terms) == 1:
            return terms[0]
        slot = reduce(lambda a, b: self.tape.slot(np.add, a, b), (term.slot for term in terms))
        errors = [term.error for term in terms if term.error is not None]
        signs = {term.sign for term in terms}
        if signs in ({1}, {-1}):
            return Figure(slot, max(term.relative for term in terms) + len(terms) - 1, self._total(errors), terms[0].sign)
        extra = len(terms) - 2  # additions whose error is not relative to the final sum
        errors += [self._scaled(term, (term.relative + extra) * U) for term in terms if term.relative + extra]
        return Figure(slot, 1.0, self._total(errors), 0)

    def _total(self, errors: Sequence[int]) -> int | None:
        return reduce(lambda a, b: self.tape.slot(np.add, a, b), errors) if errors else None

    def _scaled(self, term: Figure, factor: float) -> int:
        return self.tape.slot(np.multiply, self.size(term), self.tape.number(factor))

    def size(self, term: Figure) -> int:
        """The slot of |term|."""
        if term.slot in self.tape.constants:
            return self.tape.number(abs(self.tape.constants[term.slot]))
        return term.slot if term.sign > 0 else self.tape.slot(np.abs, term.slot)

    def product(self, factors: Sequence[Figure]) -> Figure:
        return reduce(self._times, factors)

    def _times(self, a: Figure, b: Figure) -> Figure:
        slot = self.tape.slot(np.multiply, a.slot, b.slot)
        error: int | None = None
        for this, other in ((a, b), (b, a)):
            if this.error is not None:
                part = self.tape.slot(np.multiply, this.error, self.size(other))
                error = part if error is None else self.tape.slot(np.add, error, part)
        if error is not None and a.error is not None and b.error is not None:
            error = self.tape.slot(np.add, error, self.tape.slot(np.multiply, a.error, b.error))
        return Figure(slot, a.relative + b.relative + 1.0, error, a.sign * b.sign)

    def quotient(self, a: Figure, b: Figure) -> Figure:
        """a/b: the error of b is a relative one, doubled where it is below half of |b|, infinite beyond."""
        slot = self.tape.slot(np.divide, a.slot, b.slot)
        found = Figure(slot, a.relative + b.relative + 1.0, None, a.sign * b.sign)
        errors = []
        if a.error is not None:
            errors.append(self.tape.slot(_error_over, a.error, b.slot, self.tape.number(0.0) if b.error is None else b.error))
        if b.error is not None:
            errors.append(self.tape.slot(_error_below, self.size(found), self.size(b), b.error))
        return replace(found, error=self._total(errors))

    def power(self, a: Figure, n: int) -> Figure:
        """a^n for whole n."""
        if n < 0:
            return self.quotient(self.constant(1.0, exact=True), self.power(a, -n))
        if n == 0:
            return self.constant(1.0, exact=True)
        half = self.power(a, n // 2)
        square = self._times(half, half) if n > 1 else None
        found = a if square is None else square if n % 2 == 0 else self._times(square, a)
        return replace(found, sign=1) if n % 2 == 0 else found

    def root(self, a: Figure) -> Figure:
        """sqrt(a), a >= 0."""
        slot = self.tape.slot(np.sqrt, a.slot if a.sign > 0 else self.tape.slot(np.maximum, a.slot, self.tape.number(0.0)))
        error = None if a.error is None else self.tape.slot(_error_of_root, a.slot, a.error)
        return Figure(slot, a.relative / 2 + 1.0, error, 1)

    def negative(self, a: Figure) -> Figure:
        return Figure(self.tape.slot(np.negative, a.slot), a.relative, a.error, -a.sign)

    def difference_bound(self, a: Figure) -> int:
        """The slot of the whole error bound of a figure."""
        relative = self._scaled(a, a.relative * U * 1.01)
        return relative if a.error is None else self.tape.slot(np.add, relative, a.error)

    def exponential(self, a: Figure) -> Figure:
        """exp(a)."""
        slot = self.tape.slot(np.exp, a.slot)
        if not a.relative and a.error is None:
            return Figure(slot, 2.0, None, 1)
        return Figure(slot, 2.0, self.tape.slot(_error_of_exponential, slot, self.difference_bound(a)), 1)

    def scaled_sine(self, a: Figure) -> Figure:
        """exp(-|a|) sinh(a), whose slope is exp(-2 |a|)."""
        slot = self.tape.slot(_scaled_sine, a.slot)
        return Figure(slot, 4.0, self.tape.slot(_error_of_scaled_sine, a.slot, self.difference_bound(a)), a.sign)

    def chosen(self, a: Figure, positive: Figure, negative: Figure) -> Figure:
        """One of two figures that are not negative, by the sign of `a`."""
        slots = [self.tape.slot(_chosen, a.slot, *pair) for pair in ((positive.slot, negative.slot), tuple(map(self.difference_bound, (positive, negative))))]
        return Figure(slots[0], 0.0, slots[1], 1)

    def angle(self, y: Figure, x: Figure) -> Figure:
        """atan2(y, x). A relative error e of y/x moves the angle t by |sin(2t)| e/2 <= |t| e."""
        slot = self.tape.slot(np.arctan2, y.slot, x.slot)
        error = None
        if y.error is not None or x.error is not None:
            zero = self.tape.number(0.0)
            error = self.tape.slot(_error_of_angle, y.slot, x.slot, zero if y.error is None else y.error, zero if x.error is None else x.error)
        return Figure(slot, y.relative + x.relative + 4.0, error, y.sign if y.sign >= 0 else 0)

    def scaled(self, a: Figure, slot: int, relative: float, error: int | None = None, sign: int = 1) -> Figure:
        """A figure made by a function of `a` whose relative error grows by `relative`."""
        return Figure(slot, a.relative + relative, error, sign)


def _error_of_root(a: Array, error: Array) -> Array:
    """sqrt(a) - sqrt(a - e) <= e/sqrt(a), and at most sqrt(e) anyway."""
    return np.fmin(error / np.sqrt(np.maximum(a, 0.0)), np.sqrt(error) * 1.5)


def _error_over(error: Array, below: Array, spread: Array) -> Array:
    return error / np.maximum(np.abs(below) - spread, 0.0)


def _error_below(size: Array, below: Array, error: Array) -> Array:
    return size * error / np.maximum(below - error, 0.0)


def _error_of_exponential(value: Array, error: Array) -> Array:
    return value * np.expm1(error)


def _scaled_sine(a: Array) -> Array:
    return np.copysign(np.expm1(-2.0 * np.abs(a)) * 0.5, a)


def _error_of_scaled_sine(a: Array, error: Array) -> Array:
    return np.exp(-2.0 * np.maximum(np.abs(a) - error, 0.0)) * error * 1.01


def _chosen(a: Array, positive: Array, negative: Array) -> Array:
    return np.where(a >= 0, positive, negative)


def _error_of_angle(y: Array, x: Array, dy: Array, dx: Array) -> Array:
    """The gradient of atan2 has length 1/r; the error is below half of r or the bound is useless."""
    r, moved = np.hypot(x, y), dx + dy
    return np.where(moved < 0.5 * r, 2.0 * moved / np.where(r > 0, r, 1.0), 4.0)
