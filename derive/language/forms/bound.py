"""Integrals that stay in an answer: their bound letters, and their values as atoms of the normal form."""

from __future__ import annotations

from collections.abc import Iterable

from sympy import Expr, Integral, Symbol

from derive.language.forms.normal_form import Field, Form
from derive.language.forms.normalize import normal_form

NAMES = ("t", "s", "r", "y", "w")


def bound_letter(taken: Iterable[Symbol]) -> Symbol:
    """A real letter with a name that none of the given symbols has.

    >>> bound_letter([Symbol("t")])
    s
    """
    names = {symbol.name for symbol in taken}
    name = next((name for name in NAMES if name not in names), None) or next(f"t_{n}" for n in range(1000) if f"t_{n}" not in names)
    return Symbol(name, real=True)


def is_reduced(value: Expr) -> bool:
    """Whether a value is closed but for integrals that are shown in it."""
    return bool(value.has(Integral))


def integral_form(body: Expr, letter: Symbol, lower: Expr, upper: Expr, field: Field) -> Form:
    """int_lower^upper body d(letter), constant factors in front."""
    constant, inside = body.as_independent(letter, as_Add=False)
    if body == 0 or lower == upper:
        return field.zero
    return normal_form(constant, field) * field.atom(Integral(inside, (letter, lower, upper)))
