"""Which of two opposite events a print speaks of: the ones with the fewest terms, and so the least cancellation.

    Phi2(h, k; r) = Phi(k) - Phi2(-h, k; -r) = Phi(h) - Phi2(h, -k; -r) = Phi(h) + Phi(k) - 1 + Phi2(-h, -k; r),
    Phi(h) = 1 - Phi(-h),            asin(c) = (pi - acos(c)) - pi/2.

Terms with the same root and the same exponential are settled together: the functions of a normal form point in canonical directions,
P(u > b, v > b) + P(u > b, v < -b) being a sum of five terms there and of two here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import product
from typing import Any

from sympy import Expr, Symbol, acos, pi

from derive.language.forms.atoms import FunctionAtom, cdf_form
from derive.language.forms.normal_form import Form, Key
from derive.language.forms.ratio import Ratio
from derive.language.special import Phi, Phi2

MOST_TOGETHER = 3
SWEEPS = 3
LINEAR = ("asin", "Phi", "Phi2")
Row = dict[Any, Ratio]
"""Coefficients of atoms; None stands for 1."""
Parts = tuple[tuple[Any, Ratio], ...]


def reflected(terms: Mapping[Key, Ratio]) -> dict[Key, Ratio]:
    """The same sum, some atoms replaced by sympy expressions of the opposite events."""
    rows: dict[tuple[Any, Any, Any], Row] = {}
    found: dict[Key, Ratio] = {}
    for key, ratio in terms.items():
        numbers = tuple((atom, power) for atom, power in key[2] if isinstance(atom, Expr) and atom.is_number)
        functions = tuple(pair for pair in key[2] if pair not in numbers)
        if _is_linear(functions):
            rows.setdefault((*key[:2], numbers), {})[functions[0][0] if functions else None] = ratio
        else:
            found[key] = ratio
    for (root, exponent, numbers), row in rows.items():
        settled = _settled(row) if len(row) > 1 else row
        found |= {(root, exponent, (*numbers, *(() if atom is None else ((atom, 1),)))): ratio for atom, ratio in settled.items()}
    return found


def _is_linear(functions: tuple[tuple[Any, int], ...]) -> bool:
    return not functions or (len(functions) == 1 and functions[0][1] == 1 and getattr(functions[0][0], "name", "") in LINEAR)


def _settled(row: Row) -> Row:
    pairs = [atom for atom in row if getattr(atom, "name", "") == "Phi2"]
    pairs.sort(key=lambda atom: str(atom.expression()))
    if len(pairs) <= MOST_TOGETHER:
        choices = (_with_single_events(_replaced(row, zip(pairs, chosen, strict=True))) for chosen in product(*map(_opposites, pairs)))
        return min(choices, key=_size)
    return _one_after_another(row, pairs)


def _one_after_another(row: Row, pairs: Sequence[FunctionAtom]) -> Row:
    """The best choice for each pair while those for the others stay, until none changes."""
    found: dict[FunctionAtom, Parts] = {pair: _opposites(pair)[0] for pair in pairs}
    for _ in range(SWEEPS):
        before = found
        for pair in pairs:
            tried = [found | {pair: parts} for parts in _opposites(pair)]
            found = min(tried, key=lambda choice: _size(_with_single_events(_replaced(row, choice.items()))))
        if found == before:
            break
    return _with_single_events(_replaced(row, found.items()))


def _size(row: Row) -> int:
    """The number of monomials in all coefficients."""
    return sum(len(ratio.num.coeffs()) for ratio in row.values())


@lru_cache(maxsize=1024)
def _opposites(atom: FunctionAtom) -> tuple[Parts, ...]:
    """Phi2 itself, and by the opposite events."""
    return tuple(_events(atom))


def _events(atom: FunctionAtom) -> Iterator[Parts]:
    h, k, r = atom.arguments
    field = h.field
    one, minus = field.ratio(1), field.ratio(-1)
    yield ((atom, one),)
    if k:
        yield (*_marginal(h, one), (Phi2(h.expression(), (-k).expression(), (-r).expression()), minus))
    if h:
        yield (*_marginal(k, one), (Phi2((-h).expression(), k.expression(), (-r).expression()), minus))
    if h and k:
        yield (*_marginal(h, one), *_marginal(k, one), (None, minus), (Phi2((-h).expression(), (-k).expression(), r.expression()), one))


def _marginal(h: Form, factor: Ratio) -> Parts:
    """Phi(h) as a sum over atoms."""
    return tuple((key[2][0][0] if key[2] else None, ratio * factor) for key, ratio in cdf_form(h).terms.items())


def _replaced(row: Row, choices: Iterable[tuple[Any, Parts]]) -> Row:
    found = dict(row)
    for atom, parts in choices:
        if parts[0][0] == atom:
            continue
        weight = found.pop(atom)
        for other, ratio in parts:
            _add(found, other, ratio * weight)
    return found


def _add(row: Row, atom: Any, ratio: Ratio) -> None:
    value = row[atom] + ratio if atom in row else ratio
    if value:
        row[atom] = value
    else:
        row.pop(atom, None)


def _with_single_events(row: Row) -> Row:
    """Phi and asin turned round where that makes the term without them shorter, again as long as there is one."""
    atoms = sorted((atom for atom in row if isinstance(atom, FunctionAtom) and atom.name != "Phi2"), key=lambda atom: str(atom.expression()))
    found = row
    for atom in atoms:
        turned = _turned(atom) if None in found else None
        if turned is None:
            continue
        expression, sign, rest = turned
        weight, other = found[atom], {key: ratio for key, ratio in found.items() if key != atom}
        _add(other, expression, weight * sign)
        _add(other, None, weight * rest)
        if _size(other) < _size(found):
            found = other
    return found if found is row else _with_single_events(found)


@lru_cache(maxsize=1024)
def _turned(atom: FunctionAtom) -> tuple[Expr, Ratio, Ratio] | None:
    """(expression e, ratios s and w) with atom = s e + w."""
    field, argument = atom.arguments[0].field, atom.arguments[0].expression()
    if atom.name == "Phi":
        return Phi((-atom.arguments[0]).expression()), field.ratio(-1), field.ratio(1)
    if isinstance(argument, Symbol):
        return pi - acos(argument), field.ratio(1), Ratio.reduced(-field.generators[-1], field.context.constant(2))
    return None
