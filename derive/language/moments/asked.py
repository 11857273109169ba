"""What is read from E[p(phi, phi', phi'', z)] before the pieces of phi are looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from sympy import Expr, Poly

from derive.language.forms.fields import field_of
from derive.language.forms.normal_form import Field, Form
from derive.language.forms.normalize import normal_form
from derive.language.functions.activation import Activation
from derive.language.goals.expectation import ActivationMoment
from derive.language.moments.point_mass import PointMass
from derive.language.symbols import ddphi, dphi, phi, z

Monomials = Sequence[tuple[tuple[int, ...], Expr]]  # powers of phi, phi', phi'', z, and their coefficient


@dataclass(frozen=True)
class Asked:
    """The activation, the field of all symbols, and the polynomial by monomials."""

    activation: Activation
    field: Field
    monomials: Monomials

    @classmethod
    def of(cls, goal: ActivationMoment) -> Asked:
        activation = Activation.of(goal.function)
        return cls(activation, field_of(goal.free_symbols | set(activation.parameters)), Poly(goal.polynomial, phi, dphi, ddphi, z).terms())

    @property
    def order(self) -> int:
        """The highest derivative that occurs."""
        return max(2 if powers[2] else 1 if powers[1] else 0 for powers, _ in self.monomials)

    def masses(self, found: Callable[[int, int, int], Iterable[PointMass]], root: Form) -> list[Form]:
        """The means of the point masses, `found(i, j, k)` being those of phi^i phi'^j phi''^k, at x = root z."""
        return [
            mass.expectation(m, root, self.field) * normal_form(value, self.field)
            for (i, j, k, m), value in self.monomials
            for mass in found(i, j, k)
        ]
