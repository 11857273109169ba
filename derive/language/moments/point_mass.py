"""The point masses of phi^i phi'^j phi''^k: where a derivative of a piecewise function is more than its pieces.

At a knot t where phi^(k) jumps by d, phi^(m) contains d delta^(m-k-1)(x - t). A product with phi' or phi'' is read as a total derivative where it is one:
phi^i phi' = (phi^(i+1)/(i+1))', phi'^j phi'' = (phi'^(j+1)/(j+1))'. Under a Gaussian a delta is a density: E[delta(x - t) g] = p_q(t) g(t),
p_q(t) = exp(-t^2/(2q))/sqrt(2 pi q).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import sympy
from sympy import Dummy, Expr, oo
from sympy.simplify.fu import TR8

from derive.language.errors import DeriveError, Diverges, NotDefined
from derive.language.forms import positivity
from derive.language.forms.normal_form import Field, Form
from derive.language.forms.normalize import normal_form
from derive.language.functions.activation import Activation
from derive.language.functions.domain import is_finite, one_sided
from derive.language.moments.integrand import OutOfClass


@dataclass(frozen=True, slots=True)
class PointMass:
    """weight delta^(order)(x - knot), order 0 or 1."""

    knot: Expr
    order: int
    weight: Expr

    def expectation(self, m: int, root: Form, field: Field) -> Form:
        """E[weight delta^(order)(x - t) z^m] at x = root z: (-1)^order d^order/dx [(x/root)^m p(x)] at t."""
        t, factor = normal_form(self.knot, field), normal_form(self.weight, field)
        h = t / root
        pi_root, _ = positivity.sqrt(field.pi * 2)
        density = field.exp(-(h * h) / 2) / (root * pi_root)
        if self.order == 0:
            return factor * density * h**m
        slope = (h ** (m - 1) * m if m else field.zero) - h ** (m + 1)
        return -(factor * density * slope) / root


def point_masses(activation: Activation, i: int, j: int, k: int) -> list[PointMass]:
    """The singular part of phi^i phi'^j phi''^k.

    Raises Diverges for the square of a delta, NotDefined for a delta times a function that jumps at the same knot (total derivatives excepted), OutOfClass
    where a derivative is unbounded at a knot, or is not known to be bounded.
    """
    if not (j or k):
        return []
    jumps0, jumps1 = finite_jumps(activation, 0), finite_jumps(activation, 1)
    if (jumps0 and (j >= 2 or k >= 2)) or (jumps1 and k >= 2):
        raise Diverges("the expectation", "it contains the square of a delta", "a lower power, or a smoother activation")
    if k == 0:
        return [PointMass(t, 0, _jump(activation, t, lambda v, _: v ** (i + 1) / (i + 1))) for t, _ in jumps0] if j else []
    if jumps0 and (i or j):
        if j:
            raise Diverges("the expectation", "phi' phi'' = (phi'^2/2)' contains the square of a delta", "a smoother activation")
        raise NotDefined("the expectation", "a delta meets a function that jumps at the same point", "another quantity")
    singular = [PointMass(t, 0, _jump(activation, t, lambda v, d: v**i * d ** (j + 1) / (j + 1))) for t, _ in jumps1]
    return singular + [PointMass(t, 1, jump) for t, jump in jumps0]


def finite_jumps(activation: Activation, order: int) -> tuple[tuple[Expr, Expr], ...]:
    """The jumps of phi^(order); raises OutOfClass where a one-sided limit is infinite or unknown."""
    try:
        found = activation.jumps(order)
    except DeriveError as problem:
        raise OutOfClass(str(problem)) from problem
    if any(jump is oo for _, jump in found):
        raise OutOfClass(f"phi^({order}) is unbounded at a knot")
    return found


def _jump(activation: Activation, knot: Expr, value: Callable[[Expr, Expr], Expr]) -> Expr:
    """The jump of a function of (phi, phi') at a knot, by their one-sided limits, products of sines as cosines of the double argument.

    Raises OutOfClass where a limit is infinite or unknown.
    """
    index, letters, sides = activation.knots.index(knot), (Dummy("v"), Dummy("d")), []
    asked = value(*letters)
    for place, side in ((index + 1, 1), (index, -1)):
        parts = zip(letters, (activation.derivative_pieces(n)[place].expr for n in range(2)), strict=True)
        sides.append(asked.xreplace({letter: _limit(part, knot, side) for letter, part in parts if asked.has(letter)}))
    return sympy.expand(TR8(sympy.expand(sides[0] - sides[1])))


def _limit(part: Expr, knot: Expr, side: int) -> Expr:
    try:
        found = one_sided(part, knot, side)
    except DeriveError as problem:
        raise OutOfClass(str(problem)) from problem
    if not is_finite(found):
        raise OutOfClass("a derivative that is unbounded at a knot")
    return found
