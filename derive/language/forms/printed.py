"""From the normal form to the sympy expression that a person reads.

Factors common to all terms are pulled out, polynomials are factored and oriented to be positive where that can be decided, determinants are written
as A - c**2 B, roots of numerator and denominator are joined (sqrt(p)/p is 1/sqrt(p)), and pi/2 + asin(r) becomes pi - acos(r) for a plain r.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce
from math import lcm
from typing import Any

from sympy import Add, Expr, Integer, Mul, Pow, Rational, exp, expand, multiplicity, pi

from derive.language.forms.absorbed import absorbed
from derive.language.forms.gathered import Product, gathered, product
from derive.language.forms.hyperbolic import paired
from derive.language.forms.long_numbers import in_terms
from derive.language.forms.normal_form import Field, Form, Key, Log, atom_expression, key_order
from derive.language.forms.positivity import is_positive
from derive.language.forms.ratio import Poly, Prime, Ratio
from derive.language.forms.reflections import reflected
from derive.language.symbols import c as correlation

HALF = Rational(1, 2)


@dataclass(frozen=True)
class Style:
    """What a print may differ in. Every style prints the same value.

    `gather` takes common factors out of some terms, `pi_below` pulls a power of pi below all terms, `number_below` a common denominator, `hyperbolic`
    joins exponentials, `factored` is off for a sum of single terms, `reflect` off for the atoms of the normal form as they are.
    """

    gather: bool = True
    pi_below: bool = True
    number_below: bool = False
    hyperbolic: bool = True
    factored: bool = True
    reflect: bool = True


PLAIN = Style()


@lru_cache(maxsize=4096)
def expression_of(form: Form, style: Style = PLAIN) -> Expr:
    """A form in sympy: (common factor) * (sum of terms)."""
    return in_terms(_expression(form, style)) if form.terms else Integer(0)


def _expression(form: Form, style: Style) -> Expr:
    field = form.field
    known = frozenset(prime for key in form.terms for prime in key[0])
    terms = _terms(form, style.hyperbolic, style.reflect) if len(form.terms) > 1 else form.terms
    if not terms:  # opposite events add up to 1 in print alone
        return Integer(0)
    keys = sorted(terms, key=key_order)
    if not style.factored:
        return _added([_factors(field, *key, terms[key], known) for key in keys], style)
    root = frozenset.intersection(*(key[0] for key in keys))
    power, functions = _common_power(keys), _common_functions(keys)
    common = _oriented(field, _pulled(field, terms, style))
    if all(_leads_negative(field, terms[key] * common.inverse()) for key in keys):
        common = -common
    rest = common.inverse()
    inside = [
        _factors(field, key[0] - root, None if power else key[1], tuple(pair for pair in key[2] if pair not in functions), terms[key] * rest, known)
        for key in keys
    ]
    return _whole(_factors(field, root, power, functions, common, known), _added(inside, style))


@lru_cache(maxsize=256)
def _terms(form: Form, hyperbolic: bool, reflect: bool) -> Mapping[Key, Ratio]:
    """The terms that are printed."""
    terms = reflected(form.terms) if reflect else form.terms
    return paired(form.field, terms) if hyperbolic else terms


def _added(terms: Sequence[list[Expr]], style: Style) -> Expr:
    """The sum of products."""
    return gathered([Product.of(factors) for factors in terms]) if style.gather and len(terms) > 1 else Add(*map(product, terms))


def _whole(outside: list[Expr], total: Expr) -> Expr:
    """outside * total, without a sign in front of a difference."""
    if not isinstance(total, Add):
        return product([*outside, *Mul.make_args(total)])
    front = Mul(*(f for f in outside if isinstance(f, Rational)))
    negative = sum(bool(term.could_extract_minus_sign()) for term in total.args)
    if front.is_negative and 2 * negative >= len(total.args):
        return product([-front, *(f for f in outside if not isinstance(f, Rational)), Add(*(-term for term in total.args))])
    return product([*outside, total])


def _common_power(keys: Sequence[Key]) -> Form | None:
    """The exponent that all terms share, if it holds real powers."""
    exponent = keys[0][1]
    same = exponent is not None and all(key[1] == exponent for key in keys) and any(isinstance(atom, Log) for atom in exponent.atoms())
    return exponent if same else None


def _common_functions(keys: Sequence[Key]) -> tuple[tuple[Any, int], ...]:
    """Powers of gamma functions that all terms share."""
    return tuple(pair for pair in keys[0][2] if getattr(pair[0], "name", "") == "gamma" and all(pair in key[2] for key in keys))


def _pulled(field: Field, terms: Mapping[Key, Ratio], style: Style) -> Ratio:
    """gcd of numerators over gcd of denominators; by style, what is left of pi and of numbers below some terms is pulled out of all."""
    ratios = list(terms.values())
    num = reduce(lambda a, b: a.gcd(b), (r.num for r in ratios))
    den = reduce(lambda a, b: a.gcd(b), (r.den for r in ratios))
    if style.pi_below and not any(prime.poly == field.generators[-1] for key in terms for prime in key[0]):
        extra = max(int(r.den.degrees()[-1]) for r in ratios) - int(den.degrees()[-1])
        den = den * field.generators[-1] ** extra
    if style.number_below:
        left = (int(Ratio.reduced(r.num * den, num * r.den).den.factor()[0]) for r in ratios)
        den = den * lcm(*map(abs, left))
    return Ratio.reduced(num, den)


def _oriented(field: Field, common: Ratio) -> Ratio:
    """The ratio or its negative, without a sign once its factors are oriented: 1/(c^2 - 1) is printed as -1/(1 - c^2)."""
    sign = 1
    for poly in (common.num, common.den):
        content, factors = poly.factor()
        flips = [factor for factor, power in factors if power % 2 and is_positive(field, -factor)]
        sign *= (-1) ** len(flips) * (1 if content > 0 else -1)
    return common if sign > 0 else -common


def _leads_negative(field: Field, ratio: Ratio) -> bool:
    return ratio.leading_sign < 0 and not is_positive(field, ratio.num)


def _factors(field: Field, root: Iterable[Prime], exponent: Form | None, atoms: Iterable[tuple[Any, int]], ratio: Ratio, known: frozenset[Prime]) -> list[Expr]:
    """The factors of one term; `known` are primes that are positive under the hypotheses."""
    ratio, atoms = absorbed(field, ratio, atoms)
    above, below, number = [], [], 1
    den = ratio.den
    for prime in sorted(root):
        common = den.gcd(prime.poly)
        if common == prime.poly or common == -prime.poly:
            den = den / prime.poly
            below.append(prime)
        else:
            above.append(prime)
    if den.leading_coefficient() < 0:
        den, number = -den, -1
    factors = [Integer(number), *_polynomial(field, ratio.num, 1, known), *_polynomial(field, den, -1, known)]
    factors += [Pow(_radicand(field, primes), power) for primes, power in ((above, HALF), (below, -HALF)) if primes]
    if exponent is not None:
        factors += _exponential(exponent)
    return _joined(factors) + [Pow(atom_expression(atom), power) for atom, power in atoms]


def _joined(factors: list[Expr]) -> list[Expr]:
    """q**alpha*sqrt(q) as q**(alpha + 1/2): factors with the base of a symbolic power join it, numbers as far as they are powers of it."""
    powers: dict[Expr, Expr] = {f.base: Integer(0) for f in factors if isinstance(f, Pow) and f.exp.free_symbols}
    if not powers:
        return factors
    rest, number = [], Rational(1)
    for factor in Mul.make_args(Mul(*factors)):
        base, exponent = (factor.base, factor.exp) if isinstance(factor, Pow) else (factor, Integer(1))
        if isinstance(factor, Rational):
            number *= factor
        elif base in powers:
            powers[base] += exponent
        else:
            rest.append(factor)
    for base in powers:
        if base.is_Integer:
            shift = int(multiplicity(base, number))
            powers[base], number = powers[base] + shift, number / base**shift
    return [number, *rest, *(Pow(base, expand(exponent)) for base, exponent in powers.items())]


def _exponential(exponent: Form) -> list[Expr]:
    """exp(exponent), e log(p) being p^e."""
    rest, powers = exponent.field.zero, dict.fromkeys((atom for atom in exponent.atoms() if isinstance(atom, Log)), exponent.field.zero)
    for (root, inner, atoms), ratio in exponent.terms.items():
        log = next((atom for atom, power in atoms if isinstance(atom, Log) and power == 1), None)
        kept = tuple(pair for pair in atoms if pair[0] != log)
        term = Form(exponent.field, {(root, inner, kept): ratio})
        if log is None:
            rest = rest + term
        else:
            powers[log] = powers[log] + term
    found = [Pow(exponent.field.polynomial(p.prime.poly).expression(), expand(expression_of(e))) for p, e in powers.items() if e]
    return found + ([exp(expression_of(rest))] if rest else [])


def _radicand(field: Field, primes: Sequence[Prime]) -> Expr:
    return Mul(*(_expanded(field, poly) for poly, _ in _paired(field, [(prime.poly, 1) for prime in primes])))


def _paired(field: Field, factors: list[tuple[Poly, int]]) -> list[tuple[Poly, int]]:
    """Factors p(c) and p(-c) of one power multiplied out, so that (1 - c)(1 + c) is 1 - c**2."""
    result: list[tuple[Poly, int]] = []
    for poly, power in factors:
        mirror = _mirrored(field, poly)
        place = next((i for i, (other, k) in enumerate(result) if k == power and mirror in (other, -other) and mirror != poly), None)
        if place is None:
            result.append((poly, power))
        else:
            result[place] = (result[place][0] * poly, power)
    return result


def _mirrored(field: Field, poly: Poly) -> Poly:
    """p(-c)."""
    if correlation not in field.symbols:
        return poly
    place = field.symbols.index(correlation)
    return field.context.from_dict({powers: value * (-1) ** powers[place] for powers, value in poly.to_dict().items()})


def _polynomial(field: Field, poly: Poly, power: int, known: frozenset[Prime]) -> list[Expr]:
    """A polynomial as the product of its irreducible factors, each oriented to be positive if possible."""
    if poly.is_one():
        return []
    content, factors = poly.factor()
    number, oriented = int(content), []
    for factor, k in factors:
        if is_positive(field, -factor) or Prime(-factor) in known:
            factor, number = -factor, number * (-1) ** int(k)
        oriented.append((factor, int(k)))
    return [Pow(Integer(number), power), *(Pow(_expanded(field, factor), power * k) for factor, k in _paired(field, oriented))]


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
    return Add(
        *(
            Mul(Integer(int(value)), *(Pow(s, k) for s, k in zip(letters, powers, strict=True) if k))
            for powers, value in zip(poly.monoms(), poly.coeffs(), strict=True)
        )
    )
