"""Sums written with common factors taken out where that is shorter: a b + a c + d as a (b + c) + d.

What two terms share is pulled out of all that share it, the largest saving first, then again inside and outside of the new bracket.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import gcd, lcm

from sympy import Add, Expr, Function, Integer, Mul, Pow, Rational

from derive.language.forms.cost import cost

LEAST_SAVING = 2
MOST_TERMS = 48


@dataclass(frozen=True)
class Product:
    """number * product of base**exponent."""

    number: Rational
    powers: tuple[tuple[Expr, Rational], ...]

    @classmethod
    def of(cls, factors: Iterable[Expr]) -> Product:
        """The product of the factors, each a number, a power or a function."""
        number = Integer(1)
        powers: dict[Expr, Rational] = {}
        for factor in (part for whole in factors for part in Mul.make_args(whole)):
            if isinstance(factor, Rational):
                number *= factor
                continue
            base, exponent = (factor.base, factor.exp) if isinstance(factor, Pow) and factor.exp.is_Rational else (factor, Integer(1))
            powers[base] = powers.get(base, Integer(0)) + exponent
        return cls(number, tuple((base, exponent) for base, exponent in powers.items() if exponent))

    def expression(self) -> Expr:
        """The product in sympy; a number in front of a sum stays in front."""
        return product([self.number, *(Pow(base, exponent) for base, exponent in self.powers)])

    def times(self, other: Product) -> Product:
        """The product of both, each base once."""
        powers = dict(self.powers)
        for base, exponent in other.powers:
            powers[base] = powers.get(base, Integer(0)) + exponent
        return Product(self.number * other.number, tuple((base, exponent) for base, exponent in powers.items() if exponent))

    def over(self, shared: Product) -> Product:
        """The quotient by a common factor."""
        below = dict(shared.powers)
        left = ((base, exponent - below.get(base, 0)) for base, exponent in self.powers)
        return Product(self.number / shared.number, tuple((base, exponent) for base, exponent in left if exponent))


def product(factors: Sequence[Expr]) -> Expr:
    """The product; a number in front of a sum stays in front."""
    numbers = Mul(*(f for f in factors if isinstance(f, Rational)))
    others = [f for f in factors if not isinstance(f, Rational) and f != 1]
    if len(others) == 1 and isinstance(others[0], Add) and abs(numbers) != 1:
        return Mul(numbers, others[0], evaluate=False)
    return Mul(numbers, *others)


def gathered(terms: Sequence[Product]) -> Expr:
    """The sum of the terms, common factors taken out; of very many terms those with the same functions are put together first."""
    found = list(terms) if len(terms) <= MOST_TERMS else _by_functions(terms)
    while 2 <= len(found) <= MOST_TERMS:
        best = _best(found)
        if best is None:
            break
        shared, members = best
        rest = [found[i].over(shared) for i in members]
        number = _common_number(rest)
        inner = gathered([Product(part.number / number, part.powers) for part in rest])
        bracket = Product.of([number, *Mul.make_args(inner)]) if not isinstance(inner, Add) else Product(number, ((inner, Integer(1)),))
        found = [term for i, term in enumerate(found) if i not in members]
        found.append(shared.times(bracket))
    return Add(*(term.expression() for term in found))


def _by_functions(terms: Sequence[Product]) -> list[Product]:
    """Each product of functions once, times the sum of what stands before it. Those of many terms are not nested further: sympy's `evalf` of cancelling terms
    would repeat the inner sums again and again."""
    groups: dict[frozenset[tuple[Expr, Rational]], list[Product]] = {}
    for term in terms:
        functions = frozenset(pair for pair in term.powers if isinstance(pair[0], Function))
        groups.setdefault(functions, []).append(term)
    found = []
    for functions, members in groups.items():
        shared = Product(Integer(1), tuple(sorted(functions, key=str)))
        inner = gathered([term.over(shared) for term in members]) if len(members) < len(terms) else Integer(1)
        found += [shared.times(Product.of(Mul.make_args(inner)))] if len(members) < len(terms) else members
    return found


def _best(terms: Sequence[Product]) -> tuple[Product, frozenset[int]] | None:
    """The common factor with the largest saving, the one of most terms if several have it, and the terms that have it."""
    best, most = None, (LEAST_SAVING - 1, len(terms))
    maps = [dict(term.powers) for term in terms]
    seen = set()
    for i, j in combinations(range(len(terms)), 2):
        shared = _shared(maps[i], maps[j])
        if not shared or shared in seen:
            continue
        seen.add(shared)
        members = frozenset(k for k, powers in enumerate(maps) if all(_contains(powers, base, exponent) for base, exponent in shared))
        saving = (len(members) - 1) * (cost(Product(Integer(1), tuple(shared)).expression()) + 1), len(members)
        if saving > most:
            best, most = (shared, members), saving
    return None if best is None else (Product(Integer(1), tuple(sorted(best[0], key=lambda pair: str(pair[0])))), best[1])


def _shared(a: dict[Expr, Rational], b: dict[Expr, Rational]) -> frozenset[tuple[Expr, Rational]]:
    """What both have: the smaller of two powers of one sign, of a number the same power."""
    both = ((base, e, b[base]) for base, e in a.items() if base in b and e.numerator * b[base].numerator > 0)
    return frozenset((base, f if _reaches(e, f) else e) for base, e, f in both if e == f or not base.is_number)


def _contains(powers: dict[Expr, Rational], base: Expr, exponent: Rational) -> bool:
    own = powers.get(base)
    return own is not None and own.numerator * exponent.numerator > 0 and _reaches(own, exponent)


def _reaches(one: Rational, other: Rational) -> bool:
    """|one| >= |other|, in whole numbers."""
    return bool(abs(one.numerator) * other.denominator >= abs(other.numerator) * one.denominator)


def _common_number(terms: Sequence[Product]) -> Rational:
    """The number in front of all terms, a common denominator if several have one, negative where most terms are."""
    above = gcd(*(int(term.number.p) for term in terms))
    below = lcm(*(int(term.number.q) for term in terms)) if sum(term.number.q > 1 for term in terms) > 1 else 1
    size = Rational(above, below)
    return -size if 2 * sum(bool(term.number < 0) for term in terms) > len(terms) else size
