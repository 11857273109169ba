"""A pair of complex poles beside a gate on another variable: Y^l 1{Y > h} W^k Q^-n with W = X + m and Q = W^2 + s."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from math import comb

from sympy import Heaviside, expand

from derive.language.forms import positivity
from derive.language.forms.fields import field_of
from derive.language.forms.normal_form import Form
from derive.language.forms.normalize import normal_form
from derive.language.goals.expectation import Expectation, Goal
from derive.language.goals.gaussian import Gaussian
from derive.language.moments.moment import Gate, Shape, moment_form
from derive.language.moments.pole_pair import PolePair, read_pole_pair
from derive.language.symbols import X, Y

Pairs = list[tuple[Form, PolePair]]
HIGHEST = 12


@dataclass(frozen=True)
class GatedPole:
    """Y^power 1{Y > start} times a pair of poles in X; the correlation of X and Y."""

    start: Form
    power: int
    pair: PolePair
    rho: Form

    def mean(self, power: int, pair: PolePair) -> Form:
        """E of it with another power and pair, as a goal; without poles a moment."""
        field = self.rho.field
        if pair.n == 0:
            zero = (field.zero, field.zero)
            shape = Shape(zero, zero, gates=(Gate((field.zero, field.one), -self.start, False),))
            return moment_form(field, (self.rho,), {(i, power): pair.m ** (pair.k - i) * comb(pair.k, i) for i in range(pair.k + 1)}, shape)
        body = Heaviside(Y - self.start.expression()) * Y**power * pair.at(X)
        return field.atom(Expectation(body, Gaussian(self.rho.expression())))

    @property
    def spread(self) -> Form:
        """sqrt(1 - c^2)."""
        return positivity.sqrt(self.rho.field.one - self.rho * self.rho)[0]

    def on_the_edge(self, pair: PolePair) -> Form:
        """E of the pair of poles, given Y = start."""
        spread = self.spread
        moved = PolePair((pair.m + self.rho * self.start) / spread, pair.s / (spread * spread), pair.k, pair.n)
        return moved.mean() * spread ** (pair.k - 2 * pair.n)


def mean(pair: PolePair) -> Form:
    """E of a pair of poles, or of a power of W, in one variable."""
    if pair.n or pair.k < 2:
        return pair.mean()
    field = pair.field
    return moment_form(field, (), {(i,): pair.m ** (pair.k - i) * comb(pair.k, i) for i in range(pair.k + 1)}, Shape((field.zero,), (field.zero,)))


def times_powers(pair: PolePair, power: int) -> Pairs:
    """x^power times a pair of poles in x, as a sum."""
    found: Pairs = [(pair.field.one, pair)]
    for _ in range(power):
        found = collected((value * weight, part) for value, one in found for weight, part in _times_letter(one))
    return found


def _times_letter(pair: PolePair) -> Pairs:
    if pair.n == 0:  # x = W - m, and W is kept with n = 0
        return [(-pair.m, pair), (pair.field.one, pair.powers(pair.k + 1, 0))]
    return pair.times_letter()


def collected(terms: Iterable[tuple[Form, PolePair]]) -> Pairs:
    """The terms with those of one pair added."""
    total: dict[PolePair, Form] = {}
    for value, pair in terms:
        total[pair] = total[pair] + value if pair in total else value
    return [(value, pair) for pair, value in total.items() if value]


@lru_cache(maxsize=1024)
def read_gated_pole(goal: Goal) -> GatedPole | None:
    """What a goal that `GatedPole.mean` makes stands for, else None."""
    if not isinstance(goal, Expectation) or goal.law.dimension != 2 or goal.law.correlation in (1, -1) or len(goal.body.atoms(Heaviside)) != 1:
        return None
    (gate,) = goal.body.atoms(Heaviside)
    start, field = expand(Y - gate.args[0]), field_of(goal.free_symbols)
    in_y, in_x = (goal.body / gate).as_independent(X, as_Add=False)
    base, power = in_y.as_base_exp()
    if start.has(X, Y) or in_x.has(Y) or not (in_y == 1 or (base == Y and power.is_Integer and 0 < power <= HIGHEST)):
        return None
    pair = read_pole_pair(in_x, X, field)
    if pair is None:
        return None
    return GatedPole(normal_form(start, field), 0 if in_y == 1 else int(power), pair, normal_form(goal.law.correlation, field))
