"""Rational functions as sums of partial fractions, with exact poles.

    sum of  c x^k,   c (x + t)^-m,   c x^k (x^2 + s)^-n (k = 0, 1),        c, t, s forms of a field.

The three kinds are closed under products, because

    x (x + t)^-m            = (x + t)^(1-m) - t (x + t)^-m,               x^2 (x^2 + s)^-n = (x^2 + s)^(1-n) - s (x^2 + s)^-n,
    1 = ((x + u) - (x + t))/(u - t),      1 = ((x^2 + r) - (x^2 + s))/(r - s),      1 = ((x^2 + s) - (x - t)(x + t))/(s + t^2);

each use of an identity of the second line lowers the sum of two powers by one. Powers n may be half a whole number, as in x/sqrt(1 + x^2), as long as such
a factor meets no other pole. The sum is unique, so equal functions of one field have equal terms (source: any algebra text, e.g. Bourbaki, Algebra VII.2).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

import sympy
from sympy import Add, Expr, Mul, Pow, Rational, Symbol

from derive.language.forms import positivity
from derive.language.forms.normal_form import Field, Form, Undecided
from derive.language.forms.normalize import normal_form
from derive.language.moments.integrand import OutOfClass

HIGHEST = 32


@dataclass(frozen=True)
class Simple:
    """x^k (degree 0), (x + pole)^-power (degree 1), or x^k (x^2 + pole)^-power (degree 2, k = 0 or 1)."""

    k: int
    degree: int = 0
    pole: Form | None = None
    power: Fraction = Fraction(0)

    def at(self, w: Expr) -> Expr:
        """The function at w, in sympy."""
        if self.pole is None:
            return w**self.k
        return w**self.k * (w**self.degree + self.pole.expression()) ** -Rational(self.power.numerator, self.power.denominator)


Terms = dict[Simple, Form]


class PartialFractions:
    """A rational function as a sum of simple fractions: added and multiplied exactly."""

    def __init__(self, field: Field, terms: Mapping[Simple, Form]) -> None:
        self.field = field
        self.terms: Terms = {simple: value for simple, value in terms.items() if value}

    @classmethod
    def monomial(cls, value: Form, k: int = 0) -> PartialFractions:
        return cls(value.field, {Simple(k): value})

    def __add__(self, other: PartialFractions) -> PartialFractions:
        return PartialFractions(self.field, _total([*self.terms.items(), *other.terms.items()]))

    def __mul__(self, other: PartialFractions) -> PartialFractions:
        pairs = ((a, b, v * w) for a, v in self.terms.items() for b, w in other.terms.items())
        return PartialFractions(self.field, _total((simple, value * u) for a, b, value in pairs for simple, u in _product(self.field, a, b).items()))

    def __pow__(self, n: int) -> PartialFractions:
        if abs(n) > HIGHEST:
            raise OutOfClass("a power that is too high")
        base = self if n >= 0 else self.inverse()
        result = PartialFractions.monomial(self.field.one)
        for _ in range(abs(n)):
            result = result * base
        return result

    def scaled(self, factor: Form) -> PartialFractions:
        return PartialFractions(self.field, {simple: value * factor for simple, value in self.terms.items()})

    def coefficients(self) -> list[Form]:
        """c_0, ..., c_d of a polynomial of degree d. Raises OutOfClass if it is not one."""
        if not self.terms or any(simple.degree for simple in self.terms):
            raise OutOfClass("a denominator that is not a polynomial")
        return [self.terms.get(Simple(k), self.field.zero) for k in range(max(simple.k for simple in self.terms) + 1)]

    def inverse(self) -> PartialFractions:
        """1/p for a polynomial p of degree at most two with real roots, or with no linear term."""
        coefficients = self.coefficients()
        lead = coefficients[-1].inverse()
        rest = [value * lead for value in coefficients[:-1]]
        if len(rest) == 0:
            return PartialFractions.monomial(lead)
        if len(rest) == 1:
            return PartialFractions(self.field, {Simple(0, 1, rest[0], Fraction(1)): lead})
        if len(rest) > 2:
            raise OutOfClass("a denominator of degree above two")
        return _inverse_quadratic(self.field, *rest).scaled(lead)

    def half_power(self, power: Fraction) -> PartialFractions:
        """(s0 + s1 x^2)^power for half a whole number, s1 > 0 known."""
        coefficients = self.coefficients()
        if len(coefficients) != 3 or coefficients[1]:
            raise OutOfClass("a root of anything but s0 + s1 x^2")
        try:
            root, needed = positivity.sqrt(coefficients[2])
        except Undecided as problem:
            raise OutOfClass("a root of a form of unknown sign") from problem
        if needed:
            raise OutOfClass("a root of a form of unknown sign")
        pole = coefficients[0] / coefficients[2]
        return PartialFractions(self.field, {Simple(0, 2, pole, -power): root ** int(2 * power)})

    def rescaled(self, a: Form) -> PartialFractions:
        """The function of x at a x, a > 0."""
        result: Terms = {}
        for simple, value in self.terms.items():
            if simple.pole is None:
                result[simple] = value * a**simple.k
                continue
            moved = Simple(simple.k, simple.degree, simple.pole / a**simple.degree, simple.power)
            result[moved] = value * a ** (simple.k - int(simple.degree * simple.power))
        return PartialFractions(self.field, result)


def _total(items: Iterable[tuple[Simple, Form]]) -> Terms:
    total: Terms = {}
    for simple, value in items:
        total[simple] = total[simple] + value if simple in total else value
    return total


def _inverse_quadratic(field: Field, r: Form, p: Form) -> PartialFractions:
    """1/(x^2 + p x + r): one fraction if p = 0, else over the two real roots."""
    if not p and not _is_negative(r):
        return PartialFractions(field, {Simple(0, 2, r, Fraction(1)): field.one})
    try:
        root, needed = positivity.sqrt(p * p - r * 4)
    except Undecided as problem:
        raise OutOfClass("complex poles off the imaginary axis") from problem
    if needed:
        raise OutOfClass("poles that are real for some parameters only")
    factors = [PartialFractions(field, {Simple(0, 1, (p + root * sign) / 2, Fraction(1)): field.one}) for sign in (1, -1)]
    return factors[0] * factors[1]


def _is_negative(form: Form) -> bool:
    try:
        return positivity.sign(form) < 0
    except Undecided:
        return False


@lru_cache(maxsize=8192)
def _product(field: Field, a: Simple, b: Simple) -> Mapping[Simple, Form]:
    """The product of two simple fractions as a sum of simple fractions."""
    if a.pole is None or b.pole is None:
        k, other = (a.k, b) if a.pole is None else (b.k, a)
        return _by_x(field, k, {other: field.one})
    if a.degree == b.degree and a.pole == b.pole:
        joined = Simple(0, a.degree, a.pole, a.power + b.power)
        return _by_x(field, a.k + b.k, {joined if joined.power else Simple(0): field.one})
    if a.power.denominator > 1 or b.power.denominator > 1:
        raise OutOfClass("a root and another pole")
    return _by_x(field, a.k + b.k, _different_poles(field, a, b))


def _by_x(field: Field, k: int, terms: Mapping[Simple, Form]) -> Terms:
    """x^k times a sum of simple fractions."""
    result = dict(terms)
    for _ in range(k):
        result = _total(pair for simple, value in result.items() for pair in _times_x(field, simple, value))
    return {simple: value for simple, value in result.items() if value}


def _times_x(field: Field, simple: Simple, value: Form) -> list[tuple[Simple, Form]]:
    if simple.pole is None or (simple.degree == 2 and simple.k == 0):
        return [(Simple(simple.k + 1, simple.degree, simple.pole, simple.power), value)]
    lower = Simple(0, simple.degree, simple.pole, simple.power - 1) if simple.power != 1 else Simple(0)
    same = Simple(0, simple.degree, simple.pole, simple.power)
    return [(lower, value), (same, -(value * simple.pole))]


def _different_poles(field: Field, a: Simple, b: Simple) -> Terms:
    """The product without its powers of x, the poles being different; both powers are positive whole numbers."""
    if a.degree > b.degree:
        a, b = b, a
    assert a.pole is not None and b.pole is not None
    by_b, by_a = (_product(field, *_lowered(pair)) for pair in ((a, b), (b, a)))
    if a.degree == b.degree:
        weight = (b.pole - a.pole).inverse()
    else:
        weight = (b.pole + a.pole * a.pole).inverse()
        by_a = _total([*_by_x(field, 1, by_a).items(), *((simple, -(value * a.pole)) for simple, value in by_a.items())])
    return _total([*((s, v * weight) for s, v in by_b.items()), *((s, -(v * weight)) for s, v in by_a.items())])


def _lowered(pair: tuple[Simple, Simple]) -> tuple[Simple, Simple]:
    """The pair without powers of x, the second power lowered by one."""
    first, second = (Simple(0, simple.degree, simple.pole, simple.power) for simple in pair)
    return first, Simple(0, second.degree, second.pole, second.power - 1) if second.power != 1 else Simple(0)


def read_fractions(expr: Expr, letter: Symbol, field: Field) -> PartialFractions:
    """A rational function of one letter from sympy. Raises OutOfClass."""
    if not expr.has(letter):
        return PartialFractions.monomial(normal_form(expr, field))
    if expr == letter:
        return PartialFractions.monomial(field.one, 1)
    if isinstance(expr, Add | Mul):
        parts = [read_fractions(arg, letter, field) for arg in expr.args]
        result = parts[0]
        for part in parts[1:]:
            result = result + part if isinstance(expr, Add) else result * part
        return result
    if isinstance(expr, Pow) and isinstance(expr.exp, Rational) and abs(expr.exp) <= HIGHEST and expr.exp.q <= 2:
        return _read_power(expr, letter, field)
    raise OutOfClass(str(expr))


def _read_power(expr: Pow, letter: Symbol, field: Field) -> PartialFractions:
    base, exponent = expr.args
    if exponent.q == 2:
        return read_fractions(base, letter, field).half_power(Fraction(int(exponent.p), 2))
    try:
        return read_fractions(base, letter, field) ** int(exponent)
    except OutOfClass:
        if not base.is_rational_function(letter):  # sums of exponentials have huge factors
            raise
        split = sympy.factor(sympy.together(base))
        if split == base or not isinstance(split, Mul | Pow):
            raise
        return read_fractions(split**exponent, letter, field)
