"""The true value at a point, as a ball; where a variance is 0 the input is the constant 0."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

from sympy import Expr, Rational

from derive.activations import defaults_of
from derive.activations import of as activation_of
from derive.evidence.balls.ball import Ball
from derive.evidence.lower import enclose
from derive.language.errors import DeriveError, NotDefined
from derive.language.functions.activation import Activation
from derive.language.goals.expectation import ActivationMoment, DualKernel
from derive.language.symbols import ddphi, dphi, phi, x

DIGITS = 18  # of the scale of a law
FINEST = 400  # digits after the point: beyond the least float
LEAST = 1e-300  # of a scale
LARGEST = 709.0  # the logarithm of the largest float
SECONDS = 5.0
DERIVATIVES = (phi, dphi, ddphi)


@dataclass(frozen=True, slots=True)
class KernelTruth:
    """E[phi^(n)(u) psi^(n)(v)] for variances q1, q2 and correlation c, and the scale of its errors."""

    first: Activation
    second: Activation
    order: int = 0

    def at(self, point: tuple[Rational, ...], size: float = 1.0) -> Ball:
        """The value to 18 digits of `size`; raises DeriveError where it does not exist or is not known in time."""
        v1, v2, r = point
        if v1 and v2:
            return _enclosed(DualKernel(self.first.expr, self.second.expr, (self.order, self.order), v1, v2, r), _digits(size))
        return _enclosed(self._mean(self.first, v1) * self._mean(self.second, v2), _digits(size))

    def scale(self, point: tuple[Rational, ...]) -> float:
        """sqrt(E[phi^(n)(u)^2] E[psi^(n)(v)^2]), no less than the least float: what an error is relative to."""
        return _root(1, *(_square(part, self.order, q) for part, q in zip((self.first, self.second), point[:2], strict=True)))

    def _mean(self, part: Activation, q: Rational) -> Expr:
        return ActivationMoment(part.expr, DERIVATIVES[self.order], q) if q else _at_zero(part, self.order)


def moment(activation: Activation, monomial: Expr, q: Rational, size: float = 1.0) -> Ball:
    """E[monomial in phi, phi', phi'', z] at variance q > 0 as a ball, to 18 digits of `size`."""
    return _enclosed(ActivationMoment(activation.expr, monomial, q), _digits(size))


def spread(activation: Activation, polynomial: Expr, q: Rational) -> float:
    """sqrt(E[polynomial^2]); |E[polynomial]| where the square has no mean. Never below the least float."""
    try:
        return _root(1, _positive(ActivationMoment(activation.expr, polynomial**2, q)))
    except DeriveError:
        return _root(2, _positive(ActivationMoment(activation.expr, polynomial, q)))


def ready(source: object) -> Activation:
    """The activation of a name, text or expression; a name of a family takes its library's defaults.

    Raises DeriveError where parameters are left without values.
    """
    found = activation_of(source)
    found = found.with_values({name: value for name, value in defaults_of(found).items() if name in {p.name for p in found.parameters}})
    if found.parameters:
        names = ", ".join(str(p) for p in found.parameters)
        raise DeriveError(f"a test with {found.name}", f"it needs values for {names}", 'Activation.of(...).with_values({"alpha": "1/100"})')
    return found


@lru_cache(maxsize=8192)
def _enclosed(goal: Expr, digits: int) -> Ball:
    return enclose(goal, {}, digits, SECONDS)


def _digits(size: float) -> int:
    """Digits after the point for 18 digits of a number of this size."""
    return min(max(DIGITS, DIGITS - math.floor(math.log10(max(size, LEAST)))), FINEST)


def _positive(goal: Expr) -> Ball:
    """A value that is not 0 unless it is below all floats, to 10 digits of its own size at least."""
    for digits in (DIGITS, 3 * DIGITS, 9 * DIGITS, FINEST):
        found = _enclosed(goal, digits)
        if found.arb.rad() * 10**10 < abs(found.arb.mid()):
            break
    return found


def _root(power: int, *balls: Ball) -> float:
    """The root of the product of their sizes, each to the same power; not below the least float."""
    logarithms = [power * float(size.log()) / 2 if (size := ball.arb.abs_upper()) > 0 else -math.inf for ball in balls]
    total = sum(logarithms)
    return LEAST if total < math.log(LEAST) else math.exp(total) if total < LARGEST else math.inf


def _square(part: Activation, order: int, q: Rational) -> Ball:
    return _positive(ActivationMoment(part.expr, DERIVATIVES[order] ** 2, q) if q else _at_zero(part, order) ** 2)


def _at_zero(activation: Activation, order: int) -> Expr:
    if any(knot == 0 for n in range(order + 1) for knot, _ in activation.jumps(n)):
        raise NotDefined(f"the value of {activation.name} at 0", "it jumps there", "a positive variance")
    return activation.expr.diff(x, order).subs(x, 0).doit()
