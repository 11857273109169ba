"""Conditions that a rule returns: those that say something."""

from __future__ import annotations

from collections.abc import Iterable

from derive.language.errors import DeriveError
from derive.language.forms.normal_form import Form, Undecided
from derive.language.moments.rational_moment import known_sign


def open_conditions(forms: Iterable[Form]) -> tuple[Form, ...]:
    """The conditions form > 0 that do not follow from the assumptions, each once; raises Undecided where one is known to fail."""
    left = dict[Form, None]()
    for form in forms:
        try:
            known = known_sign(form)
        except (Undecided, DeriveError):
            left[form] = None
            continue
        if known <= 0:
            raise Undecided(f"{form.expression()} > 0 does not hold")
    return tuple(left)
