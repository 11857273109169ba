"""Goals that the examples of several rules share."""

from __future__ import annotations

from sympy import Expr, Symbol

from derive.engine.rule import Goal
from derive.language.forms.fields import field_of
from derive.language.moments.integrand import read_integrand
from derive.language.symbols import X, Y, Z, c


def moment(body: Expr, *symbols: Symbol, dimension: int = 1) -> Goal:
    """The moment E[body], the body one term in Z, or in X and Y with correlation c."""
    field = field_of({*symbols, *([c] if dimension == 2 else [])})
    one, zero = field.one, field.zero
    letters = {Z: (one,)} if dimension == 1 else {X: (one, zero), Y: (zero, one)}
    form = read_integrand(body, letters, field).expectation((field.symbol(c),) if dimension == 2 else ())
    (goal,) = form.atoms()
    return goal
