"""Limits: f(t) -> value as t tends to 0 from above, or to infinity.

f is enclosed at t = 10^-4, 10^-8, 10^-16, 10^-32 (or their inverses). The distance from the claimed limit must shrink
like a power of t; each ball is proven, the conclusion is an extrapolation, so the verdict is `agrees`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from flint import arb
from sympy import Expr, Integer, Rational, S, Symbol, oo, sympify

from derive.claims.falsified import falsified_twins
from derive.claims.recognised import exponent, power, recognised
from derive.claims.statement import Statement, with_functions
from derive.evidence.audit.certificate import Certificate, Counterexample
from derive.evidence.audit.twin import value_twin
from derive.evidence.audit.verdict import Verdict
from derive.evidence.balls.ball import Ball
from derive.evidence.balls.precision import working
from derive.evidence.lower import enclose
from derive.language.errors import DeriveError
from derive.prose.notation import plain

_TENTHS = (4, 8, 16, 32)
BESIDE = Rational(141, 103)  # times a power of ten: what is periodic must not be seen at its periods alone
_METHOD = "distance from the limit, enclosed at 1e-4, 1e-8, 1e-16, 1e-32"
_BITS = 300
_AGREEING = 6  # figures in which the last two values agree where there is a limit
_MOST = 64  # values kept


@dataclass(frozen=True, slots=True)
class Limit(Statement):
    """`function` of `variable` tends to `value` as the variable tends to `point`: 0 (from above) or infinity.

    For f(t) ~ C t^p state the limit of f(t)/(C t^p). Convergence like a power is needed; one like a logarithm is undecided.

    >>> from sympy import sin
    >>> from sympy.abc import x
    >>> Limit(sin(x) / x, x, 1).text
    'sin(x)/x → 1 as x → 0'
    """

    function: Expr
    variable: Symbol
    value: Expr
    point: Any = 0

    def __post_init__(self) -> None:
        object.__setattr__(self, "function", sympify(self.function))
        object.__setattr__(self, "value", sympify(self.value))
        if self.point not in (0, oo):
            raise ValueError("a limit is taken at 0 or at infinity; shift the variable")

    def certify(self, digits: int, time_limit: float | None) -> Certificate:
        try:
            off = [self._distance(k, time_limit) for k in _TENTHS]
            aside = [self._distance(k, time_limit, BESIDE) for k in _TENTHS[-2:]]
        except DeriveError as error:
            return Certificate(Verdict.UNDECIDED, 0, 0, _METHOD, str(error))
        coarse, fine = (distance.max(other) for distance, other in zip(off[-2:], aside, strict=True))
        if bool(fine < coarse * arb(1) / 10) or bool(fine < arb(10) ** -digits):
            return Certificate(Verdict.AGREES, _decimals(fine, digits), len(_TENTHS), _METHOD)
        if bool(fine > coarse * arb(9) / 10):
            where = self._finest(bool(aside[-1] > off[-1] * 2))
            against = Counterexample(where, Ball(aside[-1] if aside[-1] > off[-1] * 2 else off[-1]), Ball(arb(0)))
            return Certificate(Verdict.REFUTED, 0, len(_TENTHS), _METHOD, "the distance from the limit does not shrink", against)
        return Certificate(Verdict.UNDECIDED, 0, len(_TENTHS), _METHOD, "convergence is too slow to be seen, or the limit is slightly wrong")

    def _finest(self, beside: bool) -> dict[str, str]:
        return {self.variable.name: f"{f'{BESIDE}*' * beside}1e{'-' if self.point == 0 else ''}{_TENTHS[-1]}"}

    def _distance(self, tenths: int, time_limit: float | None, beside: Expr = S.One) -> arb:
        found = _enclosed(self.function, self.variable, self._place(tenths) * beside, time_limit)
        with working(_BITS):
            return arb(abs(found - enclose(self.value, {}, 2 * _TENTHS[-1], time_limit).arb))

    def falsified(self) -> Limit:
        return replace(self, value=value_twin(self.value))

    def twins(self) -> Iterator[tuple[str, Statement]]:
        for description, wrong in falsified_twins(self.value):
            yield description, replace(self, value=wrong)

    def correction(self, time_limit: float | None) -> str | None:
        """The limit, where the last values agree; the power of the variable that the function follows, where it is one."""
        coarse, fine = (_enclosed(self.function, self.variable, self._place(k), time_limit) for k in _TENTHS[-2:])
        aside = _enclosed(self.function, self.variable, self._place(_TENTHS[-1]) * BESIDE, time_limit)
        with working(_BITS):
            if bool(abs(fine - coarse) < abs(fine) * arb(10) ** -_AGREEING) and not bool(abs(fine - aside) < abs(fine) * arb(10) ** -_AGREEING):
                return None
            if bool(abs(fine - coarse) < abs(fine) * arb(10) ** -_AGREEING):
                return f"the limit is {recognised(fine + arb(0, abs(fine - coarse).upper()))}"
            towards = 1 if self.point == oo else -1
            order = exponent((abs(fine) / abs(coarse)).log() / arb(10).log() / (towards * (_TENTHS[-1] - _TENTHS[-2])))
            if order is None or not order:
                return None
            slope = towards * arb(order.numerator) / order.denominator
            first, last = (value / arb(10) ** (tenths * slope) for value, tenths in zip((coarse, fine), _TENTHS[-2:], strict=True))
            factor = recognised(last + arb(0, abs(last - first).upper()))
            return f"it {'grows' if order * towards > 0 else 'tends to 0'} like {'' if factor == '1' else factor + '·'}{power(plain(self.variable), order)}"

    def _place(self, tenths: int) -> Expr:
        return Rational(1, 10**tenths) if self.point == 0 else Integer(10) ** tenths

    @property
    def text(self) -> str:
        point = "0" if self.point == 0 else "∞"
        return with_functions(f"{plain(self.function)} → {plain(self.value)} as {plain(self.variable)} → {point}", self.function)


_KEPT: dict[tuple[Any, ...], arb] = {}


def _enclosed(function: Expr, variable: Symbol, at: Expr, time_limit: float | None) -> arb:
    """The last values are kept: the twins of a limit have the same function."""
    question = (function, variable, at)
    if question not in _KEPT:
        found = enclose(function, {variable: at}, 2 * _TENTHS[-1], time_limit).arb
        if len(_KEPT) >= _MOST:
            _KEPT.clear()
        _KEPT[question] = found
    return _KEPT[question]


def _decimals(off: arb, digits: int) -> int:
    found = next((k for k in range(digits, 0, -1) if bool(off < arb(10) ** -k)), 0)
    return int(found)
