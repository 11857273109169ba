"""Sums of real powers and logarithms on a half line.

    f(t) = sum_j A_j t^(e_j) log(t)^(k_j),        t > 0,  e_j real,  k_j = 0, 1, 2, ...

They form an algebra that is closed under d/dt, and near t = 0 the smallest exponent decides: f is integrable there if and only if all e_j > -1, and tends
to the coefficient of t^0 if all others are positive. A piece of an activation beside a knot is often of this kind in t, the distance to the knot.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import comb

from sympy import Add, Expr, Integer, Mul, Pow, S, expand, log, oo

from derive.language.symbols import x

LARGEST_POWER = 64
Key = tuple[Expr, int]


class NotPowers(Exception):
    """The function is not a sum of real powers and logarithms of one distance."""


@dataclass(frozen=True)
class PowerSum:
    """`terms` maps (exponent, power of the logarithm) to coefficients, none of them zero."""

    terms: Mapping[Key, Expr]

    @classmethod
    def of(cls, pairs: Iterable[tuple[Key, Expr]]) -> PowerSum:
        """The sum of coefficient t^e log(t)^k over pairs ((e, k), coefficient)."""
        total: dict[Key, Expr] = {}
        for (exponent, k), value in pairs:
            key = (expand(exponent), k)
            total[key] = total.get(key, S.Zero) + value
        return cls({key: value for key, value in ((key, expand(value)) for key, value in total.items()) if value != 0})

    @classmethod
    def constant(cls, value: Expr) -> PowerSum:
        return cls.of([((S.Zero, 0), value)])

    def __add__(self, other: PowerSum) -> PowerSum:
        return PowerSum.of((*self.terms.items(), *other.terms.items()))

    def __mul__(self, other: PowerSum) -> PowerSum:
        return PowerSum.of(((e1 + e2, k1 + k2), a * b) for (e1, k1), a in self.terms.items() for (e2, k2), b in other.terms.items())

    def __pow__(self, n: int) -> PowerSum:
        result = PowerSum.constant(S.One)
        for _ in range(n):
            result = result * self
        return result

    def scaled(self, factor: Expr) -> PowerSum:
        return PowerSum.of((key, value * factor) for key, value in self.terms.items())

    def dilated(self, scale: Expr) -> PowerSum:
        """f(scale t) as a function of t, by log(scale t) = log(scale) + log(t)."""
        return PowerSum.of(((e, j), value * scale**e * comb(k, j) * log(scale) ** (k - j)) for (e, k), value in self.terms.items() for j in range(k + 1))

    def derivative(self) -> PowerSum:
        """df/dt: (t^e log^k)' = e t^(e-1) log^k + k t^(e-1) log^(k-1)."""
        pairs = [((e - 1, k), e * value) for (e, k), value in self.terms.items()]
        return PowerSum.of(pairs + [((e - 1, k - 1), k * value) for (e, k), value in self.terms.items() if k])

    def coefficient(self, exponent: int) -> Expr:
        """The coefficient of t^exponent, without logarithm."""
        return self.terms.get((Integer(exponent), 0), S.Zero)

    @property
    def whole(self) -> bool:
        """A polynomial in t."""
        return all(is_whole(key) for key in self.terms)

    def parted(self) -> tuple[PowerSum, PowerSum]:
        """The polynomial part and the rest."""
        polynomial = {key: value for key, value in self.terms.items() if is_whole(key)}
        return PowerSum(polynomial), PowerSum({key: value for key, value in self.terms.items() if key not in polynomial})

    def limit(self) -> Expr | None:
        """The limit at t = 0; oo if it is not finite, None if that depends on the parameters."""
        rest = [key for key in self.terms if key != (S.Zero, 0)]
        if any(e.is_negative or (e.is_zero and k) for e, k in rest):
            return oo
        return self.coefficient(0) if all(e.is_positive for e, _ in rest) else None

    def integrable(self) -> bool | None:
        """Whether the function is integrable at t = 0; None if that depends on the parameters."""
        signs = [(e + 1).is_positive for e, _ in self.terms]
        return all(signs) if None not in signs else False if False in signs else None


def is_whole(key: Key) -> bool:
    """t^n with n = 0, 1, 2, ... and without logarithm."""
    return bool(key[0].is_Integer and key[0] >= 0 and key[1] == 0)


def read_powers(expr: Expr, side: int, place: Expr = S.Zero) -> PowerSum:
    """The expression at x = place + side t as a function of t > 0. Raises NotPowers.

    >>> from sympy import Symbol, sqrt
    >>> a = Symbol("a", positive=True)
    >>> dict(read_powers(3*(-2*x)**a + x, -1).terms) == {(a, 0): 3*2**a, (1, 0): -1}
    True
    """
    if expr == x:
        return PowerSum.of([((S.Zero, 0), place), ((S.One, 0), Integer(side))])
    if not expr.has(x):
        return PowerSum.constant(expr)
    if isinstance(expr, Add | Mul):
        parts = [read_powers(arg, side, place) for arg in expr.args]
        result = parts[0]
        for part in parts[1:]:
            result = result + part if isinstance(expr, Add) else result * part
        return result
    if isinstance(expr, Pow) and not expr.exp.has(x):
        return _power(read_powers(expr.base, side, place), expr.exp)
    if isinstance(expr, log):
        exponent, value = _monomial(read_powers(expr.args[0], side, place))
        return PowerSum.of([((S.Zero, 1), exponent), ((S.Zero, 0), log(value))])
    raise NotPowers(str(expr))


def _power(base: PowerSum, exponent: Expr) -> PowerSum:
    if exponent.is_Integer and 0 <= exponent <= LARGEST_POWER:
        return base ** int(exponent)
    if exponent.is_Integer and len(base.terms) == 1:
        (((e, k), value),) = base.terms.items()
        if k == 0:
            return PowerSum.of([((e * exponent, 0), value**exponent)])
    if exponent.is_integer and (opposite := _opposite(base)) is not None:
        e, value = opposite
        return PowerSum.of([((e * exponent, 0), S.NegativeOne**exponent * value**exponent)])
    e, value = _monomial(base)
    return PowerSum.of([((e * exponent, 0), value**exponent)])


def _opposite(base: PowerSum) -> tuple[Expr, Expr] | None:
    """(e, A) of -A t^e with A > 0."""
    if len(base.terms) == 1:
        (((e, k), value),) = base.terms.items()
        if k == 0 and value.is_negative:
            return e, -value
    return None


def _monomial(base: PowerSum) -> tuple[Expr, Expr]:
    """(e, A) of A t^e with A > 0."""
    if len(base.terms) == 1:
        (((e, k), value),) = base.terms.items()
        if k == 0 and value.is_positive:
            return e, value
    raise NotPowers("a power or logarithm of a function that is not a positive monomial")
