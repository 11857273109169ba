"""Hyperbolic functions of affine arguments as rational functions of exponentials.

On a grid exp(a z + b) is a geometric progression, one product a node. With E = exp(-2u)

    tanh u = (1 - E)/(1 + E),    cosh u = (exp(u) + exp(-u))/2,    tanh(log v) = (v^2 - 1)/(v^2 + 1),

meromorphic identities, so poles are kept.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from sympy import Add, Expr, Function, Integer, Mul, Pow, Rational, Symbol, diff, exp, log

from derive.evidence.balls.rebuilt import rebuilt

HALF = Rational(1, 2)


def _tanh(u: Expr) -> Expr:
    e = exp(-2 * u)
    return (1 - e) * _inverse(1 + e)


def _inverse(w: Expr) -> Expr:
    """1/w as it stands: sympy asks for the sign of w."""
    return Pow(w, -1, evaluate=False)


AFFINE: dict[str, Callable[[Expr], Expr]] = {
    "tanh": _tanh,
    "coth": lambda u: _inverse(_tanh(u)),
    "cosh": lambda u: HALF * exp(u) + HALF * exp(-u),
    "sinh": lambda u: HALF * exp(u) - HALF * exp(-u),
    "sech": lambda u: 2 * exp(-u) * _inverse(1 + exp(-2 * u)),
    "csch": lambda u: 2 * exp(-u) * _inverse(1 - exp(-2 * u)),
}


def is_affine(expr: Expr, letter: Symbol) -> bool:
    """expr = a letter + b with a, b free of the letter, as far as differentiation sees it."""
    return letter in expr.free_symbols and letter not in diff(expr, letter).free_symbols


@lru_cache(maxsize=512)
def exponential_form(expr: Expr, letter: Symbol) -> Expr:
    """The same function of the letter, with exponentials for hyperbolic functions of affine arguments and tanh(log v) rational in v.

    >>> from sympy import tanh
    >>> t = Symbol("t")
    >>> exponential_form(tanh(t), t)
    (1 - exp(-2*t))/(1 + exp(-2*t))
    """
    if letter not in expr.free_symbols or not expr.args:
        return expr
    arguments = tuple(exponential_form(argument, letter) for argument in expr.args)
    name = type(expr).__name__
    if name == "tanh" and isinstance(arguments[0], log):
        square = Pow(arguments[0].args[0], 2, evaluate=False)
        above, below = (Add(square, sign, evaluate=False) for sign in (Integer(-1), Integer(1)))
        return Mul(above, Pow(below, -1, evaluate=False), evaluate=False)
    if isinstance(expr, Function) and name in AFFINE and is_affine(expr.args[0], letter):
        return AFFINE[name](expr.args[0])
    return rebuilt(expr, arguments)
