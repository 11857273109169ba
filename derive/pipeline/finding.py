"""Findings: a derivation with its status, values and certificates, before it is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any

from sympy import Expr, S, Symbol
from sympy.logic.boolalg import Boolean

from derive.engine.step import Derivation, Step
from derive.evidence.audit.certificate import Certificate
from derive.evidence.audit.equation import certify
from derive.evidence.audit.verdict import Verdict
from derive.evidence.balls.ball import Ball
from derive.evidence.lower import ATTEMPTS, enclose
from derive.language.errors import CannotEnclose, DeriveError, Diverges, NotDefined, TimeLimit
from derive.language.functions.activation import Activation
from derive.language.goals.expectation import Goal
from derive.language.goals.hermite_coefficient import order
from derive.language.symbols import c
from derive.language.text.quantity import HIGHEST_ORDER
from derive.language.text.reader import read_number
from derive.pipeline.existence import growth_is_known, is_bounded_at_knots, jumps_vanish, needed, slow_enough, with_few_pieces

ORDER = (Verdict.PROVED, Verdict.CERTIFIED, Verdict.AGREES, Verdict.SIMULATED, Verdict.UNDECIDED, Verdict.REFUTED)


@dataclass(frozen=True, slots=True)
class Told:
    """A derivation as it is shown, its certificates, and the conditions under which it was made."""

    derivation: Derivation
    conditions: tuple[Boolean, ...] = ()

    def certificates(self, digits: int, points: int, time_limit: float | None) -> tuple[Certificate, ...]:
        """One certificate for each step."""
        return _certificates(self.derivation, self.conditions, digits, points, time_limit)


@dataclass(frozen=True, repr=False)
class Finding:
    """A derivation with its status, values and certificates: what an answer is before it is written."""

    activation: Activation
    quantity: str
    goal: Goal
    derivation: Derivation | None
    status: str
    message: str | None = None

    def __repr__(self) -> str:
        return f"<{self.quantity} of {self.activation.name}: {self.status if self.value is None else self.value}>"

    @property
    def value(self) -> Expr | None:
        """The closed form in sympy, or the reduced one, which is closed but for the integrals in it; None where there is none."""
        return self.derivation.value if self.status in ("closed", "reduced") and self.derivation else None

    def forms(self) -> tuple[Expr, ...]:
        """The value, then equivalent forms, the shortest first by the cost of `derive.language.forms.cost`; those that balls do not confirm are left out."""
        from derive.language.forms.variants import forms

        form = self.derivation.form if self.derivation else None
        if self.value is None:
            return ()
        others = dict.fromkeys(forms(form)) if form is not None else {}
        return self.value, *(other for other in others if other != self.value and self._equals(other))

    def _equals(self, other: Expr) -> bool:
        """Whether balls agree with the value, where |c| < 1: at |c| = 1 another form may be a limit only."""
        inside = (c**2 < 1,) if c in other.free_symbols else ()
        return certify(self.value, other, (*self.hypotheses, *inside), 20, 2, 10).verdict in (Verdict.PROVED, Verdict.CERTIFIED)

    @property
    def parameters(self) -> tuple[str, ...]:
        """Names of the free symbols of the question: q or q1, q2; c; parameters of the activation."""
        return tuple(sorted(symbol.name for symbol in self.goal.free_symbols))

    @property
    def hypotheses(self) -> tuple[Boolean, ...]:
        """Conditions beyond the assumptions on the symbols, under which the quantity exists and the value holds."""
        return self.derivation.hypotheses if self.derivation else ()

    @property
    def exists(self) -> bool | str | None:
        """True, or the condition under which the quantity exists as text that sympy reads; None where that could not be derived."""
        if self.status in ("diverges", "undefined"):
            return jumps_vanish(self.activation, self.quantity)
        conditions = " & ".join(f"({h})" for h in self.existence)
        return conditions or (True if self.value is not None or (growth_is_known(self.goal) and is_bounded_at_knots(self.goal)) else None)

    @property
    def existence(self) -> tuple[Boolean, ...]:
        """The conditions without which the quantity need not exist: those of its value, or else those that the growth of the functions brings."""
        conditions = needed(self.hypotheses, self.goal)
        return conditions if conditions or self.value is not None else slow_enough(self.goal)

    @property
    def remark(self) -> str | None:
        """What is said beside the answer: the message, or where the formula holds if the quantity exists elsewhere too."""
        from derive.prose.conditions import merged
        from derive.prose.notation import plain

        orders = " and ".join(plain(h) for h in self.hypotheses if h.free_symbols == {order})
        others = " and ".join(map(plain, merged(h for h in self.hypotheses if h not in self.existence and h.free_symbols != {order})))
        if self.message or not (orders or others):
            return self.message
        if orders:
            return f"the formula holds for {orders}; for lower orders no closed form was found, their values are enclosed: --at q=1,n=0"
        return f"the formula holds where {others}; elsewhere no closed form was found, values are enclosed: --at"

    def point(self, at: Mapping[str, Any]) -> dict[Symbol, Expr]:
        """Exact values for all free symbols; numbers may be int, Fraction, sympy rationals, or text such as "1/3"."""
        symbols = {symbol.name: symbol for symbol in self.goal.free_symbols}
        missing, extra = sorted(set(symbols) - set(at)), sorted(set(at) - set(symbols))
        if missing or extra:
            what = f"{', '.join(missing)} not given" if missing else f"{', '.join(extra)} unknown"
            given = ", ".join(f"{name}={value}" for name, value in at.items()) or "no point"
            raise DeriveError(f"{self.quantity} at {given}", what, f"values for {', '.join(sorted(symbols))}")
        values = {symbols[name]: read_number(str(number)) for name, number in at.items()}
        return {symbol: _checked(symbol, number) for symbol, number in values.items()}

    def holds_at(self, at: Mapping[str, Any]) -> bool:
        """Whether the hypotheses are satisfied at a point."""
        values = self.point(at)
        return all(bool(h.subs(values)) for h in self.hypotheses)

    def enclose(self, digits: int = 30, time_limit: float | None = None, **at: Any) -> Ball:
        """A ball that contains the quantity at an exact point, radius at most 10**-digits * max(1, |value|).

        Raises Diverges or NotDefined where the quantity does not exist, CannotEnclose where no proven value could be computed.
        """
        return self.enclose_at(self.point(at), digits, time_limit)

    def enclose_at(self, values: Mapping[Symbol, Expr], digits: int, time_limit: float | None) -> Ball:
        """The same at values of the symbols themselves."""
        if self.status in ("diverges", "undefined") or not all(bool(h.subs(values)) for h in self.hypotheses):
            return self.outside(values, digits, time_limit)
        return _enclosed(self.goal, self.value, values, digits, time_limit)

    def outside(self, at: Mapping[Symbol, Expr], digits: int, time_limit: float | None) -> Ball:
        """Where the hypotheses fail, the quantity may still exist (a jump can vanish for one value of a parameter): the evidence decides."""
        try:
            return enclose(with_few_pieces(self.goal, at), at, digits, time_limit)
        except Diverges as problem:  # E|f| is infinite
            if self.status != "undefined":
                raise
            raise NotDefined(problem.asked, problem.stopped, problem.remedy) from None
        except CannotEnclose:
            if self.status not in ("diverges", "undefined"):
                raise  # conditions that are enough for what was derived need not be needed
            kind = NotDefined if self.status == "undefined" else Diverges
            raise kind(self.quantity, self.message or f"it exists only where {self.exists}") from None

    def certificates(self, digits: int = 30, points: int = 3, time_limit: float | None = None) -> tuple[Certificate, ...]:
        """The audit: one certificate for each step of the derivation."""
        return tuple(cert for part in self.told() for cert in part.certificates(digits, points, time_limit))

    def told(self) -> Iterator[Told]:
        """The derivations that the answer consists of: one, or one for each case."""
        if self.derivation is not None:
            yield Told(self.derivation)

    def equations(self) -> Iterator[tuple[Expr, tuple[Boolean, ...]]]:
        """What the goal equals and when: one value, or one for each case."""
        if self.value is not None:
            yield self.value, self.conditions

    def certified(self, digits: int = 30, points: int = 2, time_limit: float | None = None) -> Certificate:
        """The audit of goal = value, the weakest of all cases, by evaluating both sides independently."""
        equations = tuple(self.equations())
        left = None if time_limit is None else time_limit / max(1, len(equations))
        found = [certify(self.goal, value, conditions, digits, points, left) for value, conditions in equations]
        weakest = max(found, key=lambda cert: (ORDER.index(cert.verdict), -cert.digits))
        return replace(weakest, points=sum(cert.points for cert in found))

    @cached_property
    def certificate(self) -> Certificate:
        """The audit of the answer itself, goal = value, by evaluating both sides independently; proved if each step is certified too."""
        return self.judged(() if self.value is None else self.certificates(time_limit=SECONDS))

    def judged(self, steps: Sequence[Certificate], digits: int = 30) -> Certificate:
        """The same to `digits` digits, where the audit of the steps is known."""
        if self.derivation is None or self.value is None:
            return Certificate(Verdict.UNDECIDED, 0, 0, "", self.message or "no closed form was found")
        whole = self.certified(digits, 2, SECONDS)
        if whole.verdict is Verdict.CERTIFIED and all(s.verdict is Verdict.CERTIFIED for s in steps):
            return Certificate(Verdict.PROVED, whole.digits, whole.points, f"{len(steps)} steps, each certified in balls", whole.message)
        return max((whole, *steps), key=lambda cert: ORDER.index(cert.verdict))

    @property
    def conditions(self) -> tuple[Boolean, ...]:
        """The hypotheses with those that belong to the question, |c| <= 1."""
        return (*self.hypotheses, *((c >= -1, c <= 1) if c in self.goal.free_symbols else ()))

    @property
    def steps(self) -> tuple[Step, ...]:
        return self.derivation.steps if self.derivation else ()


@lru_cache(maxsize=512)
def _certificates(derivation: Derivation, conditions: tuple[Boolean, ...], digits: int, points: int, time_limit: float | None) -> tuple[Certificate, ...]:
    found = []
    for step in derivation.steps:
        natural = (c >= -1, c <= 1) if c in step.goal.free_symbols else ()
        needed = dict.fromkeys((*step.hypotheses, *natural, *conditions, *derivation.hypotheses))  # those of the steps before and after included
        found.append(certify(step.goal, step.equal, tuple(needed), digits, points, time_limit))
    return tuple(found)


FEW_ATTEMPTS = 2  # of a form, before its integral is tried
SECONDS = 30  # for the audit of one equation
ASSUMPTIONS = ("positive", "negative", "nonnegative", "nonpositive", "nonzero", "integer")  # the stronger first


def _enclosed(goal: Goal, value: Expr | None, at: Mapping[Symbol, Expr], digits: int, time_limit: float | None) -> Ball:
    """The value in balls; the goal itself where there is no value, or its form is singular or ill-conditioned at the point (c near 1 or -1, large terms that
    cancel).

    At c = 1 and -1 the goal comes first: a form is a limit there, and the limit of a kernel with a singular factor need not be its value.
    """
    if value is None:
        return enclose(goal, at, digits, time_limit)
    if abs(at.get(c, S.Zero)) == 1:
        with suppress(CannotEnclose, TimeLimit):
            return enclose(goal, at, digits, time_limit)
    found = _by_form(value, at, digits, time_limit, FEW_ATTEMPTS)
    if found is not None and found.digits >= digits:
        return found
    try:
        direct = enclose(goal, at, digits, time_limit)
    except CannotEnclose:
        found = _by_form(value, at, digits, time_limit, ATTEMPTS)
        if found is None:
            raise
        return found
    if direct.digits < digits:
        found = _by_form(value, at, digits, time_limit, ATTEMPTS)
    return direct if found is None else max(found, direct, key=lambda ball: ball.digits)


def _by_form(value: Expr, at: Mapping[Symbol, Expr], digits: int, time_limit: float | None, attempts: int) -> Ball | None:
    try:
        return enclose(value, at, digits, time_limit, attempts)
    except CannotEnclose:
        return None


def _checked(symbol: Symbol, number: Expr) -> Expr:
    if symbol == c and abs(number) > 1:
        raise DeriveError(f"c = {number}", "a correlation lies between -1 and 1", "c=1/2")
    if symbol == order and not (number.is_Integer and 0 <= number <= HIGHEST_ORDER):
        raise DeriveError(f"n = {number}", f"the order of He_n is a whole number from 0 to {HIGHEST_ORDER}", "n=3")
    assumed = next((fact for fact in ASSUMPTIONS if getattr(symbol, f"is_{fact}") and not getattr(number, f"is_{fact}")), None)
    if assumed is not None:
        raise DeriveError(f"{symbol} = {number}", f"{symbol} is assumed {assumed}", f"a value that is {assumed}")
    return number
