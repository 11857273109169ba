"""Roots of sums with one radical, and of radicals, without a root below a root.

    sqrt(A + B sqrt(n)) = sqrt((A + D)/2) +- sqrt((A - D)/2),    D = sqrt(A^2 - B^2 n),  the sign that of B,

for A > 0 and D a term without radicals: both sides are positive and have one square (source: Borodin, Fagin, Hopcroft, Tompa 1985). Where D has a radical
the root of the number stays as it is, an atom.
"""

from __future__ import annotations

from sympy import Pow, S, expand, factor_terms
from sympy import sqrt as sympy_sqrt

from derive.language.forms import positivity
from derive.language.forms.normal_form import Form, Undecided
from derive.language.forms.normalize import normal_form
from derive.language.forms.power_form import power_form


def sqrt(form: Form) -> Form:
    """The positive root of a positive form of one term, or of two of which one is rational, or of a number times a term; raises Undecided.

    >>> from derive.language.forms.fields import field_of
    >>> from derive.language.forms.normalize import normal_form
    >>> import sympy
    >>> sqrt(normal_form((3 - sympy.sqrt(5)) / 2, field_of([])))
    Form((-1 + sqrt(5))/2)
    """
    if len(form.terms) == 1:
        return _of_term(form)
    if positivity.sign(form) <= 0:
        raise Undecided(f"the root of {form.expression()}")
    try:
        return _of_two_terms(form)
    except Undecided:
        return _of_number(form)


def squared_out(form: Form) -> Form:
    """The form with even powers of roots of numbers replaced by powers of the numbers."""
    total = form.field.zero
    for (root, exponent, atoms), ratio in form.terms.items():
        left = tuple((atom, power % 2 if _is_root(atom) else power) for atom, power in atoms)
        term = Form(form.field, {(root, exponent, tuple(pair for pair in left if pair[1])): ratio})
        for atom, power in atoms:
            if _is_root(atom):
                term = term * normal_form(atom.base, form.field) ** (power // 2)
        total = total + term
    return total


def _is_root(atom: object) -> bool:
    return isinstance(atom, Pow) and atom.exp is S.Half and atom.base.is_number


def _of_two_terms(form: Form) -> Form:
    if len(form.terms) != 2:
        raise Undecided(f"the root of {form.expression()}")
    plain, radical = _parts(form)
    inner = _of_term(plain * plain - radical * radical)
    if inner.rational is None or positivity.sign(plain) <= 0:
        raise Undecided(f"the root of {form.expression()}")
    large, small = _of_term((plain + inner) / 2), _of_term((plain - inner) / 2)
    return large + small * positivity.sign(radical)


def _of_number(form: Form) -> Form:
    """The root of a positive number with radicals times one term in the symbols: an atom times the root of the term."""
    number, rest = factor_terms(form.expression()).as_independent(*form.field.symbols, as_Add=False)
    content, primitive = expand(number).primitive()
    outer = normal_form(content * rest, form.field)
    if primitive.is_algebraic is not True or not primitive.is_positive or len(outer.terms) != 1:
        raise Undecided(f"the root of {form.expression()}")
    return form.field.atom(sympy_sqrt(primitive)) * _of_term(outer)


def _of_term(form: Form) -> Form:
    """The root of one term, a fourth root where it has a radical; nothing beyond the assumptions is needed."""
    roots = {root for root, _, _ in form.terms}
    if any(roots):
        return power_form(form, form.field.one / 2)
    value, needed = positivity.sqrt(form)
    if needed:
        raise Undecided(f"the root of {form.expression()}")
    return value


def _parts(form: Form) -> tuple[Form, Form]:
    """The rational term and the one with a radical."""
    first, second = (Form(form.field, {key: ratio}) for key, ratio in form.terms.items())
    plain, radical = (first, second) if first.rational is not None else (second, first)
    if plain.rational is None or (radical * radical).rational is None:
        raise Undecided(f"the root of {form.expression()}")
    return plain, radical
