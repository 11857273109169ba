r"""What gates and powers leave in Hermite coefficients beside exponentials of degree two and waves, as functions of the order m: (side ratio)^m times one of

    Re(turn M(m, nu; v, s, z)),      E[sign(Z) cos(w Z + phase) He_m].

M is a sum of m + 1 terms (`HermitePairK`). At s = z = 0 it is a polynomial of Gauss, and waves at the knot 0 leave a function of Kummer: for V = 1 + v and
k the whole part of m/2,

    M(2k, nu; v, 0, 0)            = (-V)^k (2k - 1)!! 2^(-nu/2 - 1) Gamma(-nu/2)/Gamma(-nu) 2F1(-k, -nu/2; 1/2; 1/V),
    M(2k + 1, nu; v, 0, 0)        = (-V)^k (2k + 1)!! 2^(-nu/2 - 1/2) Gamma((1 - nu)/2)/Gamma(-nu) 2F1(-k, (1 - nu)/2; 3/2; 1/V),
    E[sign(Z) sin(w Z) He_2k]     = -(-1)^k (2k - 3)!! sqrt(2/pi) w 1F1(1; 3/2 - k; -w^2/2),
    E[sign(Z) cos(w Z) He_(2k+1)] = (-1)^k (2k - 1)!! sqrt(2/pi) 1F1(1; 1/2 - k; -w^2/2).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sympy import Integer, Rational, factorial2, hyper

from derive.language.forms import positivity
from derive.language.forms.atoms import hermite_pair_forms
from derive.language.forms.hermite_sum import Shifts, sign_power
from derive.language.forms.normal_form import Form
from derive.language.forms.power_form import power_form
from derive.language.forms.power_functions import gamma_form, hypergeometric_form
from derive.language.goals.hermite_coefficient import order
from derive.language.moments.wave import cosine, sine
from derive.rules.hermite_classes import Class


@dataclass(frozen=True)
class Joined(Class):
    """Re(turn M(m, index; square, tilt, place))."""

    index: Form
    square: Form
    tilt: tuple[Form, Form]
    place: tuple[Form, Form]
    turn: tuple[Form, Form]

    def first(self, lowest: int) -> int:
        return lowest

    def values(self, terms: Shifts, parity: int) -> Iterator[Form]:
        middle = self.field.one + self.square
        plain = not any((*self.tilt, *self.place)) and positivity.is_known_positive(middle)
        for j, value in terms.items():
            yield value * (self._at_zero(j, (parity + j) % 2, middle) * self.turn[0] if plain else self._value(j))

    def _value(self, j: int) -> Form:
        n, (c, s) = self.field.symbol(order) + self.field.number(j), self.turn
        real, imaginary = hermite_pair_forms(n, self.index, self.square, self.tilt, self.place)
        return c * real - s * imaginary

    def _at_zero(self, j: int, odd: int, middle: Form) -> Form:
        """M(n + j, index; square, 0, 0), `middle` = 1 + square > 0; 2F1(-k, 1/2; 1/2; w) = (1 - w)^k."""
        field, half = self.field, (self.field.number(odd) - self.index) / 2
        k = (field.symbol(order) + field.number(j - odd)) / 2
        weight = sign_power(j - odd, field) * field.atom(factorial2(order + Integer(j - 1 + odd)))
        weight = weight * power_form(field.number(2), half) * gamma_form(half) / (gamma_form(-self.index) * 2)
        if half == field.one / 2 and positivity.is_known_positive(self.square):
            return weight * power_form(self.square, k)
        return weight * power_form(middle, k) * hypergeometric_form(-k, half, field.one / 2 + field.number(odd), middle.inverse())


@dataclass(frozen=True)
class HalfWave(Class):
    """E[sign(Z) cos(frequency Z + phase) He_m]."""

    frequency: Form
    phase: Form

    def values(self, terms: Shifts, parity: int) -> Iterator[Form]:
        root = positivity.sqrt(self.field.number(2) / self.field.pi)[0]
        for j, value in terms.items():
            odd = (parity + j) % 2
            part = cosine(self.phase) if odd else sine(self.phase) * self.frequency
            yield value * root * part * self._value(j, odd)

    def _value(self, j: int, odd: int) -> Form:
        """(-1)^k (2k - 3)!! 1F1(1; 3/2 - k; -w^2/2) for m = 2k, (-1)^k (2k - 1)!! 1F1(1; 1/2 - k; -w^2/2) for m = 2k + 1."""
        field, half = self.field, -(self.frequency * self.frequency) / 2
        kummer = hyper((1,), (Rational(3 - odd - j, 2) - order / Integer(2),), half.expression())
        return sign_power(j - odd, field) * field.atom(factorial2(order + Integer(j + odd - 3))) * field.atom(kummer)
