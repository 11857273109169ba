"""Recurrences of one or several sequences, and what is stated along them: a value after so many steps, a limit, an order of growth.

Iterates are proven balls. A value after l steps is certified; limits and orders are extrapolated from l = 1, 2, 4, ... and agree, never more.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from flint import acb, arb
from sympy import Expr, Rational, Symbol, sympify

from derive.claims.falsified import EIGHTH, falsified_twins
from derive.claims.recognised import exponent, power, recognised
from derive.claims.statement import Statement
from derive.claims.value import Value
from derive.evidence.audit.certificate import Certificate, Counterexample
from derive.evidence.audit.twin import value_twin
from derive.evidence.audit.verdict import Verdict
from derive.evidence.balls.ball import Ball
from derive.evidence.balls.precision import working
from derive.evidence.balls.scalar import bind, compile_ball, real_part
from derive.evidence.maps.iteration import Extrapolation, extrapolate, limit_of
from derive.evidence.maps.system_orbit import BITS, Values, system_orbit
from derive.language.errors import CannotEnclose, DeriveError
from derive.prose.notation import plain

_EXTRAPOLATED = "orbit in balls, limit by extrapolation"
_EXACT = "orbit in balls"
PATIENCE = 8  # an orbit may take so many times the limit of one enclosure
_RELATIVE = 1e-7  # what a limit must reach, so that a constant that is off by 1e-6 is seen
_EXPONENT = Rational(1, 100)  # an order of growth is told from its neighbours at this distance
_ROUGH = 1e-3  # what the local exponents must reach for that
_INFINITY = "infinity"


@dataclass(frozen=True, slots=True)
class Orbit:
    """u_l = steps[u](u_(l-1), ..., l) for every symbol u of `steps`, from the values `start` at l = 0; `at` holds parameters.

    >>> from sympy.abc import l, u
    >>> Orbit({u: u / 2}, {u: 1}, l).text
    'u ↦ u/2 from 1'
    """

    steps: Mapping[Symbol, Expr]
    start: Mapping[Symbol, Any]
    count: Symbol
    until: int = 2**17
    at: Mapping[Symbol, Any] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The recurrences, one after the other."""
        return ", ".join(f"{plain(name)} ↦ {plain(sympify(step))} from {self.start[name]}" for name, step in self.steps.items())

    @property
    def places(self) -> tuple[int, ...]:
        """1, 2, 4, ... up to `until`."""
        return tuple(2**k for k in range(self.until.bit_length()))

    def values(self, places: tuple[int, ...], time_limit: float | None) -> dict[int, Values]:
        """Balls at the places; the last orbits are kept, because the twins of a statement have the same one."""
        key = (str(self), places)
        if key not in _KEPT:
            found = system_orbit(self.steps, self.start, self.count, places, self.at, None if time_limit is None else PATIENCE * time_limit)
            if len(_KEPT) >= _MOST:
                _KEPT.clear()
            _KEPT[key] = found
        return _KEPT[key]

    def observed(self, quantity: Expr, places: tuple[int, ...], time_limit: float | None) -> dict[int, arb]:
        """A function of the iterates and the count, at the places where it is finite."""
        found = self.values(places, time_limit)
        with working(BITS):
            function = compile_ball(sympify(quantity), (*self.steps, self.count), bind(self.at))
            results = {place: real_part(function(*(acb(values[name]) for name in self.steps), acb(place), False)) for place, values in found.items()}
            return {place: value for place, value in results.items() if value.is_finite()}


_KEPT: dict[Any, dict[int, Values]] = {}
_MOST = 8


