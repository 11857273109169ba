"""Deep residual networks of one activation, with numbers: laws of p, of gradients and of angles, the fixed point e* and its rate, at given deviations.

e* is where the convex function F(e) - e (its Taylor coefficients in e are not negative, by Mehler's expansion) crosses 0 in [0, 1): there is at most one
such place, found by bisection with proven signs; there is none where F(e) > e all the way, and then e -> 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flint import arb
from sympy import Expr, Integer, Rational, Symbol, diff, pi, sqrt

from derive.evidence.balls.ball import Ball
from derive.evidence.balls.clock import time_limited
from derive.evidence.balls.precision import working
from derive.evidence.lower import enclose
from derive.language.errors import DeriveError
from derive.language.functions.activation import Activation
from derive.language.symbols import c
from derive.meanfield.far_field import far_field
from derive.theory.recurrence import LocalMap, decay
from derive.theory.residual import Far, Law, gradient_law, gradient_law_without_biases, growth_rate, increments, rate_exponent, variance_law
from derive.theory.residual_phases import Phase, phase

NEAREST = 12  # e* is looked for below 1 - 10^-NEAREST


@dataclass(frozen=True, slots=True)
class Angle:
    """What e = gamma/p tends to. `limit` is e*; `rate` is delta in |e - e*| = l^(-delta + o(1)); `law` is that of 1 - e where e -> 1 like a power.

    None where `reason` says why.
    """

    limit: Ball | None
    rate: Ball | None = None
    law: Expr | None = None
    reason: str = ""


@dataclass(frozen=True)
class ResidualNetwork:
    """x' = x + V phi(W x + b) + a; raises DeriveError where phi could not be followed far out."""

    activation: Activation

    @cached_property
    def far(self) -> Far:
        """phi far out."""
        return far_field(self.activation)

    @property
    def variance(self) -> Law:
        """p_l."""
        return variance_law(self.far)

    @property
    def gradient(self) -> Law:
        """log(chi^0/chi^l)."""
        return gradient_law(self.far)

    @property
    def gradient_without_biases(self) -> Law:
        """log(chi^0/chi^l) for sigma_a = 0."""
        return gradient_law_without_biases(self.far)

    @property
    def increments(self) -> Expr | None:
        """F, in the letter c."""
        return increments(self.far, c)

    def phase(self, **decay: Any) -> Phase:
        """What becomes of it where sigma_v(l)^2 = sigma_v^2 l^(-v), and so on, for exponents v, w, a, b."""
        return phase(self.far, decay)

    @property
    def angle_law(self) -> Expr | None:
        """1 - e_l for a = 1, where the limit function has a kink: (4/s^2) (1 + 1/r)^2/l^2, r = B - 1; None for other degrees."""
        if self.far.degree != 1 or self.far.kernel is None:
            return None
        kink = _kink(self.far)
        share = growth_rate(self.far) / (1 + growth_rate(self.far))
        return None if kink == 0 else decay(LocalMap({Rational(1, 2): share * kink}, Rational(1))).law

    def angle(self, values: Mapping[Symbol, Any], digits: int = 20, seconds: float | None = 60.0) -> Angle:
        """e* and how fast e comes near it, at exact values of the deviations. Raises DeriveError for a missing value, TimeLimit."""
        with time_limited(seconds):
            return self._angle(values, digits)

    def _angle(self, values: Mapping[Symbol, Any], digits: int) -> Angle:
        if self.angle_law is not None:
            return Angle(Ball(arb(1)), None, self.angle_law.subs(dict(values)))
        found = self.increments
        if found is None:
            return Angle(None, reason="the correlation of increments far out is not known")
        at = found.subs(dict(values))
        missing = at.free_symbols - {c}
        if missing:
            names = ", ".join(sorted(map(str, missing)))
            raise DeriveError(f"the limiting angle of {self.activation.name}", f"no value is given for {names}", "a number for each")
        limit = _crossing(at, digits)
        if limit is None:
            return Angle(Ball(arb(1)), reason="F(e) > e for all e below 1")
        rate = rate_exponent(self.far, diff(at, c))
        with working(int(3.33 * digits) + 64):
            return Angle(Ball(limit), Ball(enclose(rate, {c: limit}, digits).arb))


def _kink(far: Far) -> Expr:
    """s in J(1 - e) = 1 - e + s e^(3/2) + ...: (2 sqrt(2)/(3 pi)) times half the squared jump of psi' over v, from J'(0) and J(0)."""
    assert far.kernel is not None
    return 2 * sqrt(2) / (3 * pi) * _kink_weight(far)


def _kink_weight(far: Far) -> Expr:
    """psi = a_+ x for x > 0, a_- x else: (a_+ - a_-)^2/(2 v) = pi J(0), since J(0) = (a_+ - a_-)^2/(2 pi v)."""
    assert far.kernel is not None
    return pi * far.kernel.subs(c, 0)


def _crossing(found: Expr, digits: int) -> arb | None:
    """The zero of F(c) - c in [0, 1) as a ball; None where there is none below 1 - 10^-NEAREST."""
    if found.subs(c, 0) == 0 and _sign(found, Rational(1, 10**6), digits) < 0:
        return arb(0)
    high = next((1 - Rational(1, 10**k) for k in range(1, NEAREST + 1) if _sign(found, 1 - Rational(1, 10**k), digits) < 0), None)
    if high is None:
        return None
    low: Rational = Integer(0)
    for _ in range(int(3.33 * digits) + 4):
        middle = (low + high) / 2
        sign = _sign(found, middle, digits + 5)
        if sign == 0:
            break
        low, high = (low, middle) if sign < 0 else (middle, high)
    with working(int(3.33 * digits) + 64):
        ends = [enclose(end, {}, digits + 10).arb for end in (low, high)]
        return arb(ends[0].union(ends[1]))


def _sign(found: Expr, at: Rational, digits: int) -> int:
    """Of F(c) - c at an exact place: 0 where the ball does not decide."""
    ball = enclose(found - c, {c: at}, digits + 5).arb
    return -1 if ball < 0 else 1 if ball > 0 else 0
