"""The goals E[Z^k (Z^2 + 1/s^2)^-n g(s Z)] with g(y) one of arctan(y), arctan(y)^2, log(1 + y^2), s > 0."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from sympy import Expr, Pow, S, atan, log

from derive.language.forms import positivity
from derive.language.forms.fields import field_of
from derive.language.forms.normal_form import Field, Form, Undecided
from derive.language.forms.normalize import normal_form
from derive.language.goals.expectation import Expectation
from derive.language.goals.gaussian import Gaussian
from derive.language.moments.integrand import Integrand
from derive.language.moments.rational import PartialFractions, Simple
from derive.language.moments.rational_moment import piecewise_expectation
from derive.language.symbols import Z

ARCTANGENT, SQUARE, LOGARITHM = "arctan(y)", "arctan(y)^2", "log(1 + y^2)"


@dataclass(frozen=True)
class TangentMoment:
    """E[Z^k (Z^2 + 1/s^2)^-n g(s Z)], `scale` = s > 0, `kind` tells g."""

    scale: Form
    kind: str
    k: int
    n: int = 0

    @property
    def field(self) -> Field:
        return self.scale.field

    @property
    def pole(self) -> Form:
        return (self.scale * self.scale).inverse()

    def form(self) -> Form:
        """The goal; zero where the integrand is odd."""
        if (self.k + (self.kind == ARCTANGENT)) % 2:
            return self.field.zero
        y = self.scale.expression() * Z
        value: Expr = log(1 + y**2) if self.kind == LOGARITHM else atan(y) ** (2 if self.kind == SQUARE else 1)
        return self.field.atom(Expectation(Z**self.k * Pow(Z**2 + self.pole.expression(), -self.n) * value, Gaussian()))

    def at(self, k: int, n: int = 0, kind: str = "") -> Form:
        """The same with other powers, or another function."""
        return TangentMoment(self.scale, kind or self.kind, k, n).form()

    def fraction(self, k: int, n: int) -> Form:
        """E[Z^k (Z^2 + 1/s^2)^-n], by partial fractions."""
        simple = PartialFractions(self.field, {Simple(0, 2, self.pole, Fraction(n)): self.field.one})
        return rational_expectation(simple * PartialFractions.monomial(self.field.one, k))


def rational_expectation(fractions: PartialFractions) -> Form:
    """E[r(Z)] in simple fractions."""
    field = fractions.field
    return piecewise_expectation([], [(fractions, Integrand(field, 1, {}))], field.one)


@lru_cache(maxsize=1024)
def read_tangent_moment(goal: Expectation) -> TangentMoment | None:
    """What a goal that `TangentMoment.form` makes stands for, else None."""
    functions = list(goal.body.atoms(atan, log)) if goal.law.dimension == 1 else []
    powers = goal.body.as_powers_dict()
    k = powers.get(Z, S.Zero)
    n = next((-power for base, power in powers.items() if base.has(Z) and base != Z and not base.has(atan, log)), S.Zero)
    if len(functions) != 1 or not (k.is_Integer and n.is_Integer):
        return None
    function = functions[0]
    kinds = (LOGARITHM,) if isinstance(function, log) else (ARCTANGENT, SQUARE)
    try:
        scale = scale_of(function, Z, field_of(goal.free_symbols))
    except Undecided:
        return None
    found = (TangentMoment(scale, kind, int(k), int(n)) for kind in kinds)
    return next((moment for moment in found if list(moment.form().atoms()) == [goal]), None)


def scale_of(function: Expr, letter: Expr, field: Field) -> Form:
    """s of arctan(s w) or log(1 + s^2 w^2). Raises Undecided for any other argument, or where s is not known to be positive."""
    argument = function.args[0]
    slope = ((argument - 1) / letter**2 if isinstance(function, log) else argument / letter).expand()
    if slope.has(letter):
        raise Undecided("an arctangent or logarithm of another function")
    scale, needed = positivity.sqrt(normal_form(slope, field)) if isinstance(function, log) else (normal_form(slope, field), ())
    if needed or positivity.sign(scale) <= 0:
        raise Undecided("the sign of a scale")
    return scale
