"""What a theorem sees of an expectation: which factors it has in the letters of its law, not which parameters stand in them.

1{X < -a} exp(b Y) and 1{X > 0} exp(Y + c X) have the same skeleton: one gate, one exponential of a linear function.
"""

from __future__ import annotations

from sympy import Add, Expr, Heaviside, Mul, Pow, Symbol
from sympy.core.relational import Relational

from derive.language.goals.expectation import Expectation

LINEAR = "L"


def skeleton(goal: Expectation) -> str:
    """The kinds of the factors of the body, in alphabetical order, and how many letters there are.

    >>> from derive.language.goals.gaussian import Gaussian
    >>> from derive.language.symbols import X, Y, c
    >>> from sympy import exp
    >>> skeleton(Expectation(X * exp(Y) * Heaviside(X), Gaussian(c))) == skeleton(Expectation(Y * exp(2 * X - Y) * Heaviside(-X - 1), Gaussian(c)))
    True
    >>> skeleton(Expectation(X * Heaviside(X), Gaussian(c))) == skeleton(Expectation(X**2 * Heaviside(X), Gaussian(c)))
    False
    """
    letters = goal.law.letters
    return f"E{len(letters)}[{_shape(goal.body, frozenset(letters))}]"


def _shape(expr: Expr, letters: frozenset[Symbol]) -> str:
    if not expr.free_symbols & letters:
        return "#"
    if expr.is_polynomial(*letters):
        degree = _degree(expr, letters)
        return LINEAR if degree == 1 else f"{LINEAR}^{degree}"
    if isinstance(expr, Mul):
        return _product(expr, letters)
    if isinstance(expr, Pow) and not expr.exp.free_symbols & letters:
        return f"({_shape(expr.base, letters)})^{expr.exp if expr.exp.is_number else '#'}"
    if isinstance(expr, Heaviside | Relational):
        return f"1({LINEAR if _first(expr).is_polynomial(*letters) else _shape(_first(expr), letters)})"
    parts = [_shape(part, letters) for part in expr.args]
    return f"{type(expr).__name__}({','.join(sorted(parts) if isinstance(expr, Add) else parts)})"


def _product(expr: Expr, letters: frozenset[Symbol]) -> str:
    """The factors; polynomial ones count by their degrees together."""
    polynomials = [part for part in expr.args if part.is_polynomial(*letters)]
    others = sorted(_shape(part, letters) for part in expr.args if part not in polynomials)
    degree = sum(_degree(part, letters) for part in polynomials)
    return "*".join(([f"{LINEAR}^{degree}"] if degree else []) + others)


def _degree(expr: Expr, letters: frozenset[Symbol]) -> int:
    """The total degree in the letters, read from the expression as it stands."""
    if isinstance(expr, Add):
        return max(_degree(part, letters) for part in expr.args)
    if isinstance(expr, Mul):
        return sum(_degree(part, letters) for part in expr.args)
    if isinstance(expr, Pow) and expr.base.free_symbols & letters:
        return int(expr.exp) * _degree(expr.base, letters)
    return int(expr in letters)


def _first(expr: Expr) -> Expr:
    return expr.args[0] - expr.args[1] if isinstance(expr, Relational) else expr.args[0]
