"""From the normal form to the sympy expression that a person reads.

Factors common to all terms are pulled out, polynomials are factored and oriented to be positive where that can be decided, determinants are written
as A - c**2 B, roots of numerator and denominator are joined (sqrt(p)/p is 1/sqrt(p)), and pi/2 + asin(r) becomes pi - acos(r) for a plain r.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
from typing import Any

from sympy import Add, Expr, Integer, Mul, Pow, Rational, Symbol, acos, asin, exp, pi

from derive.language.normal_form import Field, Form, Key, atom_expression, key_order
from derive.language.positivity import is_positive
from derive.language.ratio import Poly, Prime, Ratio
from derive.language.symbols import c as correlation

HALF = Rational(1, 2)


def expression_of(form: Form) -> Expr:
    """A form in sympy: (common factor) * (sum of terms)."""
    if not form.terms:
        return Integer(0)
    field = form.field
    keys = sorted(form.terms, key=key_order)
    root = frozenset.intersection(*(key[0] for key in keys))
    common = reduce(lambda a, b: _common(field, a, b), form.terms.values())
    if all(_leads_negative(field, form.terms[key]) for key in keys):
        common = -common
    rest = common.inverse()
    terms = {(key[0] - root, key[1], key[2]): form.terms[key] * rest for key in keys}
    total = _sum(field, terms)
    outside = _factors(field, root, None, (), common)
    if len(total.args) < 2 or not isinstance(total, Add):
        return Mul(*outside, *Mul.make_args(total))
    if all(isinstance(f, Rational) for f in outside):
        number = Mul(*outside)
        return total if number == 1 else Mul(number, total, evaluate=False)
    return Mul(*outside, total)


def _common(field: Field, a: Ratio, b: Ratio) -> Ratio:
    """gcd of numerators over the gcd of denominators, pi excepted: of its powers the larger one is pulled out."""
    num, den = a.num.gcd(b.num), a.den.gcd(b.den)
    powers = [int(r.den.degrees()[-1]) for r in (a, b)]
    extra = max(powers) - int(den.degrees()[-1])
    return Ratio.reduced(num, den * field.generators[-1] ** extra)


def _leads_negative(field: Field, ratio: Ratio) -> bool:
    return ratio.leading_sign < 0 and not is_positive(field, ratio.num)


def _sum(field: Field, terms: dict[Key, Ratio]) -> Expr:
    """The terms in order, pairs pi/2 F + asin(r) F written as (pi - acos(r)) F."""
    left = dict(terms)
    printed: list[Expr] = []
    for key in terms:
        if key not in left:
            continue
        angle = _plain_angle(key)
        partner = (key[0], key[1], ())
        if angle is not None and partner in left and left[partner] == left[key] * Ratio.reduced(field.generators[-1], field.context.constant(2)):
            printed.append(Mul(*_factors(field, key[0], key[1], (), left[key]), pi - acos(angle)))
            del left[partner], left[key]
    printed += [Mul(*_factors(field, *key, ratio)) for key, ratio in left.items()]
    return Add(*printed)


def _plain_angle(key: Key) -> Expr | None:
    """The symbol r if the atoms of a key are just asin(r)."""
    if len(key[2]) != 1 or key[2][0][1] != 1:
        return None
    atom = atom_expression(key[2][0][0])
    return atom.args[0] if isinstance(atom, asin) and isinstance(atom.args[0], Symbol) else None


def _factors(
    field: Field, root: Iterable[Prime], exponent: Form | None, atoms: Iterable[tuple[Any, int]], ratio: Ratio
) -> list[Expr]:
    """The factors of one term."""
    above, below = [], []
    den = ratio.den
    for prime in sorted(root):
        if den.gcd(prime.poly) == prime.poly or den.gcd(prime.poly) == -prime.poly:
            den = den / prime.poly
            below.append(prime)
        else:
            above.append(prime)
    factors = [*_polynomial(field, ratio.num, 1), *_polynomial(field, den, -1)]
    factors += [Pow(_radicand(field, primes), power) for primes, power in ((above, HALF), (below, -HALF)) if primes]
    if exponent is not None:
        factors.append(exp(expression_of(exponent)))
    return factors + [Pow(atom_expression(atom), power) for atom, power in atoms]


def _radicand(field: Field, primes: Sequence[Prime]) -> Expr:
    """A product of primes; those that contain c alone are multiplied out, (1 - c)(1 + c) = 1 - c**2."""
    edges, others = field.one_poly, []
    for prime in primes:
        if correlation in field.symbols and prime.poly.degrees()[field.symbols.index(correlation)] == prime.poly.total_degree() > 0:
            edges = edges * prime.poly
        else:
            others.append(prime.poly)
    return Mul(*(_expanded(field, poly) for poly in others), _expanded(field, edges))


def _polynomial(field: Field, poly: Poly, power: int) -> list[Expr]:
    """A polynomial as the product of its irreducible factors, each oriented to be positive if possible."""
    if poly.is_one():
        return []
    content, factors = poly.factor()
    number, result = int(content), []
    for factor, k in factors:
        if is_positive(field, -factor):
            factor, number = -factor, number * (-1) ** int(k)
        result.append(Pow(_expanded(field, factor), power * int(k)))
    return [Pow(Integer(number), power), *result]


def _expanded(field: Field, poly: Poly) -> Expr:
    """A polynomial in powers of c, the coefficients factored."""
    if correlation not in field.symbols or poly.total_degree() < 2:
        return _flat(field, poly)
    place = field.symbols.index(correlation)
    parts: dict[int, dict[tuple[int, ...], Any]] = {}
    for powers, value in poly.to_dict().items():
        k = powers[place]
        parts.setdefault(k, {})[(*powers[:place], 0, *powers[place + 1 :])] = value
    if len(parts) == 1 or all(len(part) == 1 for part in parts.values()):
        return _flat(field, poly)
    terms = []
    for k, part in sorted(parts.items()):
        content, factors = field.context.from_dict(part).factor()
        product = [Pow(_flat(field, factor), int(power)) for factor, power in factors]
        terms.append(Mul(Integer(int(content)), Pow(correlation, k), *product))
    return Add(*terms)


def _flat(field: Field, poly: Poly) -> Expr:
    letters = (*field.symbols, pi)
    return Add(*(
        Mul(Integer(int(value)), *(Pow(s, k) for s, k in zip(letters, powers, strict=True) if k))
        for powers, value in zip(poly.monoms(), poly.coeffs(), strict=True)
    ))
