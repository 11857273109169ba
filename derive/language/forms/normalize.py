"""From a sympy expression to its normal form.

`normal_form(expr, field)` is exact: sums, products, integer powers, square roots, exponentials, arcsines and their kin, Phi, Phi2, erf and goals are
understood, and so are real powers and logarithms of positive products, gamma, polygamma and 2F1; anything else becomes an opaque atom.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import sympy
from sympy import Add, Expr, Mul, Pow, Rational, Symbol, exp, log, pi

from derive.language import special
from derive.language.forms import positivity
from derive.language.forms.atoms import (
    asin_form,
    besselk_form,
    cdf2_form,
    cdf_form,
    erfi_form,
    erfinv_form,
    expint_form,
    goodwin_staton_form,
    hermite_pair_forms,
    hermite_sum_form,
    incomplete_plasma_forms,
    mean_log_forms,
    plasma_wave_forms,
    scaled_expint_forms,
    tricomi_form,
    voigt_arc_forms,
    voigt_forms,
    voigt_pair_forms,
    with_doubled_angles,
)
from derive.language.forms.fields import field_of
from derive.language.forms.mean_logarithm import SERIES, series_as_mean_logarithm
from derive.language.forms.normal_form import Field, Form, Undecided
from derive.language.forms.power_form import log_form, power_form
from derive.language.forms.power_functions import gamma_form, hermite_function_forms, hypergeometric_form, parabolic_form, polygamma_form, upper_gamma_form
from derive.language.goals.expectation import Goal


def equal_forms(a: Expr, b: Expr) -> bool:
    """Whether a = b follows in the normal form (False: not proved)."""
    field = field_of(a.free_symbols | b.free_symbols)
    difference = normal_form(a, field) - normal_form(b, field)
    return not difference or not with_doubled_angles(difference)


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
    if exponent.is_Integer and abs(exponent) <= 400:
        return normal_form(base, field) ** int(exponent)
    if not isinstance(exponent, Rational) or exponent.q != 2 or abs(exponent) > 64:
        return _real_power(base, exponent, field)
    try:
        root, needed = positivity.sqrt(normal_form(base, field))
    except Undecided:
        return _real_power(base, exponent, field)
    return None if needed else root ** int(exponent.p)


def _real_power(base: Expr, exponent: Expr, field: Field) -> Form | None:
    """base^exponent for a positive product and an exponent without goals."""
    try:
        return None if exponent.has(Goal) else power_form(normal_form(base, field), normal_form(exponent, field))
    except Undecided:
        return None


def _log(expr: Expr, field: Field) -> Form | None:
    try:
        return log_form(normal_form(expr.args[0], field))
    except Undecided:
        return None


def _gamma(expr: Expr, field: Field) -> Form | None:
    try:
        return gamma_form(normal_form(expr.args[0], field))
    except ZeroDivisionError:
        return None


def _polygamma(expr: Expr, field: Field) -> Form | None:
    n, a = expr.args
    return polygamma_form(int(n), normal_form(a, field)) if n.is_Integer and 0 <= n <= 32 and a.free_symbols else None


def _hyper(expr: Expr, field: Field) -> Form | None:
    top, bottom, w = expr.args
    if (len(top), len(bottom)) != (2, 1):
        return series_as_mean_logarithm(normal_form(w, field)) if (tuple(top), tuple(bottom)) == SERIES else None
    return hypergeometric_form(*(normal_form(part, field) for part in (*top, *bottom, w)))


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


def _atan2(expr: Expr, field: Field) -> Form | None:
    """The angle pi/2 - asin(x/sqrt(x^2 + y^2)) for y > 0, asin(y/sqrt(x^2 + y^2)) for x > 0."""
    y, x = (normal_form(arg, field) for arg in expr.args)
    try:
        root, needed = positivity.sqrt(x * x + y * y)
    except Undecided:
        return None
    if needed:
        return None
    if positivity.is_known_positive(y):
        return field.pi / 2 - asin_form(x / root)
    return asin_form(y / root) if positivity.is_known_positive(x) else None


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


def _expint(expr: Expr, field: Field) -> Form:
    return expint_form(*(normal_form(arg, field) for arg in expr.args))


def _negative_ei(expr: Expr, field: Field) -> Form | None:
    """Ei(-w) = -E1(w) for w > 0."""
    return -expint_form(field.one, normal_form(-expr.args[0], field)) if expr.args[0].is_negative else None


def _besselk(expr: Expr, field: Field) -> Form | None:
    order = expr.args[0]
    return besselk_form(int(order), normal_form(expr.args[1], field)) if order.is_Integer else None


def _owens_t(expr: Expr, field: Field) -> Form | None:
    """T(h, a) = Phi(h)/2 - Phi2(h, 0; -a/sqrt(1 + a^2))."""
    h, a = (normal_form(arg, field) for arg in expr.args)
    try:
        root, needed = positivity.sqrt(field.one + a * a)
    except Undecided:
        return None
    return None if needed else cdf_form(h) / 2 - cdf2_form(h, field.zero, -a / root)


def _voigt(expr: Expr, field: Field) -> Form | None:
    x, y = (normal_form(arg, field) for arg in expr.args)
    return voigt_forms(x, y)[isinstance(expr, special.VoigtL)] if x else None


def _scaled_expint(expr: Expr, field: Field) -> Form:
    return scaled_expint_forms(*(normal_form(arg, field) for arg in expr.args))[isinstance(expr, special.ExpIntL)]


def _incomplete_plasma(expr: Expr, field: Field) -> Form:
    return incomplete_plasma_forms(*(normal_form(arg, field) for arg in expr.args))[isinstance(expr, special.PlasmaL)]


def _plasma_wave(expr: Expr, field: Field) -> Form:
    return plasma_wave_forms(*(normal_form(arg, field) for arg in expr.args))[isinstance(expr, special.PlasmaWaveL)]


def _mean_logarithm(expr: Expr, field: Field) -> Form:
    return mean_log_forms(*(normal_form(arg, field) for arg in expr.args))[isinstance(expr, special.MeanLogL)]


def _hermite_function(expr: Expr, field: Field) -> Form:
    return hermite_function_forms(*(normal_form(arg, field) for arg in expr.args))[isinstance(expr, special.HermiteL)]


def _hermite_pair(expr: Expr, field: Field) -> Form:
    n, nu, v, x, y, a, b = (normal_form(arg, field) for arg in expr.args)
    return hermite_pair_forms(n, nu, v, (x, y), (a, b))[isinstance(expr, special.HermitePairL)]


def _voigt_arc(expr: Expr, field: Field) -> Form:
    return voigt_arc_forms(*(normal_form(arg, field) for arg in expr.args))[isinstance(expr, special.VoigtArcL)]


def _voigt_pair(expr: Expr, field: Field) -> Form:
    return voigt_pair_forms(*(normal_form(arg, field) for arg in expr.args))[isinstance(expr, special.VoigtL2)]


CONVERTERS: dict[Any, Callable[[Any, Field], Form | None]] = {
    Pow: _power,
    exp: lambda e, f: _exp(e.args[0], f),
    type(sympy.E): lambda e, f: f.exp(f.one),
    log: _log,
    sympy.gamma: _gamma,
    sympy.polygamma: _polygamma,
    sympy.hyper: _hyper,
    sympy.asin: lambda e, f: asin_form(normal_form(e.args[0], f)),
    sympy.acos: lambda e, f: f.pi / 2 - asin_form(normal_form(e.args[0], f)),
    sympy.atan: _atan,
    sympy.atan2: _atan2,
    sympy.Abs: _abs,
    sympy.sinh: _two_exponentials,
    sympy.cosh: _two_exponentials,
    sympy.erf: lambda e, f: cdf_form(_erf_argument(e, f)) * 2 - f.one,
    sympy.erfc: lambda e, f: f.number(2) - cdf_form(_erf_argument(e, f)) * 2,
    special.Phi: lambda e, f: cdf_form(normal_form(e.args[0], f)),
    special.OwensT: _owens_t,
    special.GoodwinStaton: lambda e, f: goodwin_staton_form(normal_form(e.args[0], f)),
    sympy.erfinv: lambda e, f: erfinv_form(normal_form(e.args[0], f)),
    sympy.erfi: lambda e, f: erfi_form(normal_form(e.args[0], f)),
    special.TricomiU: lambda e, f: tricomi_form(*(normal_form(a, f) for a in e.args)),
    special.VoigtK: _voigt,
    special.VoigtL: _voigt,
    special.VoigtArcK: _voigt_arc,
    special.VoigtArcL: _voigt_arc,
    special.VoigtK2: _voigt_pair,
    special.VoigtL2: _voigt_pair,
    special.ExpIntK: _scaled_expint,
    special.PlasmaK: _incomplete_plasma,
    special.PlasmaL: _incomplete_plasma,
    special.PlasmaWaveK: _plasma_wave,
    special.PlasmaWaveL: _plasma_wave,
    special.ExpIntL: _scaled_expint,
    special.MeanLogK: _mean_logarithm,
    special.MeanLogL: _mean_logarithm,
    special.HermiteK: _hermite_function,
    special.HermiteL: _hermite_function,
    special.HermitePairK: _hermite_pair,
    special.HermitePairL: _hermite_pair,
    special.HermiteSum: lambda e, f: hermite_sum_form(*(normal_form(a, f) for a in e.args)),
    special.ParabolicCylinderD: lambda e, f: parabolic_form(*(normal_form(a, f) for a in e.args)),
    sympy.uppergamma: lambda e, f: upper_gamma_form(*(normal_form(a, f) for a in e.args)),
    sympy.expint: _expint,
    sympy.Ei: _negative_ei,
    sympy.besselk: _besselk,
    special.Phi2: lambda e, f: cdf2_form(*(normal_form(a, f) for a in e.args)),
}
