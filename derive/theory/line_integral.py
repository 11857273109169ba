"""Integrals over the line of piecewise functions that are rational in x or in an exponential of x: exact, by partial fractions.

With u = exp(g x) a rational function of exponentials becomes one of u, dx = du/(g u). The antiderivative is differentiated back and compared before it
counts. Source: the algorithm of Hermite, Rothstein and Trager as in Bronstein, Symbolic Integration I.
"""

from __future__ import annotations

from collections.abc import Iterable

from sympy import Expr, Integer, Rational, Symbol, cancel, cosh, exp, gcd, oo, sinh, tanh, together
from sympy.integrals.rationaltools import ratint

from derive.language.deciding.limits import found_limit
from derive.language.functions.domain import is_finite
from derive.language.symbols import x

u = Symbol("u", positive=True)


def line_integral(pieces: Iterable[tuple[Expr, Expr, Expr]]) -> Expr | None:
    """The sum of the integrals of `expr` from `lower` to `upper`; None where a piece is neither kind, or diverges.

    >>> line_integral([(1 - tanh(x)**2, -oo, oo)]), line_integral([(1 / (1 + x**2)**2, -oo, oo)])
    (2, pi/2)
    """
    total: Expr = Integer(0)
    for expr, lower, upper in pieces:
        found = _rational(expr, lower, upper) or _exponential(expr, lower, upper)
        if found is None:
            return None
        total += found[0]
    return total


def _rational(expr: Expr, lower: Expr, upper: Expr) -> tuple[Expr] | None:
    if not expr.is_rational_function(x):
        return None
    return _between(together(expr).xreplace({x: u}), lower, upper, expr.subs(x, u))


def _exponential(expr: Expr, lower: Expr, upper: Expr) -> tuple[Expr] | None:
    plain = expr.rewrite((tanh, sinh, cosh), exp)
    rates = [part.args[0] / x for part in plain.atoms(exp) if part.has(x)]
    if not rates or not all(rate.is_Rational for rate in rates):
        return None
    step = abs(Rational(gcd(rates)))
    inside = plain.replace(exp, lambda y: u ** (y / x / step) if y.has(x) else exp(y))
    if inside.has(x) or not inside.is_rational_function(u):
        return None
    ends = [exp(step * end) if is_finite(end) else (oo if end == oo else Integer(0)) for end in (lower, upper)]
    body = cancel(inside / (step * u))
    return _between(body, ends[0], ends[1], body)


def _between(body: Expr, lower: Expr, upper: Expr, original: Expr) -> tuple[Expr] | None:
    letter = Symbol("u")
    antiderivative = ratint(cancel(body.xreplace({u: letter})), letter)
    if cancel(together(antiderivative.diff(letter) - original.xreplace({u: letter}))) != 0:
        return None
    above, below = (found_limit(antiderivative, letter, end, "-" if end == upper else "+") for end in (upper, lower))
    if above is None or below is None or not all(is_finite(value) and value.is_real is not False for value in (above, below)):
        return None
    return (above - below,)
