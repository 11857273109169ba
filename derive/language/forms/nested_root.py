"""Roots of sums with one radical, and of radicals, without a root below a root.

    sqrt(A + B sqrt(n)) = sqrt((A + D)/2) +- sqrt((A - D)/2),    D = sqrt(A^2 - B^2 n),  the sign that of B,

for A > 0 and D a term without radicals: both sides are positive and have one square (source: Borodin, Fagin, Hopcroft, Tompa 1985).
"""

from __future__ import annotations

from derive.language.forms import positivity
from derive.language.forms.normal_form import Form, Undecided
from derive.language.forms.power_form import power_form


def sqrt(form: Form) -> Form:
    """The positive root of a positive form of one term, or of two of which one is rational; raises Undecided.

    >>> from derive.language.forms.fields import field_of
    >>> from derive.language.forms.normalize import normal_form
    >>> import sympy
    >>> sqrt(normal_form((3 - sympy.sqrt(5)) / 2, field_of([])))
    Form((-1 + sqrt(5))/2)
    """
    if len(form.terms) == 1:
        return _of_term(form)
    if len(form.terms) != 2 or positivity.sign(form) <= 0:
        raise Undecided(f"the root of {form.expression()}")
    plain, radical = _parts(form)
    inner = _of_term(plain * plain - radical * radical)
    if inner.rational is None or positivity.sign(plain) <= 0:
        raise Undecided(f"the root of {form.expression()}")
    large, small = _of_term((plain + inner) / 2), _of_term((plain - inner) / 2)
    return large + small * positivity.sign(radical)


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
