"""Expectations as they are written by hand: E[(sqrt(q1) X + 1) (sqrt(q2) Y - 1) ...] for a product of functions of X and of Y, and no sign inside."""

from __future__ import annotations

from functools import lru_cache

from sympy import Add, Dummy, Expr, Mul, Pow, factor_list, sqrt

from derive.language.goals.expectation import Expectation
from derive.language.symbols import X, Y

PAIR = frozenset((X, Y))


def readable(expr: Expr) -> Expr:
    """The expression with its expectations in this way.

    >>> from sympy import Heaviside
    >>> from derive.language.goals.gaussian import Gaussian
    >>> from derive.language.symbols import c
    >>> readable(Expectation((X * Y - X + Y - 1) * Heaviside(X), Gaussian(c))).body
    (_X + 1)*(_Y - 1)*Heaviside(_X)
    """
    return expr.xreplace({goal: _oriented(goal) for goal in expr.atoms(Expectation)})


@lru_cache(maxsize=4096)
def _oriented(goal: Expectation) -> Expr:
    parts = [part for factor in Mul.make_args(goal.body) for part in Mul.make_args(_parted(factor))]
    negative = [all(term.as_coeff_Mul()[0].is_negative for term in Add.make_args(part)) for part in parts]
    body = Mul(*(-part if sign else part for part, sign in zip(parts, negative, strict=True)))
    return (-1) ** sum(negative) * Expectation(body, goal.law)


def _parted(polynomial: Expr) -> Expr:
    """A polynomial of both letters as a product of polynomials of one letter each, where it is one."""
    if not isinstance(polynomial, Add) or not polynomial.free_symbols >= PAIR or not polynomial.is_polynomial(X, Y):
        return polynomial
    roots = {symbol: Dummy(symbol.name, positive=True) for symbol in polynomial.free_symbols - PAIR if symbol.is_positive}
    plain = polynomial.subs({symbol: root**2 for symbol, root in roots.items()}, simultaneous=True)
    number, found = factor_list(plain, X, Y) if plain.is_polynomial(*roots.values(), *plain.free_symbols) else (plain, [])
    if not found or any(part.free_symbols >= PAIR for part, _ in found):
        return polynomial
    back = {root: sqrt(symbol) for symbol, root in roots.items()}
    return Mul(number, *(Pow(part, power) for part, power in found)).xreplace(back)
