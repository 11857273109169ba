"""Quotients with removable singular points, found in an expression and written so that balls see them to be analytic (`balls.removable`).

From the leaves upwards, each sum, product or power with a denominator that vanishes at a point p is brought to N/D. The point is removable where N is analytic
and N, N', ..., N^(k-1) are exactly 0 there, k being the order of the zero of D. Factors of D at whose zeros nothing is proven stay denominators.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from flint import acb, arb, fmpq
from sympy import (
    Add,
    Expr,
    I,
    Integer,
    Mul,
    Number,
    Poly,
    PolynomialError,
    Pow,
    S,
    Symbol,
    cosh,
    coth,
    csch,
    exp,
    factor_list,
    fraction,
    log,
    roots,
    sinh,
    together,
)

from derive.evidence.balls.operations import SWITCHES
from derive.evidence.balls.precision import working
from derive.evidence.balls.removable import RemovableBall, W, derivative, removable_ball
from derive.evidence.balls.scalar import compile_ball, constant, real_constant
from derive.evidence.balls.sech_squares import with_sech_squares
from derive.language.deciding.complements import with_complements
from derive.language.deciding.zero import is_zero

BITS = 128
NARROW = 1e-30  # radius of a ball around a point
HIGHEST = 16  # order of a zero

Factor = tuple[Expr, int]
"""A base and its positive exponent."""


def regular(expr: Expr, letter: Symbol) -> Expr:
    """The same function as balls read it best: analytic at its removable singular points, with one function for differences such as 1 - tanh^2.

    >>> from sympy import exp
    >>> t = Symbol("t")
    >>> type(regular(t / (exp(t) - 1), t)).__name__, regular(1 / (exp(t) + 1), t)
    ('RemovableBall', 1/(exp(t) + 1))
    """
    return expr if expr.has(*SWITCHES) else filled(with_complements(with_sech_squares(expr, letter), letter), letter)  # with switches its pieces are


@lru_cache(maxsize=2048)
def filled(expr: Expr, letter: Symbol) -> Expr:
    """The same function, analytic at its removable singular points; no switches."""
    if letter not in expr.free_symbols or not expr.args or isinstance(expr, RemovableBall):
        return expr
    parts = tuple(filled(part, letter) if isinstance(part, Expr) else part for part in expr.args)
    found = expr if parts == expr.args else expr.func(*parts)
    if not isinstance(expr, (Add, Mul, Pow)):
        return found
    singular = [term for term in Add.make_args(found) if any(letter in base.free_symbols for base in _denominators(term))]
    whole = _removable(Add(*singular), letter) if singular else None
    return found if whole is None else Add(whole, *(term for term in Add.make_args(found) if term not in singular))


def _denominators(expr: Expr) -> Iterator[Expr]:
    """Bases of negative whole powers in sums, products and powers."""
    if isinstance(expr, Pow) and isinstance(expr.exp, Integer):
        if expr.exp > 0:
            yield from _denominators(expr.base)
        elif not _is_positive(expr.base):
            yield expr.base
    elif isinstance(expr, (coth, csch)):
        yield sinh(expr.args[0])
    elif isinstance(expr, (Add, Mul)):
        for part in expr.args:
            yield from _denominators(part)


def _is_positive(expr: Expr) -> bool:
    """Seen at a glance, without sympy's assumptions, which are slow: sums and products of positive numbers, exponentials and cosh, no zeros on the line."""
    if isinstance(expr, (Add, Mul, Pow)):
        parts = expr.args[: 1 if isinstance(expr, Pow) else None]
        return all(_is_positive(part) for part in parts)
    return expr.is_positive is True if isinstance(expr, Number) else isinstance(expr, (exp, cosh)) and not expr.has(I)


