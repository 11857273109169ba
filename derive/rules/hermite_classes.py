"""What Hermite coefficients are made of, as functions of the order m: (side ratio)^m times one of

    1,      cos(phase + m pi/2),      cos(phase + m angle),      He_m(h),      He_(m-e-1)(h),      Re(turn i^(m or 0) He_m(x + iy)),
    S_m(b, h) = sum_(k < m) b^(m-1-k) He_k(h),      E[log|Z - h| He_m],

and, b > 0, the m-th derivative of exp(-b u) Phi(u - b) at 0, which is

    (-1)^(m/2) (m - 1)!! b E_((m+1)/2)(b^2/2)/(2 sqrt(2 pi))  for even m,      (-1)^((m-1)/2) m!! E_(m/2+1)(b^2/2)/(2 sqrt(2 pi))  for odd m.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import sympy
from sympy import Expr, Integer, Rational, cos, factorial, factorial2, gamma

from derive.language.forms import positivity
from derive.language.forms.atoms import expint_form, hermite_sum_form
from derive.language.forms.hermite_sum import Shifts, hermite_value, reduced, sign_power
from derive.language.forms.normal_form import Field, Form
from derive.language.forms.normalize import normal_form
from derive.language.forms.power_form import power_form
from derive.language.forms.power_functions import hermite_function_forms
from derive.language.goals.hermite_coefficient import order


@dataclass(frozen=True)
class Class:
    """(side ratio)^m, ratio > 0."""

    ratio: Form
    side: int

    @property
    def field(self) -> Field:
        return self.ratio.field

    def oriented(self, lowered: int) -> tuple[Class, int]:
        """A canonical class, and the sign of the term of order n - lowered in it."""
        return self, 1

    def first(self, lowest: int) -> int:
        """The first n at which terms of order n - lowest make sense."""
        return 0

    def values(self, terms: Shifts, parity: int) -> Iterator[Form]:
        """The terms c_j v(n + j) of the sum for n of one parity, the powers of side and ratio left out."""
        yield from terms.values()


@dataclass(frozen=True)
class Cosine(Class):
    """cos(phase + m pi/2)."""

    phase: Form

    def values(self, terms: Shifts, parity: int) -> Iterator[Form]:
        for j, value in terms.items():
            yield value * self._value(j, parity)

    def _value(self, j: int, parity: int) -> Form:
        angle: Expr = sympy.expand(self.phase.expression())
        if (parity + j) % 2 == 0:
            return sign_power(j, self.field) * normal_form(sympy.cos(angle), self.field)
        return -(sign_power(j - 1, self.field) * normal_form(sympy.sin(angle), self.field))


@dataclass(frozen=True)
class Turning(Class):
    """cos(phase + m angle)."""

    phase: Form
    angle: Expr

    def values(self, terms: Shifts, parity: int) -> Iterator[Form]:
        for j, value in terms.items():
            yield value * self.field.atom(cos(self.phase.expression() + (order + j) * self.angle))


@dataclass(frozen=True)
class Polynomial(Class):
    """He_m(height)."""

    height: Form

    def oriented(self, lowered: int) -> tuple[Class, int]:
        """He_m(-h) = (-1)^m He_m(h)."""
        if self.height.leading_sign >= 0:
            return self, 1
        return replace(self, side=-self.side, height=-self.height), (-1) ** lowered

    def first(self, lowest: int) -> int:
        return lowest

    def values(self, terms: Shifts, parity: int) -> Iterator[Form]:
        left = reduced(terms, self.height)
        yield from (value * hermite_value(j, self.height) for j, value in left.items() if self.height or (parity + j) % 2 == 0)


@dataclass(frozen=True)
class ComplexPolynomial(Class):
    """Re(turn He_m(x + iy)), or Re(turn i^m He_m(x + iy)) where `quarter`; x and y are not both zero unless `quarter`."""

    x: Form
    y: Form
    turn: tuple[Form, Form]
    quarter: bool

    def values(self, terms: Shifts, parity: int) -> Iterator[Form]:
        for j, value in terms.items():
            yield value * self._value(j, (parity + j) % 2)

    def _value(self, j: int, odd: int) -> Form:
        if not self.x and not self.y:
            return self.field.zero if odd else self.turn[0] * self.field.atom(factorial2(order + Integer(j - 1)))
        real, imaginary = hermite_function_forms(self.field.symbol(order) + self.field.number(j), self.x, self.y)
        if not self.x:
            real, imaginary = (self.field.zero, imaginary) if odd else (real, self.field.zero)
        c, s = self.turn
        if not self.quarter:
            return c * real - s * imaginary
        return -(sign_power(j - 1, self.field) * (s * real + c * imaginary)) if odd else sign_power(j, self.field) * (c * real - s * imaginary)


@dataclass(frozen=True)
class Beyond(Class):
    """He_(m - exponent - 1)(height), Hermite's function."""

    exponent: Form
    height: Form

    def values(self, terms: Shifts, parity: int) -> Iterator[Form]:
        n = self.field.symbol(order)
        for j, value in terms.items():
            yield value * hermite_function_forms(n + self.field.number(j - 1) - self.exponent, self.height, self.field.zero)[0]


@dataclass(frozen=True)
class Logarithm(Class):
    """E[log|Z - h| He_m] for m >= 1, h = place."""

    place: Form

    def first(self, lowest: int) -> int:
        return lowest + 1

    def values(self, terms: Shifts, parity: int) -> Iterator[Form]:
        for j, value in terms.items():
            yield value * self._value(j, (parity + j) % 2)

    def _value(self, j: int, odd: int) -> Form:
        """(m - 1)! Re(i (-i)^(m-1) He_(-m)(-ih)); for h = 0 by Legendre's formula for the gamma function."""
        m = self.field.symbol(order) + self.field.number(j)
        if not self.place:
            value = power_form(self.field.number(2), m / 2) * self.field.atom(gamma(order / Integer(2) + Rational(j, 2))) / 2
            return self.field.zero if odd else -(sign_power(j, self.field) * value)
        real, imaginary = hermite_function_forms(-m, self.field.zero, -self.place)
        part = -(sign_power(j - 1, self.field) * imaginary) if odd else -(sign_power(j, self.field) * real)
        return part * self.field.atom(factorial(order + Integer(j - 1)))


@dataclass(frozen=True)
class PartialSum(Class):
    """S_m(tilt, height)."""

    tilt: Form
    height: Form

    def first(self, lowest: int) -> int:
        return lowest

    def values(self, terms: Shifts, parity: int) -> Iterator[Form]:
        n = self.field.symbol(order)
        yield from (value * hermite_sum_form(n + self.field.number(j), self.tilt, self.height) for j, value in terms.items())


@dataclass(frozen=True)
class Incomplete(Class):
    """The m-th derivative of exp(-b u) Phi(u - b) at 0, b = tilt > 0."""

    tilt: Form

    def values(self, terms: Shifts, parity: int) -> Iterator[Form]:
        field, half = self.field, self.tilt * self.tilt / 2
        n, root = field.symbol(order), positivity.sqrt(field.pi * 2)[0] * 2
        for j, value in terms.items():
            odd = (parity + j) % 2
            integral = expint_form((n + field.number(j + 1 + odd)) / 2, half) * field.atom(factorial2(order + Integer(j - 1 + odd)))
            yield value * sign_power(j - odd, field) * integral * (field.one if odd else self.tilt) / root
