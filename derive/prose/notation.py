"""Formulas as text: `latex`, `plain`, and `rows` of a display that is too long for one line."""

from __future__ import annotations

from functools import lru_cache

from sympy import Basic, Expr
from sympy.core.relational import Equality

from derive.prose.alphabet import Notation, are_shortened, current
from derive.prose.breaking import broken as _broken
from derive.prose.breaking import hanging
from derive.prose.document import Formula, Math
from derive.prose.latex_printer import typeset, typeset_flat
from derive.prose.plain_printer import line


@lru_cache(maxsize=4096)
def _typeset_in(expr: Basic, notation: Notation, short: bool) -> str:
    return typeset(expr)


def _typeset(expr: Basic) -> str:
    return _typeset_in(expr, current(), are_shortened())


def latex(formula: Formula) -> str:
    r"""LaTeX in the notation of the field, amsmath only.

    >>> from derive.language.symbols import q1, q2, c
    >>> from sympy import sqrt
    >>> latex(sqrt(q1 * q2) * sqrt(1 - c**2))
    '\\sqrt{q_{1} q_{2}} \\sqrt{1 - c^{2}}'
    """
    if not isinstance(formula, Math):
        return _typeset(formula)
    return formula.latex if formula.content is None else _typeset(formula.content)


def plain(formula: Formula) -> str:
    """One line of Unicode.

    >>> from derive.language.symbols import q1, q2, c
    >>> from sympy import sqrt
    >>> plain(sqrt(q1 * q2) * sqrt(1 - c**2))
    '√(q1·q2)·√(1 - c²)'
    """
    if not isinstance(formula, Math):
        return line(formula)
    if formula.content is None:
        return formula.plain or formula.latex
    return line(formula.content)


def equated(left: Formula, right: Formula) -> str:
    """`left = right` on one line."""
    return f"{plain(left)} = {plain(right)}"


def in_text(formula: Expr) -> Math:
    """A formula for running text, its fractions with a slash."""
    return Math(latex=typeset_flat(formula), plain=line(formula))


def broken(left: Formula, right: Formula, width: float = 30.0) -> list[str]:
    """`left = right` as rows of `aligned`, each at most about `width` em."""
    return _broken(latex(left), latex(right), width)


def rows(formula: Formula, width: float = 30.0) -> list[str]:
    """Any formula as rows of `aligned`."""
    content = formula.content if isinstance(formula, Math) else formula
    if isinstance(content, Equality):
        return broken(content.lhs, content.rhs, width)
    return hanging(latex(formula), width)
