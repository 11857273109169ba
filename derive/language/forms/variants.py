"""Several ways to write one value, the shortest first by the cost of `language.forms.cost`."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from sympy import Basic, Expr, Piecewise, erf

from derive.language.forms.cost import cost
from derive.language.forms.elliptic import in_elliptic_integrals
from derive.language.forms.fields import field_of
from derive.language.forms.mean_logarithm import in_series, is_on_the_axis
from derive.language.forms.normal_form import Form, Undecided
from derive.language.forms.normalize import normal_form
from derive.language.forms.phases import in_phases
from derive.language.forms.printed import Style, expression_of
from derive.language.forms.symmetric import symmetric
from derive.language.special import MeanLogK, OwensT, Phi, Phi2

COMMON = (Style(), Style(pi_below=False), Style(number_below=True), Style(pi_below=False, number_below=True), Style(reflect=False))
TERMS = Style(gather=False, factored=False)
OTHERS = (Style(gather=False), Style(hyperbolic=False), TERMS)
FEW_TERMS = 3
MOST_TERMS = 64


def shortest(form: Form) -> Expr:
    """The cheapest of the common ways to write a form, symmetric in the variances where the value is and that costs no more."""
    if len(form.terms) < 2 or len(form.terms) > MOST_TERMS:
        return in_phases(expression_of(form))
    styles = (TERMS, *COMMON) if len(form.terms) <= FEW_TERMS else COMMON
    return symmetric(form, min((in_phases(expression_of(form, style)) for style in styles), key=cost))


def forms(form: Form) -> tuple[Expr, ...]:
    """Different expressions of the same value, the shortest first.

    Among them a sum of single terms, the atoms of the normal form as they are, exponentials for hyperbolic functions, erf for Phi, Owen's T for Phi2
    and complete elliptic integrals for hypergeometric functions of half-whole powers.
    """
    found = dict.fromkeys([shortest(form), *(expression_of(form, style) for style in (*COMMON, *OTHERS))])
    found |= dict.fromkeys(other for other in _rewritten(next(iter(found))))
    elliptic = in_elliptic_integrals(form)
    found |= {shortest(elliptic): None} if elliptic is not None else {}
    return tuple(sorted(found, key=cost))


@lru_cache(maxsize=4096)
def written_out(expr: Basic) -> Basic:
    """The expression as a person writes it, with the series that has a name for a mean of log|x + iZ|; in code the mean stays, where nothing cancels."""
    if not any(map(is_on_the_axis, expr.atoms(MeanLogK))):
        return expr
    if not isinstance(expr, Expr) or isinstance(expr, Piecewise):
        return expr.func(*map(written_out, expr.args))
    try:
        return shortest(in_series(normal_form(expr, field_of(expr.free_symbols))))
    except Undecided:
        return expr


def _rewritten(value: Expr) -> Iterator[Expr]:
    if value.has(Phi):
        yield value.replace(Phi, lambda h: Phi(h).rewrite(erf))
    if value.has(Phi2):
        owen = value.replace(Phi2, lambda h, k, r: Phi2(h, k, r).rewrite(OwensT))
        if owen.has(OwensT):
            yield owen
