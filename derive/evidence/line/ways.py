"""The ways to enclose E[f(Z)] at one precision, and in which order they are tried where none is asked for."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from flint import acb, arb, fmpq
from sympy import Expr, Rational, Symbol, cos, sin

from derive.evidence.balls.operations import SWITCHES
from derive.evidence.balls.precision import working
from derive.evidence.balls.scalar import Number, compile_ball
from derive.evidence.balls.stable_form import stable_form
from derive.evidence.line.asked import mean
from derive.evidence.line.by_pieces import by_pieces, by_settled_pieces
from derive.evidence.line.contour import by_contour, turns
from derive.evidence.line.moved_pieces import by_moved_pieces
from derive.evidence.line.periodic import by_period
from derive.evidence.line.trapezoid import by_trapezoid
from derive.evidence.line.waves import mean_of_waves
from derive.language.errors import CannotEnclose
from derive.language.symbols import Z

Way = Literal["trapezoid", "quadrature", "waves", "path"]
COARSEST = 100  # a ball as wide as this part of its value says nothing
HARD = (-3, -1, 1, 3)
MANY = 400.0  # radians
PATIENCE = 1000  # times as many nodes where the quadrature of the pieces does not end: poles all along the line, close to it
REFUSALS: dict[Way, tuple[str, str]] = {
    "trapezoid": ("the trapezoidal rule", "no strip of analyticity that is wide enough was proven"),
    "path": ("a path in the complex plane", "no path was found on which it falls"),
    "waves": ("the closed form of waves", "it is no sum of polynomials times exponentials and waves"),
}


@dataclass(frozen=True)
class Attempt:
    """E[body(Z)] at a point, the `number`-th time at more precision than before; `mean_of` encloses the mean of another function of Z."""

    body: Expr
    letter: Symbol
    at: dict[Symbol, Number]
    digits: int
    number: int
    mean_of: Callable[[Expr], arb]

    def value(self, way: Way | None) -> arb:
        """By the way that is asked for, or the first that serves. Raises CannotEnclose."""
        if way is None:
            return self._any()
        if way == "quadrature":
            return self._quadrature()
        ways: dict[Way, Callable[[], arb | None]] = {"trapezoid": self._trapezoid, "waves": self._waves, "path": self.path}
        value = ways[way]()
        if value is None:
            name, why = REFUSALS[way]
            raise CannotEnclose(f"{mean(self.body)} by {name}", why, "the quadrature of its pieces")
        return value

    def _any(self) -> arb:
        for quick in self._quick_ways():
            if (value := quick()) is not None:
                return value
        found, refusal = None, None
        try:
            found = self._quadrature()
            if says_something(found):
                return found
        except CannotEnclose as error:
            refusal = error
        for patient in self._patient_ways(found is None):
            if (value := patient()) is not None:
                return value
        if found is None:
            assert refusal is not None
            raise refusal
        return found

    def _quick_ways(self) -> list[Callable[[], arb | None]]:
        path = [self.path] if self._turning else []
        return [self._trapezoid, self._waves, *path, lambda: self._hard(self._bits(1 + self.number)) if self._is_hard else None]

    def _patient_ways(self, unknown: bool) -> list[Callable[[], arb | None]]:
        """Where the quadrature of the pieces says nothing, and where it does not end."""
        path = [] if self._turning else [self.path]
        return [*path, lambda: self._hard(self._bits(1) * 2**self.number), *([lambda: self._trapezoid(PATIENCE)] if unknown else [])]

    def _bits(self, times: int) -> int:
        return int(self.digits * 3.33) * times + 24

    def _quadrature(self) -> arb:
        bits = self._bits(1)
        with working(bits * 2**self.number + 16):
            return by_pieces(self.body, self.letter, self.at, bits)

    def _trapezoid(self, patience: int = 1) -> arb | None:
        if self.body.has(*SWITCHES):
            return None
        bits = self._bits(1 + self.number) - 16
        with working(bits + 40 + 200 * self.number):
            return by_trapezoid(self.body, self.letter, self.at, bits, patience)

    def _waves(self) -> arb | None:
        with working(self._bits(1 + self.number) + 40):
            value = mean_of_waves(self.body, self.letter, self.at)
        return value if value is not None and value.is_finite() else None

    def path(self) -> arb | None:
        """As a periodic function, or along a path in the complex plane, for a body with sines or cosines; None where neither serves."""
        if self.fixed is None or not self.body.has(sin, cos):
            return None
        bits = self._bits(1 + self.number)
        with suppress(CannotEnclose), working(bits + 40):
            return by_period(self.fixed, bits)
        with suppress(CannotEnclose), working(bits + 40):
            value = by_contour(self.fixed, bits, self.mean_of)
            return value if value.is_finite() else None
        return None

    def _hard(self, bits: int) -> arb | None:
        """By settled parts, or with the largest exponential taken out; None where none of these serves."""
        if self.fixed is None:
            return None
        with suppress(CannotEnclose), working(bits + 16):
            found = by_settled_pieces(self.fixed, bits)
            if found is not None and says_something(found):
                return found
        with suppress(CannotEnclose), working(bits + 16):
            return by_moved_pieces(self.fixed, bits, far=False)
        return None

    @cached_property
    def fixed(self) -> Expr | None:
        """The function of Z at an exact point, None at balls and where a part of it is not real."""
        return at_point(self.body, self.letter, self.at)

    @cached_property
    def _turning(self) -> bool:
        """Whether the quadrature of the pieces would follow very many waves."""
        return self.fixed is not None and self.body.has(sin, cos) and not turns(self.fixed) < MANY

    @property
    def _is_hard(self) -> bool:
        """Not seen to be analytic in a thin box some deviations from 0: the quadrature of its pieces may take very many balls."""
        function = compile_ball(stable_form(self.body, self.letter), (self.letter,), self.at)
        with working(64):
            return not all(function(acb(arb(place, 0.02), arb(0, 0.02)), True).is_finite() for place in HARD)


def at_point(body: Expr, letter: Symbol, at: dict[Symbol, Number]) -> Expr | None:
    """The function of Z at an exact point, None at balls and where a part of it is not real."""
    if not all(isinstance(value, fmpq) for value in at.values()):
        return None
    try:
        fixed: Expr = body.xreplace({letter: Z} | {symbol: Rational(int(value.p), int(value.q)) for symbol, value in at.items()})
    except ValueError:  # a step of a number that is not real
        return None
    return fixed


def says_something(value: arb) -> bool:
    """Whether a ball is narrow enough to be an answer at all."""
    return bool(value.rad() * COARSEST < arb(1).max(abs(value)))
