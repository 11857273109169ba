"""A number, stated as a decimal text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from flint import arb, fmpq
from sympy import Expr, Rational, Symbol, sympify

from derive.claims.statement import Statement
from derive.evidence.audit.certificate import Certificate, Counterexample
from derive.evidence.audit.verdict import Verdict
from derive.evidence.balls.ball import Ball
from derive.evidence.balls.precision import working
from derive.evidence.lower import enclose
from derive.language.errors import DeriveError
from derive.prose.notation import plain

_SHOWN = 10  # figures of the true value, at least
_METHOD = "a ball inside what rounding or cutting at the last digit allows"


@dataclass(frozen=True, slots=True)
class Value(Statement):
    """`expression` at the exact point `at` is `decimal`, rounded or cut in its last digit as published tables do.

    >>> from sympy import pi
    >>> Value(9 * pi**2 / 2, "44.4132198").text
    '9·π²/2 = 44.4132198'
    """

    expression: Expr
    decimal: str
    at: Mapping[Symbol, Rational] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not isinstance(self.decimal, str):
            raise TypeError(f"the decimal {self.decimal!r} is no text with the digits that were printed, such as '0.3942944903'")
        object.__setattr__(self, "expression", sympify(self.expression))
        object.__setattr__(self, "at", {symbol: Rational(value) for symbol, value in self.at.items()})

    def certify(self, digits: int, time_limit: float | None) -> Certificate:
        try:
            true = enclose(self.expression, self.at, max(self._stated + 3, 8), time_limit)
        except DeriveError as error:
            return Certificate(Verdict.UNDECIDED, 0, 0, _METHOD, str(error))
        return self._compared(true, {symbol.name: str(value) for symbol, value in self.at.items()})

    @classmethod
    def of_ball(cls, true: Ball, decimal: str, where: dict[str, str]) -> Certificate:
        """Whether a ball lies inside what a decimal allows."""
        return cls(Rational(0), decimal)._compared(true, where)

    @property
    def _stated(self) -> int:
        return len(self.decimal.split("e")[0].replace(".", "").lstrip("-0"))

    def _compared(self, true: Ball, where: dict[str, str]) -> Certificate:
        with working(4 * self._stated + 64):
            claimed, printed = Ball(self._interval()), Ball(_arb(Fraction(self.decimal)))
        if claimed.arb.contains(true.arb):
            return Certificate(Verdict.CERTIFIED, self._stated, 1, _METHOD)
        if claimed.overlaps(true):
            return Certificate(Verdict.UNDECIDED, 0, 1, _METHOD, "the true value is too close to the edge of the stated one")
        return Certificate(Verdict.REFUTED, 0, 1, _METHOD, counterexample=Counterexample(where, true, printed))

    def _interval(self) -> Any:
        """From half a unit below the decimal (rounded up) to a unit above it (cut), in absolute value."""
        stated = Fraction(self.decimal)
        outwards = -1 if self.decimal.startswith("-") else 1
        middle, radius = _arb(stated + outwards * self.unit / 4), _arb(self.unit * 3 / 4)
        return arb(middle.mid(), radius + middle.rad())

    @property
    def unit(self) -> Fraction:
        """One unit in the last digit stated."""
        mantissa, _, exponent = self.decimal.lower().partition("e")
        return Fraction(10) ** (int(exponent or 0) - len(mantissa.partition(".")[2]))

    def falsified(self) -> Value:
        """The last digit changed by three: the smallest change that two neighbouring roundings exclude."""
        mantissa, _, exponent = self.decimal.lower().partition("e")
        places = len(mantissa.partition(".")[2])
        shifted = round(Fraction(mantissa) * 10**places) + 3
        sign, digits = "-" if shifted < 0 else "", str(abs(shifted)).rjust(places + 1, "0")
        whole = digits[: len(digits) - places] + (f".{digits[-places:]}" if places else "")
        return replace(self, decimal=sign + whole + (f"e{exponent}" if exponent else ""))

    def correction(self, time_limit: float | None) -> str | None:
        places = len(self.decimal.lower().partition("e")[0].partition(".")[2])
        true = enclose(self.expression, self.at, max(len(self.decimal), _SHOWN) + 5, time_limit)
        return f"the value is {true.arb.mid().str(max(len(self.decimal.replace('.', '').lstrip('-0')), _SHOWN), radius=False)}" if places else None

    @property
    def text(self) -> str:
        where = ", ".join(f"{symbol} = {value}" for symbol, value in self.at.items())
        return f"{plain(self.expression)} = {self.decimal}" + (f" at {where}" if where else "")


def _arb(number: Fraction) -> Any:
    return arb(fmpq(number.numerator, number.denominator))
