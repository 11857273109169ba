"""Numbers with many figures, as decimal constants leave them, stand one in each term.

A common denominator 10^62 taken out of a sum says nothing to a reader; 1.0507 x + 0.2 does. A long number before a bracket of short ones stays there.
"""

from __future__ import annotations

from sympy import Add, Expr, Mul, Rational

from derive.language.forms.gathered import product

MOST_FIGURES = 9


def in_terms(expr: Expr) -> Expr:
    """k (a + b) as k a + k b wherever a number in the bracket has many figures, in all brackets; the value is the same.

    >>> from sympy import Symbol
    >>> q = Symbol("q")
    >>> in_terms(Mul(Rational(1, 10**12), Add(10**12 * q, 10**11 + 1), evaluate=False))
    q + 100000000001/1000000000000
    """
    return _spread(expr) if any(map(_is_long, expr.atoms(Rational))) else expr


def _spread(expr: Expr) -> Expr:
    if isinstance(expr, Add):
        return Add(*map(_spread, expr.args))
    if not isinstance(expr, Mul):
        return expr
    factors = [part for factor in expr.args for part in Mul.make_args(factor)]
    number = Mul(*(factor for factor in factors if isinstance(factor, Rational)))
    others = [factor for factor in factors if not isinstance(factor, Rational)]
    bracket = next((factor for factor in others if isinstance(factor, Add) and _holds_long(factor)), None)
    if bracket is None:
        return expr
    others.remove(bracket)
    inside = Add(*(_spread(product([number, *Mul.make_args(term)])) for term in bracket.args))
    return product([*others, *([inside] if isinstance(inside, Add) else Mul.make_args(inside))])


def _holds_long(bracket: Add) -> bool:
    """Whether a number in front of one of the terms, or of a term in a bracket there, is long."""
    factors = [factor for term in bracket.args for factor in Mul.make_args(term)]
    return any(_holds_long(factor) if isinstance(factor, Add) else isinstance(factor, Rational) and _is_long(factor) for factor in factors)


def _is_long(number: Rational) -> bool:
    return bool(max(abs(number.p), number.q) >= 10**MOST_FIGURES)
