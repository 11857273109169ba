"""The goals that waves beside powers with a threshold end in.

    E[ (Z - h)_+^e exp(b Z + g Z^2) cos(w Z) ],   and the same with a sine,

as a value of forms, with its sympy goal, built and recognised.
"""

from __future__ import annotations

from dataclasses import dataclass

from sympy import Abs, Expr, Heaviside, Mul, S, cos, exp, expand, sin

from derive.language.forms.fields import field_of
from derive.language.forms.normal_form import Form
from derive.language.forms.normalize import normal_form
from derive.language.goals.expectation import Expectation
from derive.language.goals.gaussian import Gaussian
from derive.language.symbols import Z

Wave = type[cos] | type[sin]


@dataclass(frozen=True)
class WaveThreshold:
    """(Z - place)_+^exponent exp(tilt Z + square Z^2) wave(frequency Z)."""

    exponent: Expr
    place: Form
    tilt: Form
    square: Form
    wave: Wave
    frequency: Form

    def goal(self) -> Form:
        """The goal as an atom."""
        distance = expand(Z - self.place.expression())
        weight = exp(expand(self.tilt.expression() * Z + self.square.expression() * Z**2))
        body = Abs(distance) ** self.exponent * weight * self.wave(self.frequency.expression() * Z) * Heaviside(distance)
        return self.place.field.atom(Expectation(body, Gaussian()))


def read_wave_threshold(goal: object) -> WaveThreshold | None:
    """The parts of a goal that `WaveThreshold.goal` makes, or None."""
    if not isinstance(goal, Expectation) or goal.law.dimension != 1 or not goal.body.has(Heaviside):
        return None
    argument, power, waves, gates = S.Zero, None, [], []
    for factor in Mul.make_args(goal.body):
        base, exponent = factor.as_base_exp()
        if isinstance(factor, exp):
            argument = argument + factor.args[0]
        elif isinstance(factor, cos | sin):
            waves.append(factor)
        elif isinstance(factor, Heaviside):
            gates.append(factor.args[0])
        elif power is None and isinstance(base, Abs) and not exponent.has(Z):
            power = base.args[0], exponent
        else:
            return None
    if power is None or len(waves) != 1 or len(gates) != 1 or expand(gates[0]) not in (expand(power[0]), expand(-power[0])):
        return None
    tilt, square = (expand(argument).coeff(Z, k) for k in (1, 2))
    numbers = expand(Z - gates[0]), tilt, square, expand(waves[0].args[0] / Z)
    if any(number.has(Z) for number in numbers) or expand(argument - tilt * Z - square * Z**2) != 0:
        return None
    field = field_of(goal.free_symbols)
    place, tilt_form, square_form, frequency = (normal_form(number, field) for number in numbers)
    return WaveThreshold(power[1], place, tilt_form, square_form, waves[0].func, frequency)
