r"""Partial fractions over an irreducible polynomial whose roots have no radicals: x^4 + x + 1, x^6 + x + 1, x^3 + 2.

With P of degree d, roots tau r where p(r) = 0 for a polynomial p with whole coefficients, and N a numerator,

    N(z)/P(z)^n = sum over roots, sum_(k<=n)  tau^(k - dn) g_k(r)/(z - tau r)^k,        g_k in Q[y]/p(y),

g_k being the coefficient of t^(n-k) of N(tau(y + t))/S(y + t)^n, S(y + t) = p(y + t)/t = sum_(j>=1) p^(j)(y) t^(j-1)/j!: one computation for all roots.
A pair of conjugate roots r = a + ib leaves 2 Re[C/(W - ib)^k], W = z - tau a, by E_k = (W - ib)^-k, E_k = (E_(k-2) + 2ib E_(k-1))/Q, Q = W^2 + b^2
(source: Bourbaki, Algebra VII.2; Bronstein and Salvy 1993).
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction as Rational
from functools import lru_cache, reduce
from math import factorial, gcd, lcm
from typing import Any

from flint import fmpq, fmpq_poly
from sympy import Expr

from derive.language.forms import nested_root
from derive.language.forms.complex_form import ComplexForm
from derive.language.forms.normal_form import Field, Form, Undecided
from derive.language.forms.power_form import power_form
from derive.language.forms.real_fractions import Coefficients, Fraction, Linear, Quadratic, RealFraction
from derive.language.special import RootIm, RootRe
from derive.language.special.polynomial_root import ORDERING, Whole, ordered_roots

HIGHEST_DEGREE, HIGHEST_POWER = 8, 6
Pieces = list[Fraction | RealFraction]
Weighted = list[tuple[Form, fmpq_poly]]  # a sum of forms times polynomials with rational coefficients


@dataclass(frozen=True)
class Irreducible:
    """The n-th power of the monic polynomial with the roots tau r, r those of `whole`, whose coefficients begin with the highest power."""

    whole: Whole
    tau: Form
    n: int

    @property
    def polynomial(self) -> fmpq_poly:
        """The monic polynomial of r."""
        return _monic(self.whole)

    @property
    def degree(self) -> int:
        return len(self.whole) - 1

    @property
    def coefficients(self) -> Coefficients:
        field = self.tau.field
        return [field.number(Rational(value, self.whole[0])) * self.tau ** (self.degree - k) for k, value in enumerate(reversed(self.whole))]

    def inverse(self, remainder: Coefficients) -> Coefficients:
        """1/remainder modulo the polynomial; raises Undecided where the remainder has other parameters than the scale."""
        parts = weighted(remainder, self.tau)
        if len(parts) != 1:
            raise Undecided("parameters beside a polynomial of high degree")
        ((weight, polynomial),) = parts
        found = _inverse(polynomial, self.polynomial)
        back = weight.inverse()
        return [back * weight.field.number(_rational(found[k])) * self.tau**-k for k in range(self.degree)]

    @property
    def roots(self) -> tuple[Any, ...]:
        """The roots r that do not lie below the real line."""
        return ordered_roots(self.whole, ORDERING)

    def value(self, parts: Weighted, number: int) -> ComplexForm:
        """A sum of forms times polynomials in one of the roots."""
        return sum((self._element(number, g) * weight for weight, g in parts), start=ComplexForm.of(self.tau.field.zero))

    def times(self, first: Weighted, second: Weighted) -> Weighted:
        """The product, polynomials in the root reduced."""
        return gathered((w1 * w2, g1 * g2 % self.polynomial) for w1, g1 in first for w2, g2 in second)

    def trace(self, g: fmpq_poly) -> Form:
        """The sum of g(r) over all roots, by Newton's identities."""
        a, sums = self.polynomial, [fmpq(self.degree)]
        for k in range(1, self.degree):
            sums.append(-k * a[self.degree - k] - sum((a[self.degree - j] * sums[k - j] for j in range(1, k)), start=fmpq(0)))
        return self.tau.field.number(_rational(sum((g[k] * sums[k] for k in range(g.degree() + 1)), start=fmpq(0))))

    def place(self, number: int) -> ComplexForm:
        """tau r for one of the roots."""
        return self._element(number, fmpq_poly([0, 1])) * self.tau

    def _element(self, number: int, g: fmpq_poly) -> ComplexForm:
        field, values = self.tau.field, [_rational(g[k]) for k in range(g.degree(), -1, -1)]
        if not values:
            return ComplexForm.of(field.zero)
        common = lcm(*(value.denominator for value in values))
        whole = [int(value * common) for value in values]
        content = gcd(*whole) * (-1 if whole[0] < 0 else 1)
        parts = (_number(kind(self.whole, number, tuple(value // content for value in whole)), field) for kind in (RootRe, RootIm))
        return ComplexForm(*parts) * field.number(Rational(content, common))

    def fraction(self, above: Coefficients, n: int) -> OverIrreducible:
        """above over the n-th power."""
        return OverIrreducible(tuple(above), Irreducible(self.whole, self.tau, n))


@dataclass(frozen=True)
class OverIrreducible:
    """A numerator over a power of an irreducible polynomial."""

    above: tuple[Form, ...]
    base: Irreducible

    def __bool__(self) -> bool:
        return any(self.above)

    def residues(self) -> dict[int, Weighted]:
        """For each k the residue g_k as a sum of forms times polynomials in the root, tau^(k - dn) among the forms."""
        return {k: self._residues(k) for k in range(1, self.base.n + 1)}

    def over_roots(self) -> Pieces:
        """The fractions at its real roots and its pairs of complex ones."""
        base = self.base
        residues, found = self.residues().items(), Pieces()
        for number, root in enumerate(base.roots):
            at_root = {k: base.value(parts, number) for k, parts in residues}
            found += _pair_pieces(base, number, at_root) if root.imag else _real_pieces(base, number, at_root)
        return [piece for piece in found if piece]

    def _residues(self, k: int) -> Weighted:
        base, n = self.base, self.base.n
        series = _powers_of_cofactor(base.whole, n)
        scale = base.tau ** (k - base.degree * n)
        found = []
        for weight, polynomial in weighted(list(self.above), base.tau):
            total, derivative = fmpq_poly([0]), polynomial
            for j in range(n - k + 1):
                total += series[n - k - j] * derivative / factorial(j)
                derivative = derivative.derivative()
            found.append((weight * scale, total % base.polynomial))
        return found


def irreducible_factor(monic: Coefficients) -> Irreducible:
    """A polynomial, irreducible over the rationals up to a scale, as the one base of its fractions; raises Undecided."""
    degree = len(monic) - 1
    if degree > HIGHEST_DEGREE:
        raise Undecided(f"the roots of a polynomial of degree above {HIGHEST_DEGREE}")
    for tau in _scales(monic):
        values = [(monic[k] * tau ** (k - degree)).constant for k in range(degree + 1)]
        if None not in values:
            numbers = [value for value in values if value is not None]
            common = lcm(*(value.denominator for value in numbers))
            return Irreducible(tuple(int(value * common) for value in reversed(numbers)), tau, 1)
    raise Undecided("the roots of a polynomial with parameters")


def _scales(monic: Coefficients) -> list[Form]:
    """What the roots may be multiples of."""
    field, degree = monic[0].field, len(monic) - 1
    found = [field.one]
    single = [(degree - k, value) for k, value in enumerate(monic[:-1]) if len(value.terms) == 1]
    primes = dict.fromkeys(prime for _, value in single for root, _, _ in value.terms for prime in root)
    found += [field.sqrt_of_primes(primes, field.ratio(1)).inverse()] if primes else []
    if single:
        with suppress(Undecided):
            found.append(_from_exponents(single))
    return found


def _from_exponents(single: list[tuple[int, Form]]) -> Form:
    """tau from c_j = a_j tau^j up to a rational factor: tau^g is a product of powers of the c_j, g the greatest common divisor of the j."""
    power, product = single[0]
    for j, value in single[1:]:
        common = gcd(power, j)
        u = next(u for u in range(j) if (u * power - common) % j == 0)
        product = product**u * value ** ((common - u * power) // j)
        power = common
    (ratio,) = product.terms.values()
    content = Rational(int(ratio.num.factor()[0]), int(ratio.den.factor()[0]))
    plain = product / product.field.number(content)
    return plain if power == 1 else nested_root.sqrt(plain) if power == 2 else power_form(plain, product.field.one / power)


def weighted(coefficients: Coefficients, tau: Form) -> Weighted:
    """sum c_k z^k at z = tau y as a sum of forms times polynomials in y with rational coefficients."""
    return gathered((value * tau**k, fmpq_poly([0] * k + [1])) for k, value in enumerate(coefficients))


def gathered(parts: Iterable[tuple[Form, fmpq_poly]]) -> Weighted:
    """The same sum, terms whose forms have a rational quotient joined."""
    found: Weighted = []
    for weight, polynomial in parts:
        if not weight or not polynomial:
            continue
        for place, (other, total) in enumerate(found):
            ratio = (weight / other).constant
            if ratio is not None:
                found[place] = other, total + polynomial * fmpq(ratio.numerator, ratio.denominator)
                break
        else:
            found.append((weight, polynomial))
    return found


@lru_cache(maxsize=64)
def _powers_of_cofactor(whole: Whole, n: int) -> list[fmpq_poly]:
    """The coefficients of 1/S(y + t)^n in t, modulo p(y)."""
    p = _monic(whole)
    derivative, cofactor = p, list[fmpq_poly]()
    for j in range(1, n + 1):
        derivative = derivative.derivative()
        cofactor.append(derivative / factorial(j) % p)
    first = _inverse(cofactor[0], p)
    inverse = [first]
    for m in range(1, n):
        total = reduce(lambda a, b: a + b, (cofactor[i] * inverse[m - i] for i in range(1, m + 1)))
        inverse.append(-total * first % p)
    found = inverse
    for _ in range(n - 1):
        found = [reduce(lambda a, b: a + b, (found[i] * inverse[m - i] for i in range(m + 1))) % p for m in range(n)]
    return found


def _monic(whole: Whole) -> fmpq_poly:
    return fmpq_poly([fmpq(value, whole[0]) for value in reversed(whole)])


def _inverse(polynomial: fmpq_poly, modulus: fmpq_poly) -> fmpq_poly:
    common, found, _ = polynomial.xgcd(modulus)
    if common.degree() != 0:
        raise Undecided("a common root")
    return found / common[0] % modulus


def _number(value: Expr, field: Field) -> Form:
    return field.number(int(value)) if value.is_Integer else field.atom(value)


def _rational(value: fmpq) -> Rational:
    return Rational(int(value.p), int(value.q))


def _real_pieces(base: Irreducible, number: int, residues: dict[int, ComplexForm]) -> Pieces:
    place = base.place(number).real
    return [RealFraction(value.real, Linear(-place, k)) for k, value in residues.items()]


def _pair_pieces(base: Irreducible, number: int, residues: dict[int, ComplexForm]) -> Pieces:
    """2 Re[sum C_k E_k], E_k = sum_j (alpha + beta (W + ib)) Q^-j."""
    root, zero = base.place(number), ComplexForm.of(base.tau.field.zero)
    b = root.imaginary
    one = ComplexForm.of(base.tau.field.one)
    lower: dict[int, tuple[ComplexForm, ComplexForm]] = {0: (one, zero)}
    upper: dict[int, tuple[ComplexForm, ComplexForm]] = {1: (zero, one)}
    total: dict[int, tuple[Form, Form]] = {}
    for k in range(1, base.n + 1):
        for j, (alpha, beta) in upper.items():
            d, e = total.get(j, (zero.real, zero.real))
            constant, slope = residues[k] * (alpha + beta.times_i() * b), residues[k] * beta
            total[j] = d + constant.real * 2, e + slope.real * 2
        raised = {j + 1: (alpha.times_i() * (b * 2), beta.times_i() * (b * 2)) for j, (alpha, beta) in upper.items()}
        for j, (alpha, beta) in lower.items():
            first, second = raised.get(j + 1, (zero, zero))
            raised[j + 1] = first + alpha, second + beta
        lower, upper = upper, raised
    return [Fraction(d, e, Quadratic(-root.real, b * b, j)) for j, (d, e) in total.items()]
