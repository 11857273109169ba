"""Cosines of linear functions, oriented: cos(w.X + f) with the first entry of w positive, and f = -pi/2 for a sine."""

from __future__ import annotations

import sympy

from derive.language.forms.normal_form import Form
from derive.language.forms.normalize import normal_form
from derive.language.moments.moment import Vector, Wave


def oriented(frequency: Vector, phase: Form) -> tuple[Wave | None, Form]:
    """(wave, factor) with factor * wave = cos(frequency.X + phase); a constant cosine is a factor alone."""
    field = phase.field
    lead = next((a.leading_sign for a in frequency if a), 0)
    if lead == 0:
        return None, cosine(phase)
    if lead < 0:
        frequency, phase = tuple(-a for a in frequency), -phase
    if phase == field.pi / 2:
        return Wave(frequency, -phase), -field.one
    if phase in (field.pi, -field.pi):
        return Wave(frequency, field.zero), -field.one
    return Wave(frequency, phase), field.one


def cosine(phase: Form) -> Form:
    """cos(phase)."""
    return normal_form(sympy.cos(sympy.expand(phase.expression())), phase.field)


def sine(phase: Form) -> Form:
    """sin(phase)."""
    return normal_form(sympy.sin(sympy.expand(phase.expression())), phase.field)
