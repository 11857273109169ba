"""The true value at a point, as a ball; where a variance is 0 the input is the constant 0."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from sympy import Expr, Rational

from derive.activations import defaults_of
from derive.activations import of as activation_of
from derive.evidence.ball import Ball
from derive.evidence.lower import enclose
from derive.language.activation import Activation
from derive.language.errors import DeriveError, NotDefined
from derive.language.expectation import ActivationMoment, DualKernel
from derive.language.symbols import ddphi, dphi, phi, x

DIGITS = 18
SECONDS = 5.0
DERIVATIVES = (phi, dphi, ddphi)


@dataclass(frozen=True, slots=True)
class KernelTruth:
    """E[phi^(n)(u) psi^(n)(v)] for variances q1, q2 and correlation c, and the scale of its errors."""

    first: Activation
    second: Activation
    order: int = 0

    def at(self, point: tuple[Rational, ...]) -> Ball:
        """The value; raises DeriveError where it does not exist or is not known in time."""
        v1, v2, r = point
        if v1 and v2:
            return _enclosed(DualKernel(self.first.expr, self.second.expr, (self.order, self.order), v1, v2, r))
        return _enclosed(self._mean(self.first, v1) * self._mean(self.second, v2))

    def scale(self, point: tuple[Rational, ...]) -> float:
        """sqrt(E[phi^(n)(u)^2] E[psi^(n)(v)^2]), no less than the least float: what an error is relative to."""
        squares = [_square(part, self.order, q) for part, q in zip((self.first, self.second), point[:2], strict=True)]
        return max(float((squares[0].arb * squares[1].arb).sqrt().mid()), 1e-300)

    def _mean(self, part: Activation, q: Rational) -> Expr:
        return ActivationMoment(part.expr, DERIVATIVES[self.order], q) if q else _at_zero(part, self.order)


def moment(activation: Activation, monomial: Expr, q: Rational) -> Ball:
    """E[monomial in phi, phi', phi'', z] at variance q > 0 as a ball."""
    return _enclosed(ActivationMoment(activation.expr, monomial, q))


def spread(activation: Activation, polynomial: Expr, q: Rational) -> float:
    """sqrt(E[polynomial^2]); |E[polynomial]| where the square has no mean. Never below the least float."""
    try:
        return max(float(moment(activation, polynomial**2, q).arb.sqrt().mid()), 1e-300)
    except DeriveError:
        return max(abs(float(moment(activation, polynomial, q).arb.mid())), 1e-300)


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
def _enclosed(goal: Expr) -> Ball:
    return enclose(goal, {}, DIGITS, SECONDS)


def _square(part: Activation, order: int, q: Rational) -> Ball:
    return moment(part, DERIVATIVES[order] ** 2, q) if q else _enclosed(_at_zero(part, order) ** 2)


def _at_zero(activation: Activation, order: int) -> Expr:
    if any(knot == 0 for n in range(order + 1) for knot, _ in activation.jumps(n)):
        raise NotDefined(f"the value of {activation.name} at 0", "it jumps there", "a positive variance")
    return activation.expr.diff(x, order).subs(x, 0).doit()
