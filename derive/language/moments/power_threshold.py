"""The goals that powers with a threshold end in.

    E[ |Z - h|^e log^k |Z - h|  exp(b Z + g Z^2)  1{Z > l} ],        l >= h

as a value of forms, with its sympy goal, built and recognised. By symmetry powers of (h - Z)_+ are of this kind too.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from sympy import Abs, Expr, Heaviside, Mul, Pow, S, exp, expand, log

from derive.language.forms.fields import field_of
from derive.language.forms.normal_form import Field, Form
from derive.language.forms.normalize import normal_form
from derive.language.goals.expectation import Expectation
from derive.language.goals.gaussian import Gaussian
from derive.language.symbols import Z


@dataclass(frozen=True)
class Threshold:
    """|Z - place|^exponent log^log |Z - place| exp(tilt Z + square Z^2) 1{Z > cut}."""

    exponent: Expr
    log: int
    place: Form
    cut: Form
    tilt: Form
    square: Form

    @property
    def field(self) -> Field:
        return self.place.field

    @property
    def open(self) -> bool:
        """The power starts at its own zero, (Z - h)_+^e."""
        return self.cut == self.place

    @property
    def plain(self) -> bool:
        """Without exponentials."""
        return not self.tilt and not self.square

    def with_log(self, k: int) -> Threshold:
        return replace(self, log=k)

    def expression(self) -> Expectation:
        """The goal in sympy."""
        distance = Abs(expand(Z - self.place.expression()))
        weight = exp(expand(self.tilt.expression() * Z + self.square.expression() * Z**2))
        body = distance**self.exponent * log(distance) ** self.log * weight * Heaviside(expand(Z - self.cut.expression()))
        return Expectation(body, Gaussian())

    def goal(self) -> Form:
        """The goal as an atom."""
        return self.field.atom(self.expression())


def read_threshold(goal: object) -> Threshold | None:
    """The parts of a goal that `Threshold.goal` makes, or None."""
    if not isinstance(goal, Expectation) or goal.law.dimension != 1 or not goal.body.has(Heaviside):
        return None
    cuts, argument, powers = [], S.Zero, []
    for factor in Mul.make_args(goal.body):
        if isinstance(factor, Heaviside):
            cuts.append(expand(Z - factor.args[0]))
        elif isinstance(factor, exp):
            argument = argument + factor.args[0]
        else:
            powers.append(factor)
    key = _power(powers)
    coefficients = [expand(argument).coeff(Z, k) for k in range(3)]
    if len(cuts) != 1 or cuts[0].has(Z) or key is None or expand(argument - coefficients[1] * Z - coefficients[2] * Z**2) != 0:
        return None
    field = field_of(goal.free_symbols)
    exponent, k, place = key
    return Threshold(exponent, k, *(normal_form(value, field) for value in (place, cuts[0], *coefficients[1:])))


def _power(factors: list[Expr]) -> tuple[Expr, int, Expr] | None:
    """(e, k, h) of |Z - h|^e log^k |Z - h|."""
    exponent, k, distance = S.Zero, 0, None
    for factor in factors:
        base, power = (factor.base, factor.exp) if isinstance(factor, Pow) else (factor, S.One)
        inner = base.args[0] if isinstance(base, log) else base
        whole = inner.args[0] if isinstance(inner, Abs) else inner if power.is_even else None
        if whole is None or power.has(Z) or (distance is not None and distance not in (whole, expand(-whole))):
            return None
        distance = whole if distance is None else distance
        if isinstance(base, log):
            if not power.is_Integer or power < 0:
                return None
            k = int(power)
        else:
            exponent = exponent + power
    if distance is None:
        return None
    place = expand(Z - distance * distance.coeff(Z, 1))
    return None if place.has(Z) else (expand(exponent), k, place)
