"""The moments of one activation: closed forms where there are any, balls at exact variances, and series that hold on intervals.

Names: `second` is V = E[phi^2], `slope` h = E[phi'^2], `curvature` m = E[phi phi''] = V' - h, `bend` s = E[phi''^2].
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import cached_property, lru_cache

from flint import arb, fmpq
from sympy import Expr, Rational, oo

from derive.evidence.balls.clock import check_clock
from derive.evidence.balls.precision import working
from derive.evidence.line.heat_series import HeatSeries, heat_series
from derive.evidence.lower import enclose
from derive.language.errors import CannotEnclose, DeriveError, Diverges, NotDefined
from derive.language.functions.activation import Activation
from derive.language.functions.facts import Facts, facts
from derive.language.functions.piece import glued
from derive.language.symbols import ddphi, dphi, phi, q
from derive.pipeline import Answer, expectation
from derive.theory.moments import moment

QUANTITIES = {"second": "E[phi^2]", "slope": "E[dphi^2]", "curvature": "E[phi*ddphi]", "bend": "E[ddphi^2]", "mean": "E[phi]"}
ORDERS = {"second": 0, "slope": 1, "bend": 2}
SERIES_DIGITS = 16
POLYNOMIALS = {"second": phi**2, "slope": dphi**2, "curvature": phi * ddphi, "bend": ddphi**2, "mean": phi}
ABSENT = ("diverges", "undefined")
PATIENT = 6  # values of a moment that are enclosed before a closed form is looked for, which pays off for many values only


class Moments:
    """`activation` has no free parameters; raises Diverges or NotDefined where E[phi^2] or E[phi'^2] does not exist for all variances."""

    def __init__(self, activation: Activation) -> None:
        self.activation = activation
        self._answers: dict[str, Answer] = {}
        self._series: dict[tuple[str, int], HeatSeries | CannotEnclose] = {}
        self._asked: Counter[str] = Counter()

    @cached_property
    def facts(self) -> Facts:
        return facts(self.activation)

    def answer(self, name: str) -> Answer:
        """The derivation of one of QUANTITIES."""
        if name not in self._answers:
            self._answers[name] = expectation(self.activation, QUANTITIES[name], seconds=20)
        return self._answers[name]

    def exists(self, name: str) -> bool:
        """Whether the quantity is finite for some variance."""
        return self._all_exist or self.answer(name).status not in ABSENT

    @property
    def _all_exist(self) -> bool:
        """phi, phi' and phi'' are functions that are square-integrable under every centred normal law (class A)."""
        return self.facts.class_a.holds is True and self.facts.exists_below == oo

    def goal(self, name: str) -> Expr:
        """The moment itself, whether or not it has a closed form."""
        return moment(self.activation, POLYNOMIALS[name])

    def expression(self, name: str) -> Expr:
        """The closed form, or the goal that stands for it."""
        found = self.answer(name)
        return found.goal if found.value is None else found.value

    def require(self, *names: str) -> None:
        """Raises Diverges or NotDefined, with the reason, unless all of them exist."""
        for name in () if self._all_exist else names:
            found = self.answer(name)
            if found.status in ABSENT:
                kind = Diverges if found.status == "diverges" else NotDefined
                why = (found.message or "").rpartition(": ")[2]
                raise kind(f"the mean-field theory of {self.activation.name}", f"{QUANTITIES[name]} is not finite: {why}", "another activation")

    def at(self, name: str, variance: Rational, digits: int) -> arb:
        """The value at an exact variance, radius about 10^-digits max(1, |value|). Raises Diverges where it is proven to be infinite.

        Where the growth of phi does not show that E[phi^2] is finite, a closed form need not hold, and the moment itself is enclosed.
        """
        bound = self.facts.exists_below
        if bound is not None and bound.is_Rational and (bound - variance).is_positive is False:
            beyond: arb = enclose(self.goal(name), {q: variance}, digits).arb
            return beyond
        if self._all_exist and name not in self._answers and self._asked[name] < PATIENT:
            self._asked[name] += 1
            enclosed: arb = enclose(self.goal(name), {q: variance}, digits).arb
            return enclosed
        found, point = self.answer(name), {q: variance}
        try:
            ball = enclose(self.expression(name), point, digits)
        except CannotEnclose:
            if found.value is None:
                raise
            ball = enclose(found.goal, point, digits)
        if ball.digits < digits and found.value is not None:
            ball = max(ball, enclose(found.goal, point, digits), key=lambda b: b.digits)
        value: arb = ball.arb
        return value

    def series(self, name: str, cell: int) -> HeatSeries:
        """`second`, `slope` or `bend` on a cell of variances. Raises CannotEnclose."""
        key = name, cell
        if key not in self._series:
            try:
                self._series[key] = heat_series(self._square(ORDERS[name]), cell, SERIES_DIGITS)
            except DeriveError as error:
                check_clock()  # the end of the time says nothing about the cell
                self._series[key] = CannotEnclose(error.asked, error.stopped, error.remedy)
        found = self._series[key]
        if isinstance(found, CannotEnclose):
            raise found.with_traceback(None)
        return found

    def _square(self, order: int) -> Expr:
        """(phi^(order))^2, point masses left out."""
        return glued(replace(part, expr=part.expr**2) for part in self.activation.derivative_pieces(order))


@lru_cache(maxsize=64)
def moments_of(activation: Activation) -> Moments:
    """The moments of an activation; the same object for the same activation, so that nothing is computed twice."""
    return Moments(activation)


def midpoint(low: arb, high: arb, digits: int) -> Rational:
    """The square of a fraction with few digits, inside a short interval of positive numbers: moments are functions of its root."""
    with working(int(3.33 * digits) + 40):
        centre = ((low + high) / 2).mid()
        shift = int(3.33 * digits) + 16 - int(min(0.0, float(centre.log() / arb.const_log2())))
        root = (centre.sqrt().mid() * (arb(2) ** shift)).mid().floor().fmpz()
        return (Rational(int(root)) / Rational(2) ** shift) ** 2


def exact(number: Rational) -> arb:
    """A fraction as a ball at the current precision."""
    return arb(fmpq(int(number.p), int(number.q)))
