"""Is an expression zero? Yes and no are proofs; otherwise the answer is None."""

from __future__ import annotations

from fractions import Fraction

from sympy import ComplexRootOf, Dummy, Expr, Poly, Rational, Symbol, cancel, cosh, exp, expand, sinh, tanh, together

from derive.language.deciding.order import constant_sign, is_tame

HYPERBOLIC = (tanh, sinh, cosh)
_TRIES = 2


def is_zero(expr: Expr) -> bool | None:
    """True if the expression is zero for all values of its symbols, False if it is not zero somewhere, None if neither is proved.

    >>> from sympy import exp, pi, symbols
    >>> a, x = symbols("a x", positive=True)
    >>> is_zero(1/(1 + exp(x)) + 1/(1 + exp(-x)) - 1), is_zero(a - 1), is_zero(pi - Rational(355, 113))
    (True, False, False)
    """
    if expr == 0 or expand(expr) == 0:
        return True
    roots = expr.atoms(ComplexRootOf)
    if roots:
        return _vanishes_at(expr, *roots) if len(roots) == 1 else None
    if not expr.free_symbols:
        return constant_sign(expr) == 0 if constant_sign(expr) is not None else _cancels(expr)
    if any(_differs(expr, number) for number in range(_TRIES)):
        return False
    return _cancels(expr)


def _vanishes_at(expr: Expr, root: ComplexRootOf) -> bool | None:
    """p(root) = 0 if and only if the minimal polynomial of the root divides p."""
    t = Dummy("t")
    numerator = together(expr.xreplace({root: t})).as_numer_denom()[0]
    if not numerator.is_polynomial(t) or numerator.free_symbols != {t}:
        return False if constant_sign(expr) in (1, -1) else None
    return bool(Poly(numerator, t).rem(Poly(root.poly.as_expr(t), t)).is_zero)


def _cancels(expr: Expr) -> bool | None:
    return True if cancel(together(expand(expr.rewrite(HYPERBOLIC, exp)))) == 0 else None


def _differs(expr: Expr, number: int) -> bool:
    """Whether the expression is not zero at one exact point."""
    symbols = sorted(expr.free_symbols, key=str)
    value = expr.subs({symbol: _point(symbol, place + 5 * number) for place, symbol in enumerate(symbols)})
    return bool(value.is_number and is_tame(value) and value.is_finite and constant_sign(value) in (1, -1))


def _point(symbol: Symbol, place: int) -> Rational:
    """A number that the symbol may stand for."""
    size = place + 2 if symbol.is_integer else Fraction(2 * place + 3, place + 5)
    return Rational(-size) if symbol.is_nonpositive else Rational(size)
