"""The goals that real powers beside poles end in, built and recognised.

E[|Z|^e log(|Z|)^k (Z^2 + s)^-n],  s > 0      poles at +-i sqrt(s), k = 0 or 1
E[1{Z > 0} |Z|^e (Z + p)^-m],  p > 0          a real pole on the other side
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from sympy import Abs, Expr, Heaviside, Mul, Pow, Rational, S, expand, log

from derive.language.forms.fields import field_of
from derive.language.forms.normal_form import Form
from derive.language.forms.normalize import normal_form
from derive.language.goals.expectation import Expectation
from derive.language.goals.gaussian import Gaussian
from derive.language.moments.power_goal import absolute_moment, magnitude
from derive.language.symbols import Z


@dataclass(frozen=True)
class PowerPole:
    """|Z|^exponent log(|Z|)^log (|Z|^degree + place)^-power, on a half line for degree 1."""

    exponent: Expr
    degree: int
    place: Form
    power: Fraction
    log: int = 0

    def to(self, power: Fraction) -> PowerPole:
        """The same with another power."""
        return replace(self, power=power)

    def half_mean(self) -> Form:
        """The expectation over Z > 0, as a goal."""
        if self.power == 0:
            return absolute_moment((self.exponent, self.log), self.place.field) / 2
        body = magnitude(Z, (self.exponent, self.log)) * (Z**self.degree + self.place.expression()) ** -Rational(self.power.numerator, self.power.denominator)
        if self.degree == 1:
            return self.place.field.atom(Expectation(body * Heaviside(Z), Gaussian()))
        return self.place.field.atom(Expectation(body, Gaussian())) / 2


def read_power_pole(goal: object) -> PowerPole | None:
    """The parts of a goal that `PowerPole.half_mean` makes, or None."""
    if not isinstance(goal, Expectation) or goal.law.dimension != 1 or not goal.body.has(Abs(Z)):
        return None
    exponent, logs, found, half = S.Zero, 0, None, False
    for factor in Mul.make_args(goal.body):
        base, power = factor.as_base_exp() if isinstance(factor, Pow) else (factor, S.One)
        if factor == Heaviside(Z):
            half = True
        elif base == Abs(Z) and not power.has(Z):
            exponent = exponent + power
        elif factor == log(Abs(Z)) and not logs:
            logs = 1
        elif found is None and base.is_polynomial(Z) and power.is_Rational and (power * 2).is_Integer:
            found = base, power
        else:
            return None
    if found is None:
        return None
    degree, place = (1 if half else 2), expand(found[0] - Z ** (1 if half else 2))
    if place.has(Z) or place == 0:
        return None
    return PowerPole(expand(exponent), degree, normal_form(place, field_of(goal.free_symbols)), Fraction(int(-found[1].p), int(found[1].q)), logs)
