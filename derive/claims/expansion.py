"""An expansion at a point: f(e) = sum of a_k e^(p_k) + O(e^r) as e -> 0+.

Asymptotics are not equations. The remainder f(e) - (sum) is enclosed in balls at e = 10^-5, 10^-10, 10^-15, 10^-20;
it must shrink like e^r, so that remainder / e^r stays bounded from each point to the next; the last coefficient is
then recovered to about (r - p_last) * 20 digits. Each ball is proven, the conclusion about e -> 0 is an
extrapolation: the verdict is `agrees`, never more.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from flint import arb
from sympy import Expr, Rational, S, Symbol, sympify

from derive.claims.limit import BESIDE
from derive.claims.recognised import exponent, power, recognised
from derive.claims.statement import Statement
from derive.evidence.audit.certificate import Certificate, Counterexample
from derive.evidence.audit.verdict import Verdict
from derive.evidence.balls.ball import Ball
from derive.evidence.balls.precision import working
from derive.evidence.lower import enclose
from derive.language.errors import DeriveError
from derive.prose.notation import plain

_TENTHS = (5, 10, 15, 20)
_METHOD = "order of the remainder, enclosed at e = 1e-5, 1e-10, 1e-15, 1e-20"
_FIGURES, _BITS = 30, 400
_FINEST, _ASIDE = ({"e": f"{times}1e-{_TENTHS[-1]}"} for times in ("", f"{BESIDE}*"))


@dataclass(frozen=True, slots=True)
class Expansion(Statement):
    """`function` (an expression in `variable`, which tends to 0 from above) is the sum of coefficient *
    variable**power over `terms`, up to O(variable**order).
    """

    function: Expr
    variable: Symbol
    terms: tuple[tuple[Expr, Expr], ...]
    order: Rational

    def __post_init__(self) -> None:
        if isinstance(self.terms, Mapping) or any(not isinstance(pair, tuple | list) or len(pair) != 2 for pair in self.terms):
            raise TypeError(f"terms = {self.terms!r} are no pairs of a coefficient and a power, such as ((1, 1), (-2, 2)) for u - 2 u^2")
        object.__setattr__(self, "function", sympify(self.function))
        object.__setattr__(self, "terms", tuple((sympify(a), sympify(p)) for a, p in self.terms))
        object.__setattr__(self, "order", sympify(self.order))

    @property
    def sum(self) -> Expr:
        return sum((a * self.variable**p for a, p in self.terms), start=sympify(0))

    def certify(self, digits: int, time_limit: float | None) -> Certificate:
        try:
            scaled = [self._remainder(k, time_limit) for k in _TENTHS]
            aside = self._remainder(_TENTHS[-1], time_limit, BESIDE)
        except DeriveError as error:
            return Certificate(Verdict.UNDECIDED, 0, 0, _METHOD, str(error))
        ratios = [abs(fine.arb) / (abs(coarse.arb) + arb(10) ** -6) for coarse, fine in (*itertools.pairwise(scaled), (scaled[-2], aside))]
        gap = float(self.order - self.terms[-1][1])
        if all(bool(ratio < 10) for ratio in ratios):
            return Certificate(Verdict.AGREES, min(digits, int(gap * _TENTHS[-1])), len(_TENTHS), _METHOD)
        if bool(ratios[-2] > 30) or bool(ratios[-1] > 30):
            claimed = Ball(arb(0, 1) * (abs(scaled[0].arb) + 1))
            return Certificate(
                Verdict.REFUTED,
                0,
                len(_TENTHS),
                _METHOD,
                "remainder / e^order grows without bound",
                Counterexample(_FINEST, scaled[-1], claimed) if bool(ratios[-2] > 30) else Counterexample(_ASIDE, aside, claimed),
            )
        return Certificate(Verdict.UNDECIDED, 0, len(_TENTHS), _METHOD, "the order of the remainder is not visible down to e = 1e-20")

    def _remainder(self, tenths: int, time_limit: float | None, beside: Expr = S.One) -> Ball:
        """(f(e) - sum) / e^order at e = 10^-tenths: stays bounded exactly if the expansion holds."""
        scaled = (self.function - self.sum) / self.variable**self.order
        return enclose(scaled, {self.variable: beside / 10**tenths}, 10, time_limit)

    def falsified(self) -> Expansion:
        """The last coefficient times 1 + 10^-6."""
        coefficient, power = self.terms[-1]
        wrong = coefficient * (1 + Rational(1, 10**6)) if coefficient != 0 else Rational(1, 10**6)
        return replace(self, terms=(*self.terms[:-1], (wrong, power)))

    def twins(self) -> Iterator[tuple[str, Statement]]:
        """Each coefficient's sign changed in turn."""
        for index, (coefficient, order) in enumerate(self.terms):
            if coefficient != 0:
                changed = (*self.terms[:index], (-coefficient, order), *self.terms[index + 1 :])
                yield f"sign of the term of order {order}", replace(self, terms=changed)

    def correction(self, time_limit: float | None) -> str | None:
        """The first term that is wrong, from what the terms before it leave at the two smallest places."""
        for count, (coefficient, order) in enumerate(self.terms):
            found = self._term(count, time_limit)
            if found is None:
                return None
            seen, power_ = found
            if Rational(power_.numerator, power_.denominator) != order or not seen.overlaps(enclose(coefficient, {}, _FIGURES, time_limit).arb):
                return f"the term after {count or 'no'} terms is {recognised(seen)}·{power(plain(self.variable), power_)}"
        return None

    def _term(self, count: int, time_limit: float | None) -> tuple[arb, Fraction] | None:
        """(coefficient, power) of what is left after so many terms, where it is like a power."""
        scale = self.terms[count][1]
        rest = (self.function - sum((a * self.variable**p for a, p in self.terms[:count]), start=sympify(0))) / self.variable**scale
        coarse, fine = (enclose(rest, {self.variable: Rational(1, 10**tenths)}, _FIGURES, time_limit).arb for tenths in _TENTHS[-2:])
        with working(_BITS):
            found = exponent((abs(fine) / abs(coarse)).log() / arb(10).log() / (_TENTHS[-2] - _TENTHS[-1]))
            if found is None:
                return None
            slope = arb(found.numerator) / found.denominator
            one, other = (value * arb(10) ** (tenths * slope) for value, tenths in zip((coarse, fine), _TENTHS[-2:], strict=True))
            return other + arb(0, abs(other - one).upper()), found + Fraction(int(scale.p), int(scale.q))

    @property
    def text(self) -> str:
        return f"{plain(self.function)} = {plain(self.sum)} + O({self.variable}**{self.order})"
