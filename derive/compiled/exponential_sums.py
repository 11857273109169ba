"""Sums of exponentials that cancel where their exponents are small, as sums of products that do not.

Two exponentials that are each other's mirror image in the correlation are 2 exp(M) + 4 exp(M) sinh(D/2)^2, M and D half of the sum and of the difference of
their exponents. What is left is a polynomial in exponentials of monomials; it is factored, and a factor exp(A) - exp(B) is 2 exp((A + B)/2) sinh((A - B)/2):

    1 - exp(-a) - exp(-b) + exp(-a - b) cosh(d) = 4 exp(-(a + b)/2) sinh(a/2) sinh(b/2) + 2 exp(-a - b) sinh(d/2)^2.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from itertools import combinations
from math import gcd, lcm
from typing import Any

from sympy import Add, Dummy, Expr, Mul, Poly, Rational, expand, factor_list

from derive.language.forms.normal_form import Form, Key
from derive.language.forms.ratio import Ratio
from derive.language.symbols import c

Exponents = Mapping[Form, Fraction]


@dataclass(frozen=True)
class Product:
    """coefficient exp(exponent) times powers of hyperbolic sines and of sums of exponentials."""

    coefficient: Fraction
    exponent: Form
    sines: tuple[tuple[Form, int], ...]
    sums: tuple[tuple[tuple[tuple[Fraction, Form], ...], int], ...] = ()


def proportions(group: Mapping[Form, Ratio]) -> dict[Form, Fraction] | None:
    """Coefficients relative to the first; None where they are not rational."""
    first, found = next(iter(group.values())).inverse(), dict[Form, Fraction]()
    for exponent, ratio in group.items():
        quotient = ratio * first
        if not (quotient.num.is_constant() and quotient.den.is_constant()):
            return None
        found[exponent] = Fraction(*quotient.content)
        if quotient.leading_sign < 0:
            found[exponent] = -abs(found[exponent])
    return found


def products(terms: Exponents) -> list[Product]:
    """The sum as products."""
    left, found = dict(terms), list[Product]()
    for one, other in combinations(list(terms), 2):
        if one in left and other in left and left[one] == left[other]:
            middle, apart = (one + other) / 2, (one - other) / 2
            if apart and _odd(apart.expression()) and c not in _odd_part(middle.expression()).free_symbols:
                coefficient = left.pop(one)
                del left[other]
                left[middle] = left.get(middle, Fraction(0)) + 2 * coefficient
                found.append(Product(4 * coefficient, middle, ((apart / 2, 2),)))
    left = {exponent: value for exponent, value in left.items() if value}
    return [*found, *([_factored(left)] if left else [])]


def equal(terms: Exponents, found: Iterable[Product]) -> bool:
    """Whether products are the sum, in the normal form."""
    (field,) = {exponent.field for exponent in terms}
    total = reduce(lambda one, other: one + other, (field.exp(e) * field.number(a) for e, a in terms.items()))
    for product in found:
        value = field.exp(product.exponent) * field.number(product.coefficient)
        for sine, power in product.sines:
            value = value * ((field.exp(sine) - field.exp(-sine)) / 2) ** power
        for parts, power in product.sums:
            value = value * reduce(lambda one, other: one + other, (field.exp(e) * field.number(a) for a, e in parts)) ** power
        total = total - value
    return bool(total == field.zero)


def _odd(expr: Expr) -> bool:
    return bool(expand(expr + expr.subs(c, -c)) == 0)


def _odd_part(expr: Expr) -> Expr:
    return expand(expr - expr.subs(c, -c))


def _factored(terms: Exponents) -> Product:
    """A sum of exponentials as a product, by factoring a polynomial in exponentials of the monomials of the exponents."""
    if len(terms) == 2 and sum(terms.values()) == 0:
        (first, a), (second, _) = terms.items()
        return Product(2 * a, (first + second) / 2, (((first - second) / 2, 1),))
    letters = _Letters(terms)
    total = Add(*(_number(a) * letters.power(e) for e, a in terms.items()))
    content, factors = factor_list(total, *letters.names) if letters.names else (total, [])
    coefficient, exponent = Fraction(int(content.p), int(content.q)), letters.least
    sines, sums = list[tuple[Form, int]](), list[tuple[tuple[tuple[Fraction, Form], ...], int]]()
    for factor, power in factors:
        parts = [(Fraction(int(a.p), int(a.q)), letters.exponent(powers)) for powers, a in Poly(factor, *letters.names).terms()]
        if len(parts) == 2 and parts[0][0] == -parts[1][0]:
            (a, first), (_, second) = parts
            coefficient *= (2 * a) ** int(power)
            exponent = exponent + (first + second) / 2 * int(power)
            sines.append(((first - second) / 2, int(power)))
        else:
            sums.append((tuple(parts), int(power)))
    return Product(coefficient, exponent, tuple(sines), tuple(sums))


class _Letters:
    """exp of monomials as letters: exponents are `least` and whole multiples of `steps`."""

    def __init__(self, terms: Exponents) -> None:
        (self.field,) = {exponent.field for exponent in terms}
        self.rows = {exponent: dict(_monomials(exponent)) for exponent in terms}
        monomials = sorted({monomial for row in self.rows.values() for monomial in row}, key=str)
        low = [min(row.get(m, Fraction(0)) for row in self.rows.values()) for m in monomials]
        found = {m: [row.get(m, Fraction(0)) - a for row in self.rows.values()] for m, a in zip(monomials, low, strict=True)}
        self.least = self._of(dict(zip(monomials, low, strict=True)))
        self.steps = {m: _step(differences) for m, differences in found.items() if any(differences)}
        self.low = dict(zip(monomials, low, strict=True))
        self.names = [Dummy(f"e{i}", positive=True) for i in range(len(self.steps))]

    def _of(self, numbers: Mapping[Any, Fraction]) -> Form:
        forms = (Form(self.field, {key: ratio}) * self.field.number(a) for (key, ratio), a in numbers.items())
        return reduce(lambda one, other: one + other, forms, self.field.zero)

    def power(self, exponent: Form) -> Expr:
        """exp(exponent - least)."""
        row = self.rows[exponent]
        return Mul(*(name ** int((row.get(m, Fraction(0)) - self.low[m]) / step) for name, (m, step) in zip(self.names, self.steps.items(), strict=True)))

    def exponent(self, powers: Iterable[int]) -> Form:
        """The exponent of a product of letters."""
        return self._of({m: step * int(k) for k, (m, step) in zip(powers, self.steps.items(), strict=True)})


def _step(numbers: Iterable[Fraction]) -> Fraction:
    """The largest number of which all are multiples."""
    some = [number for number in numbers if number]
    whole = lcm(*(number.denominator for number in some))
    return Fraction(gcd(*(int(number * whole) for number in some)), whole)


def _number(value: Fraction) -> Expr:
    return Rational(value.numerator, value.denominator)


def _monomials(exponent: Form) -> Iterator[tuple[tuple[Key, Ratio], Fraction]]:
    """The monomials of an exponent, without rational factors, and these."""
    for key, ratio in exponent.terms.items():
        below = ratio.content[1]
        for powers, value in ratio.num.to_dict().items():
            monomial = exponent.field.context.from_dict({powers: below})
            yield (key, Ratio.reduced(monomial, ratio.den)), Fraction(int(value), below)
