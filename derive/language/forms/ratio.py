"""Quotients of integer polynomials, the coefficients of the exact normal form.

A `Ratio` is num/den with coprime `fmpz_mpoly` parts and a denominator with positive leading coefficient, so equal quotients are equal objects.
A `Prime` is an irreducible polynomial that can be hashed: radicands are sets of them.
"""

from __future__ import annotations

from math import gcd
from typing import Any

Poly = Any  # flint.fmpz_mpoly, which has no type stubs


def poly_key(poly: Poly) -> tuple[Any, ...]:
    """A hashable name for a polynomial, the same for equal polynomials of one context."""
    return tuple(zip(poly.monoms(), map(int, poly.coeffs()), strict=True))


class Prime:
    """An irreducible polynomial (or a prime number, as a constant polynomial), oriented to be positive under the hypotheses."""

    __slots__ = ("_hash", "key", "poly")

    def __init__(self, poly: Poly) -> None:
        self.poly = poly
        self.key = poly_key(poly)
        self._hash = hash(self.key)

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Prime) and self.key == other.key

    def __lt__(self, other: Prime) -> bool:
        return bool(self.key < other.key)


class Ratio:
    """num/den in lowest terms."""

    __slots__ = ("_key", "den", "num")

    def __init__(self, num: Poly, den: Poly) -> None:
        self.num, self.den = num, den
        self._key: tuple[Any, ...] | None = None

    @classmethod
    def reduced(cls, num: Poly, den: Poly) -> Ratio:
        """num/den after cancelling the greatest common divisor."""
        if den.is_one():
            return cls(num, den)
        common = num.gcd(den)
        if not common.is_one():
            num, den = num / common, den / common
        if den.leading_coefficient() < 0:
            num, den = -num, -den
        return cls(num, den)

    @property
    def key(self) -> tuple[Any, ...]:
        if self._key is None:
            self._key = (poly_key(self.num), poly_key(self.den))
        return self._key

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Ratio) and self.num == other.num and self.den == other.den

    def __bool__(self) -> bool:
        return not self.num.is_zero()

    def __add__(self, other: Ratio) -> Ratio:
        """Henrici's way: with g the common divisor of the denominators only a divisor of g can cancel, so that no large polynomials are divided."""
        if self.den == other.den:
            return Ratio.reduced(self.num + other.num, self.den)
        common = self.den.gcd(other.den)
        if common.is_one():
            return Ratio(self.num * other.den + other.num * self.den, self.den * other.den)
        mine, theirs = self.den / common, other.den / common
        num = self.num * theirs + other.num * mine
        left = num.gcd(common)
        return Ratio(num, mine * other.den) if left.is_one() else Ratio(num / left, mine * (other.den / left))

    def __neg__(self) -> Ratio:
        return Ratio(-self.num, self.den)

    def __mul__(self, other: Ratio) -> Ratio:
        """The parts are coprime already: what cancels is common to the numerator of one and the denominator of the other."""
        (a, d), (b, e) = _cancelled(self.num, other.den), _cancelled(other.num, self.den)
        return Ratio(a * b, d * e)

    def times(self, poly: Poly) -> Ratio:
        """The product with a polynomial."""
        factor, den = _cancelled(poly, self.den)
        return Ratio(self.num * factor, den)

    def inverse(self) -> Ratio:
        """den/num; the caller has checked that num is not zero."""
        return Ratio.reduced(self.den, self.num)

    @property
    def is_one(self) -> bool:
        return bool(self.num.is_one() and self.den.is_one())

    @property
    def content(self) -> tuple[int, int]:
        """The greatest common divisors of the coefficients above and below."""
        return gcd(*map(int, self.num.coeffs())), gcd(*map(int, self.den.coeffs()))

    @property
    def leading_sign(self) -> int:
        """Sign of the leading coefficient: a canonical orientation, not the sign of the value."""
        return 1 if self.num.leading_coefficient() > 0 else -1


def _cancelled(num: Poly, den: Poly) -> tuple[Poly, Poly]:
    if den.is_one() or num.is_one():
        return num, den
    common = num.gcd(den)
    return (num, den) if common.is_one() else (num / common, den / common)
