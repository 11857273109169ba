"""Pairs of exponentials as hyperbolic functions: F exp(a + b) + F exp(a - b) is 2 F exp(a) cosh(b).

Only where a and b are polynomials: with denominators exp(a) may vanish in floats where cosh(b) is infinite, at harmless arguments.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations

from sympy import Expr, cosh, sinh

from derive.language.forms.normal_form import Field, Form, Key, Log
from derive.language.forms.ratio import Ratio


def paired(field: Field, terms: Mapping[Key, Ratio]) -> dict[Key, Ratio]:
    """The same sum with such pairs joined."""
    found = dict(terms)
    for first, second in combinations(terms, 2):
        if first not in found or second not in found or first[0] != second[0] or first[2] != second[2]:
            continue
        joined = _joined(field, first, found[first], second, found[second])
        if joined is not None and joined[0] not in found:
            del found[first], found[second]
            found[joined[0]] = joined[1]
    return found


def _joined(field: Field, first: Key, ratio: Ratio, second: Key, other: Ratio) -> tuple[Key, Ratio] | None:
    a, b = first[1], second[1]
    if a is None or b is None or a == b or other not in (ratio, -ratio) or not (_is_polynomial(a) and _is_polynomial(b)):
        return None
    middle, half = (a + b) / 2, (a - b) / 2
    if len(half.terms) != 1 or len(next(iter(half.terms.values())).num.coeffs()) != 1:
        return None
    sign = half.leading_sign
    even = other == ratio
    function: Expr = (cosh if even else sinh)((half * sign).expression())
    weight = ratio * field.ratio(2) if even or sign > 0 else -(ratio * field.ratio(2))
    return (first[0], middle or None, (*first[2], (function, 1))), weight


def _is_polynomial(exponent: Form) -> bool:
    return not any(isinstance(atom, Log) for atom in exponent.atoms()) and all(ratio.den.is_constant() for ratio in exponent.terms.values())
