"""Functions whose pieces are sums of polynomials times exponentials, in float64, with what bounds them in the complex plane and in rounding."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import reduce
from itertools import pairwise
from typing import Any

import numpy as np
from sympy import Add, Expr, Mul, Poly, exp, expand, powsimp

from derive.language.errors import DeriveError
from derive.language.functions.piece import Piece, pieces
from derive.language.symbols import Z, x

Array = Any
BOUNDARY = (4.0, 12.0, 46.0)
"""Distances from a knot, in units of the length of an exponential, between which it is resolved; beyond the last it is left out."""


@dataclass(frozen=True)
class Term:
    """p(u) exp(rate u), coefficients of p from the constant upwards."""

    coefficients: tuple[float, ...]
    rate: float

    def size(self, radius: Array, low: Array, high: Array) -> Array:
        """A bound where |u| <= radius and low <= Re u <= high."""
        return _horner(np.abs(self.coefficients), radius) * np.exp(np.maximum(self.rate * low, self.rate * high))


@dataclass(frozen=True)
class Stretch:
    """The function on (lower, upper), but for at most `dropped`; `total` are the coefficients of the sum of the polynomials."""

    lower: float
    upper: float
    terms: tuple[Term, ...]
    total: tuple[float, ...]
    dropped: float = 0.0

    @property
    def degree(self) -> int:
        """The largest of the polynomials."""
        return max((len(term.coefficients) - 1 for term in self.terms), default=0)

    @property
    def steepest(self) -> float:
        """The largest rate of an exponential."""
        return max((abs(term.rate) for term in self.terms), default=0.0)

    def values(self, u: Array) -> tuple[Array, Array]:
        """Values, and sizes: the error of a value is below 4 (degree + 3) units of rounding of its size, u itself being known to two units.

        Next to 0 the function is sum p_k expm1(rate_k u) + sum p_k.
        """
        near = np.abs(self.steepest * u) < 1.0 if self.steepest else np.zeros(np.shape(u), dtype=bool)
        value = np.where(near, _horner(self.total, u), 0.0)
        size = np.where(near, _horner(np.abs(self.total), np.abs(u)), 0.0)
        for term in self.terms:
            exponent = term.rate * u
            factor = np.where(near, np.expm1(exponent), np.exp(exponent)) if term.rate else np.where(near, 0.0, 1.0)
            steepness = np.where(near, 1.0, 1.0 + np.abs(exponent) / 2) if term.rate else 1.0
            value = value + _horner(term.coefficients, u) * factor
            size = size + _horner(np.abs(term.coefficients), np.abs(u)) * np.abs(factor) * steepness
        return value, size

    def size(self, radius: Array, low: Array, high: Array) -> Array:
        """A bound of |f| in the complex plane, where |u| <= radius and low <= Re u <= high: |exp(w) - 1| <= |w| exp(max(Re w, 0))."""
        plain = sum((term.size(radius, low, high) for term in self.terms), np.zeros(np.shape(radius)))
        if not self.steepest:
            return plain
        least, most = np.minimum(low, 0.0), np.maximum(high, 0.0)
        from_one = (term.size(radius, least, most) * np.abs(term.rate) * radius for term in self.terms)
        return np.fmin(plain, sum(from_one, _horner(np.abs(self.total), radius)))


def stretches(body: Expr) -> tuple[Stretch, ...] | None:
    """A function of Z as stretches from left to right; None for functions of other kinds, with symbols, or growing exponentially."""
    if body.free_symbols - {Z}:
        return None
    try:
        return tuple(stretch for piece in pieces(body.xreplace({Z: x})) for stretch in _of_piece(piece))
    except (DeriveError, _OtherKind):
        return None


def parity(function: tuple[Stretch, ...]) -> int:
    """1 for an even function, -1 for an odd one, 0 for others."""
    mirrored = [(stretch.lower, stretch.upper, _signed(stretch, 1, 1)) for stretch in function]
    for sign in (1, -1):
        if mirrored == [(-stretch.upper, -stretch.lower, _signed(stretch, -1, sign)) for stretch in reversed(function)]:
            return sign
    return 0


def _signed(stretch: Stretch, turn: int, sign: int) -> dict[float, tuple[float, ...]]:
    """Coefficients by rates, of sign f(turn u)."""
    return {turn * term.rate: tuple(sign * turn**k * a for k, a in enumerate(term.coefficients)) for term in stretch.terms}


class _OtherKind(Exception):
    """Not a sum of polynomials times exponentials."""


def _of_piece(piece: Piece) -> Iterator[Stretch]:
    lower, upper = float(piece.lower), float(piece.upper)
    by_rate = _by_rate(piece.expr)
    rates = [float(rate) for rate in by_rate if rate]
    if any((np.isinf(upper) and rate > 0) or (np.isinf(lower) and rate < 0) for rate in rates):
        raise _OtherKind
    places = {end - step / rate for rate in rates for end in (upper if rate > 0 else lower,) for step in BOUNDARY}
    for low, high in pairwise(sorted({lower, upper, *(place for place in places if lower < place < upper)})):
        yield _stretch(low, high, by_rate, (lower, upper))


def _stretch(lower: float, upper: float, by_rate: dict[Expr, Poly], ends: tuple[float, float]) -> Stretch:
    """Without the exponentials that have died down, each at most |p| exp at its nearer end, from where on it falls."""
    kept, total, dropped = [], Poly(0, x), 0.0
    for rate, poly in by_rate.items():
        term = Term(tuple(float(a) for a in reversed(poly.all_coeffs())), float(rate))
        nearer, end = (upper, ends[1]) if term.rate > 0 else (lower, ends[0])
        falls = term.rate * nearer <= -poly.degree()
        if term.rate and falls and term.rate * (nearer - end) <= 1e-9 - BOUNDARY[-1]:
            dropped += float(term.size(np.abs(nearer), nearer, nearer)) * 1.01
        else:
            kept.append(term)
            total += poly
    return Stretch(lower, upper, tuple(kept), tuple(float(a) for a in reversed(total.all_coeffs())), dropped)


def _by_rate(expr: Expr) -> dict[Expr, Poly]:
    """The polynomials p_k of sum p_k exp(rate_k x) by their rates."""
    found: dict[Expr, Poly] = {}
    for summand in Add.make_args(powsimp(expand(expr))):
        exponent = Add(*(factor.args[0] for factor in Mul.make_args(summand) if isinstance(factor, exp)))
        slope, shift = expand(exponent).coeff(x, 1), expand(exponent).coeff(x, 0)
        rest = summand * exp(-exponent)
        if expand(exponent - slope * x - shift) != 0 or not rest.is_polynomial(x):
            raise _OtherKind
        found[slope] = found.get(slope, Poly(0, x)) + Poly(rest * exp(shift), x)
    return {rate: poly for rate, poly in found.items() if not poly.is_zero}


def _horner(coefficients: Iterable[float], u: Array) -> Array:
    return reduce(lambda total, a: total * u + a, reversed(tuple(coefficients)), np.zeros(np.shape(u)))
