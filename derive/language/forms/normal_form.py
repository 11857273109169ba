"""The exact normal form below the rules.

A `Form` is a finite sum over keys (radicand, argument of exp, product of atoms) of quotients of integer polynomials:

    sum  num/den * sqrt(p1 p2 ...) * exp(F) * atom1**k1 * atom2**k2 ...

in the symbols of a `Field` and pi. Radicands are sets of irreducible polynomials, so products of roots need no simplification; atoms are asin, Phi,
Phi2 of canonical arguments, unevaluated goals, or any other expression taken as it stands. Atoms are hashable and print themselves
(`expression()`), or are sympy expressions. `a == b` proves an equality; `a != b` proves nothing, because opaque atoms may depend on one another.

A real power p^e of an irreducible p > 0 is exp(e log p), log p being an atom; the constant term of e lies in [0, 1/2), the rest of it being a power or a
root of p. So q^a q^a = q^(2a) and q^a sqrt(q) sqrt(q) = q q^a are equal objects.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any

from flint import Ordering, fmpz_mpoly_ctx
from sympy import Expr, Symbol, log

from derive.language.forms.ratio import Poly, Prime, Ratio

Atom = Any
Key = tuple[frozenset[Prime], "Form | None", tuple[tuple[Atom, int], ...]]
UNIT: Key = (frozenset(), None, ())


class Undecided(Exception):
    """A sign that the normal form needs can't be decided from the assumptions."""


class Form:
    """A value of a `Field`: immutable, hashable, with exact arithmetic."""

    __slots__ = ("_hash", "field", "terms")

    def __init__(self, field: Field, terms: dict[Key, Ratio]) -> None:
        self.field, self.terms = field, terms
        self._hash: int | None = None

    def __hash__(self) -> int:
        if self._hash is None:
            self._hash = hash(frozenset(self.terms.items()))
        return self._hash

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Form) and self.field is other.field and self.terms == other.terms

    def __bool__(self) -> bool:
        return bool(self.terms)

    def __add__(self, other: Form) -> Form:
        if not self.terms or not other.terms:
            return self if self.terms else other
        return _total(self.field, other.terms.items(), dict(self.terms))

    def __neg__(self) -> Form:
        return Form(self.field, {key: -ratio for key, ratio in self.terms.items()})

    def __sub__(self, other: Form) -> Form:
        return self + (-other)

    def __mul__(self, other: Form | int) -> Form:
        if isinstance(other, int):
            other = self.field.number(other)
        return _total(self.field, (_product(a, b) for a in self.terms.items() for b in other.terms.items()), {})

    __rmul__ = __mul__

    def __truediv__(self, other: Form | int) -> Form:
        return self * (self.field.number(other) if isinstance(other, int) else other).inverse()

    def __pow__(self, n: int) -> Form:
        base = self if n >= 0 else self.inverse()
        result = self.field.one
        for _ in range(abs(n)):
            result = result * base
        return result

    @property
    def rational(self) -> Ratio | None:
        """The value as a quotient of polynomials, or None if it has roots, exponentials or atoms."""
        if not self.terms:
            return self.field.ratio(0)
        return self.terms.get(UNIT) if len(self.terms) == 1 else None

    @property
    def constant(self) -> Fraction | None:
        """The value as a rational number, or None."""
        ratio = self.rational
        if ratio is None or not (ratio.num.is_constant() and ratio.den.is_constant()):
            return None
        return Fraction(_integer(ratio.num), _integer(ratio.den))

    @property
    def leading_sign(self) -> int:
        """A canonical orientation with sign(-F) = -sign(F), and 0 for zero: not the sign of the value."""
        if not self.terms:
            return 0
        key = next(iter(self.terms)) if len(self.terms) == 1 else min(self.terms, key=key_order)
        return self.terms[key].leading_sign

    def inverse(self) -> Form:
        """1/self; a sum that contains exponentials or atoms becomes an atom of its own."""
        if not self.terms:
            raise ZeroDivisionError("the divisor is zero")
        if len(self.terms) == 1:
            return self._inverse_term()
        roots = set().union(*(key[0] for key in self.terms))
        if roots and all(key[1] is None and not key[2] for key in self.terms):
            root = min(roots)
            conjugate = Form(self.field, {k: -r if root in k[0] else r for k, r in self.terms.items()})
            return conjugate * (self * conjugate).inverse()
        return self.field.atom(self, -1)

    def _inverse_term(self) -> Form:
        (root, exponent, atoms), ratio = next(iter(self.terms.items()))
        inverse = ratio.inverse()
        for prime in root:
            inverse = Ratio.reduced(inverse.num, inverse.den * prime.poly)
        root, exponent, inverse = _settled(root, None if exponent is None else -exponent, inverse)
        return Form(self.field, {(root, exponent, tuple((a, -k) for a, k in atoms)): inverse})

    def substitute(self, values: Mapping[Atom, Form]) -> Form:
        """Replace atoms (goals) by forms."""
        result = self.field.zero
        for (root, exponent, atoms), ratio in self.terms.items():
            kept = tuple((a, k) for a, k in atoms if a not in values)
            term = Form(self.field, {(root, exponent, kept): ratio})
            for atom, power in atoms:
                if atom in values:
                    term = term * values[atom] ** power
            result = result + term
        return result

    def atoms(self) -> Iterator[Atom]:
        """The atoms of all terms, each once."""
        return iter(dict.fromkeys(atom for key in self.terms for atom, _ in key[2]))

    def expression(self) -> Expr:
        """The same value in sympy, as the field prints it."""
        return self.field.printer(self)

    def __repr__(self) -> str:
        return f"Form({self.expression()})"


