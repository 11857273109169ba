"""Products and sums in the order in which they are read.

A product is a sign, a numerator and a denominator: numbers, constants, roots, symbols, sums of powers, functions, other
sums, indicators, goals. Roots of atoms are set as one root: sqrt(q1)*sqrt(q2) is the root of q1 q2; sqrt(2)/2 is 1 over the root of 2.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sympy import (
    Add,
    Derivative,
    Expr,
    Function,
    Heaviside,
    Integer,
    Integral,
    Mul,
    NumberSymbol,
    Piecewise,
    Pow,
    Rational,
    S,
    Sum,
    Symbol,
    default_sort_key,
    degree,
    sqrt,
)

from derive.language.forms.symmetric import exchanged
from derive.language.goals.expectation import Goal
from derive.prose.alphabet import are_shortened
from derive.prose.letters import LongNumber

LONGEST = 26  # figures of a fraction that is printed whole
NUMBER, CONSTANT, ROOT, SYMBOL, RADICAL, SUM, FUNCTION, BRACKET, INDICATOR, GOAL = range(10)


@dataclass(frozen=True, slots=True)
class Product:
    """`sign` is "-" or ""; numerator and denominator are factors in the order of reading, empty for 1."""

    sign: str
    numerator: tuple[Expr, ...]
    denominator: tuple[Expr, ...]


def kind(factor: Expr) -> int:
    """Where a factor stands in a product."""
    inner = factor.base if factor.is_Pow else factor
    if isinstance(inner, Heaviside):
        return INDICATOR
    if inner.has(Goal, Integral, Sum, Derivative, Piecewise):
        return BRACKET if isinstance(inner, Add) else GOAL
    if isinstance(inner, Add):
        return RADICAL if is_root(factor) else BRACKET if inner.has(Function) or any(map(is_root, inner.atoms(Pow))) else SUM
    if is_root(factor):
        return ROOT if _atomic(inner) else RADICAL
    if isinstance(inner, Function):
        return FUNCTION
    if inner.is_Number or isinstance(inner, LongNumber):
        return NUMBER
    return CONSTANT if isinstance(inner, NumberSymbol) else SYMBOL


def of_goals(factors: Iterable[Expr]) -> bool:
    """Whether an expectation is among factors: one over another is a quotient that is read as one."""
    return any(kind(factor) == GOAL for factor in factors)


def is_root(factor: Expr) -> bool:
    """Whether the factor is a square root."""
    return bool(factor.is_Pow and factor.exp == S.Half)


def product(expr: Expr) -> Product:
    """The parts of a product (or of a single factor)."""
    top, bottom = 1, 1
    above: list[Expr] = []
    below: list[Expr] = []
    for factor in Mul.make_args(expr):
        if factor.is_Rational:
            top, bottom = top * factor.p, bottom * factor.q
        elif factor.is_Pow and factor.exp.is_Rational and factor.exp.is_negative:
            below.append(Pow(factor.base, -factor.exp))
        elif isinstance(factor, Add) and isinstance(expr, Mul) and all(map(_negative, factor.args)):
            above.append(Add(*(-term for term in factor.args)))
            top = -top
        else:
            above.append(factor)
    sign, top = ("-", -top) if top < 0 else ("", top)
    above, below, bottom = _rationalised(above, below, bottom)
    above, below = _under_one_root(above, below)
    if are_shortened() and len(str(top)) + len(str(bottom)) > LONGEST:
        return Product(sign, _arranged(1, [LongNumber.of(top, bottom), *above]), _arranged(1, below))
    return Product(sign, _arranged(top, above), _arranged(bottom, below))


def terms(expr: Expr) -> tuple[Expr, ...]:
    """The terms of a sum: polynomials of three terms or more by degree, others with goals first, then numbers.

    Terms with a sum in brackets come last; a positive term leads where there is one. Of two terms that differ in their variances alone, that in q1 is first.
    """
    ordered = list(expr.as_ordered_terms())
    if expr.is_polynomial() and len(ordered) > 2:
        return _first_variance_first(ordered[::-1] if product(ordered[0]).sign and not product(ordered[-1]).sign else ordered)
    ordered = _powers_in_order(_first_variance_first(ordered))
    ordered.sort(
        key=lambda term: (
            not term.has(Goal),
            not term.is_number,
            any(kind(f) in (SUM, BRACKET) for f in product(term).numerator),
        )
    )
    lead = next((i for i, term in enumerate(ordered) if not product(term).sign), 0)
    return (ordered[lead], *ordered[:lead], *ordered[lead + 1 :])


def _powers_in_order(found: Sequence[Expr]) -> list[Expr]:
    """1 + q + q^2 + f(q): the powers of a single letter that stand beside other terms, from the lowest on, in the places that they have."""
    powers = [term for term in found if term.free_symbols and term.is_polynomial()]
    letters = set().union(*(term.free_symbols for term in powers))
    if len(powers) < 2 or len(letters) > 1:
        return list(found)
    ascending = iter(sorted(powers, key=lambda term: int(degree(term, *letters))))
    return [next(ascending) if term in powers else term for term in found]


def _first_variance_first(found: Sequence[Expr]) -> tuple[Expr, ...]:
    ordered = list(found)
    places = {term: place for place, term in enumerate(ordered) if not term.has(Goal)}
    for term, place in places.items():
        other = places.get(exchanged(term), place)
        if other > place and str(ordered[other]) < str(term):
            ordered[place], ordered[other] = ordered[other], term
    return tuple(ordered)


def _negative(term: Expr) -> bool:
    return bool(term.as_coeff_Mul()[0].is_negative)


def _rationalised(above: list[Expr], below: list[Expr], bottom: int) -> tuple[list[Expr], list[Expr], int]:
    """sqrt(n)/(n m) is 1/(m sqrt(n))."""
    for factor in above:
        if is_root(factor) and factor.base.is_Integer and bottom % int(factor.base) == 0:
            rest = [other for other in above if other is not factor]
            return rest, [*below, factor], bottom // int(factor.base)
    return above, below, bottom


def _under_one_root(above: list[Expr], below: list[Expr]) -> tuple[list[Expr], list[Expr]]:
    """Roots of atoms above and below as roots above: sqrt(2)/sqrt(pi) is the root of 2/pi."""
    roots = [factor for factor in below if kind(factor) == ROOT]
    if not roots or not any(kind(factor) == ROOT for factor in above):
        return above, below
    return [*above, *(sqrt(1 / factor.base, evaluate=False) for factor in roots)], [factor for factor in below if factor not in roots]


def _under_one_power(factors: list[Expr]) -> list[Expr]:
    """Positive letters and sums with the same fractional or symbolic exponent as one power: q1**(3/2)*q2**(3/2) is (q1*q2)**(3/2)."""
    alike: dict[Expr, list[Expr]] = {}
    for factor in factors:
        if factor.is_Pow and not factor.exp.is_Integer and factor.base.is_positive and isinstance(factor.base, Symbol | Add) and kind(factor) != ROOT:
            alike.setdefault(factor.exp, []).append(factor)
    found = list(factors)
    for exponent, powers in alike.items():
        if len(powers) > 1:
            bases = Mul(*sorted((power.base for power in powers), key=_place), evaluate=False)
            found = [factor for factor in found if factor not in powers] + [Pow(bases, exponent, evaluate=False)]
    return found


def _arranged(number: int, factors: list[Expr]) -> tuple[Expr, ...]:
    factors = _under_one_power(factors)
    roots = [factor.base for factor in factors if kind(factor) == ROOT]
    others = sorted((factor for factor in factors if kind(factor) != ROOT), key=_place)
    merged = [sqrt(Mul(*sorted(roots, key=_place), evaluate=False), evaluate=False)] if roots else []
    before = [factor for factor in others if kind(factor) < ROOT]
    after = [factor for factor in others if kind(factor) > ROOT]
    return (*([Integer(number)] if number != 1 else []), *before, *merged, *after)


def _place(factor: Expr) -> Any:
    """Parameters before bound letters, functions before their derivatives."""
    bound = any(symbol.is_Dummy for symbol in factor.free_symbols)
    letters = sorted((symbol.name[-2:] if symbol.name[0] == "=" else "", symbol.name.replace("'", "~")) for symbol in factor.free_symbols)
    return kind(factor), bound, len(letters) if kind(factor) == SUM else 0, letters, default_sort_key(factor)


def _atomic(expr: Expr) -> bool:
    if isinstance(expr, Mul):
        return all(_atomic(factor) for factor in expr.args)
    if expr.is_Pow and expr.exp == -1:
        return _atomic(expr.base)
    return isinstance(expr, Symbol | Rational | NumberSymbol) and not expr.is_negative
