"""How the iterates of a map behave: u_l ~ law(l) as l -> infinity.

The orbit is computed in balls; the limit of u_l/law(l) is an extrapolation, so the verdict is `agrees`, never more. The
law may hold corrections: they make the extrapolation converge faster, and a wrong correction is seen as a drift.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from flint import acb, arb
from sympy import Expr, Rational, Symbol, sympify

from derive.claims.falsified import EIGHTH
from derive.claims.orbit import PATIENCE
from derive.claims.recognised import exponent, power, recognised
from derive.claims.statement import Statement
from derive.evidence.audit.certificate import Certificate, Counterexample
from derive.evidence.audit.verdict import Verdict
from derive.evidence.balls.ball import Ball
from derive.evidence.balls.precision import working
from derive.evidence.balls.scalar import bind, compile_ball, real_part
from derive.evidence.maps.iteration import BITS, limit_of, orbit
from derive.language.errors import DeriveError
from derive.prose.notation import plain

_METHOD = "orbit in balls, limit of the ratio by extrapolation"
_EPSILON = Rational(1, 10**6)
_VISIBLE = 0.01  # a drift of the ratio like a power of l is seen above it
_RELATIVE = 1e-7  # what the extrapolation must reach, so that a constant that is off by 1e-6 is seen


@dataclass(frozen=True, slots=True)
class Iterates(Statement):
    """u_(l+1) = step(u_l), u_0 = `start`, has u_l ~ `law` (an expression in `count`), up to factors 1 + O(`tail`) with logarithms.

    >>> from sympy import sin
    >>> from sympy.abc import l, u
    >>> Iterates(sin(u), u, 1, (3 / l) ** Rational(1, 2), l).text
    'u ↦ sin(u) from u = 1: u ~ √(3/l)'
    """

    step: Expr
    variable: Symbol
    start: Any
    law: Expr
    count: Symbol
    tail: Expr | None = None
    until: int = 2**17

    def __post_init__(self) -> None:
        if not isinstance(self.count, Symbol):
            raise TypeError(f"count = {self.count!r} is not the letter in which the law is an expression, such as l in 1/l")
        object.__setattr__(self, "step", sympify(self.step))
        object.__setattr__(self, "law", sympify(self.law))
        object.__setattr__(self, "tail", 1 / self.count if self.tail is None else sympify(self.tail))

    def certify(self, digits: int, time_limit: float | None) -> Certificate:
        try:
            ratios = self._ratios(time_limit)
            found, drift = (limit_of(values, self.tail, self.count, BITS) for values in (ratios, _drift(ratios)))
        except DeriveError as error:
            return Certificate(Verdict.UNDECIDED, 0, 0, _METHOD, str(error))
        if bool(abs(drift.limit.arb) > 3 * drift.uncertainty) and drift.uncertainty < _VISIBLE:
            sides = (drift.limit, Ball(arb(0, drift.uncertainty)))
            return Certificate(Verdict.REFUTED, 0, self.until, _METHOD, "the exponent of u/law is not 0", Counterexample({self.count.name: "infinity"}, *sides))
        off = abs(found.limit.arb - 1)
        if bool(off > 3 * found.uncertainty) and found.uncertainty < 0.1:
            sides = (found.limit, Ball(arb(1, found.uncertainty)))
            return Certificate(Verdict.REFUTED, 0, self.until, _METHOD, "the limit of u/law is not 1", Counterexample({self.count.name: "infinity"}, *sides))
        if bool(off < arb(10) * found.uncertainty) and found.uncertainty < _RELATIVE:
            return Certificate(Verdict.AGREES, min(digits, found.digits), self.until, _METHOD)
        return Certificate(Verdict.UNDECIDED, 0, self.until, _METHOD, f"the limit of u/law is 1 up to {found.uncertainty:.1e} only")

    def _ratios(self, time_limit: float | None) -> dict[int, arb]:
        values = _orbit(self.step, self.variable, self.start, self.until, time_limit)
        with working(BITS):
            law = compile_ball(self.law, (self.count,), bind({}))
            ratios = {place: value.arb / real_part(law(acb(place))) for place, value in values.items()}
            return {place: ratio for place, ratio in ratios.items() if ratio.is_finite()}

    def falsified(self) -> Iterates:
        return replace(self, law=self.law * (1 + _EPSILON))

    def twins(self) -> Iterator[tuple[str, Statement]]:
        yield "the sign of the law", replace(self, law=-self.law)
        yield "the exponent of the law plus 1/8", replace(self, law=self.law * self.count**EIGHTH)

    def correction(self, time_limit: float | None) -> str | None:
        """The power of the count, or the constant, that the law lacks."""
        ratios = self._ratios(time_limit)
        drift = limit_of(_drift(ratios), self.tail, self.count, BITS)
        order = exponent(drift.limit.arb + arb(0, drift.uncertainty))
        if order:
            return f"u/law is of the order {power(plain(self.count), order)}"
        found = limit_of(ratios, self.tail, self.count, BITS)
        return f"u is {recognised(found.limit.arb + arb(0, found.uncertainty))} times the law"

    @property
    def text(self) -> str:
        name = plain(self.variable)
        return f"{name} ↦ {plain(self.step)} from {name} = {self.start}: {name} ~ {plain(self.law)}"


def _drift(ratios: dict[int, arb]) -> dict[int, arb]:
    """The local exponents of the ratio: log2 of its growth from l to 2l, which tend to 0 where the law has the right exponent."""
    with working(BITS):
        return {place: (abs(ratios[2 * place] / ratio)).log() / arb(2).log() for place, ratio in ratios.items() if 2 * place in ratios}


_ORBITS: dict[tuple[Any, ...], dict[int, Ball]] = {}


def _orbit(step: Expr, variable: Symbol, start: Any, until: int, time_limit: float | None) -> dict[int, Ball]:
    """The last orbit is kept: the twins of a law have the same one."""
    question = (step, variable, str(start), until)
    if question not in _ORBITS:
        found = orbit(step, variable, start, until, None if time_limit is None else PATIENCE * time_limit)
        _ORBITS.clear()
        _ORBITS[question] = found
    return _ORBITS[question]
