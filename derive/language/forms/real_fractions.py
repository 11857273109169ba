"""Simple fractions with real coefficients: over powers of (z + m)^2 + s and of z + t."""

from __future__ import annotations

from dataclasses import dataclass

from derive.language.forms import nested_root
from derive.language.forms.normal_form import Form

Coefficients = list[Form]  # c_0, c_1, ... of a polynomial


@dataclass(frozen=True)
class Quadratic:
    """((z + m)^2 + s)^n."""

    m: Form
    s: Form
    n: int

    @property
    def coefficients(self) -> Coefficients:
        return [self.s + self.m * self.m, self.m * 2, self.m.field.one]

    def inverse(self, remainder: Coefficients) -> Coefficients:
        """1/remainder modulo (z + m)^2 + s."""
        (r, p, _), (v, u) = self.coefficients, remainder
        norm = nested_root.squared_out(u * u * r - u * v * p + v * v).inverse()
        return [(v - u * p) * norm, -u * norm]

    def fraction(self, above: Coefficients, n: int) -> Fraction:
        """above/((z + m)^2 + s)^n."""
        c, e = above
        return Fraction(nested_root.squared_out(c - e * self.m), nested_root.squared_out(e), Quadratic(self.m, self.s, n))


@dataclass(frozen=True)
class Linear:
    """(z + t)^n."""

    t: Form
    n: int

    @property
    def coefficients(self) -> Coefficients:
        return [self.t, self.t.field.one]

    def inverse(self, remainder: Coefficients) -> Coefficients:
        """1/remainder modulo z + t."""
        return [nested_root.squared_out(remainder[0]).inverse()]

    def fraction(self, above: Coefficients, n: int) -> RealFraction:
        """above/(z + t)^n."""
        return RealFraction(nested_root.squared_out(above[0]), Linear(self.t, n))


@dataclass(frozen=True)
class Fraction:
    """(d + e (z + m))/((z + m)^2 + s)^n."""

    d: Form
    e: Form
    base: Quadratic

    def __bool__(self) -> bool:
        return bool(self.d) or bool(self.e)


@dataclass(frozen=True)
class RealFraction:
    """d/(z + t)^n."""

    d: Form
    base: Linear

    def __bool__(self) -> bool:
        return bool(self.d)
