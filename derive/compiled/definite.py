"""Polynomials evaluated without cancellation where that can be seen.

Variances enter through s_i = sqrt(q_i), so that q1 + q2 - 2 c sqrt(q1 q2) is one polynomial. A polynomial is factored; a factor that is not a sum of
terms of one sign is written in the Bernstein basis (1 + c)^i (1 - c)^j, whose letters are not negative: q1 + q2 - 2 c s1 s2 becomes
((1 + c)(s1 - s2)^2 + (1 - c)(s1 + s2)^2)/2. A difference s1 - s2 is (q1 - q2)/(s1 + s2), which has no error to speak of.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb
from typing import Any

from flint import Ordering, fmpz_mpoly_ctx
from sympy import Symbol, pi

from derive.compiled.tape import Arithmetic, Figure
from derive.language.forms.ratio import Poly
from derive.language.symbols import c as correlation

ELEVATIONS = 3
Powers = tuple[int, ...]


@dataclass(frozen=True)
class Roots:
    """Polynomials in the square roots of the positive symbols, the other symbols, pi."""

    symbols: tuple[Symbol, ...]

    @property
    def context(self) -> Any:
        return fmpz_mpoly_ctx.get((*(f"r{i}" for i in range(len(self.symbols))), "pi"), Ordering.degrevlex)

    @property
    def place_of_c(self) -> int | None:
        return self.symbols.index(correlation) if correlation in self.symbols else None

    def positive(self, place: int) -> bool:
        """Whether this generator is the root of a positive symbol."""
        return place < len(self.symbols) and bool(self.symbols[place].is_positive)

    def of(self, poly: Poly) -> Poly:
        """A polynomial in the symbols and pi, in the roots."""
        doubled = {tuple(k * 2 if self.positive(i) else k for i, k in enumerate(powers)): value for powers, value in poly.to_dict().items()}
        return self.context.from_dict(doubled)

    def generator(self, place: int) -> Poly:
        return self.context.gens()[place]


class Polynomials:
    """Figures of polynomials in `Roots`; the inputs of the tape are the symbols in order."""

    def __init__(self, arithmetic: Arithmetic, roots: Roots) -> None:
        self.arithmetic, self.roots = arithmetic, roots
        self.known: dict[Poly, Figure] = {}

    def figure(self, poly: Poly) -> Figure:
        """The value of a polynomial, by its factors."""
        key = str(poly)
        if key not in self.known:
            content, factors = poly.factor()
            parts = [self.integer(int(content))] if abs(int(content)) != 1 or not factors else []
            parts += [self.arithmetic.power(self._irreducible(factor), int(power)) for factor, power in factors]
            found = self.arithmetic.product(parts)
            self.known[key] = self.arithmetic.negative(found) if int(content) == -1 and factors else found
        return self.known[key]

    def integer(self, n: int) -> Figure:
        return self.arithmetic.constant(float(n), exact=abs(n) <= 2**53)

    def letter(self, place: int, power: int) -> Figure:
        """A power of a generator: s^k is q^(k//2) s^(k%2)."""
        number = self.arithmetic
        if place == len(self.roots.symbols):
            return number.power(number.constant(float(pi)), power)
        if not self.roots.positive(place):
            sign = 1 if self.roots.symbols[place].is_nonnegative else 0
            return number.power(Figure(place, 0.0, None, sign), power)
        plain = Figure(place, 0.0, None, 1)
        parts = [number.power(plain, power // 2)] if power > 1 else []
        return number.product([*parts, *([number.root(plain)] if power % 2 else [])])

    def _irreducible(self, poly: Poly) -> Figure:
        if len(poly.to_dict()) == 1:
            return self._plain(poly.to_dict())
        return self._difference_of_roots(poly) or self._one_sign(poly) or self._bernstein(poly) or self._plain(poly.to_dict())

    def _difference_of_roots(self, poly: Poly) -> Figure | None:
        """s_i - s_j = (q_i - q_j)/(s_i + s_j)."""
        terms = poly.to_dict()
        if len(terms) != 2 or sorted(int(v) for v in terms.values()) != [-1, 1] or any(sum(powers) != 1 for powers in terms):
            return None
        order = sorted(terms, key=lambda powers: -int(terms[powers]))
        i, j = (powers.index(1) for powers in order)
        if not (self.roots.positive(i) and self.roots.positive(j)):
            return None
        number = self.arithmetic
        gap = number.sum([Figure(i, 0.0, None, 1), number.negative(Figure(j, 0.0, None, 1))])
        return number.quotient(gap, number.sum([self.letter(i, 1), self.letter(j, 1)]))

    def _one_sign(self, poly: Poly) -> Figure | None:
        found = self._plain(poly.to_dict()) if _definite(poly, self.roots) else None
        return found if found is None or found.sign else None

    def _plain(self, terms: dict[Powers, Any]) -> Figure:
        return self.arithmetic.sum([self._monomial(powers, int(value)) for powers, value in terms.items()])

    def _monomial(self, powers: Sequence[int], value: int) -> Figure:
        letters = [self.letter(place, int(k)) for place, k in enumerate(powers) if k]
        if abs(value) == 1 and letters:
            product = self.arithmetic.product(letters)
            return product if value == 1 else self.arithmetic.negative(product)
        return self.arithmetic.product([self.integer(value), *letters])

    def _bernstein(self, poly: Poly) -> Figure | None:
        """sum_i b_i (1 + c)^i (1 - c)^(n - i), if all b_i are of one sign, or exact."""
        place = self.roots.place_of_c
        if place is None or not any(powers[place] for powers in poly.to_dict()):
            return None
        degree = int(poly.degrees()[place])
        for n in range(degree, degree + ELEVATIONS + 1):
            parts = _bernstein_coefficients(poly, place, n, self.roots.context)
            if all(_definite_product(part, self.roots) for part in parts.values()):
                figure = self._in_edges(parts, n)
                if figure.sign:
                    return figure
        return self._in_edges(_bernstein_coefficients(poly, place, degree, self.roots.context), degree) if degree == 1 else None

    def _in_edges(self, parts: dict[int, Poly], n: int) -> Figure:
        number, one, c = self.arithmetic, self.arithmetic.constant(1.0, exact=True), Figure(self.roots.place_of_c or 0)
        plus = number.sum([one, c])
        minus = number.sum([one, number.negative(c)])
        plus, minus = (Figure(edge.slot, 1.0, None, 1) for edge in (plus, minus))
        terms = []
        for i, part in parts.items():
            edges = [number.power(plus, i)] * bool(i) + [number.power(minus, n - i)] * bool(n - i)
            terms.append(number.product([*([] if part.is_one() and edges else [self.figure(part)]), *edges]))
        half = number.constant(2.0**-n, exact=True)
        total = number.sum(terms)
        scaled = number.product([total, half])
        return Figure(scaled.slot, total.relative, scaled.error, total.sign)


def _definite(poly: Poly, roots: Roots) -> bool:
    """Terms of one sign, all letters not negative or in even powers."""
    signs = set()
    for powers, value in poly.to_dict().items():
        if any(k % 2 and place < len(roots.symbols) and not roots.symbols[place].is_nonnegative for place, k in enumerate(powers)):
            return False
        signs.add(int(value) > 0)
    return len(signs) == 1


def _definite_product(poly: Poly, roots: Roots) -> bool:
    """The same for each factor of odd power."""
    return all(power % 2 == 0 or _definite(factor, roots) for factor, power in poly.factor()[1])


def _bernstein_coefficients(poly: Poly, place: int, n: int, context: Any) -> dict[int, Poly]:
    """b_i with 2^n p(c) = sum_i b_i (1 + c)^i (1 - c)^(n - i): c^k = ((p - m)/2)^k ((p + m)/2)^(n - k)."""
    found: dict[int, dict[Powers, int]] = {}
    for powers, value in poly.to_dict().items():
        k = powers[place]
        rest = (*powers[:place], 0, *powers[place + 1 :])
        for i in range(n + 1):
            weight = sum(comb(k, j) * (-1) ** (k - j) * comb(n - k, i - j) for j in range(max(0, i - n + k), min(k, i) + 1))
            if weight:
                part = found.setdefault(i, {})
                part[rest] = part.get(rest, 0) + int(value) * weight
    polys = {i: context.from_dict({powers: value for powers, value in part.items() if value}) for i, part in found.items()}
    return {i: part for i, part in polys.items() if not part.is_zero()}
