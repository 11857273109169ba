"""Values of an answer at points of floats, each from balls: slow, and right wherever the quantity exists."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from sympy import Expr, Rational, Symbol

from derive.compiled.function import Fast
from derive.evidence.lower import enclose
from derive.language.errors import DeriveError, Diverges, NotDefined
from derive.language.symbols import c
from derive.pipeline.finding import Finding
from derive.pipeline.vanishing import limit_goal

FIRST = ("q", "q1", "q2", "c")
DIGITS = (20, 36, 60)  # tried one after the other


def argument_order(answer: Finding) -> tuple[Symbol, ...]:
    """The symbols of the question as arguments: q1, q2, c first."""
    return tuple(sorted(answer.goal.free_symbols, key=lambda s: (FIRST.index(s.name) if s.name in FIRST else len(FIRST), s.name)))


@dataclass(frozen=True)
class ByBalls:
    """The value at a point in balls, of the closed form if there is one of the whole domain; infinite where it diverges."""

    answer: Finding
    symbols: tuple[Symbol, ...]
    form: Fast | None = None

    def __call__(self, point: tuple[float, ...], small: float = 0.0) -> float:
        """Correctly rounded but for a unit, or within `small`."""
        _checked(self.answer, self.symbols, point)
        found = self._by_form(point, small)
        return self._exactly(point) if found is None else found

    def _by_form(self, point: tuple[float, ...], small: float) -> float | None:
        """From the closed form; None at the ends of the domain, where it is a limit, and where its balls do not get small."""
        inside = all(number != 0 and not (symbol == c and abs(number) == 1) for symbol, number in zip(self.symbols, point, strict=True))
        if self.form is None or not inside:
            return None
        ball = self.form.enclosed([number for _, number in sorted(zip((s.name for s in self.symbols), point, strict=True))], small)
        return None if ball is None else float(ball.mid())

    def _exactly(self, point: tuple[float, ...]) -> float:
        at = {symbol: Rational(number) for symbol, number in zip(self.symbols, point, strict=True)}
        try:
            return self._vanishing(at) if any(v == 0 and s.is_positive for s, v in at.items()) else self._enclosed(at)
        except Diverges:
            return math.inf
        except NotDefined:
            return math.nan

    def _enclosed(self, at: dict[Symbol, Expr]) -> float:
        for digits in DIGITS:
            ball = self.answer.enclose_at(at, digits, None)
            if ball.arb.rel_accuracy_bits() > 52:
                break
        return float(ball.arb.mid())

    def _vanishing(self, at: dict[Symbol, Expr]) -> float:
        return float(enclose(limit_goal(self.answer.goal, at), {}, DIGITS[0]).arb.mid())


@dataclass(frozen=True)
class OnArrays:
    """The values at broadcast arrays of the symbols as float64, each point from balls: some ten milliseconds or more for each."""

    slow: ByBalls

    def __repr__(self) -> str:
        answer, names = self.slow.answer, ", ".join(symbol.name for symbol in self.slow.symbols)
        return f"<{answer.quantity} of {answer.activation.name} as a function of ({names}): no closed form, each point from balls>"

    def __call__(self, *values: Any) -> Any:
        if len(values) != len(self.slow.symbols):
            raise TypeError(f"{self!r}: {len(self.slow.symbols)} arguments, not {len(values)}")
        arrays = np.broadcast_arrays(*(np.asarray(value, dtype=float) for value in values)) if values else [np.asarray(0.0)]
        points = zip(*(array.ravel().tolist() for array in arrays), strict=True) if values else [()]
        return np.array([self.slow(point) for point in points]).reshape(arrays[0].shape)[()]


def _checked(answer: Finding, symbols: tuple[Symbol, ...], point: tuple[float, ...]) -> None:
    """Raises DeriveError for a point outside the domain of the question."""
    for symbol, number in zip(symbols, point, strict=True):
        what = "a correlation lies between -1 and 1" if symbol == c and not abs(number) <= 1 else ""
        what = what or ("it must be a finite number" if not math.isfinite(number) else "")
        what = what or ("it must not be negative" if symbol.is_nonnegative and number < 0 else "")
        what = what or ("it must be a whole number" if symbol.is_integer and not number.is_integer() else "")
        if what:
            raise DeriveError(f"{answer.quantity} at {symbol} = {number}", what, "values in the domain of the question")
