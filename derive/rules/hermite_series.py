"""Hermite coefficients as sums over classes of functions of the order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field as new

from sympy import Eq, Expr, Mod, true
from sympy.logic.boolalg import Boolean

from derive.engine.rule import Goal, Reduction, by_cases
from derive.language.forms.hermite_sum import Shifts, multiplied, nth_power
from derive.language.forms.normal_form import Field, Form
from derive.language.goals.hermite_coefficient import HermiteCoefficient, order
from derive.language.moments.integrand import OutOfClass
from derive.language.moments.scaled import with_scale
from derive.rules.hermite_classes import Class

LARGEST = 12


@dataclass
class Series:
    """The terms c_j(n) of each class, the order from which on they are right, and what must be positive."""

    field: Field
    classes: dict[Class, Shifts]
    first: int = 0
    needed: list[Form] = new(default_factory=list)

    def add(self, found: Class, power: int, scale: Form, lowered: int = 0) -> None:
        """scale * Z^power times the class, whose order is lowered where it stands, but not in (side ratio)^n."""
        found, sign = found.oriented(lowered)
        terms = self.classes.setdefault(found, {})
        for j, value in multiplied(power, self.field).items():
            term = value * scale * found.ratio**j * (found.side * sign if j % 2 else sign)
            terms[j - lowered] = terms.get(j - lowered, self.field.zero) + term
        self.first = max(self.first, found.first(power + lowered))

    def reduction(self, goal: HermiteCoefficient, needed: tuple[Form, ...]) -> Reduction:
        """The coefficient; raises OutOfClass where too many orders would be cases."""
        if self.first > LARGEST:
            raise OutOfClass("a polynomial of high degree")
        return from_order(goal, self.first, [_value(self, parity) for parity in (0, 1)], (*needed, *self.needed))


def in_one_piece(goal: Goal) -> tuple[HermiteCoefficient, Expr, Form, tuple[Form, ...]] | None:
    """A coefficient of all orders of a function without knots: the goal, the function, the root of the variance and what must be positive for it.

    Raises Undecided.
    """
    if not isinstance(goal, HermiteCoefficient) or goal.index != order:
        return None
    activation, root, needed = with_scale(goal, goal.composed, goal.variance)
    return None if activation.knots else (goal, activation.pieces[0].expr, root, needed)


def from_order(goal: HermiteCoefficient, first: int, values: Sequence[Form], needed: tuple[Form, ...] = ()) -> Reduction:
    """The two values from an order on, for even and for odd n; the lower orders are goals of their own."""
    small = [(values[0].field.atom(goal.at(k)), Eq(order, k)) for k in range(first)]
    return by_cases([*small, *parities(*values)], needed)


def parities(even: Form, odd: Form) -> list[tuple[Form, Boolean]]:
    """The two values with their conditions; one if they are equal."""
    return [(even, true)] if even == odd else [(even, Eq(Mod(order, 2), 0)), (odd, true)]


def _value(series: Series, parity: int) -> Form:
    """The value for n of one parity."""
    total = series.field.zero
    for found, terms in series.classes.items():
        inner = series.field.zero
        for part in found.values(terms, parity):
            inner = inner + part
        if inner:
            total = total + inner * _power(found, parity, series.needed)
    return total


def _power(found: Class, parity: int, given: list[Form]) -> Form:
    """(side ratio)^n."""
    value = nth_power(found.ratio, given)
    return -value if found.side < 0 and parity else value
