"""Where a formula reads 0 times infinity although the quantity is finite: at poles of digamma functions of a parameter.

    E[|X|^a log|X| He_n(X)] has the factors (-a/2)_m and psi(1 - a/2): for a = 2, 4, 6, ... one is 0 for large n and the other infinite.

Such a quantity is continuous in its parameters, so the formula is meant as its limit there.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from sympy import Expr, Poly, Symbol, polygamma
from sympy.logic.boolalg import Boolean

SHOWN = 3  # values of the parameter that are named
SEARCHED = 24  # poles

Values = tuple[Symbol, tuple[Expr, ...]]


def meant_as_limits(value: Expr, hypotheses: Iterable[Boolean] = ()) -> tuple[Values, ...]:
    """Parameters with the first values at which a digamma function is infinite.

    >>> from sympy.abc import n
    >>> a = Symbol("a", positive=True)
    >>> meant_as_limits(polygamma(0, 1 - a / 2) + polygamma(0, 1 + n / 2 - a / 2) + polygamma(0, a + 1))
    ((a, (2, 4, 6)),)
    """
    found: dict[Symbol, tuple[Expr, ...]] = {}
    for argument in sorted((node.args[1] for node in value.atoms(polygamma)), key=str):
        letters = argument.free_symbols
        if len(letters) == 1 and argument.is_positive is not True and Poly(argument, *letters).is_linear:
            (letter,) = letters
            places = (-(argument.coeff(letter, 0) + k) / argument.coeff(letter, 1) for k in range(SEARCHED))
            shown = tuple(islice((place for place in places if _is_allowed(letter, place, hypotheses)), SHOWN))
            found |= {letter: shown} if shown else {}
    return tuple(found.items())


def _is_allowed(letter: Symbol, place: Expr, hypotheses: Iterable[Boolean]) -> bool:
    assumed = (letter.is_positive and not place.is_positive) or (letter.is_negative and not place.is_negative) or (letter.is_integer and not place.is_integer)
    return not assumed and all(hypothesis.subs(letter, place) != False for hypothesis in hypotheses)  # noqa: E712 (sympy's false)
