"""Complex numbers as two forms, for values whose real or imaginary part is asked."""

from __future__ import annotations

from dataclasses import dataclass

from derive.language.forms.normal_form import Form


@dataclass(frozen=True)
class ComplexForm:
    """real + i imaginary."""

    real: Form
    imaginary: Form

    @classmethod
    def of(cls, real: Form) -> ComplexForm:
        """A real number."""
        return cls(real, real.field.zero)

    def __add__(self, other: ComplexForm) -> ComplexForm:
        return ComplexForm(self.real + other.real, self.imaginary + other.imaginary)

    def __neg__(self) -> ComplexForm:
        return ComplexForm(-self.real, -self.imaginary)

    def __sub__(self, other: ComplexForm) -> ComplexForm:
        return self + (-other)

    def __mul__(self, other: ComplexForm | Form | int) -> ComplexForm:
        if not isinstance(other, ComplexForm):
            return ComplexForm(self.real * other, self.imaginary * other)
        return ComplexForm(self.real * other.real - self.imaginary * other.imaginary, self.real * other.imaginary + self.imaginary * other.real)

    def __truediv__(self, other: Form | int) -> ComplexForm:
        return ComplexForm(self.real / other, self.imaginary / other)

    def times_i(self) -> ComplexForm:
        """i times the number."""
        return ComplexForm(-self.imaginary, self.real)
