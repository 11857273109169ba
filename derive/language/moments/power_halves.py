"""An activation with its derivatives on the two sides of 0, where it is made of real powers and a logarithm of |x|, rational functions and Gaussians."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sympy import Dummy, Expr, Piecewise, S, exp

from derive.language.errors import Diverges, NotDefined
from derive.language.forms.normal_form import Field, Form, Undecided
from derive.language.forms.normalize import normal_form
from derive.language.functions.activation import Activation
from derive.language.moments.asked import Monomials
from derive.language.moments.integrand import OutOfClass
from derive.language.moments.power_fractions import PowerFractions, leading_exponent, read_power_fractions, value_at_zero
from derive.language.moments.power_goal import hypothesis
from derive.language.moments.rational import PartialFractions
from derive.language.moments.rational_moment import known_sign
from derive.language.symbols import x


@dataclass(frozen=True)
class PowerHalves:
    """phi, phi', ... as functions of t = |x|: `left[n]` is phi^(n) at -t."""

    left: tuple[PowerFractions, ...]
    right: tuple[PowerFractions, ...]
    field: Field

    @classmethod
    def of(cls, activation: Activation, order: int, field: Field) -> PowerHalves:
        """With derivatives up to an order. Raises OutOfClass."""
        if set(activation.knots) - {S.Zero}:
            raise OutOfClass("a knot beside 0")
        t = Dummy("t", positive=True)
        derivatives = [activation.derivative_pieces(n) for n in range(order + 1)]
        left, right = (
            tuple(read_power_fractions(pieces[place].expr.subs(x, side * t), t, field) for pieces in derivatives) for place, side in ((0, -1), (-1, 1))
        )
        return cls(left, right, field)

    @property
    def singular(self) -> bool:
        """There are poles, and powers that are not whole or a logarithm."""
        first = (self.left[0], self.right[0])
        return any(side.broken for side in first) and any(side.has_poles for side in first)

    def integrand(self, monomials: Monomials, root: Form) -> tuple[PowerFractions, PowerFractions]:
        """A polynomial in phi, its derivatives and z = x/root on the left and on the right, deltas left out."""
        left, right = (_on_side(side, monomials, root.inverse() * factor) for side, factor in ((self.left, -1), (self.right, 1)))
        return left, right

    def functions(self, order: int) -> list[Form]:
        """The conditions under which phi^(order) is a function beside its deltas; raises NotDefined."""
        first = ((e, k, part) for side in (self.left, self.right) for (e, _, k), part in side[0].terms.items())
        keys = [leading_exponent(e, part)[0] for e, k, part in first if order and (k or not e.is_Integer)]
        conditions = []
        for exponent in keys:
            try:
                conditions.append(hypothesis(exponent - order + 1, normal_form(exponent - order + 1, self.field)))
            except ValueError as problem:
                what = f"phi{chr(39) * order} is like |x|**({exponent - order}) near 0, which is not a function there"
                raise NotDefined("the expectation", what, "a lower derivative") from problem
        return [condition for condition in conditions if condition is not None]

    def linear_part(self) -> Activation:
        """Values and slopes at 0 of the terms with whole powers: they have the jumps of phi and phi', where those are functions."""
        left, right = (_line(side[0], factor) for side, factor in ((self.left, -1), (self.right, 1)))
        return Activation.of(Piecewise((right, x > 0), (left, True)))


def _on_side(side: Iterable[PowerFractions], monomials: Monomials, letter: Form) -> PowerFractions:
    field, total = letter.field, PowerFractions({})
    for powers, value in monomials:
        number = PartialFractions.monomial(normal_form(value, field) * letter ** powers[3], powers[3])
        term = PowerFractions.of([((S.Zero, S.Zero, 0), number)])
        for factor, power in zip(side, powers[:3], strict=False):
            term = term * factor**power if power else term
        total = total + term
    return total.settled()


def _line(half: PowerFractions, side: int) -> Expr:
    t = Dummy("t", positive=True)
    whole = ((e, g, part) for (e, g, k), part in half.settled().terms.items() if e.is_Integer and not k)
    terms = (t**e * exp(g * t**2) * value.expression() * simple.at(t) for e, g, part in whole for simple, value in part.terms.items())
    body = sum(terms, start=S.Zero)
    return body.subs(t, 0) + body.diff(t).subs(t, 0) * side * x


def integrable(left: PowerFractions, right: PowerFractions, field: Field) -> list[Form]:
    """The conditions for integrability at 0. Raises Diverges, NotDefined where only a principal value exists, and OutOfClass where terms may cancel."""
    conditions, poles = list[Form | None](), []
    for half in (left, right):
        singular = []
        for (e, _, k), part in half.terms.items():
            try:
                conditions.append(hypothesis(e + 1, normal_form(e + 1, field)))
            except ValueError as problem:
                if k:
                    raise OutOfClass("a logarithm beside a power that is not integrable") from problem
                singular.append((e, part))
        poles.append(singular)
    if any(poles):
        _refuse(*poles)
    return [condition for condition in conditions if condition is not None]


def _refuse(left: list[tuple[Expr, PartialFractions]], right: list[tuple[Expr, PartialFractions]]) -> None:
    ends = [leading_exponent(*pole) for pole in (*left, *right)]
    if len(left) > 1 or len(right) > 1 or any(exponent + 1 > 0 for exponent, _ in ends if exponent.is_number):
        raise OutOfClass("several terms that are not integrable, which may cancel")
    what = f"the integrand is like a multiple of |x|**({ends[0][0]}) near 0"
    if len(ends) == 2 and ends[0][0] == ends[1][0]:
        try:
            same = known_sign(value_at_zero(ends[0][1])) == known_sign(value_at_zero(ends[1][1]))
        except Undecided as problem:
            raise OutOfClass("terms that are not integrable, which may cancel") from problem
        if not same:
            raise NotDefined("the expectation", f"it exists as a principal value at most: {what}, with opposite signs on its sides", "another quantity")
    raise Diverges("the expectation", f"{what}, which is not integrable", "a lower power, or a smoother activation")