@dataclass(frozen=True, slots=True)
class After(Statement):
    """After `count` steps of the orbit `quantity` is `decimal`, rounded or cut in its last digit."""

    orbit: Orbit
    count: int
    quantity: Expr
    decimal: str

    def certify(self, digits: int, time_limit: float | None) -> Certificate:
        try:
            found = self.orbit.observed(self.quantity, (self.count,), time_limit)
        except DeriveError as error:
            return Certificate(Verdict.UNDECIDED, 0, 0, _EXACT, str(error))
        if self.count not in found:
            return Certificate(Verdict.UNDECIDED, 0, 0, _EXACT, "the quantity is not finite there")
        return replace(Value.of_ball(Ball(found[self.count]), self.decimal, {plain(self.orbit.count): str(self.count)}), method=_EXACT)

    def falsified(self) -> After:
        return replace(self, decimal=Value(Rational(0), self.decimal).falsified().decimal)

    def correction(self, time_limit: float | None) -> str | None:
        found = self.orbit.observed(self.quantity, (self.count,), time_limit)
        return f"the value is {Ball(found[self.count]).short(max(10, len(self.decimal)))}" if self.count in found else None

    @property
    def text(self) -> str:
        return f"{plain(sympify(self.quantity))} = {self.decimal} after {self.count} steps of {self.orbit.text}"


@dataclass(frozen=True, slots=True)
class Tends(Statement):
    """`quantity` of the iterates and the count tends to `limit`, an expression or a decimal text.

    `tail` is what the quantity differs from its limit by: a small function of the count, whose powers with logarithms are tried, or the functions themselves.
    """

    orbit: Orbit
    quantity: Expr
    limit: Any
    tail: Any = None

    def certify(self, digits: int, time_limit: float | None) -> Certificate:
        try:
            found = _limit(self.orbit.observed(self.quantity, self.orbit.places, time_limit), self.tail, self.orbit.count)
        except DeriveError as error:
            return Certificate(Verdict.UNDECIDED, 0, 0, _EXTRAPOLATED, str(error))
        seen = Ball(found.limit.arb + arb(0, found.uncertainty))
        if isinstance(self.limit, str):
            verdict = replace(Value.of_ball(seen, self.limit, {plain(self.orbit.count): _INFINITY}), method=_EXTRAPOLATED)
            return replace(verdict, verdict=Verdict.AGREES) if verdict.verdict is Verdict.CERTIFIED else verdict
        return self._compared(found, seen, digits)

    def _compared(self, found: Extrapolation, seen: Ball, digits: int) -> Certificate:
        with working(BITS):
            claimed = real_part(compile_ball(sympify(self.limit), (), bind(self.orbit.at))())
            off, size = abs(found.limit.arb - claimed), float(abs(claimed).upper()) or 1.0
        if bool(off > 3 * found.uncertainty) and found.uncertainty < 0.1 * size:
            return Certificate(
                Verdict.REFUTED, 0, self.orbit.until, _EXTRAPOLATED, "", Counterexample({plain(self.orbit.count): _INFINITY}, seen, Ball(claimed))
            )
        if found.uncertainty < _RELATIVE * size:
            return Certificate(Verdict.AGREES, min(digits, found.digits), self.orbit.until, _EXTRAPOLATED)
        return Certificate(Verdict.UNDECIDED, 0, self.orbit.until, _EXTRAPOLATED, f"the limit is seen to {found.uncertainty:.1e} only: {seen.short()}")

    def falsified(self) -> Tends:
        wrong = Value(Rational(0), self.limit).falsified().decimal if isinstance(self.limit, str) else value_twin(sympify(self.limit))
        return replace(self, limit=wrong)

    def twins(self) -> Iterator[tuple[str, Statement]]:
        if not isinstance(self.limit, str):
            yield from ((name, replace(self, limit=wrong)) for name, wrong in falsified_twins(sympify(self.limit), 4))

    def correction(self, time_limit: float | None) -> str | None:
        found = _limit(self.orbit.observed(self.quantity, self.orbit.places, time_limit), self.tail, self.orbit.count)
        return f"the limit is {recognised(found.limit.arb + arb(0, found.uncertainty))}"

    @property
    def text(self) -> str:
        limit = self.limit if isinstance(self.limit, str) else plain(sympify(self.limit))
        return f"{plain(sympify(self.quantity))} → {limit} as {plain(self.orbit.count)} → ∞ along {self.orbit.text}"


