"""A normal form as figures: every term one product, with one exponential and one root.

exp(E) Q(h) is exp(E - h^2/2) times Mills' ratio, the difference taken in the normal form; pi/2 + asin(r) is an angle of atan2.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce
from typing import Any

import numpy as np
from sympy import Expr, Symbol

from derive.arrays import goodwin_staton, mean_logarithm, mills
from derive.compiled.definite import Polynomials, Roots
from derive.compiled.exponential_sums import Product, equal, products, proportions
from derive.compiled.orthant import tail_of_pair
from derive.compiled.tails import TAIL, TAIL2, known_sign, number_of
from derive.compiled.tape import Arithmetic, Figure, U
from derive.language.forms.atoms import FunctionAtom
from derive.language.forms.normal_form import Field, Form, Key, Log
from derive.language.forms.ratio import Poly, Ratio

Atoms = tuple[tuple[Any, int], ...]
Outside = tuple[tuple[str, ...], Form | None, Atoms]


class NoFigure(Exception):
    """A function that has no float version with an error bound."""


class Terms:
    """Figures of forms of one field; `small` ones for small exponents, where sums of exponentials cancel."""

    def __init__(self, field: Field, small: bool = False) -> None:
        self.field, self.small = field, small
        self.number = Arithmetic(len(field.symbols))
        self.roots = Roots(field.symbols)
        self.polynomials = Polynomials(self.number, self.roots)
        self.known: dict[Form, Figure] = {}

    def figure(self, form: Form) -> Figure:
        """The value of a form."""
        if form not in self.known:
            self.known[form] = self._sum(form)
        return self.known[form]

    def _sum(self, form: Form) -> Figure:
        if not form:
            return self.number.constant(0.0, exact=True)
        left, terms = dict(form.terms), []
        for key in form.terms:
            partner = (key[0], key[1], ())
            if key in left and partner in left and self._is_arcsine(key) and left[partner] == left[key] * self._half_pi():
                terms.append(self._joined({(key[0], key[1], ()): left.pop(key)}, self._angle_from_below(key[2][0][0])))
                del left[partner]
        if self.small:
            terms += self._small_exponents(left)
        for names, group in self._grouped(left).items():
            terms.append(self._term(names, group))
        return self.number.sum(terms)

    def _small_exponents(self, left: dict[Key, Ratio]) -> Iterator[Figure]:
        """Takes sums of exponentials away and gives them as products."""
        groups: dict[tuple[Any, Atoms], dict[Form, Ratio]] = {}
        for (root, exponent, atoms), ratio in left.items():
            groups.setdefault((root, atoms), {})[self.field.zero if exponent is None else exponent] = ratio
        for (root, atoms), group in groups.items():
            numbers = proportions(group) if len(group) > 1 else None
            found = products(numbers) if numbers else []
            if numbers and found and equal(numbers, found):
                for exponent in group:
                    del left[root, exponent or None, atoms]
                total = self.number.sum([self._product(product) for product in found])
                yield self._joined({(root, None, atoms): next(iter(group.values()))}, total)

    def _product(self, product: Product) -> Figure:
        """A product of exponentials and hyperbolic sines: exp(M) sinh(D) = exp(M + |D|) exp(-|D|) sinh(D), the sum M + |D| taken in the normal form."""
        number, figures = self.number, [self.figure(self.field.number(product.coefficient))]
        exponent, chosen = product.exponent, list[Form]()
        for sine, power in product.sines:
            figures.append(number.power(number.scaled_sine(self.figure(sine)), power))
            sign = known_sign(sine)
            if sign is None:
                chosen.append(sine * power)
            else:
                exponent = exponent + (-sine if sign else sine) * power
        figures += [self._exponential(exponent, chosen)] if exponent or chosen else []
        for parts, power in product.sums:
            exponentials = (self._product(Product(a, e, ())) for a, e in parts)
            figures.append(number.power(number.sum(list(exponentials)), power))
        return number.product(figures)

    def _exponential(self, exponent: Form, more: Sequence[Form]) -> Figure:
        """exp(exponent) and exp(|d|) for each d of `more`."""
        if not more:
            return self.number.exponential(self.figure(exponent))
        first, *others = more
        return self.number.chosen(self.figure(first), self._exponential(exponent + first, others), self._exponential(exponent - first, others))

    def _half_pi(self) -> Ratio:
        return Ratio.reduced(self.field.generators[-1], self.field.context.constant(2))

    @staticmethod
    def _is_arcsine(key: Key) -> bool:
        return len(key[2]) == 1 and key[2][0][1] == 1 and getattr(key[2][0][0], "name", "") == "asin"

    def _joined(self, group: dict[Key, Ratio], factor: Figure) -> Figure:
        ((names, found),) = self._grouped(group).items()
        return self.number.product([self._term(names, found), factor])

    def _grouped(self, terms: dict[Key, Ratio]) -> dict[Outside, list[tuple[Ratio, Poly, tuple[Poly, ...]]]]:
        """Terms that share everything but a quotient in the roots of the variances."""
        groups: dict[Outside, list[tuple[Ratio, Poly, tuple[Poly, ...]]]] = {}
        for (root, exponent, atoms), ratio in terms.items():
            inner, outer = self.field.one_poly, []
            for prime in root:
                place = self._letter(prime.poly)
                if place is None:
                    outer.append(prime.poly)
                else:
                    inner = inner * prime.poly
            names = tuple(sorted(str(poly) for poly in outer))
            groups.setdefault((names, exponent, atoms), []).append((ratio, inner, tuple(outer)))
        return groups

    def _letter(self, poly: Poly) -> int | None:
        """The place of a positive symbol."""
        place = next((i for i, generator in enumerate(self.field.generators[:-1]) if poly == generator), None)
        return place if place is not None and self.roots.positive(place) else None

    def _term(self, names: Outside, group: Sequence[tuple[Ratio, Poly, tuple[Poly, ...]]]) -> Figure:
        _, exponent, atoms = names
        total = reduce(lambda a, b: a + b, (self._in_roots(ratio, inner) for ratio, inner, _ in group))
        quotient = self._quotient(total, [self.roots.of(poly) for poly in group[0][2]])
        plain = self.number.constant(1.0, exact=True)
        factors = [quotient] if quotient != plain else []
        return self.number.product([*factors, *self._functions(exponent, atoms)] or [plain])

    def _in_roots(self, ratio: Ratio, inner: Poly) -> Ratio:
        num, den = self.roots.of(ratio.num), self.roots.of(ratio.den)
        for place, generator in enumerate(self.field.generators[:-1]):
            if int(inner.degrees()[place]):
                assert inner.gcd(generator) == generator
                num = num * self.roots.generator(place)
        return Ratio.reduced(num, den)

    def _quotient(self, ratio: Ratio, outer: Sequence[Poly]) -> Figure:
        """num/den sqrt(outer), a root over its own radicand being one over the root."""
        above, below, den = [], [], ratio.den
        for poly in outer:
            quotient, rest = divmod(den, poly)
            if rest.is_zero():
                den = quotient
                below.append(poly)
            else:
                above.append(poly)
        tops = [self.polynomials.figure(ratio.num)] if not ratio.num.is_one() or not above else []
        tops += [self._root(above)] if above else []
        bottoms = [self.polynomials.figure(den)] if not den.is_one() else []
        bottoms += [self._root(below)] if below else []
        top = self.number.product(tops)
        return self.number.quotient(top, self.number.product(bottoms)) if bottoms else top

    def _root(self, polys: Sequence[Poly]) -> Figure:
        """The root of a product of positive polynomials, multiplied out where pairs (1 - c)(1 + c) occur."""
        return self.number.root(self.number.product([self.polynomials.figure(poly) for poly in polys]))

    def _functions(self, exponent: Form | None, atoms: Atoms) -> list[Figure]:
        """exp(exponent) and the atoms, a tail together with the exponential."""
        tail = next((atom for atom, _ in atoms if isinstance(atom, FunctionAtom) and atom.name in (TAIL, TAIL2)), None)
        found, rest = [], [(atom, power - (atom is tail)) for atom, power in atoms]
        if tail is not None and next(power for atom, power in atoms if atom is tail) > 0:
            found.append(self._tail(tail, exponent))
        else:
            rest = list(atoms)
            if exponent is not None:
                found.append(self.number.exponential(self._exponent(exponent)))
        return [*found, *(self.number.power(self._atom(atom), power) for atom, power in rest if power)]

    def _tail(self, atom: FunctionAtom, exponent: Form | None) -> Figure:
        if atom.name == TAIL2:
            h, k, r = atom.arguments
            return self._pair(h, k, r, self.field.zero if exponent is None else exponent)
        return self._scaled_tail(atom.arguments[0], self.field.zero if exponent is None else exponent)

    def _pair(self, h: Form, k: Form, r: Form, exponent: Form) -> Figure:
        """exp(exponent) P(X > h, Y > k; r), its differences taken exactly."""
        one = self.field.one
        first, second, square = k - r * h, h - r * k, one - r * r
        height = exponent - (first * first / square + h * h) / 2
        figures = [self.figure(form) for form in (first, second, h + k, h - k, one - r, one + r, square, height)]
        return tail_of_pair(self.number, [*figures, self._scaled_tail(h, exponent), self._scaled_tail(k, exponent)])

    def _scaled_tail(self, h: Form, exponent: Form) -> Figure:
        """exp(exponent) Q(h); the logarithm of Mills' ratio changes by at most the relative change of h."""
        figure, difference = self.figure(h), exponent - h * h / 2
        slot = self.number.tape.slot(mills, figure.slot)
        error = None if figure.error is None else self.number.tape.slot(_error_of_mills, figure.slot, figure.error, slot)
        ratio = self.number.scaled(figure, slot, 8.0, error)
        return self.number.product([self.number.exponential(self._exponent(difference)), ratio]) if difference else ratio

    def _exponent(self, form: Form) -> Figure:
        return self.figure(form)

    def _atom(self, atom: Any) -> Figure:
        if isinstance(atom, Form):
            return self.figure(atom)
        if isinstance(atom, Expr) and not isinstance(atom, Symbol) and not atom.free_symbols:
            return self._constant(self.field.atom(atom))
        if isinstance(atom, Log):
            return self._logarithm(atom)
        if not isinstance(atom, FunctionAtom):
            raise NoFigure(str(atom))
        if not any(argument.expression().free_symbols for argument in atom.arguments) and atom.name not in (TAIL, TAIL2):
            return self._constant(self.field.atom(atom))
        if atom.name in (TAIL, TAIL2):
            return self._tail(atom, None)
        if atom.name == "asin":
            return self._arcsine(atom)
        if atom.name == "GoodwinStaton":
            return self._goodwin_staton(atom)
        if atom.name in MEANS_OF_LOGARITHMS:
            return self._mean_logarithm(atom)
        raise NoFigure(atom.name)

    def _constant(self, form: Form) -> Figure:
        value = number_of(form)
        if value is None:
            raise NoFigure(str(form))
        return self.number.constant(value)

    def _logarithm(self, atom: Log) -> Figure:
        figure = self.polynomials.figure(self.roots.of(atom.prime.poly))
        slot = self.number.tape.slot(np.log, figure.slot)
        error = self.number.tape.slot(_error_of_logarithm, figure.slot, self.number.difference_bound(figure))
        return Figure(slot, 2.0, error, 0)

    def _goodwin_staton(self, atom: FunctionAtom) -> Figure:
        """-z G'(z)/G(z) lies between 0 and 1."""
        z = self.figure(atom.arguments[0])
        if z.error is not None:
            raise NoFigure("GoodwinStaton of a difference")
        return self.number.scaled(z, self.number.tape.slot(goodwin_staton, z.slot), 60.0)

    def _mean_logarithm(self, atom: FunctionAtom) -> Figure:
        """M' is at most sqrt(pi/2), and 1/x."""
        x, y = (self.figure(argument) for argument in atom.arguments)
        slot = self.number.tape.slot(MEANS_OF_LOGARITHMS[atom.name], x.slot, y.slot)
        errors = [self.number.difference_bound(figure) for figure in (x, y)]
        return Figure(slot, 0.0, self.number.tape.slot(_error_of_mean_logarithm, x.slot, slot, *errors), 0)

    def _arcsine(self, atom: FunctionAtom) -> Figure:
        sine, cosine = self._sine_and_cosine(atom)
        return self.number.angle(sine, cosine)

    def _angle_from_below(self, atom: FunctionAtom) -> Figure:
        """pi/2 + asin(r) = atan2(sqrt(1 - r^2), -r)."""
        sine, cosine = self._sine_and_cosine(atom)
        return self.number.angle(cosine, self.number.negative(sine))

    def _sine_and_cosine(self, atom: FunctionAtom) -> tuple[Figure, Figure]:
        (r,) = atom.arguments
        return self.figure(r), self._root_of_form(self.field.one - r * r)

    def _root_of_form(self, form: Form) -> Figure:
        """The root, of a quotient of positive polynomials the quotient of roots: these stand elsewhere too where 1 - r^2 does."""
        if list(form.terms) == [(frozenset(), None, ())]:
            (ratio,) = form.terms.values()
            parts = [self.polynomials.figure(self.roots.of(poly)) for poly in (ratio.num, ratio.den)]
            if all(part.sign > 0 for part in parts):
                return self.number.quotient(*(self.number.root(part) for part in parts))
        return self.number.root(self.figure(form))


def _real_part(x: Any, y: Any) -> Any:
    return np.real(mean_logarithm(x, y))


def _imaginary_part(x: Any, y: Any) -> Any:
    return np.imag(mean_logarithm(x, y))


MEANS_OF_LOGARITHMS = {"MeanLogK": _real_part, "MeanLogL": _imaginary_part}


def _error_of_mean_logarithm(x: Any, value: Any, x_error: Any, y_error: Any) -> Any:
    least = x - x_error
    steepest = np.where(least > 0, np.minimum(1.26, 1.0 / np.where(least > 0, least, 1.0)), np.inf)
    return 64.0 * U * (1.0 + np.abs(value)) + steepest * (x_error + y_error)


def _error_of_mills(h: Any, error: Any, value: Any) -> Any:
    """The logarithm of Mills' ratio has a derivative between -1 and 0 for h >= 0, and above -(|h| + 1) for all."""
    return value * np.expm1(error * (np.maximum(-h, 0.0) + error + 1.0))


def _error_of_logarithm(w: Any, error: Any) -> Any:
    return -np.log1p(-np.minimum(error / np.abs(w), 1.0))
