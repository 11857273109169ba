"""Constants that make sum_j k_j f_j equal to a given form, all forms being functions of one symbol of their field.

Each form is a sum over classes: the root, the exponential and the atoms that depend on the symbol, times a quotient of polynomials in the symbol whose
coefficients are constants. Different classes are matched separately, and within a class the coefficients of each power after multiplying out
denominators: a linear system over the constants, solved by elimination. What it proposes the caller proves by exact arithmetic.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sympy import Symbol

from derive.language.forms.normal_form import Atom, Field, Form, Key, Undecided, atom_expression
from derive.language.forms.ratio import Poly, Prime, Ratio


@dataclass(frozen=True)
class Part:
    """What of a term depends on the symbol, apart from its quotient of polynomials."""

    root: frozenset[Prime]
    exponent: Form | None
    atoms: tuple[tuple[Atom, int], ...]

    def form(self, field: Field) -> Form:
        """The root, exponential and atoms as a form."""
        return Form(field, {(self.root, self.exponent, self.atoms): field.ratio(1)})


def coefficients(poly: Poly, place: int) -> dict[int, Poly]:
    """The coefficients of the powers of one generator."""
    parts: dict[int, dict[tuple[int, ...], int]] = {}
    for powers, value in poly.to_dict().items():
        parts.setdefault(powers[place], {})[(*powers[:place], 0, *powers[place + 1 :])] = value
    context = poly.context()
    return {k: context.from_dict(part) for k, part in parts.items()}


def degree(poly: Poly, place: int) -> int:
    """The degree in one generator."""
    return 0 if poly.is_zero() else int(poly.degrees()[place])


def by_class(form: Form, symbol: Symbol) -> dict[Part, Form]:
    """A form as the sum over classes of part * coefficient, the coefficients being quotients of polynomials in the symbol over the constants."""
    field, place = form.field, form.field.symbols.index(symbol)
    found: dict[Part, Form] = {}
    for (root, exponent, atoms), ratio in form.terms.items():
        varying = frozenset(prime for prime in root if degree(prime.poly, place))
        moving, resting = split_exponent(exponent, symbol)
        kept = tuple((atom, k) for atom, k in atoms if symbol in atom_expression(atom).free_symbols)
        fixed = tuple(pair for pair in atoms if pair not in kept)
        part = Part(varying, moving, kept)
        term = Form(field, {(root - varying, resting, fixed): ratio})
        found[part] = found[part] + term if part in found else term
    return {part: value for part, value in found.items() if value}


def split_exponent(exponent: Form | None, symbol: Symbol) -> tuple[Form | None, Form | None]:
    """(what depends on the symbol, a constant), the constant being that of the polynomial part of each quotient."""
    if exponent is None:
        return None, None
    field, place = exponent.field, exponent.field.symbols.index(symbol)
    resting: dict[Key, Ratio] = {}
    for key, ratio in exponent.terms.items():
        if any(degree(p.poly, place) for p in key[0]) or key[1] is not None or any(symbol in atom_expression(a).free_symbols for a, _ in key[2]):
            raise Undecided(f"the exponent {exponent.expression()}")
        constant = _constant_part(ratio, place)
        if constant:
            resting[key] = constant
    constant_form = Form(field, resting)
    return (exponent - constant_form) or None, constant_form or None


def _constant_part(ratio: Ratio, place: int) -> Ratio:
    """The constant term of the polynomial part of num/den."""
    num, den = (coefficients(poly, place) for poly in (ratio.num, ratio.den))
    low, high = max(den), max(num, default=-1)
    rest = {k: Ratio(value, value.context().constant(1)) for k, value in num.items()}
    lead = Ratio.reduced(ratio.den.context().constant(1), den[low])
    quotient = Ratio(ratio.num.context().constant(0), ratio.den.context().constant(1))
    for k in range(high, low - 1, -1):
        if k not in rest or not rest[k]:
            continue
        quotient_k = rest[k] * lead
        for j, value in den.items():
            old = rest.get(k - low + j, Ratio(ratio.num.context().constant(0), ratio.den.context().constant(1)))
            rest[k - low + j] = old + -(quotient_k * Ratio(value, value.context().constant(1)))
        quotient = quotient_k if k == low else quotient
    return quotient


def matched(functions: Sequence[Form], target: Form, symbol: Symbol) -> list[Form] | None:
    """Constants k_j with sum_j k_j functions[j] = target, or None if there are none."""
    classes = [by_class(form, symbol) for form in (*functions, target)]
    rows: list[list[Form]] = []
    for part in dict.fromkeys(part for found in classes for part in found):
        rows += _equations([found.get(part, target.field.zero) for found in classes], symbol)
    return _solved(rows, len(functions), target.field)


def _equations(entries: list[Form], symbol: Symbol) -> Iterator[list[Form]]:
    """One equation for each power of the symbol, after multiplying by the common denominator."""
    field, place = entries[0].field, entries[0].field.symbols.index(symbol)
    common = field.one_poly
    for form in entries:
        for ratio in form.terms.values():
            common = common * (ratio.den / common.gcd(ratio.den))
    columns: list[dict[int, Form]] = []
    for form in entries:
        column: dict[int, Form] = {}
        for key, ratio in form.terms.items():
            for k, value in coefficients(ratio.num * (common / ratio.den), place).items():
                column[k] = column.get(k, field.zero) + Form(field, {key: Ratio(value, field.one_poly)})
        columns.append(column)
    for k in sorted({k for column in columns for k in column}):
        yield [column.get(k, field.zero) for column in columns]


def _solved(rows: list[list[Form]], count: int, field: Field) -> list[Form] | None:
    """Elimination: a column without a pivot gets the constant 0."""
    pivots: dict[int, list[Form]] = {}
    for place in range(count):
        candidates = [row for row in rows if row[place]]
        if not candidates:
            continue
        chosen = min(candidates, key=lambda row: (len(row[place].terms), sum(len(entry.terms) for entry in row)))
        inverse = chosen[place].inverse()
        pivot = [entry * inverse for entry in chosen]
        rows = [_reduced(row, pivot, place) for row in rows if row is not chosen]
        pivots = {p: _reduced(row, pivot, place) for p, row in pivots.items()} | {place: pivot}
    if any(row[-1] for row in rows):
        return None
    return [pivots[place][-1] if place in pivots else field.zero for place in range(count)]


def _reduced(row: list[Form], pivot: list[Form], place: int) -> list[Form]:
    factor = row[place]
    return [a - factor * b for a, b in zip(row, pivot, strict=True)] if factor else row
