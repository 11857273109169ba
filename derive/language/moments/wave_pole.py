"""A pair of complex poles and a wave in two letters, beside a gate and powers of the other letter, or beside another pair of poles.

    cos(a X + b Y) W^k Q^-n Y^l 1{Y > h}   and   cos(a X + b Y) W^k Q^-n V^j R^-p,        W = X + m,  Q = W^2 + s,  V and R the same in Y,

without a gate too, and with sines.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from math import comb

from sympy import Expr, Heaviside, Mul, S, cos, expand, sin

from derive.language.forms.complex_form import ComplexForm
from derive.language.forms.fields import field_of
from derive.language.forms.normal_form import Form
from derive.language.forms.normalize import normal_form
from derive.language.goals.expectation import Expectation, Goal
from derive.language.goals.gaussian import Gaussian
from derive.language.moments.gated_pole import HIGHEST
from derive.language.moments.moment import Gate, Shape, moment_form
from derive.language.moments.pole_pair import PolePair, read_pole_pair
from derive.language.moments.wave import oriented
from derive.language.symbols import X, Y

Frequency = tuple[Form, Form]


@dataclass(frozen=True)
class Beside:
    """Y^power 1{Y > start}, without the gate if there is no start."""

    power: int
    start: Form | None

    def at(self, y: Expr) -> Expr:
        """In sympy."""
        return y**self.power * (S.One if self.start is None else Heaviside(y - self.start.expression()))


@dataclass(frozen=True)
class WavePole:
    """The wave and the pole pair, beside a gate or another pair; rho is the correlation."""

    frequency: Frequency
    pair: PolePair
    other: Beside | PolePair
    rho: Form

    @property
    def back(self) -> WavePole:
        """With the opposite frequency."""
        return replace(self, frequency=(-self.frequency[0], -self.frequency[1]))

    @property
    def along(self) -> Form:
        """The covariance of the wave's argument and X."""
        return self.frequency[0] + self.rho * self.frequency[1]

    @property
    def across(self) -> Form:
        """The covariance of the wave's argument and Y."""
        return self.rho * self.frequency[0] + self.frequency[1]

    def real_part(self, factor: ComplexForm) -> Form:
        """E of the real part of the factor times exp(i(a X + b Y)), times the rest, as goals."""
        total = factor.real * self.goal(turned=False) if factor.real else factor.real
        return total - factor.imaginary * self.goal(turned=True) if factor.imaginary else total

    def goal(self, turned: bool) -> Form:
        """E with a cosine, or with a sine if turned, as a goal; a wave without frequency is 1 or 0."""
        field = self.rho.field
        if self._is_odd(turned):
            return field.zero
        if self.pair.n == 0:
            return self._moment(turned)
        angle = expand(sum((rate.expression() * letter for rate, letter in zip(self.frequency, (X, Y), strict=True)), start=S.Zero))
        sign, wave = (sin if turned else cos)(angle).as_coeff_Mul()  # sympy writes -sin(w) for sin(-w)
        return field.atom(Expectation(wave * self.pair.at(X) * self.other.at(Y), Gaussian(self.rho.expression()))) * int(sign)

    def _is_odd(self, turned: bool) -> bool:
        """The function is zero, or odd: the law is symmetric."""
        if not any(self.frequency) and turned:
            return True
        other = self.other
        if isinstance(other, Beside):
            return other.start is None and not self.pair.m and (turned + self.pair.k + other.power) % 2 == 1
        return not self.pair.m and not other.m and (turned + self.pair.k + other.k) % 2 == 1

    def _moment(self, turned: bool) -> Form:
        """Without poles, W^k = (X + m)^k."""
        field, beside, m, k = self.rho.field, self.other, self.pair.m, self.pair.k
        assert isinstance(beside, Beside)
        wave, factor = oriented(self.frequency, -field.pi / 2 if turned else field.zero)
        zero = (field.zero, field.zero)
        gates = () if beside.start is None else (Gate((field.zero, field.one), -beside.start, False),)
        return factor * moment_form(field, (self.rho,), {(i, beside.power): m ** (k - i) * comb(k, i) for i in range(k + 1)}, Shape(zero, zero, wave, gates))


@lru_cache(maxsize=1024)
def read_wave_pole(goal: Goal) -> tuple[WavePole, bool] | None:
    """What a goal that `WavePole.goal` makes stands for, and whether the wave is a sine, else None."""
    if not isinstance(goal, Expectation) or goal.law.dimension != 2 or goal.law.correlation in (1, -1):
        return None
    waves = [factor for factor in Mul.make_args(goal.body) if isinstance(factor, cos | sin)]
    if len(waves) != 1 or goal.body.atoms(cos, sin) != {waves[0]}:
        return None
    field, angle = field_of(goal.free_symbols), expand(waves[0].args[0])
    rates = tuple(angle.coeff(letter, 1) for letter in (X, Y))
    in_y, in_x = (goal.body / waves[0]).as_independent(X, as_Add=False)
    if in_x.has(Y) or any(rate.has(X, Y) for rate in rates) or expand(angle - rates[0] * X - rates[1] * Y) != 0:
        return None
    pair = read_pole_pair(in_x, X, field)
    other = _beside(in_y) or read_pole_pair(in_y, Y, field)
    if pair is None or other is None:
        return None
    frequency = normal_form(rates[0], field), normal_form(rates[1], field)
    found = other if isinstance(other, PolePair) else Beside(other[0], None if other[1] is None else normal_form(other[1], field))
    return WavePole(frequency, pair, found, normal_form(goal.law.correlation, field)), isinstance(waves[0], sin)


def _beside(body: Expr) -> tuple[int, Expr | None] | None:
    """(l, h) of Y^l 1{Y > h}."""
    power, start = 0, None
    for factor in Mul.make_args(body):
        base, exponent = factor.as_base_exp()
        if isinstance(factor, Heaviside) and start is None:
            start = expand(Y - factor.args[0])
        elif base == Y and exponent.is_Integer and 0 < exponent <= HIGHEST:
            power = int(exponent)
        elif factor != 1:
            return None
    return None if start is not None and start.has(Y) else (power, start)
