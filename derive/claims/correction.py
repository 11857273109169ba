"""Where a refuted equation is wrong by a constant factor or term, by powers of its letters, or by an exponent, which one."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from flint import arb, arb_mat
from sympy import Expr, Rational, Symbol
from sympy.logic.boolalg import Boolean

from derive.claims.recognised import DIGITS, common, exponent, power, recognised
from derive.evidence.audit.sample import sample
from derive.evidence.balls.precision import working
from derive.evidence.lower import enclose
from derive.language.errors import DeriveError

POINTS = 3
_CHECKS = 2  # points beyond those that determine the powers
_SPARE = 4  # candidates for each point
Seen = tuple[dict[Symbol, Rational], arb, arb]


def correction(left: Expr, right: Expr, hypotheses: Sequence[Boolean], time_limit: float | None) -> str | None:
    """A sentence such as "the left side is 2/3 times the right side", seen at several points; None where no constant is.

    >>> from sympy.abc import x
    >>> correction(2 * x, 3 * x, (), None)
    'the left side is 2/3 times the right side, at 3 points to 25 digits'
    """
    symbols = sorted(left.free_symbols | right.free_symbols, key=str)
    wanted = POINTS + len(symbols) + _CHECKS if symbols else 1
    seen: list[Seen] = []
    for at in islice(sample(symbols, hypotheses, _SPARE * wanted), _SPARE * wanted):
        try:
            seen.append((at, *(enclose(side, at, DIGITS, time_limit).arb for side in (left, right))))
        except DeriveError:
            continue
        if len(seen) == wanted:
            break
    if len(seen) < (POINTS if symbols else 1):
        return None
    with working(4 * DIGITS + 64):
        return _told(seen, symbols)


def _told(seen: Sequence[Seen], symbols: Sequence[Symbol]) -> str | None:
    if not symbols:
        value = common([seen[0][1]])
        return None if value is None else f"the left side is {recognised(value)}, to {DIGITS} digits"
    first = seen[:POINTS]
    factor = None if any(b.contains(0) for _, _, b in first) else common([a / b for _, a, b in first])
    if factor is not None:
        return f"the left side is {recognised(factor)} times the right side, at {len(first)} points to {DIGITS} digits"
    term = common([a - b for _, a, b in first])
    if term is not None:
        return f"the left side is the right side plus {recognised(term)}, at {len(first)} points to {DIGITS} digits"
    positive = [(at, a, b) for at, a, b in seen if bool(a > 0) and bool(b > 0)]
    return _by_powers(positive, symbols) or _by_exponent(positive)


def _by_powers(seen: Sequence[Seen], symbols: Sequence[Symbol]) -> str | None:
    """left/right = K times powers of the letters: log-linear, solved at as many points as there are unknowns, seen at the others."""
    usable = [(at, a, b) for at, a, b in seen if all(at[name] > 0 for name in symbols)]
    unknown = len(symbols) + 1
    if len(usable) < unknown + _CHECKS:
        return None
    rows = [[arb(1), *((arb(int(at[name].p)) / int(at[name].q)).log() for name in symbols)] for at, _, _ in usable]
    try:
        solution = arb_mat(rows[:unknown]).solve(arb_mat([[(a / b).log()] for _, a, b in usable[:unknown]]))
    except ZeroDivisionError:
        return None
    powers = [exponent(solution[k + 1, 0]) for k in range(len(symbols))]
    if any(one is None for one in powers):
        return None
    exact = [Rational(one.numerator, one.denominator) for one in powers if one is not None]
    rest = [a / b / _product(at, symbols, exact) for at, a, b in usable]
    factor = common(rest)
    if factor is None:
        return None
    told = [power(str(name), one) for name, one in zip(symbols, powers, strict=True) if one]
    scale = recognised(factor)
    return f"the left side is {'·'.join([scale, *told] if scale != '1' else told)} times the right side, at {len(rest)} points to {DIGITS} digits"


def _product(at: dict[Symbol, Rational], symbols: Sequence[Symbol], powers: Sequence[Rational]) -> arb:
    total = arb(1)
    for name, one in zip(symbols, powers, strict=True):
        total *= (arb(int(at[name].p)) / int(at[name].q)) ** (arb(int(one.p)) / int(one.q))
    return total


def _by_exponent(seen: Sequence[Seen]) -> str | None:
    """left = right^r."""
    logarithms = [(a.log(), b.log()) for _, a, b in seen]
    ratios = [a / b for a, b in logarithms if not b.contains(0)]
    found = common(ratios) if len(ratios) >= POINTS else None
    told = None if found is None else exponent(found)
    return None if told is None else f"the left side is the right side to the power {told}, at {len(ratios)} points to {DIGITS} digits"