class Field:
    """Where forms live: quotients of polynomials in the given symbols and pi; `printer` says how they are written. Made by `fields.field_of`."""

    def __init__(self, symbols: tuple[Symbol, ...], printer: Callable[[Form], Expr]) -> None:
        self.symbols, self.printer = symbols, printer
        names = (*(f"g{i}" for i in range(len(symbols))), "pi")
        self.context = fmpz_mpoly_ctx.get(names, Ordering.degrevlex)
        self.generators: tuple[Poly, ...] = tuple(self.context.gens())
        self.one_poly = self.context.constant(1)
        self.zero, self.one = Form(self, {}), self.number(1)
        self.pi = self.polynomial(self.generators[-1])

    def ratio(self, n: int, d: int = 1) -> Ratio:
        return Ratio.reduced(self.context.constant(n), self.context.constant(d))

    def number(self, n: int | Fraction) -> Form:
        value = Fraction(n)
        return Form(self, {UNIT: self.ratio(value.numerator, value.denominator)} if value else {})

    def polynomial(self, poly: Poly) -> Form:
        return Form(self, {} if poly.is_zero() else {UNIT: Ratio(poly, self.one_poly)})

    def of_ratio(self, ratio: Ratio) -> Form:
        return Form(self, {UNIT: ratio} if ratio else {})

    def symbol(self, symbol: Symbol) -> Form:
        return self.polynomial(self.generators[self.symbols.index(symbol)])

    def atom(self, atom: Atom, power: int = 1) -> Form:
        return Form(self, {(frozenset(), None, ((atom, power),)): self.ratio(1)})

    def exp(self, exponent: Form) -> Form:
        """exp(exponent), the exponent a form without goals."""
        root, rest, ratio = _settled(frozenset(), exponent, self.ratio(1))
        return Form(self, {(root, rest, ()): ratio})

    def sqrt_of_primes(self, primes: Iterable[Prime], ratio: Ratio) -> Form:
        return Form(self, {(frozenset(primes), None, ()): ratio})


