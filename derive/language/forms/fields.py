"""Fields of forms, one for each set of symbols."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from sympy import Symbol

from derive.language.forms.normal_form import Field
from derive.language.forms.printed import expression_of


def field_of(symbols: Iterable[Symbol]) -> Field:
    """The field of the given symbols. It is cached, so equal fields are identical.

    >>> from derive.language.symbols import c, q
    >>> field_of([c, q]) is field_of({q, c})
    True
    """
    return _field(tuple(sorted(set(symbols), key=str)))


@lru_cache(maxsize=256)
def _field(symbols: tuple[Symbol, ...]) -> Field:
    return Field(symbols, expression_of)
