"""From a sympy expression to its normal form.

`normal_form(expr, field)` is exact: sums, products, integer powers, square roots, exponentials, arcsines and their kin, Phi, Phi2, erf and goals are
understood; anything else becomes an opaque atom.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import sympy
from sympy import Add, Expr, Mul, Pow, Rational, Symbol, exp, log, pi

from derive.language import positivity
from derive.language.atoms import asin_form, cdf2_form, cdf_form
from derive.language.normal_form import Field, Form, Undecided
from derive.language.special import Phi, Phi2


def equal_forms(a: Expr, b: Expr) -> bool:
    """Whether a = b follows in the normal form (False: not proved)."""
    field = Field.of(a.free_symbols | b.free_symbols)
    return normal_form(a, field) == normal_form(b, field)


def normal_form(expr: Expr, field: Field) -> Form:
    """The form of `expr`; all its symbols must belong to the field."""
    if isinstance(expr, Rational):
        return field.number(Fraction(int(expr.p), int(expr.q)))
    if expr is pi:
        return field.pi
    if isinstance(expr, Symbol):
        return field.symbol(expr) if expr in field.symbols else field.atom(expr)
    if isinstance(expr, Add | Mul):
        forms = [normal_form(arg, field) for arg in expr.args]
        result = forms[0]
        for form in forms[1:]:
            result = result + form if isinstance(expr, Add) else result * form
        return result
    convert = CONVERTERS.get(expr.func)
    found = convert(expr, field) if convert else None
    return field.atom(expr) if found is None else found


def _power(expr: Pow, field: Field) -> Form | None:
    base, exponent = expr.args
    if base is sympy.E:
        return _exp(exponent, field)
    if not isinstance(exponent, Rational):
        return None
    if exponent.is_Integer and abs(exponent) <= 64:
        return normal_form(base, field) ** int(exponent)
    if exponent.q != 2 or abs(exponent) > 64:
        return None
    try:
        root, needed = positivity.sqrt(normal_form(base, field))
    except Undecided:
        return None
    return None if needed else root ** int(exponent.p)


def _exp(exponent: Expr, field: Field) -> Form | None:
    plain, form = field.one, field.zero
    for term in Add.make_args(sympy.expand(exponent)):
        if isinstance(term, log):
            plain = plain * normal_form(term.args[0], field)
        else:
            form = form + normal_form(term, field)
    return plain * field.exp(form)


def _atan(expr: Expr, field: Field) -> Form | None:
    t = normal_form(expr.args[0], field)
    try:
        root, needed = positivity.sqrt(field.one + t * t)
    except Undecided:
        return None
    return None if needed else asin_form(t / root)


def _abs(expr: Expr, field: Field) -> Form | None:
    form = normal_form(expr.args[0], field)
    try:
        return form * positivity.sign(form)
    except Undecided:
        return None


def _two_exponentials(expr: Expr, field: Field) -> Form:
    sign = 1 if isinstance(expr, sympy.cosh) else -1
    w = normal_form(expr.args[0], field)
    return (field.exp(w) + field.exp(-w) * sign) / 2


def _erf_argument(expr: Expr, field: Field) -> Form:
    return normal_form(expr.args[0], field) * normal_form(sympy.sqrt(2), field)


CONVERTERS: dict[Any, Callable[[Any, Field], Form | None]] = {
    Pow: _power,
    exp: lambda e, f: _exp(e.args[0], f),
    type(sympy.E): lambda e, f: f.exp(f.one),
    sympy.asin: lambda e, f: asin_form(normal_form(e.args[0], f)),
    sympy.acos: lambda e, f: f.pi / 2 - asin_form(normal_form(e.args[0], f)),
    sympy.atan: _atan,
    sympy.Abs: _abs,
    sympy.sinh: _two_exponentials,
    sympy.cosh: _two_exponentials,
    sympy.erf: lambda e, f: cdf_form(_erf_argument(e, f)) * 2 - f.one,
    sympy.erfc: lambda e, f: f.number(2) - cdf_form(_erf_argument(e, f)) * 2,
    Phi: lambda e, f: cdf_form(normal_form(e.args[0], f)),
    Phi2: lambda e, f: cdf2_form(*(normal_form(a, f) for a in e.args)),
}
