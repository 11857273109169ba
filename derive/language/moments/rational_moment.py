"""Expectations of piecewise rational functions as sums of expectations of simple fractions.

For x = r Z, r > 0, and poles off the support the parts of a partial fraction expansion are

    x^k:                  truncated moments,
    (x + t)^-m:           r^-m E[1{Z > 0} (Z + t/r)^-m] on x > 0 for t > 0; on x < 0 the mirror image for t < 0,
    (x^2 + s)^-n:         r^(-2n) E[(Z^2 + s/r^2)^-n], half of it on a half line,
    x (x^2 + s)^-n:       r^(1-2n) E[1{Z > 0} Z (Z^2 + s/r^2)^-n] on x > 0, and the opposite on x < 0; nothing on the whole line.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import sympy
from sympy import Add, Expr, Heaviside, Symbol

from derive.language.deciding.order import constant_sign
from derive.language.forms import positivity
from derive.language.forms.fields import field_of
from derive.language.forms.normal_form import Field, Form, Undecided
from derive.language.goals.expectation import Expectation
from derive.language.goals.gaussian import Gaussian
from derive.language.moments.integrand import Integrand, OutOfClass, glue, read_integrand
from derive.language.moments.moment import Shape, sum_forms
from derive.language.moments.rational import PartialFractions, Simple, read_fractions
from derive.language.symbols import Z

Part = tuple[PartialFractions, Integrand]


def read_part(expr: Expr, letter: Symbol, scale: Form, field: Field) -> Part:
    """A function of x as a rational part in x, and a part of the truncated class in Z, x = scale Z. Raises OutOfClass."""
    try:
        return read_fractions(expr, letter, field), Integrand(field, 1, {})
    except OutOfClass:
        if not isinstance(expr, Add):
            return PartialFractions(field, {}), read_integrand(sympy.expand(expr), {letter: (scale,)}, field)
    parts = [read_part(term, letter, scale, field) for term in expr.args]
    total = parts[0]
    for part in parts[1:]:
        total = add_parts(total, part)
    return total


def add_parts(a: Part, b: Part) -> Part:
    """The sum, kind by kind."""
    return a[0] + b[0], a[1] + b[1]


def times_letter(part: Part, m: int, scale: Form) -> Part:
    """z^m times a part, z = x/scale."""
    fractions, truncated = part[0] * PartialFractions.monomial(scale**-m, m), part[1]
    for _ in range(m):
        truncated = truncated * Integrand.linear(scale.field, (scale.field.one,))
    return fractions, truncated


def piecewise_expectation(knots: Sequence[Form], parts: Sequence[Part], scale: Form) -> Form:
    """E of the function that is parts[i] at x = scale Z between knots[i-1] and knots[i].

    Raises OutOfClass where a fraction changes at a knot other than 0 or has a pole on its support, Undecided if a pole's place is not known.
    """
    field = scale.field
    regular = glue(field, knots, [_polynomial(fractions, scale) + truncated for fractions, truncated in parts], (scale,))
    simples = dict.fromkeys(simple for fractions, _ in parts for simple in fractions.terms if simple.degree)
    total = regular.expectation(())
    for simple in simples:
        left, right = _sides(knots, [fractions.terms.get(simple, field.zero) for fractions, _ in parts])
        total = total + _simple_expectation(simple, left, right, scale)
    return total


def has_poles(parts: Sequence[Part]) -> bool:
    """Whether there is a fraction that is not a polynomial."""
    return any(simple.degree for fractions, _ in parts for simple in fractions.terms)


def _polynomial(fractions: PartialFractions, scale: Form) -> Integrand:
    field = scale.field
    plain = Shape((field.zero,), (field.zero,))
    return Integrand(field, 1, {plain: {(simple.k,): value * scale**simple.k for simple, value in fractions.terms.items() if not simple.degree}})


def _sides(knots: Sequence[Form], values: Sequence[Form]) -> tuple[Form, Form]:
    """The coefficient on the left and on the right of 0."""
    if any(a != b and knot for knot, a, b in zip(knots, values, values[1:], strict=False)):
        raise OutOfClass("a fraction that changes at a knot other than 0")
    return values[0], values[-1]


def _simple_expectation(simple: Simple, left: Form, right: Form, scale: Form) -> Form:
    assert simple.pole is not None
    side = known_sign(simple.pole)
    if simple.degree == 2:
        if side <= 0:
            raise OutOfClass("a pole on the support")
        return _quadratic_expectation(simple, left, right, scale)
    if side == 0 or (left if side > 0 else right):
        raise OutOfClass("a pole on the support")
    weight = right if side > 0 else left * (-1) ** int(simple.power)
    return _scaled_goal(Simple(0, 1, simple.pole * side, simple.power), weight, scale, half=True)


def _quadratic_expectation(simple: Simple, left: Form, right: Form, scale: Form) -> Form:
    if simple.k == 0:
        return _scaled_goal(simple, (left + right) / 2, scale, half=False)
    return _scaled_goal(simple, right - left, scale, half=True)


def _scaled_goal(simple: Simple, weight: Form, scale: Form, half: bool) -> Form:
    if not weight:
        return weight
    moved = PartialFractions(scale.field, {simple: weight}).rescaled(scale)
    return sum_forms(scale.field, (value * fraction_goal(one, half) for one, value in moved.terms.items()))


def fraction_goal(simple: Simple, half: bool) -> Form:
    """E[simple(Z)], or E[1{Z > 0} simple(Z)], as a goal."""
    assert simple.pole is not None
    body = simple.at(Z) * (Heaviside(Z) if half else 1)
    return simple.pole.field.atom(Expectation(body, Gaussian()))


@lru_cache(maxsize=1024)
def read_fraction_goal(goal: Expectation) -> tuple[Simple, bool] | None:
    """(simple, half line or not) of a goal that `fraction_goal` makes, else None."""
    if goal.law.dimension != 1:
        return None
    field = field_of(goal.free_symbols)
    half = goal.body.has(Heaviside)
    try:
        fractions = read_fractions(goal.body.xreplace({Heaviside(Z): sympy.Integer(1)}), Z, field)
    except OutOfClass:
        return None
    if len(fractions.terms) != 1:
        return None
    ((simple, value),) = fractions.terms.items()
    if simple.pole is None or value != field.one or (simple.degree == 2 and half == (simple.k == 0)) or (simple.degree == 1 and not half):
        return None
    return simple, half


def known_sign(form: Form) -> int:
    """The sign of a form, from the assumptions or as a number. Raises Undecided."""
    try:
        return positivity.sign(form)
    except Undecided:
        found = constant_sign(form.expression()) if not form.expression().free_symbols else None
        if found is None:
            raise
        return found
