"""Functions that are sums of polynomials times exponentials between knots, as arrays: one entry a point where there are parameters.

On a piece f(v) = sum_k p_k(v) exp(r_k v). Beside a knot b: f(b + t) = sum_n d_n t^n, d_n to order 16, and exp(r t) times a polynomial of t for each term.
Numbers without parameters are rounded from 30 digits, so that what cancels in them has cancelled; with parameters every number carries the sum of the
sizes of its terms, and its error is at most ROUNDED units of that.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from math import factorial
from typing import Any

import numpy as np
from sympy import Abs, Add, Expr, Integer, Mul, N, Poly, Symbol, diff, exp, expand, lambdify

from derive.arrays.truncated_powers import TOP
from derive.language.errors import DeriveError
from derive.language.functions.piece import Piece, pieces
from derive.language.symbols import Z, x

Array = Any
ROUNDED = 24.0


@dataclass(frozen=True)
class Number:
    """An expression in parameters as a function of arrays, with its size."""

    value: float | Callable[..., Array]
    size: float | Callable[..., Array]

    def at(self, values: Sequence[Array], count: int) -> tuple[Array, Array]:
        """The number and its size at `count` points."""
        found = (part(*values) if callable(part) else part for part in (self.value, self.size))
        first, second = (np.broadcast_to(np.asarray(array, dtype=float), (count,)) for array in found)
        return first, second


def number(expr: Expr, symbols: tuple[Symbol, ...]) -> Number:
    """The number of an expression."""
    if not expr.free_symbols:
        value = float(N(expr, 30))
        return Number(value, abs(value))
    terms = Add.make_args(expand(expr))
    steep = [1 + sum((Abs(e.args[0]) for e in term.atoms(exp)), Integer(0)) for term in terms]
    size = Add(*(Abs(term) * steepness for term, steepness in zip(terms, steep, strict=True)))
    return Number(lambdify(symbols, Add(*terms), "numpy"), lambdify(symbols, size, "numpy"))


@dataclass(frozen=True)
class Beside:
    """A piece beside a knot: d_n, and for each exponential the coefficients of its polynomial times its value at the knot."""

    taylor: tuple[Number, ...]
    polynomial: tuple[Number, ...]
    exponentials: tuple[tuple[Number, ...], ...]


@dataclass(frozen=True)
class Between:
    """A piece: the coefficients of its polynomial and of the sum of all polynomials, rates with their signs, and coefficients of the polynomials there."""

    polynomial: tuple[Number, ...]
    total: tuple[Number, ...]
    signs: tuple[int, ...]
    rates: tuple[Number, ...]
    factors: tuple[tuple[Number, ...], ...]

    @property
    def degree(self) -> int:
        """The largest of the polynomials."""
        return max([len(self.polynomial), *(len(factor) for factor in self.factors)]) - 1


@dataclass(frozen=True)
class CutFunction:
    """Pieces from left to right, the knots between them, both sides of each, and d_n of the right side less those of the left."""

    symbols: tuple[Symbol, ...]
    knots: tuple[Number, ...]
    betweens: tuple[Between, ...]
    sides: tuple[tuple[Beside, Beside], ...]
    jumps: tuple[Beside, ...]

    @property
    def degree(self) -> int:
        """The largest of all polynomials."""
        return max(between.degree for between in self.betweens)

    @cached_property
    def exponential(self) -> bool:
        """Whether there is an exponential."""
        return any(between.signs for between in self.betweens)


class _OtherKind(Exception):
    """Not a sum of polynomials times exponentials."""


def cut_function(body: Expr, order: int = 0) -> CutFunction | None:
    """A derivative of a function of Z, if it is a function; None for functions of other kinds, for exponentials that grow, and where the order of knots or
    the sign of a rate is open."""
    try:
        found = _derived(pieces(body.xreplace({Z: x})), order)
        symbols = tuple(sorted(body.free_symbols - {Z}, key=lambda s: s.name))
        rated = [_rated(piece) for piece in found]
    except (DeriveError, _OtherKind):
        return None
    if max(poly.degree() for rates in rated for poly in rates.values() or [Poly(0, x)]) > TOP // 4:
        return None
    knots = [piece.lower for piece in found[1:]]
    sides = tuple((_beside(left, b, symbols), _beside(right, b, symbols)) for (left, right), b in zip(pairwise(rated), knots, strict=True))
    jumps = tuple(_beside(right, b, symbols, left) for (left, right), b in zip(pairwise(rated), knots, strict=True))
    return CutFunction(symbols, tuple(number(b, symbols) for b in knots), tuple(_between(rates, symbols) for rates in rated), sides, jumps)


def _derived(found: Sequence[Piece], order: int) -> tuple[Piece, ...]:
    """Derivatives between knots; at a knot those of lower orders must be continuous, else the next one is no function."""
    for left, right in pairwise(found):
        for k in range(order):
            jump = expand(diff(right.expr - left.expr, x, k).subs(x, left.upper))
            if jump != 0 and jump.equals(0) is not True:
                raise _OtherKind
    return tuple(Piece(piece.lower, piece.upper, diff(piece.expr, x, order)) for piece in found)


def _rated(piece: Piece) -> dict[Expr, Poly]:
    found = _by_rate(piece.expr)
    for rate in found:
        if (rate and rate.is_positive is None) or not rate.is_real:
            raise _OtherKind
        if (rate.is_positive and not piece.upper.is_finite) or (rate.is_negative and not piece.lower.is_finite):
            raise _OtherKind
    return found


def _by_rate(expr: Expr) -> dict[Expr, Poly]:
    """The polynomials p_k of sum p_k exp(r_k x) by their rates."""
    found: dict[Expr, Poly] = {}
    for summand in Add.make_args(expand(expr)):
        factors = Mul.make_args(summand)
        exponent = expand(Add(*(factor.args[0] for factor in factors if isinstance(factor, exp))))
        slope, shift = exponent.coeff(x, 1), exponent.coeff(x, 0)
        rest = Mul(*(factor for factor in factors if not isinstance(factor, exp)))
        if expand(exponent - slope * x - shift) != 0 or not rest.is_polynomial(x):
            raise _OtherKind
        found[slope] = found.get(slope, Poly(0, x)) + Poly(rest * exp(shift), x)
    return {rate: poly for rate, poly in found.items() if not poly.is_zero}


def _between(rates: dict[Expr, Poly], symbols: tuple[Symbol, ...]) -> Between:
    steep = [rate for rate in rates if rate]
    total = sum(rates.values(), Poly(0, x))
    signs = tuple(1 if rate.is_positive else -1 for rate in steep)
    factors = tuple(_numbers(rates[rate], symbols) for rate in steep)
    return Between(_numbers(rates.get(Integer(0), Poly(0, x)), symbols), _numbers(total, symbols), signs, tuple(number(r, symbols) for r in steep), factors)


def _numbers(poly: Poly, symbols: tuple[Symbol, ...]) -> tuple[Number, ...]:
    return tuple(number(a, symbols) for a in reversed(poly.all_coeffs()))


def _beside(rates: dict[Expr, Poly], b: Expr, symbols: tuple[Symbol, ...], less: dict[Expr, Poly] | None = None) -> Beside:
    shifted = {rate: [expand(a) for a in reversed(Poly(poly.as_expr().subs(x, x + b), x).all_coeffs())] for rate, poly in rates.items()}
    taken = {rate: [expand(a) for a in reversed(Poly(poly.as_expr().subs(x, x + b), x).all_coeffs())] for rate, poly in (less or {}).items()}
    taylor = [_order(shifted, b, n) - _order(taken, b, n) for n in range(TOP + 1)]
    plain, other = shifted.get(Integer(0), []), taken.get(Integer(0), [])
    polynomial = [(plain[n] if n < len(plain) else Integer(0)) - (other[n] if n < len(other) else Integer(0)) for n in range(max(len(plain), len(other), 1))]
    steep = tuple(tuple(number(a * exp(rate * b), symbols) for a in factor) for rate, factor in shifted.items() if rate)
    orders, plain_orders = (_without_zeros([number(expand(d), symbols) for d in numbers]) for numbers in (taylor, polynomial))
    return Beside(orders, plain_orders, steep)


def _without_zeros(numbers: list[Number]) -> tuple[Number, ...]:
    """Zeros at the end are left out."""
    while len(numbers) > 1 and numbers[-1].value == 0:
        numbers.pop()
    return tuple(numbers)


def _order(shifted: dict[Expr, list[Expr]], b: Expr, n: int) -> Expr:
    """The coefficient of t^n."""
    return Add(*(a * exp(rate * b) * rate ** (n - i) / factorial(n - i) for rate, factor in shifted.items() for i, a in enumerate(factor) if i <= n))


__all__ = ["ROUNDED", "Between", "CutFunction", "Number", "cut_function"]
