"""Expectations of functions that are splits on each interval, as sums of truncated moments and of threshold goals.

A power of s = side (x - t) becomes a goal in Z, x = scale Z (or x = -scale Z for side -1, by the symmetry of the normal law):

    s = scale (Z - h),   h = side t/scale,      exp(b x + g x^2) = exp(side b scale Z + g scale^2 Z^2),

with an indicator 1{Z > l} for each knot at which its coefficient changes. Of powers that start at their own point and differ by whole numbers two are kept:

    (1 - 2g) I_(e+1) = e I_(e-1) + (b - (1 - 2g) h) I_e,        I_e = E[(Z - h)_+^e exp(b Z + g Z^2)],     e > 0      (by parts).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from math import comb

from sympy import Expr, Integer, expand

from derive.language.deciding.order import constant_sign
from derive.language.errors import Diverges, NotDefined
from derive.language.forms import positivity
from derive.language.forms.normal_form import Field, Form, Undecided
from derive.language.forms.normalize import normal_form
from derive.language.forms.power_form import log_form, power_form
from derive.language.moments.conditions import open_conditions
from derive.language.moments.integrand import Integrand, OutOfClass, glue, read_integrand
from derive.language.moments.moment import sum_forms
from derive.language.moments.power_goal import hypothesis
from derive.language.moments.power_split import Split, Spot
from derive.language.moments.power_threshold import Threshold
from derive.language.symbols import x

Terms = dict[Threshold, Form]


def split_expectation(knots: Sequence[Expr], parts: Sequence[Split], scale: Form) -> Form:
    """E of the function that is parts[i] at x = scale Z between knots[i-1] and knots[i]. Raises OutOfClass, Undecided."""
    field = scale.field
    places = [normal_form(t, field) for t in knots]
    regular = glue(field, places, [regular_part(part.regular, scale) for part in parts], (scale,))
    terms: Terms = {}
    for spot in dict.fromkeys(spot for part in parts for spot in part.spots):
        values = [normal_form(part.spots.get(spot, Integer(0)), field) for part in parts]
        for threshold, value in thresholds(spot, places, values, scale):
            terms[threshold] = terms.get(threshold, field.zero) + value
    return regular.expectation(()) + sum_forms(field, (value * threshold.goal() for threshold, value in _lowered(terms).items() if value))


def regular_part(expr: Expr, scale: Form) -> Integrand:
    """A function of x = scale Z, multiplied out only where it is not read as it stands."""
    try:
        return read_integrand(expr, {x: (scale,)}, scale.field)
    except OutOfClass:
        return read_integrand(expand(expr), {x: (scale,)}, scale.field)


def thresholds(spot: Spot, knots: Sequence[Form], values: Sequence[Form], scale: Form) -> Iterable[tuple[Threshold, Form]]:
    """The spot times a step function, with values[i] between knots[i-1] and knots[i], as threshold goals; log s = log scale + log(Z - h)."""
    field, side = scale.field, spot.side
    steps = zip(knots, values, values[1:], strict=False)
    tilt = normal_form(spot.tilt, field) * scale * side
    square = normal_form(spot.square, field) * scale * scale
    weight = power_form(scale, normal_form(spot.exponent, field))
    for knot, left, right in steps:
        change = (right - left) * side
        if not change:
            continue
        place = normal_form(spot.place, field)
        at = Threshold(spot.exponent, 0, place * side / scale, knot * side / scale, tilt, square)
        for k in range(spot.log + 1):
            part = change * weight * comb(spot.log, k)
            yield at.with_log(k), part * log_form(scale) ** (spot.log - k) if k < spot.log else part


def _lowered(terms: Terms) -> Terms:
    """The two lowest powers of each family."""
    families: dict[Threshold, list[tuple[int, Threshold]]] = {}
    rest: Terms = {}
    for threshold, value in terms.items():
        if not (threshold.open and threshold.log == 0):
            rest[threshold] = value
            continue
        base = next((b for b in families if _whole_step(b, threshold) is not None), None)
        step = 0 if base is None else _whole_step(base, threshold)
        assert step is not None
        families.setdefault(base or threshold, []).append((step, threshold))
    for family in families.values():
        rest |= _lowest_two({step: terms[member] for step, member in family}, *min(family, key=lambda pair: pair[0]))
    return rest


def _whole_step(base: Threshold, other: Threshold) -> int | None:
    """n with other = base with the exponent e + n."""
    difference = expand(other.exponent - base.exponent)
    same = replace(other, exponent=base.exponent) == base
    return int(difference) if same and difference.is_Integer else None


def _lowest_two(values: dict[int, Form], lowest: int, base: Threshold) -> Terms:
    """sum values[n] I_(e+n) by I_(e+lowest) and I_(e+lowest+1); two terms stay as they are."""
    field, left = base.field, dict(values)
    narrow = field.one - base.square * 2
    slope = base.tilt - narrow * base.place
    while len(left) > 2:
        top = max(left)
        value = left.pop(top) / narrow
        exponent = normal_form(base.exponent, field) + field.number(top - lowest - 1)
        for n, factor in ((top - 1, slope), (top - 2, exponent)):
            left[n] = left.get(n, field.zero) + value * factor
    return {replace(base, exponent=expand(base.exponent + n - lowest)): value for n, value in left.items()}


def integrability(knots: Sequence[Expr], parts: Sequence[Split], field: Field) -> list[Form] | None:
    """The conditions e > -1 at the knots where powers start; None where terms that are not integrable may cancel.

    Raises Diverges, or NotDefined where only a principal value exists.
    """
    conditions: list[Form | None] = []
    for index, knot in enumerate(knots):
        poles: dict[int, list[tuple[Spot, Expr]]] = {}
        for side, part in ((-1, parts[index]), (1, parts[index + 1])):
            for spot, value in part.spots.items():
                if spot.place != knot or spot.side != side:
                    continue
                try:
                    conditions.append(hypothesis(spot.exponent + 1, normal_form(spot.exponent + 1, field)))
                except ValueError:
                    poles.setdefault(side, []).append((spot, value))
        if poles and not refused(knot, poles):
            return None
    return [condition for condition in conditions if condition is not None]


def tails(parts: Sequence[Split], scale: Form) -> list[Form]:
    """The conditions 1 - 2 g q > 0 for powers times exp(g x^2) on the two outer pieces: the sum of the two may vanish where neither exists.

    Raises Undecided where one of them fails.
    """
    field = scale.field
    conditions: list[Form] = []
    for square in dict.fromkeys(spot.square for part in (parts[0], parts[-1]) for spot in part.spots if spot.square != 0):
        precision = field.one - normal_form(square, field) * scale * scale * 2
        try:
            conditions += positivity.positive_sqrt(precision)[1]
        except Undecided:
            conditions += open_conditions([precision])
    return conditions


def refused(knot: Expr, poles: dict[int, list[tuple[Spot, Expr]]]) -> bool:
    """False if the sum may be integrable nevertheless; raises otherwise."""
    if any(len(terms) > 1 for terms in poles.values()):
        return False
    signs = {constant_sign(terms[0][1]) for terms in poles.values()}
    what = f"the integrand is like a multiple of |x - {knot}|**({poles[min(poles)][0][0].exponent}) near {knot}"
    if None in signs:
        return False
    if len(signs) > 1:
        raise NotDefined("the expectation", f"it exists as a principal value at most: {what}, with opposite signs on its sides", "another quantity")
    raise Diverges("the expectation", f"{what}, which is not integrable", "a lower power, or a smoother activation")

