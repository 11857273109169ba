"""A wave beside a pole beyond a knot: 1{Z > h} cos(wZ) or 1{Z > h} sin(wZ), times a pair of complex poles or one real pole left of the knot."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from sympy import cos, expand, sin

from derive.language.forms.fields import field_of
from derive.language.forms.normal_form import Form
from derive.language.forms.normalize import normal_form
from derive.language.goals.expectation import Expectation, Goal
from derive.language.goals.gaussian import Gaussian
from derive.language.moments.moment import Gate, Shape, moment_form
from derive.language.moments.truncated_pole import TruncatedPair, TruncatedPole, read_truncated_pair, read_truncated_pole
from derive.language.moments.wave import cosine, oriented, sine
from derive.language.symbols import Z


@dataclass(frozen=True)
class HalfLineWave:
    """1{Z > start} cos(frequency Z), or with the sine if `turned`; on the whole line without a start."""

    start: Form | None
    frequency: Form
    turned: bool

    @property
    def other(self) -> HalfLineWave:
        """The sine for the cosine, the cosine for the sine."""
        return replace(self, turned=not self.turned)

    @property
    def rate(self) -> Form:
        """The derivative of the wave is this times minus the other one."""
        return -self.frequency if self.turned else self.frequency

    def at_start(self) -> Form:
        """The wave at the knot."""
        assert self.start is not None
        return (sine if self.turned else cosine)(self.frequency * self.start)

    def power_mean(self, k: int) -> Form:
        """E of it times Z^k, as a goal."""
        field = self.frequency.field
        wave, factor = oriented((self.frequency,), -field.pi / 2 if self.turned else field.zero)
        gates = () if self.start is None else (Gate((field.one,), -self.start, False),)
        return factor * moment_form(field, (), {(k,): field.one}, Shape((field.zero,), (field.zero,), wave, gates))

    def beside(self, pole: TruncatedPair | TruncatedPole, k: int, n: int) -> Form:
        """E of the wave beside a pole beyond the same knot, of other powers, as a goal."""
        if n == 0 and not k:
            return self.power_mean(0)
        plain = pole.mean(k, n) if isinstance(pole, TruncatedPair) else pole.mean(n)
        (goal,) = plain.atoms()
        sign, wave = (sin if self.turned else cos)(self.frequency.expression() * Z).as_coeff_Mul()  # sympy writes -sin(w) for sin(-w)
        return self.frequency.field.atom(Expectation(wave * goal.body, Gaussian())) * int(sign)


@lru_cache(maxsize=1024)
def read_truncated_wave(goal: Goal) -> tuple[HalfLineWave, TruncatedPair | TruncatedPole] | None:
    """What a goal that `HalfLineWave.beside` makes stands for, else None."""
    if not isinstance(goal, Expectation) or goal.law.dimension != 1 or len(goal.body.atoms(sin, cos)) != 1:
        return None
    (function,) = goal.body.atoms(sin, cos)
    rate, rest = expand(function.args[0] / Z), goal.body / function
    if rate.has(Z) or rest.has(sin, cos):
        return None
    plain, field = Expectation(rest, Gaussian()), field_of(goal.free_symbols)
    pole, frequency = read_truncated_pair(plain, field) or read_truncated_pole(plain, field), normal_form(rate, field)
    return None if pole is None else (HalfLineWave(pole.start, frequency, isinstance(function, sin)), pole)
