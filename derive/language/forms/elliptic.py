"""Hypergeometric functions of half-whole powers as complete elliptic integrals K(m), E(m) of the parameter m.

    2F1(1/2, 1/2; 1; m) = 2 K(m)/pi,        2F1(1/2, 1/2; 2; m) = 4 (E(m) - (1 - m) K(m))/(pi m),
    (k - 1/2)^2 m F(k + 1) = k (k - 1) ((1 - m) F(k - 1) - (1 - 2m) F(k)),            F(k) = 2F1(1/2, 1/2; k; m),

and with O(r) = Gamma(n + 1/2)^2 (1 + r)^n/(2 sqrt(2 pi) n!) 2F1(1/2, 1/2; n + 1; (1 + r)/2), a = n - 1/2,

    2F1(-a/2, -a/2; 1/2; r^2) = 2 pi (O(r) + O(-r))/(2^a Gamma((a + 1)/2)^2),
    r 2F1((1 - a)/2, (1 - a)/2; 3/2; r^2) = pi (O(r) - O(-r))/(2^a Gamma(a/2 + 1)^2)                       (source: DLMF 15.5.18, 15.8, 19.5).
"""

from __future__ import annotations

from fractions import Fraction

import sympy

from derive.language.forms import positivity
from derive.language.forms.atoms import FunctionAtom
from derive.language.forms.normal_form import Form, Undecided
from derive.language.forms.power_form import power_form
from derive.language.forms.power_functions import gamma_form

HIGHEST = 24


def elliptic(n: int, m: Form) -> Form:
    """2F1(1/2, 1/2; n + 1; m)."""
    field, place = m.field, sympy.expand(m.expression())
    first, second = field.atom(sympy.elliptic_k(place)), field.atom(sympy.elliptic_e(place))
    if n == 0:
        return first * 2 / field.pi
    rest = field.one - m
    before, value = first * 2 / field.pi, (second - rest * first) * 4 / (field.pi * m)
    for k in range(2, n + 1):
        step = (rest * before - (rest - m) * value) * (4 * k * (k - 1)) / (m * (2 * k - 1) ** 2)
        before, value = value, step
    return value


def orthant(n: int, r: Form) -> Form:
    """O(r), the mean of X_+^a Y_+^a for a standard pair with correlation r."""
    field = r.field
    weight = gamma_form(field.number(n) + field.one / 2) ** 2 * power_form(field.one + r, field.number(n))
    scale = positivity.sqrt(field.pi * 2)[0] * 2 * gamma_form(field.number(n + 1))
    return weight * elliptic(n, (field.one + r) / 2) / scale


def in_elliptic_integrals(form: Form) -> Form | None:
    """The form with its hypergeometric functions replaced; None where one of them has no such form, or there are none."""
    hyper = [atom for atom in form.atoms() if isinstance(atom, FunctionAtom) and atom.name == "hyper"]
    try:
        values = {atom: _value(*atom.arguments) for atom in hyper}
        if not values or not all(values.values()):
            return None
        return form.substitute({atom: value for atom, value in values.items() if value is not None})
    except (Undecided, ZeroDivisionError):
        return None


def _value(first: Form, second: Form, third: Form, w: Form) -> Form | None:
    upper, other, lower = first.constant, second.constant, third.constant
    if upper is None or upper != other or lower is None:
        return None
    if upper == Fraction(1, 2) and lower.denominator == 1 and 1 <= lower <= HIGHEST + 1:
        return elliptic(int(lower) - 1, w)
    places = {Fraction(1, 2): Fraction(1, 2) - 2 * upper, Fraction(3, 2): Fraction(3, 2) - 2 * upper}
    n = places.get(lower)
    if n is None or n.denominator > 1 or not 0 <= n <= HIGHEST:
        return None
    return _symmetric(int(n), w, odd=lower > 1)


def _symmetric(n: int, w: Form, odd: bool) -> Form | None:
    """The second pair of formulas, at w = r^2."""
    field, r = w.field, sympy.sqrt(sympy.factor(w.expression()))
    root = _base(r, w)
    if root is None:
        return None
    a = field.number(n) - field.one / 2
    scale = field.pi / power_form(field.number(2), a)
    if odd:
        return scale * (orthant(n, root) - orthant(n, -root)) / (gamma_form(a / 2 + field.one) ** 2 * root)
    return scale * 2 * (orthant(n, root) + orthant(n, -root)) / gamma_form((a + field.one) / 2) ** 2


def _base(root: sympy.Expr, w: Form) -> Form | None:
    """r with r^2 = w, of either sign: both formulas are even in r."""
    from derive.language.forms.normalize import normal_form

    plain = root.replace(sympy.Abs, lambda inner: inner)
    found = normal_form(plain, w.field)
    return found if found * found == w else None
