"""An activation that is a sum of real powers and logarithms of |x| on each side of 0, with its derivatives as distributions.

    phi(x) = R(x) for x > 0,  L(-x) for x < 0,        phi' = R' 1_{x>0} - L'(-x) 1_{x<0} + (R(0) - L(0)) delta,  ...

phi^(n) is a locally integrable function plus deltas if the exponents of its pieces are above -1; then phi^(n-1) has one-sided limits at 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import factorial

from sympy import Expr, Integer, Piecewise, S, Symbol, expand

from derive.language.functions.activation import Activation
from derive.language.functions.power_sum import NotPowers, PowerSum, read_powers
from derive.language.symbols import x


@dataclass(frozen=True)
class Sides:
    """`right` and `left` as functions of the distance t = |x|."""

    left: PowerSum
    right: PowerSum
    parameters: tuple[Symbol, ...] = ()

    @property
    def whole(self) -> bool:
        """Piecewise polynomial."""
        return self.left.whole and self.right.whole

    def derivative(self, n: int) -> Sides:
        """The pieces of the n-th derivative."""
        left, right = self.left, self.right
        for _ in range(n):
            left, right = left.derivative().scaled(S.NegativeOne), right.derivative()
        return Sides(left, right, self.parameters)

    def jump(self, n: int) -> Expr:
        """The jump of phi^(n) at 0, from the coefficients of t^n; all other exponents must be above n or whole."""
        return expand(factorial(n) * (self.right.coefficient(n) - (-1) ** n * self.left.coefficient(n)))

    @property
    def linear_part(self) -> Activation:
        """The activation with the constant and linear terms only: it has the same values and jumps at 0 as phi and phi'."""
        right = self.right.coefficient(0) + self.right.coefficient(1) * x
        left = self.left.coefficient(0) - self.left.coefficient(1) * x
        return Activation.of(Piecewise((right, x > 0), (left, True)))

    def exponents(self) -> tuple[Expr, ...]:
        """The exponents of terms that are not whole powers."""
        keys = (key for side in (self.left, self.right) for key in side.parted()[1].terms)
        return tuple(dict.fromkeys(e for e, _ in keys))

    def dilated(self, scale: Expr) -> Sides:
        """phi(scale x) for a positive scale."""
        return Sides(self.left.dilated(scale), self.right.dilated(scale), self.parameters)


def sides(activation: Activation) -> Sides | None:
    """The two sides of 0, or None if there are other knots or other functions."""
    if set(activation.knots) - {Integer(0)}:
        return None
    try:
        return Sides(read_powers(activation.pieces[0].expr, -1), read_powers(activation.pieces[-1].expr, 1), activation.parameters)
    except NotPowers:
        return None
