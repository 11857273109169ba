"""How fast a function grows, and hence for which variances its Gaussian expectations exist.

On a half line |phi(x)| <= C (1 + |x|)**degree * exp(rate |x| + square x**2), so E[phi(sqrt(q) Z)**2] exists if 2
square < 1/(2 q), that is for q < 1/(4 square). The exponents are derived from the expression by recursion; C exists
but is not computed. Negative exponents mean decay.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache, reduce

import sympy
from sympy import Add, Expr, Integer, Max, Mul, Pow, S, Symbol, erfc, exp, log, oo, sqrt

from derive.language.deciding.complements import with_complements
from derive.language.deciding.order import constant_sign
from derive.language.deciding.range import bounds
from derive.language.special import Phi


@dataclass(frozen=True, slots=True)
class Growth:
    """|g(x)| <= C (1 + |x|)**degree * exp(rate |x| + square x**2) on the half line to the right (side 1) or to the left (side -1)."""

    side: int
    degree: Expr = S.Zero
    rate: Expr = S.Zero
    square: Expr = S.Zero

    @property
    def kind(self) -> str:
        """In words: "bounded", "polynomial of degree 2", "exponential of rate a", "Gaussian of square g".

        >>> from derive.language.symbols import x
        >>> growth(x/(1 + exp(-x)), x, 1).kind
        'polynomial of degree 1'
        """
        if self.square != 0:
            return f"{'grows' if constant_sign(self.square) == 1 else 'decays'} like exp({self.square * Symbol('x') ** 2})"
        if self.rate != 0:
            return f"{'decays' if constant_sign(self.rate) == -1 else 'grows'} like exp({self.rate * Symbol('|x|')})"
        if constant_sign(self.degree) == -1:
            return f"decays like {Symbol('|x|') ** self.degree}"
        return "bounded" if self.degree == 0 else f"polynomial of degree {self.degree}"

    def times(self, other: Growth) -> Growth:
        return Growth(self.side, self.degree + other.degree, self.rate + other.rate, self.square + other.square)

    def plus(self, other: Growth) -> Growth:
        """The larger of the two: where the squares (then the rates) are known to differ, the rest does not matter."""
        for a, b in ((self.square, other.square), (self.rate, other.rate)):
            sign = constant_sign(a - b)
            if sign in (1, -1):
                return self if sign == 1 else other
            if sign is None:
                break
        return Growth(self.side, Max(self.degree, other.degree), Max(self.rate, other.rate), Max(self.square, other.square))

    def power(self, exponent: Expr) -> Growth:
        return Growth(self.side, *(sympy.expand(exponent * value) for value in (self.degree, self.rate, self.square)))


@lru_cache(maxsize=2048)
def growth(expr: Expr, symbol: Symbol, side: int) -> Growth | None:
    """The growth of an analytic expression on the right (side 1) or the left (side -1); None if it cannot be derived.

    >>> from derive.language.symbols import x
    >>> growth(exp(x**2/8)*x, x, 1).square, growth(exp(x) - 1, x, -1).kind, growth(exp(x**3), x, 1)
    (1/8, 'bounded', None)
    """
    if not expr.has(symbol):
        return Growth(side)
    if expr == symbol:
        return Growth(side, Integer(1))
    if isinstance(expr, Add):
        joined = with_complements(sympy.factor_terms(expr), symbol)  # exp(x^2) - exp(x^2) erf(x) decays to the right
        return _all(expr.args, symbol, side, Growth.plus) if isinstance(joined, Add) else growth(joined, symbol, side)
    if isinstance(expr, Mul):
        return _all(expr.args, symbol, side, Growth.times)
    rule = RULES.get(expr.func)
    return rule(expr, symbol, side) if rule else None


def _all(parts: Iterable[Expr], symbol: Symbol, side: int, join: Callable[[Growth, Growth], Growth]) -> Growth | None:
    found = [growth(part, symbol, side) for part in parts]
    known = [part for part in found if part is not None]
    return reduce(join, known) if len(known) == len(found) else None


def _half_line(side: int) -> tuple[Expr, Expr]:
    """Far out: any half line will do."""
    return (S.One, oo) if side > 0 else (-oo, S.NegativeOne)


def _power(expr: Expr, symbol: Symbol, side: int) -> Growth | None:
    base, exponent = expr.args
    if exponent.has(symbol):
        return growth(exp(exponent * log(base)), symbol, side) if base.is_positive else None
    if exponent.is_nonnegative:
        inner = growth(base, symbol, side)
        return inner.power(exponent) if inner else None
    if not exponent.is_negative:
        return None
    decay = _reciprocal(base, symbol, side)
    return decay.power(-exponent) if decay else None


def _reciprocal(base: Expr, symbol: Symbol, side: int) -> Growth | None:
    """1/v: exactly for a product of exponentials, powers and polynomials; for a sum of positive terms at most 1/(one of them); else
    by a positive lower bound of v.
    """
    if isinstance(base, exp):
        return growth(exp(-base.args[0]), symbol, side)
    if isinstance(base, Mul):
        parts = [_reciprocal(arg, symbol, side) for arg in base.args]
        known = [part for part in parts if part is not None]
        return reduce(Growth.times, known) if len(known) == len(parts) else None
    if not base.has(symbol):
        return Growth(side)
    if isinstance(base, Add) and all(_is_nonnegative(term, symbol, side) for term in base.args):
        return _smallest([found for term in base.args if (found := _reciprocal(term, symbol, side))])
    if isinstance(base, Pow) and base.exp.is_positive:
        inner = _reciprocal(base.base, symbol, side)
        return inner.power(base.exp) if inner else None
    if base.is_polynomial(symbol):
        polynomial = sympy.Poly(base, symbol)
        return Growth(side, Integer(-polynomial.degree())) if constant_sign(polynomial.LC()) in (1, -1) else None
    low, high = bounds(base, symbol, _half_line(side))
    away = (low.is_finite and constant_sign(low) == 1) or (high.is_finite and constant_sign(high) == -1)
    return Growth(side) if away else None


def _is_nonnegative(term: Expr, symbol: Symbol, side: int) -> bool:
    return constant_sign(bounds(term, symbol, _half_line(side))[0]) in (0, 1)


def _smallest(candidates: list[Growth]) -> Growth | None:
    """Any of them is a bound: the one with the least square, then rate, then degree, as far as that is known."""

    def smaller(a: Growth, b: Growth) -> Growth:
        for u, v in ((a.square, b.square), (a.rate, b.rate), (a.degree, b.degree)):
            sign = constant_sign(u - v)
            if sign != 0:
                return b if sign == 1 else a
        return a

    return reduce(smaller, candidates) if candidates else None


def _exponential(expr: Expr, symbol: Symbol, side: int) -> Growth | None:
    exponent = sympy.expand(expr.args[0])
    if exponent.is_polynomial(symbol):
        values = sympy.Poly(exponent, symbol).all_coeffs()[::-1]
        if len(values) <= 3:
            linear, square = (*values[1:], Integer(0), Integer(0))[:2]
            return Growth(side, Integer(0), linear * side, square)
        lead = values[-1] * side ** (len(values) - 1)
        return Growth(side) if constant_sign(lead) == -1 else None
    _, high = bounds(exponent, symbol, _half_line(side))
    if high.is_finite:
        return Growth(side)
    return _log_of(exponent, symbol, side)


def _log_of(exponent: Expr, symbol: Symbol, side: int) -> Growth | None:
    """exp(a log v + w) = v**a exp(w)."""
    terms = Add.make_args(exponent)
    factors = [t.as_independent(symbol, as_Add=False) for t in terms]
    logs = [Pow(inner.args[0], outer) for outer, inner in factors if isinstance(inner, log)]
    if not logs:
        return None
    rest = Add(*(t for t, (_, inner) in zip(terms, factors, strict=True) if not isinstance(inner, log)))
    return growth(Mul(*logs, exp(rest)), symbol, side)


def _logarithm(expr: Expr, symbol: Symbol, side: int) -> Growth | None:
    """|log v| is at most a constant plus the logarithm of the bounds of v and of 1/v."""
    inner = expr.args[0]
    up, down = growth(inner, symbol, side), _reciprocal(inner, symbol, side)
    if up is None or down is None:
        return None
    size = up.plus(down)
    if constant_sign(size.square) != 0:
        return Growth(side, Integer(2))
    return Growth(side, Integer(0) if size == Growth(side) else Integer(1))


def _bounded(expr: Expr, symbol: Symbol, side: int) -> Growth:
    return Growth(side)


def _tail(expr: Expr, symbol: Symbol, side: int) -> Growth:
    """Phi(w) <= exp(-w**2/2) for w < 0, and erfc(w) <= exp(-w**2) for w > 0: decay on one side, for affine w."""
    w = -sqrt(2) * expr.args[0] if isinstance(expr, erfc) else expr.args[0]
    slope = w.diff(symbol)
    if slope.has(symbol) or constant_sign(slope * side) != -1:
        return Growth(side)
    found = growth(exp(-sympy.expand(w**2) / 2), symbol, side)
    return found or Growth(side)


def _two_exponentials(expr: Expr, symbol: Symbol, side: int) -> Growth | None:
    return growth(exp(expr.args[0]) + exp(-expr.args[0]), symbol, side)


RULES: dict[type, Callable[[Expr, Symbol, int], Growth | None]] = {
    Pow: _power,
    exp: _exponential,
    log: _logarithm,
    sympy.sin: _bounded,
    sympy.cos: _bounded,
    sympy.tanh: _bounded,
    sympy.atan: _bounded,
    sympy.erf: _bounded,
    erfc: _tail,
    Phi: _tail,
    sympy.sinh: _two_exponentials,
    sympy.cosh: _two_exponentials,
    sympy.asinh: lambda expr, symbol, side: growth(log(1 + expr.args[0] ** 2), symbol, side),
}


def square_integrable(found: Growth | None) -> bool | None:
    """Whether E[g(sqrt(q) Z)**2] exists for every q; None if that is not known."""
    if found is None:
        return None
    sign = constant_sign(found.square)
    return None if sign is None else sign <= 0


def largest_variance(found: Growth) -> Expr:
    """E[g(sqrt(q) Z)**2] exists for q below this.

    >>> from derive.language.symbols import x
    >>> largest_variance(growth(exp(x**2), x, 1))
    1/4
    """
    return oo if square_integrable(found) else 1 / (4 * found.square)
