"""Functions that grow faster than every exp(s x^2): they have no mean under any normal law.

exp(g) does if g is a polynomial of degree above two with a positive leading term, or itself an exponential that grows; products with what does not decay
faster, whole powers, and sums whose other terms are at most exp(s x^2) do as well.
"""

from __future__ import annotations

from functools import lru_cache

from sympy import Add, Expr, Mul, Poly, Pow, Symbol, cosh, exp, expand, oo, sinh

from derive.language.deciding.growth import growth
from derive.language.deciding.order import constant_sign
from derive.language.deciding.range import bounds


@lru_cache(maxsize=1024)
def outgrows(expr: Expr, symbol: Symbol, side: int) -> bool:
    """Whether |expr| certainly exceeds every exp(s x^2) far out to the right (side 1) or to the left (side -1).

    >>> from derive.language.symbols import x
    >>> outgrows(x * exp(x**3) + x, x, 1), outgrows(exp(x**3), x, -1), outgrows(exp(exp(-x)), x, -1), outgrows(exp(x**2), x, 1)
    (True, False, True, False)
    """
    if isinstance(expr, Add):
        fast = [term for term in expr.args if outgrows(term, symbol, side)]
        slow = all(term in fast or growth(term, symbol, side) is not None for term in expr.args)
        return slow and any(all(term is other or _is_below(other, term, symbol, side) for other in fast) for term in fast)
    if isinstance(expr, Mul):
        fast = [factor for factor in expr.args if outgrows(factor, symbol, side)]
        return bool(fast) and all(factor in fast or _is_slow(factor, symbol) for factor in expr.args)
    if isinstance(expr, Pow) and not isinstance(expr, exp):
        return bool(expr.exp.is_positive) and outgrows(expr.base, symbol, side)
    if isinstance(expr, exp):
        return _rises(expand(expr.args[0]), symbol, side)
    if isinstance(expr, sinh | cosh):
        return any(_rises(sign * expand(expr.args[0]), symbol, side) for sign in (1, -1))
    return False


def _rises(exponent: Expr, symbol: Symbol, side: int) -> bool:
    """Whether the exponent exceeds every s x^2."""
    if exponent.is_polynomial(symbol):
        poly = Poly(exponent, symbol)
        return bool(poly.degree() > 2) and constant_sign(poly.LC() * side ** poly.degree()) == 1
    positive = [term for term in Add.make_args(exponent) if _is_rising_exponential(term, symbol, side)]
    rest = exponent - Add(*positive)
    return len(positive) > 0 and rest.is_polynomial(symbol)


def _is_below(first: Expr, second: Expr, symbol: Symbol, side: int) -> bool:
    """Whether the quotient of two products of polynomials and exponentials of polynomials tends to 0."""
    quotient = first / second
    powers = [factor for factor in Mul.make_args(quotient) if isinstance(factor, exp)]
    exponent = expand(Add(*(power.args[0] for power in powers)))
    rest = quotient / Mul(*powers)
    if rest.has(exp) or not rest.is_rational_function(symbol) or not exponent.is_polynomial(symbol) or not exponent.has(symbol):
        return False
    poly = Poly(exponent, symbol)
    return constant_sign(poly.LC() * side ** poly.degree()) == -1


def _is_rising_exponential(term: Expr, symbol: Symbol, side: int) -> bool:
    """A positive constant times exp(a x), a x growing."""
    constant, function = term.as_independent(symbol, as_Add=False)
    if not isinstance(function, exp) or constant_sign(constant) != 1:
        return False
    inner = expand(function.args[0])
    return bool(inner.is_polynomial(symbol)) and constant_sign(Poly(inner, symbol).LC() * side ** Poly(inner, symbol).degree()) == 1


def _is_slow(factor: Expr, symbol: Symbol) -> bool:
    """A factor that may not make a product small: not zero, and decaying at most like exp(-s x^2)."""
    if not factor.has(symbol):
        return constant_sign(factor) in (1, -1)
    if isinstance(factor, exp):
        inner = expand(factor.args[0])
        return bool(inner.is_polynomial(symbol)) and Poly(inner, symbol).degree() <= 2
    if factor.is_polynomial(symbol):
        return True
    return constant_sign(bounds(factor, symbol, (-oo, oo))[0]) == 1
