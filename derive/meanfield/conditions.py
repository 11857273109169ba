"""Equations in the variance q whose zeros the theory asks for.

V = E[phi^2], h = E[phi'^2], m = E[phi phi''] = V' - h, s = E[phi''^2]. As h > 0, each equation is multiplied by what it is divided by in print; what
remains is a sum of moments with coefficients that are affine in q, and a function of q alone:

    f(q) = sum_i (a_i + b_i q) M_i(q) + g(q),     M_i one of V, V', h, s.

On a cell the sum is one polynomial, so that what cancels between the moments is cancelled before anything is enclosed on an interval.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from flint import arb, arb_poly
from sympy import Rational

from derive.evidence.line.heat_series import remainder
from derive.meanfield.moments import Moments, exact

Function = Callable[[arb], arb]


def _nothing(_: arb) -> arb:
    return arb(0)


@dataclass(frozen=True, slots=True)
class Term:
    """(constant + linear q) times the derivative of this order of a moment."""

    moment: str
    order: int
    constant: arb
    linear: arb

    def factor(self, variance: arb) -> arb:
        """constant + linear q."""
        return self.constant + self.linear * variance


@dataclass(frozen=True, slots=True)
class Condition:
    """f(q) = 0; `free` is g and `free_rate` its derivative."""

    terms: tuple[Term, ...]
    free: Function = _nothing
    free_rate: Function = _nothing


@dataclass
class OnCell:
    """A condition and its derivative in q on intervals of variances of a cell."""

    moments: Moments
    condition: Condition
    cell: int

    @cached_property
    def _centre(self) -> arb:
        return self.moments.series("second", self.cell).centre

    @cached_property
    def _polynomials(self) -> tuple[arb_poly, arb_poly]:
        """The sum of the terms in t = q/q0 - 1, and its derivative."""
        total, centre = arb_poly([0]), self._centre
        for term in self.condition.terms:
            affine = arb_poly([term.constant + term.linear * centre, term.linear * centre])
            total += affine * self.moments.series(term.moment, self.cell).series[term.order] * (1 / centre**term.order)
        return total, total.derivative()

    def value(self, variance: arb) -> arb:
        """f on a ball; NaN outside the cell's disc."""
        return self._enclosed(variance, 0) + self.condition.free(variance)

    def rate(self, variance: arb) -> arb:
        """f' on a ball."""
        return self._enclosed(variance, 1) + self.condition.free_rate(variance)

    def _enclosed(self, variance: arb, order: int) -> arb:
        t = variance / self._centre - 1
        size = abs(t).upper()
        if not size < arb(1) / 2:
            return arb.nan()
        error = sum((self._error(term, variance, size, order) for term in self.condition.terms), arb(0))
        return self._polynomials[order](t) / self._centre**order + arb(0, error.upper())

    def _error(self, term: Term, variance: arb, size: arb, order: int) -> arb:
        """What the series of the term leaves out, of f or of f'."""
        rest = self.moments.series(term.moment, self.cell).rest
        left_out = [rest * remainder(size, term.order + k) / self._centre ** (term.order + k) for k in range(order + 1)]
        return abs(term.factor(variance)) * left_out[order] + (abs(term.linear) * left_out[0] if order else 0)


@dataclass
class AtPoint:
    """The moments at an exact variance, by closed forms or quadrature, each computed once."""

    moments: Moments
    variance: Rational
    digits: int
    known: dict[str, arb] = field(default_factory=dict)

    @property
    def q(self) -> arb:
        """The variance as a ball."""
        return exact(self.variance)

    def value(self, name: str) -> arb:
        """`second`, `slope`, `curvature`, `bend` or `mean`."""
        if name not in self.known:
            self.known[name] = self.moments.at(name, self.variance, self.digits)
        return self.known[name]

    def of(self, condition: Condition) -> arb:
        """f at the point."""
        total = condition.free(self.q)
        for term in condition.terms:
            moment = self.value("curvature") + self.value("slope") if (term.moment, term.order) == ("second", 1) else self.value(term.moment)
            total += term.factor(self.q) * moment
        return total


def bias_is(square: arb) -> Condition:
    """sigma_b^2 = q - V/h on the edge: (q - sigma_b^2) h - V = 0."""
    return Condition((Term("slope", 0, -square, arb(1)), Term("second", 0, arb(-1), arb(0))))


def stability_is(slope: arb) -> Condition:
    """chi_par = V'/h = `slope` on the edge: V' - slope h = 0."""
    return Condition((Term("second", 1, arb(1), arb(0)), Term("slope", 0, -slope, arb(0))))


def beta_is(depth: arb) -> Condition:
    """beta_q = 2h/(q s) = `depth`: 2h - depth q s = 0."""
    return Condition((Term("slope", 0, arb(2), arb(0)), Term("bend", 0, arb(0), -depth)))


def kink_scale_is(depth: arb, kinks: list[tuple[arb, arb]]) -> Condition:
    """2/s = `depth` with s = (sqrt(2)/(3 pi)) sum_i D_i^2 exp(-x_i^2/(2q))/h, `kinks` the pairs (x_i, D_i): 2h - depth h s = 0."""

    def weight(variance: arb, power: int) -> arb:
        terms = [d * d * (x * x / (2 * variance * variance)) ** power * (-x * x / (2 * variance)).exp() for x, d in kinks]
        return -depth * arb(2).sqrt() / (3 * arb.pi()) * sum(terms, arb(0))

    return Condition((Term("slope", 0, arb(2), arb(0)),), lambda t: weight(t, 0), lambda t: weight(t, 1))


def is_fixed(bias: arb, width: arb) -> Condition:
    """A fixed point of the variance map: sigma_b^2 + sigma_w^2 V - q = 0, given the squares."""
    return Condition((Term("second", 0, width, arb(0)),), lambda t: bias - t, lambda t: arb(-1))
