"""The edge of chaos of one activation: the curve, its points, where it exists and where it is stable."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flint import arb
from sympy import Expr, Integer, Rational

from derive.activations import of as activation_of
from derive.evidence.balls.clock import time_limited
from derive.evidence.balls.precision import working
from derive.evidence.line.heat_series import ends
from derive.language.deciding.zero import is_zero
from derive.language.errors import DeriveError, Diverges, NotDefined
from derive.language.forms.fields import field_of
from derive.language.forms.normalize import normal_form
from derive.language.functions.activation import Activation
from derive.language.symbols import x
from derive.language.text.decimals import between
from derive.language.text.reader import read_number
from derive.meanfield.beyond import beginning
from derive.meanfield.conditions import AtPoint, bias_is
from derive.meanfield.moments import Moments, exact, moments_of
from derive.meanfield.phase import Phase, phase
from derive.meanfield.point import EdgePoint, edge_point
from derive.meanfield.reach import cells_for_bias
from derive.meanfield.zeros import Zeros, refine, zeros
from derive.theory import mean_field
from derive.theory.decay import Law, law_of

GUARD = 25  # digits of working precision beyond those asked
SECONDS = 60.0
EMPTY = "the edge is empty: phi is affine with phi(0) not 0, so sigma_b^2 = -phi(0)^2/phi'^2 is negative at every q"


class NoPoint(DeriveError):
    """There is no point of the edge where one was asked for; the reason says why."""


@dataclass(frozen=True, slots=True)
class Points:
    """Points of the edge at one sigma_b, smallest q first; `message` says what was proven about others."""

    points: tuple[EdgePoint, ...]
    complete: bool
    message: str


@dataclass(frozen=True, slots=True)
class Curve:
    """sigma_w^2 and sigma_b^2 as functions of q, and chi_par on them; `closed` if all moments in them have closed forms."""

    sigma_w2: Expr
    sigma_b2: Expr
    chi_par: Expr
    closed: bool


class EdgeOfChaos:
    """The parametric curve sigma_w^2(q) = 1/E[phi'^2], sigma_b^2(q) = q - E[phi^2]/E[phi'^2] (Hayou et al. 2019).

    Raises Diverges or NotDefined where E[phi^2] or E[phi'^2] is not finite. Points need an activation without free parameters.
    """

    def __init__(self, activation: Activation) -> None:
        self.activation = activation
        self.moments: Moments = moments_of(activation)
        self.moments.require("second", "slope")
        if all(x not in part.expr.free_symbols or is_zero(part.expr.diff(x)) is True for part in activation.pieces):
            raise NotDefined(f"the edge of {activation.name}", "phi is constant, so chi_1 = 0", "another activation")

    def __repr__(self) -> str:
        return f"<edge of chaos of {self.activation.name}>"

    @cached_property
    def curve(self) -> Curve:
        """The curve; goals stand for moments without closed form."""
        names = ("second", "slope", "curvature")
        closed = all(self.moments.answer(name).value is not None for name in names)
        found = mean_field.edge_of_chaos(*(self.moments.expression(name) for name in names))
        parts = (found.sigma_w2, found.sigma_b2, found.chi_par)
        width, bias, slope = map(_arranged, parts) if closed else parts
        return Curve(width, bias, slope, closed)

    @property
    def is_one_point(self) -> bool:
        """phi is homogeneous of degree 1: then E[phi^2] = q E[phi'^2], and the edge is sigma_b = 0 with every q."""
        return bool(self.moments.facts.homogeneity == 1)

    @property
    def degree(self) -> Expr | None:
        """k where phi is homogeneous of a degree k that is not 1: then sigma_b^2 = q (k - 1)^2/k^2 and chi_par = (2k - 1)/k at every q."""
        found = self.moments.facts.homogeneity
        return found if found is not None and found.is_Rational and found != 1 else None

    @property
    def is_shifted(self) -> bool:
        """phi is affine with phi(0) not 0: sigma_b^2 would be -phi(0)^2/phi'^2, so the edge is empty."""
        return not self.is_one_point and law_of(self.activation).law is Law.AFFINE

    def at(self, q: Any = 1, digits: int = 30, seconds: float | None = SECONDS) -> EdgePoint:
        """The point with this variance. Raises NoPoint where sigma_b^2 would be negative."""
        variance = self._number(q, "q")
        if variance <= 0:
            raise DeriveError(f"the edge at q = {q}", "a variance is positive", "q=1")
        with time_limited(seconds), working(int(3.33 * (digits + GUARD))):
            near = AtPoint(self.moments, variance, digits + 6)
            if self.is_one_point:
                return edge_point(self.moments, near.q, near.value, arb(0), "phi is homogeneous of degree 1", "neutral")
            try:
                bias = near.of(bias_is(arb(0)))
            except Diverges as error:
                raise Diverges(f"the edge of {self.activation.name} at q = {q}", f"a moment is infinite there: {error.stopped}", "a smaller q") from None
            if not bias >= 0:
                why = "sigma_b^2 = q - E[phi^2]/E[phi'^2] is negative there" if bias < 0 else "the sign of sigma_b^2 is not decided there"
                raise NoPoint(f"the edge of {self.activation.name} at q = {q}", why, "another q")
            return edge_point(self.moments, near.q, near.value, None, "q is exact")

    def points(self, sigma_b: Any, digits: int = 30, seconds: float | None = SECONDS) -> Points:
        """Every point of the edge at this sigma_b, smallest q first."""
        bias = self._number(sigma_b, "sigma_b")
        if bias < 0:
            raise DeriveError(f"the edge at sigma_b = {sigma_b}", "a standard deviation is not negative", "sigma_b=1/5")
        with time_limited(seconds), working(int(3.33 * (digits + GUARD))):
            if self.is_one_point:
                return self._single(bias, digits)
            if self.is_shifted:
                return Points((), True, EMPTY)
            if self.degree is not None:
                return self._homogeneous(self.degree, bias, digits)
            condition = bias_is(exact(bias) ** 2)
            cells = cells_for_bias(self.moments, bias)
            found = zeros(self.moments, condition, cells)
            refined = [refine(self.moments, condition, zero, digits + 2) for zero in found.found]
            proof = "interval Newton: the only zero of sigma_b^2(q) - sigma_b^2 in an interval"
            points = tuple(edge_point(self.moments, r.ball, r.value, exact(bias), proof) for r in refined)
        start = beginning(self.activation) if bias == 0 and not points else None
        message = _searched(found, len(points), bias)
        return Points(points, found.complete, message if start is None else f"{message}; {start}")

    def phase(self, sigma_b: Any, sigma_w: Any, digits: int = 20, seconds: float | None = SECONDS) -> Phase:
        """Ordered, chaotic or edge at (sigma_b, sigma_w), with q*, c* and the depth scales xi_q and xi_c."""
        bias, width = self._number(sigma_b, "sigma_b"), self._number(sigma_w, "sigma_w")
        if bias < 0 or width <= 0:
            raise DeriveError(f"the phase at sigma_b = {sigma_b}, sigma_w = {sigma_w}", "standard deviations are not negative", "sigma_b=1/5, sigma_w=1")
        return phase(self.moments, bias**2, width**2, digits, seconds)

    def _homogeneous(self, degree: Expr, bias: Rational, digits: int) -> Points:
        """E[phi^2] = q E[phi'^2] (2k - 1)/k^2, since E|z|^(2k) = (2k - 1) E|z|^(2k - 2)."""
        why = f"phi is homogeneous of degree {degree}, so sigma_b^2 = q {(degree - 1) ** 2 / degree**2} on the whole edge"
        if bias == 0:
            return Points((), True, f"{why}: there is no point at sigma_b = 0")
        near = AtPoint(self.moments, bias**2 * degree**2 / (degree - 1) ** 2, digits + 6)
        return Points((edge_point(self.moments, near.q, near.value, exact(bias), why),), True, f"exactly one point: {why}")

    def _single(self, bias: Rational, digits: int) -> Points:
        if bias != 0:
            return Points((), True, "phi is homogeneous of degree 1, so the edge is the single point sigma_b = 0: there is none at another sigma_b")
        near = AtPoint(self.moments, Integer(1), digits + 6)
        point = edge_point(self.moments, near.q, near.value, arb(0), "phi is homogeneous of degree 1", "neutral")
        return Points((point,), True, "the edge is this single point: phi is homogeneous of degree 1, so every variance is kept")

    def _number(self, number: Any, name: str) -> Rational:
        require_numbers(self.activation)
        return read_number(str(number)) if not isinstance(number, Rational) else number


def require_numbers(activation: Activation) -> None:
    """Raises DeriveError while parameters are free."""
    if activation.parameters:
        first = activation.parameters[0]
        raise DeriveError(f"numbers for {activation.name}", f"{first} has no value", f'fixed={{"{first}": "1/2"}}, or --set {first}=1/2')


def edge_of_chaos(activation: Any, *, assume: Any = None, fixed: Any = None) -> EdgeOfChaos:
    """The edge of chaos of an activation, given as a name, text, sympy expression, callable or Activation.

    >>> edge_of_chaos("erf").points("1/5").points[0].sigma_w.short(8)
    '1.1527954'
    """
    return EdgeOfChaos(activation_of(activation, assume or {}, fixed or {}))


def _arranged(expr: Expr) -> Expr:
    """Through the exact normal form, where that is shorter: it decides sigma_b^2 = 0."""
    found = normal_form(expr, field_of(expr.free_symbols)).expression()
    return min(found, expr, key=lambda form: len(str(form)))


def _searched(found: Zeros, count: int, bias: Rational) -> str:
    """What is proven about the number of points."""
    if not found.covered:
        return "no part of the curve could be enclosed"
    low, high = between(ends(found.covered[0])[0], ends(found.covered[-1])[1])
    how = f"exactly {count} point{'s' * (count > 1)}" if count else "no point"
    holes = "; some variances in between could not be enclosed" if found.missed and found.missed[0] < found.covered[-1] else ""
    return f"{how} with sigma_b = {bias} and {low} < q < {high}, by interval Newton{holes}"