@dataclass(frozen=True, slots=True)
class Grows(Statement):
    """`quantity` of the iterates is of the exact order `law`: their ratio tends to a positive constant that is not stated."""

    orbit: Orbit
    quantity: Expr
    law: Expr
    tail: Any = None

    def certify(self, digits: int, time_limit: float | None) -> Certificate:
        try:
            ratios = self.orbit.observed(sympify(self.quantity) / sympify(self.law), self.orbit.places, time_limit)
            found = _limit(_local_exponents(ratios), self.tail, self.orbit.count)
        except DeriveError as error:
            return Certificate(Verdict.UNDECIDED, 0, 0, _EXTRAPOLATED, str(error))
        seen, off = Ball(found.limit.arb + arb(0, found.uncertainty)), abs(found.limit.arb)
        if any(bool(ratio < 0) for ratio in ratios.values()):
            return Certificate(Verdict.REFUTED, 0, len(ratios), _EXTRAPOLATED, "the ratio is negative", Counterexample({}, seen, Ball(arb(0))))
        if bool(off > 3 * found.uncertainty) and bool(off > float(_EXPONENT) / 2):
            return Certificate(
                Verdict.REFUTED, 0, self.orbit.until, _EXTRAPOLATED, "the exponent of the ratio is not 0", Counterexample({}, seen, Ball(arb(0)))
            )
        if bool(off < float(_EXPONENT) / 4) and found.uncertainty < _ROUGH:
            return Certificate(Verdict.AGREES, min(digits, found.digits), self.orbit.until, _EXTRAPOLATED)
        return Certificate(Verdict.UNDECIDED, 0, self.orbit.until, _EXTRAPOLATED, f"the exponent of the ratio is 0 up to {found.uncertainty:.1e} only")

    def falsified(self) -> Grows:
        return replace(self, law=sympify(self.law) * self.orbit.count**_EXPONENT)

    def twins(self) -> Iterator[tuple[str, Statement]]:
        yield "the exponent of the law minus 1/8", replace(self, law=sympify(self.law) / self.orbit.count**EIGHTH)
        yield "the exponent of the law plus 1/8", replace(self, law=sympify(self.law) * self.orbit.count**EIGHTH)

    def correction(self, time_limit: float | None) -> str | None:
        """The power of the count that the law lacks."""
        ratios = self.orbit.observed(sympify(self.quantity) / sympify(self.law), self.orbit.places, time_limit)
        found = _limit(_local_exponents(ratios), self.tail, self.orbit.count)
        order = exponent(found.limit.arb + arb(0, found.uncertainty))
        return f"it is of the order {plain(sympify(self.law))}·{power(plain(self.orbit.count), order)}" if order else None

    @property
    def text(self) -> str:
        return f"{plain(sympify(self.quantity))} = Θ({plain(sympify(self.law))}) along {self.orbit.text}"


def _limit(values: dict[int, arb], tail: Any, count: Symbol) -> Extrapolation:
    """By the powers of a small function, or by the functions given, as many of them as serve best."""
    try:
        if isinstance(tail, tuple) and tail:
            return min((extrapolate(values, tail[:k], count, BITS) for k in range(1, min(len(tail), len(values) - 2) + 1)), key=lambda one: one.uncertainty)
        return limit_of(values, 1 / count if tail is None else sympify(tail), count, BITS)
    except (ZeroDivisionError, ValueError) as error:
        raise CannotEnclose("the limit of a sequence", f"its tail cannot be fitted: {error}", "another tail, or fewer steps") from error


def _local_exponents(ratios: dict[int, arb]) -> dict[int, arb]:
    """log2 of the growth of the ratio from l to 2l."""
    with working(BITS):
        return {place: abs(ratios[2 * place] / ratio).log() / arb(2).log() for place, ratio in ratios.items() if 2 * place in ratios}
