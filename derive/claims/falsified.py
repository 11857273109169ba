"""Falsified twins of a formula, of the kinds that misprints are made of: a constant that is off by one part in a
million, a sign, an exponent that is off by an eighth.

Goals are left as they are where something stands outside them: a claim is wrong by what it says of its goals.
"""

from __future__ import annotations

from collections.abc import Iterator

from sympy import Add, Basic, Expr, Function, Mul, NumberSymbol, Pow, Rational, Symbol, sympify

from derive.evidence.audit.twin import EPSILON
from derive.language.goals.expectation import Goal

EIGHTH = Rational(1, 8)
MOST = 8  # twins of one formula, spread evenly over it


def falsified_twins(expr: Expr, most: int = MOST) -> Iterator[tuple[str, Expr]]:
    """(what was changed, changed formula), each differing from `expr` at one place.

    >>> from sympy.abc import x
    >>> [str(twin) for _, twin in falsified_twins(x**2 / 3)]
    ['-x**2/3', '1000001*x**2/3000000', 'x**(17/8)/3', '1000002000001*x**2/3000000000000']
    """
    found = {twin: description for description, twin in reversed(tuple(_twins(sympify(expr)))) if twin != expr}
    twins = [(description, twin) for twin, description in reversed(found.items())]
    step = max(1, -(-len(twins) // most))
    yield from twins[::step]


def _twins(expr: Basic) -> Iterator[tuple[str, Expr]]:
    if isinstance(expr, Expr) and expr != 0:
        yield f"the sign of {expr}", -expr
    yield from _below(expr)


def _below(expr: Basic) -> Iterator[tuple[str, Expr]]:
    """Changes at this node, then in its arguments; signs of terms at sums only, since those of factors are the same."""
    if isinstance(expr, (Rational, NumberSymbol)):
        yield f"{expr} times 1 + 1e-6", expr * (1 + EPSILON)
    if isinstance(expr, Pow) and isinstance(expr.exp, Rational):
        yield f"the exponent of {expr} plus 1/8", Pow(expr.base, expr.exp + EIGHTH)
    if isinstance(expr, Add):
        yield from ((f"the sign of {term}", expr - 2 * term) for term in expr.args)
    if isinstance(expr, (Add, Mul, Pow, Function)) and not isinstance(expr, Goal):
        for k, argument in enumerate(expr.args):
            if isinstance(expr, Pow) and k == 1 and isinstance(argument, Rational):
                continue
            for description, changed in _below(argument):
                yield description, expr.func(*expr.args[:k], changed, *expr.args[k + 1 :])
    elif isinstance(expr, (Symbol, Goal)):
        yield f"{expr} times 1 + 1e-6", expr * (1 + EPSILON)
