"""E[phi(u) psi(v)] for sums of powers and logarithms on each side of 0, as a sum over pairs of exponents.

u = s X and v = t Y for a standard pair: log|u| = log s + log|X|. Pairs of whole powers are truncated moments; for the others, P being the coefficient of equal
and N that of opposite signs of X and Y,

    P E[X_+^a Y_+^b; rho] + N E[X_+^a Y_+^b; -rho] = (P + N)/4 E[|X|^a |Y|^b] + (P - N)/4 E[sign(X Y) |X|^a |Y|^b].
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import comb

from sympy import Expr, S

from derive.language.forms.normal_form import Field, Form
from derive.language.forms.normalize import normal_form
from derive.language.forms.power_form import log_form, power_form
from derive.language.functions.power_sides import Sides
from derive.language.functions.power_sum import Key, PowerSum, is_whole
from derive.language.moments.integrand import Integrand, glue
from derive.language.moments.moment import Vector
from derive.language.moments.power_goal import BOTH, ORTHANT, SIGNS, pair_moment

Coefficients = Mapping[Key, tuple[Form, Form]]  # on the left and on the right


def pairs(first: Sides, second: Sides, scales: Sequence[Form], rho: Form, given: Sequence[Form] = ()) -> Form:
    """E[phi(s X) psi(t Y)]; the scales are positive if the forms in `given` are. Raises Undecided."""
    field = rho.field
    zero, one = field.zero, field.one
    found = [_scaled(half, scale, given, field) for half, scale in zip((first, second), scales, strict=True)]
    polynomials = [_polynomial(values, vector, field) for values, vector in zip(found, ((one, zero), (zero, one)), strict=True)]
    total = (polynomials[0] * polynomials[1]).expectation((rho,))
    for key1, values1 in found[0].items():
        for key2, values2 in found[1].items():
            if not (is_whole(key1) and is_whole(key2)):
                total = total + _pair(key1, values1, key2, values2, rho)
    return total


def _polynomial(values: Coefficients, vector: Vector, field: Field) -> Integrand:
    """The whole powers as an integrand of the truncated class."""
    letter, parts = Integrand.linear(field, vector), []
    for place, sign in ((0, -1), (1, 1)):
        total = Integrand(field, 2, {})
        for key, value in values.items():
            if is_whole(key) and value[place]:
                term = Integrand.constant(value[place] * sign ** int(key[0]), 2)
                for _ in range(int(key[0])):
                    term = term * letter
                total = total + term
        parts.append(total)
    return glue(field, [field.zero], parts, vector)


def _scaled(half: Sides, scale: Form, given: Sequence[Form], field: Field) -> Coefficients:
    """The coefficients of |X|^e log^k |X| in phi(s X)."""
    found: dict[Key, tuple[Form, Form]] = {}
    for exponent, k in dict.fromkeys((*half.right.terms, *half.left.terms)):
        weight = power_form(scale, normal_form(exponent, field), given)
        left, right = (_at(side, (exponent, k), field) * weight for side in (half.left, half.right))
        for j in range(k + 1):
            factor = log_form(scale, given) ** (k - j) * comb(k, j) if j < k else field.one
            before = found.get((exponent, j), (field.zero, field.zero))
            found[exponent, j] = (before[0] + left * factor, before[1] + right * factor)
    return found


def _at(side: PowerSum, key: Key, field: Field) -> Form:
    return normal_form(side.terms.get(key, S.Zero), field)


def _pair(key1: Key, values1: tuple[Form, Form], key2: Key, values2: tuple[Form, Form], rho: Form) -> Form:
    (left1, right1), (left2, right2), field = values1, values2, rho.field
    equal, opposite = right1 * right2 + left1 * left2, right1 * left2 + left1 * right2
    if not opposite or not equal:
        return (equal + opposite) * pair_moment(key1, key2, ORTHANT, _expression(rho if equal else -rho), field)
    total = field.zero
    for sign, weight in ((1, BOTH), (-1, SIGNS)):
        coefficient = (equal + opposite * sign) / 4
        total = total + coefficient * pair_moment(key1, key2, weight, _expression(rho), field) if coefficient else total
    return total


def _expression(rho: Form) -> Expr:
    return rho.expression()