def _removable(expr: Expr, letter: Symbol) -> Expr | None:
    """The sum or product as a node, times the factors that stay denominators; None where no singular point is removable."""
    written = _written(expr).xreplace({letter: W})
    with working(BITS):
        points = [p for p in _candidates(written) if any(_order(base, p) for base in _denominators(written))]
        if not points:
            return None
        above, below = fraction(together(written))
        factors = _factors(below)
        bad = {p for p in points if not _vanishes(above, p, sum(m * _order(base, p) for base, m in factors))}
        kept = [(base, m) for base, m in factors if not any(_order(base, p) for p in bad)]
        places = [(p, order) for p in points if p not in bad and (order := sum(m * _order(base, p) for base, m in kept))]
    if not places:
        return None
    rest = Mul(*(base**-m for base, m in factors if (base, m) not in kept))
    return _node(letter, above, kept, places, written / rest) * rest.xreplace({W: letter})


def _written(expr: Expr) -> Expr:
    """Quotients as they were, hyperbolic functions with poles as quotients."""
    nodes = {node: node.original for node in expr.atoms(RemovableBall)}
    plain = expr.xreplace(nodes) if nodes else expr
    return plain.replace(coth, lambda w: cosh(w) / sinh(w)).replace(csch, lambda w: 1 / sinh(w))


def _node(letter: Symbol, above: Expr, factors: list[Factor], places: list[tuple[Expr, int]], original: Expr) -> Expr:
    """N over the factors, an only factor as base and exponent."""
    base, exponent = factors[0] if len(factors) == 1 else (Mul(*(base**m for base, m in factors)), 1)
    return removable_ball(letter, (original, above, base), Integer(exponent), [(p, Integer(order // exponent)) for p, order in places])


def _factors(below: Expr) -> list[Factor]:
    """The factors of a denominator that contain W; polynomials are factored."""
    found: list[Factor] = []
    for part in Mul.make_args(below):
        base, exponent = part.as_base_exp()
        if not (isinstance(exponent, Integer) and exponent > 0):
            base, exponent = part, Integer(1)
        if base.is_polynomial(W):
            constant, parts = factor_list(base, W)
            found += [(factor, m * int(exponent)) for factor, m in [(constant, 1), *parts] if factor != 1]
        else:
            found.append((base, int(exponent)))
    return found


def _candidates(expr: Expr) -> list[Expr]:
    """0, and real zeros of the factors of degree one and two of the polynomials in W that occur in the expression: exact places at which a denominator may
    vanish."""
    found: dict[Expr, None] = {Integer(0): None}
    for part in sorted(expr.atoms(Add), key=str):
        if W in part.free_symbols and part.is_polynomial(W):
            try:
                factors = [factor for factor, _ in Poly(part, W).factor_list()[1] if factor.degree() <= 2]
            except PolynomialError:
                continue
            places = {p for factor in factors for p in roots(factor)}
            found.update(dict.fromkeys(p for p in sorted(places, key=str) if p.is_extended_real is not False))
    return list(found)


@lru_cache(maxsize=4096)
def _order(base: Expr, point: Expr) -> int:
    """Of the zero of a denominator: the first derivative that is not proven to be 0. (A node has no value where that one is 0 after all.)"""
    return next((k for k in range(HIGHEST) if not _is_zero_at(base, k, point)), 0)


def _vanishes(above: Expr, point: Expr, order: int) -> bool:
    return _is_analytic(above, point) and all(_is_zero_at(above, k, point) for k in range(order))


def _is_analytic(expr: Expr, point: Expr) -> bool:
    """No power or logarithm has its branch point there, and without parameters a ball around the point is one of analyticity."""
    for node in expr.atoms(Pow, log):
        whole = isinstance(node, Pow) and isinstance(node.args[1], Integer) and node.args[1] > 0
        if not whole and W in node.args[0].free_symbols and _is_zero_at(node.args[0], 0, point):
            return False
    if expr.free_symbols != {W} or point.free_symbols:
        return True
    return bool(compile_ball(expr, (W,), {})(acb(real_constant(point, {}) + arb(0, NARROW)), True).is_finite())


def _is_zero_at(expr: Expr, k: int, point: Expr) -> bool:
    value = derivative(expr, k).subs(W, point)
    if value == 0:
        return True
    if value.has(*(S.NaN, S.ComplexInfinity, S.Infinity, S.NegativeInfinity)):
        return False
    if not value.free_symbols:
        ball = constant(value, {})
        if isinstance(ball, fmpq) or not ball.contains(0):
            return bool(ball == 0)
    return is_zero(value) is True