@dataclass(frozen=True)
class Log:
    """The logarithm of an irreducible polynomial that is positive under the hypotheses, or of a prime number."""

    prime: Prime
    field: Field

    def expression(self) -> Expr:
        return log(self.field.polynomial(self.prime.poly).expression())


def key_order(key: Key) -> tuple[Any, ...]:
    """A total order on keys that depends on their value only."""
    root, exponent, atoms = key
    return tuple((_name(a), k) for a, k in atoms), "" if exponent is None else _name(exponent), sorted(p.key for p in root)


@lru_cache(maxsize=16384)
def _name(value: Atom | Form) -> str:
    return str(atom_expression(value))


def atom_expression(atom: Atom | Form) -> Expr:
    """An atom, or a form, in sympy."""
    return atom if isinstance(atom, Expr) else atom.expression()


def _integer(poly: Poly) -> int:
    return int(poly.leading_coefficient()) if not poly.is_zero() else 0


def _total(field: Field, items: Iterable[tuple[Key, Ratio]], total: dict[Key, Ratio]) -> Form:
    for key, ratio in items:
        value = total[key] + ratio if key in total else ratio
        if value:
            total[key] = value
        else:
            total.pop(key, None)
    return Form(field, total)


def _product(a: tuple[Key, Ratio], b: tuple[Key, Ratio]) -> tuple[Key, Ratio]:
    (root1, exponent1, atoms1), (root2, exponent2, atoms2) = a[0], b[0]
    ratio = a[1] * b[1]
    for prime in root1 & root2:
        ratio = ratio.times(prime.poly)
    if exponent1 is None or exponent2 is None:
        return (root1 ^ root2, exponent1 or exponent2, _merged(atoms1, atoms2)), ratio
    root, exponent, ratio = _settled(root1 ^ root2, exponent1 + exponent2, ratio)
    return (root, exponent, _merged(atoms1, atoms2)), ratio


def _settled(root: frozenset[Prime], exponent: Form | None, ratio: Ratio) -> tuple[frozenset[Prime], Form | None, Ratio]:
    """exp(e log p) with the constant term of e in [0, 1/2): whole powers of p go to the ratio, a root of p to the radicand."""
    if not exponent or not any(key[2] for key in exponent.terms):
        return root, exponent or None, ratio
    rest = dict(exponent.terms)
    for key, coefficient in exponent.terms.items():
        halves = _halves(key, coefficient)
        if not halves:
            continue
        poly, half = key[2][0][0].prime.poly, exponent.field.ratio(-halves, 2)
        rest[key] = coefficient + half
        whole = halves // 2 + (halves % 2 and key[2][0][0].prime in root)
        ratio = Ratio.reduced(ratio.num * poly**whole, ratio.den) if whole > 0 else Ratio.reduced(ratio.num, ratio.den * poly**-whole)
        root = root ^ {key[2][0][0].prime} if halves % 2 else root
    return root, Form(exponent.field, {key: value for key, value in rest.items() if value}) or None, ratio


def _halves(key: Key, coefficient: Ratio) -> int:
    """The largest n with n/2 at most the constant term of e, for a term e log p of an exponent."""
    if key[0] or key[1] is not None or len(key[2]) != 1 or not isinstance(key[2][0][0], Log) or key[2][0][1] != 1 or not coefficient.den.is_constant():
        return 0
    constant = next((int(value) for powers, value in coefficient.num.to_dict().items() if not any(powers)), 0)
    return 2 * constant // _integer(coefficient.den)


def _merged(a: tuple[tuple[Atom, int], ...], b: tuple[tuple[Atom, int], ...]) -> tuple[tuple[Atom, int], ...]:
    if not a or not b:
        return a or b
    powers = dict(a)
    for atom, power in b:
        powers[atom] = powers.get(atom, 0) + power
    kept = [(atom, power) for atom, power in powers.items() if power]
    return tuple(sorted(kept, key=lambda item: _name(item[0]))) if len(kept) > 1 else tuple(kept)
