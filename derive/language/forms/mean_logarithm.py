"""The mean of log|x + iZ| for x > 0 and the series 2F2(1, 1; 3/2, 2; w), w > 0: one atom in forms, where nothing cancels, the series in print.

M(x) = -(gamma + log 2)/2 + (pi/2) erfi(x/sqrt(2)) - w 2F2(1, 1; 3/2, 2; w),      w = x^2/2.
"""

from __future__ import annotations

from sympy import EulerGamma, Integer, Rational, hyper

from derive.language.forms import positivity
from derive.language.forms.atoms import FunctionAtom, erfi_form, mean_log_forms
from derive.language.forms.normal_form import Field, Form, Undecided
from derive.language.forms.power_form import log_form
from derive.language.special import MeanLogK

SERIES = (Integer(1), Integer(1)), (Rational(3, 2), Integer(2))


def in_series(form: Form) -> Form:
    """The form with the series for each mean of log|x + iZ|."""
    values = {atom: _by_series(atom.arguments[0]) for atom in form.atoms() if _is_mean(atom)}
    return form.substitute(values) if values else form


def series_as_mean_logarithm(w: Form) -> Form | None:
    """2F2(1, 1; 3/2, 2; w) by the mean; None where w is not known to be positive."""
    try:
        if not w or not positivity.is_known_positive(w):
            return None
        root, needed = positivity.sqrt(w * 2)
    except Undecided:
        return None
    return None if needed else (_beside_the_series(root) - mean_log_forms(root, w.field.zero)[0]) / w


def is_on_the_axis(function: MeanLogK) -> bool:
    """Whether it is the mean of log|x + iZ|."""
    return bool(function.args[1] == 0)


def _is_mean(atom: object) -> bool:
    return isinstance(atom, FunctionAtom) and atom.name == "MeanLogK" and not atom.arguments[1]


def _by_series(x: Form) -> Form:
    w = x * x / 2
    return _beside_the_series(x) - w * w.field.atom(hyper(*SERIES, w.expression()))


def _beside_the_series(x: Form) -> Form:
    field: Field = x.field
    root = positivity.sqrt(field.number(2))[0]
    return field.pi * erfi_form(x / root) / 2 - (field.atom(EulerGamma) + log_form(field.number(2))) / 2
