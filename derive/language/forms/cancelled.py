"""Sums in which functions of exponentials cancel: 2 sigmoid(2 x) - 1 - tanh(x) is 0, and softplus(x) - softplus(-x) is x."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from sympy import Add, Expr, Function, PolynomialError, exp, log, tanh

from derive.language.forms.exponentials import Exponentials
from derive.language.forms.normal_form import Undecided
from derive.language.forms.summands import summands
from derive.language.symbols import x

MOST = 6  # terms whose subsets are tried
LARGEST = 200


def cancelled(expr: Expr) -> Expr:
    """The function without terms that cancel by an identity among exponentials, hyperbolic tangents and logarithms of them; else as it was.

    >>> cancelled(2 / (1 + exp(-2 * x)) - 1 - tanh(x) + x**2)
    x**2
    >>> cancelled(x * tanh(x) + log(1 + exp(x)) - log(1 + exp(-x)))
    x*tanh(x) + x
    >>> cancelled(2 * (tanh(x) + 1))
    2*tanh(x) + 2
    """
    if len(expr.atoms(exp, tanh)) < 2 or expr.count_ops() > LARGEST:
        return expr
    terms = summands(expr)
    places = [place for place, term in enumerate(terms) if _is_of_exponentials(term)]
    if not 2 <= len(places) <= MOST:
        return expr
    for chosen in _subsets(places):
        value = _without_exponentials(Add(*(terms[place] for place in chosen)))
        if value is not None:
            return cancelled(Add(value, *(term for place, term in enumerate(terms) if place not in chosen)))
    return expr


def _subsets(places: list[int]) -> Iterator[tuple[int, ...]]:
    return (chosen for size in range(len(places), 1, -1) for chosen in combinations(places, size))


def _is_of_exponentials(term: Expr) -> bool:
    """Whether the term has an exponential, and beside x and numbers only such functions and parameters."""
    functions = {function for function in term.atoms(Function) if function.has(x)}
    known = all(isinstance(function, exp | tanh) or (isinstance(function, log) and function.has(exp, tanh)) for function in functions)
    return known and bool(functions)


def _without_exponentials(expr: Expr) -> Expr | None:
    try:
        return Exponentials().simplest(expr)
    except (Undecided, PolynomialError, ZeroDivisionError):
        return None
