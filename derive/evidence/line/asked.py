"""What was asked, as messages say it."""

from __future__ import annotations

from sympy import Dummy, Expr, Symbol

LONGEST = 120


def mean(body: Expr) -> str:
    """E[body] with letters by their names and powers as people write them, its beginning where it is long.

    >>> from sympy import exp
    >>> from derive.language.symbols import Z
    >>> mean(Z**2 / (exp(Z) - 1))
    'E[Z^2/(exp(Z) - 1)]'
    """
    text = function(body)
    return f"E[{text if len(text) <= LONGEST else text[: LONGEST - 3] + '...'}]"


def function(body: Expr) -> str:
    """The function itself."""
    named = body.xreplace({letter: Symbol(letter.name) for letter in body.atoms(Dummy)})
    return str(named).replace("**", "^")
