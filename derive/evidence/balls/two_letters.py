"""Polynomials in two small letters s and d up to a total degree: what derivatives at 0 of an analytic function of two variables need."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from math import comb, factorial
from operator import add

from flint import arb, arb_series

Powers = tuple[int, int]


@dataclass(frozen=True, slots=True)
class TwoLetters:
    """sum of parts[i, l] s^i d^l, i + l <= degree."""

    degree: int
    parts: dict[Powers, arb]

    @classmethod
    def affine(cls, degree: int, constant: arb, s: arb | int = 0, d: arb | int = 0) -> TwoLetters:
        """constant + s and d times their letters."""
        linear = {(1, 0): arb(s), (0, 1): arb(d)} if degree else {}
        return cls(degree, {(0, 0): constant, **{powers: value for powers, value in linear.items() if value != 0}})

    @property
    def constant(self) -> arb:
        return self.parts.get((0, 0), arb(0))

    @property
    def small(self) -> TwoLetters:
        """Without the constant: its power beyond the degree is 0."""
        return TwoLetters(self.degree, {powers: value for powers, value in self.parts.items() if powers != (0, 0)})

    @property
    def norm(self) -> arb:
        """The sum of |parts|: the norm of a product is at most the product of the norms."""
        return reduce(add, map(abs, self.parts.values()), arb(0)).upper()

    def __add__(self, other: TwoLetters | arb | int) -> TwoLetters:
        more = other.parts if isinstance(other, TwoLetters) else {(0, 0): arb(other)}
        return TwoLetters(self.degree, self.parts | {powers: self.parts.get(powers, arb(0)) + value for powers, value in more.items()})

    def __mul__(self, other: TwoLetters | arb | int) -> TwoLetters:
        if not isinstance(other, TwoLetters):
            return TwoLetters(self.degree, {powers: value * other for powers, value in self.parts.items()})
        found: dict[Powers, arb] = {}
        for (i, j), value in self.parts.items():
            for (k, l), factor in other.parts.items():
                if i + j + k + l <= self.degree:
                    found[i + k, j + l] = found.get((i + k, j + l), arb(0)) + value * factor
        return TwoLetters(self.degree, found)

    def of(self, series: Callable[[arb_series], arb_series]) -> TwoLetters:
        """A function of this, given on power series of one letter around the constant."""
        taylor = series(arb_series([self.constant, 1], prec=self.degree + 1))
        small, power, total = self.small, TwoLetters(self.degree, {(0, 0): arb(1)}), TwoLetters(self.degree, {})
        for n in range(self.degree + 1):
            total, power = total + power * taylor[n], power * small
        return total

    def inverse(self) -> TwoLetters:
        """1/self."""
        return self.of(lambda t: 1 / t)

    def divided_by_s(self) -> TwoLetters:
        """self/s; raises ValueError where a part without s is seen not to be 0."""
        if not all(value.contains(0) for (i, _), value in self.parts.items() if i == 0):
            raise ValueError("a polynomial that is not divisible by s")
        return TwoLetters(self.degree - 1, {(i - 1, l): value for (i, l), value in self.parts.items() if i})

    def within(self, error: arb) -> TwoLetters:
        """Every part with this uncertainty."""
        places = [(i, l) for i in range(self.degree + 1) for l in range(self.degree + 1 - i)]
        return TwoLetters(self.degree, {powers: self.parts.get(powers, arb(0)) + arb(0, error) for powers in places})

    def derivative(self, j: int, k: int) -> arb:
        """d^(j + k)/(da^j db^k) at 0 where s = (a + b)/2 and d = (a - b)/2."""
        total = arb(0)
        for (i, l), value in self.parts.items():
            if i + l == j + k:
                total += value * sum(comb(i, t) * comb(l, j - t) * (-1) ** (l - j + t) for t in range(max(0, j - l), min(i, j) + 1))
        found: arb = total * factorial(j) * factorial(k) / 2 ** (j + k)
        return found
