r"""Hermite coefficients of powers and logarithms of the distance to any knot as functions of their order.

    E[(Z - h)_+^a He_n] = Gamma(a + 1) p(h) He_(n-a-1)(h),      a > -1,      He_nu(h) = exp(h^2/4) D_nu(h),
    E[(Z - h)_+^a exp(b Z + g Z^2) He_n] = Gamma(a + 1) exp(t^2/2) p(k) s^(-(a+n+1)/2) M(n, -a - 1; -2 g, t, k),
    E[log|Z - h| He_n] = (n - 1)! Re(i (-i)^(n-1) He_(-n)(-ih)),      n >= 1,      for h = 0 and even n  (-1)^(n/2 + 1) 2^(n/2 - 1) Gamma(n/2),

s = 1 - 2 g, t = b/sqrt(s), k = h sqrt(s) - t, M the sum of Leibniz's rule, `HermitePairK`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import comb

from sympy import Abs, Max, S, Symbol, exp, log

from derive.engine.rule import Goal, Reduction, rule
from derive.language.deciding.hypotheses import strongest
from derive.language.forms.form_derivative import density
from derive.language.forms.normal_form import Form, Undecided
from derive.language.forms.normalize import normal_form
from derive.language.forms.power_form import power_form
from derive.language.forms.power_functions import gamma_form
from derive.language.goals.hermite_coefficient import HermiteCoefficient, order
from derive.language.moments.integrand import OutOfClass, glue
from derive.language.moments.power_moment import integrability, regular_part, thresholds
from derive.language.moments.power_split import Split, read_split
from derive.language.moments.power_threshold import Threshold
from derive.language.moments.scaled import with_scale
from derive.language.sources import MELLIN
from derive.language.symbols import phi, q, x
from derive.rules.hermite_classes import Beyond, Logarithm
from derive.rules.hermite_gates import add_integrand
from derive.rules.hermite_half_lines import Joined
from derive.rules.hermite_series import Series
from derive.rules.hermite_smooth import spread_of

a = Symbol("a", positive=True)


@rule(
    title="Hermite coefficients at knots",
    statement=r"\mathbb E[(Z-h)_+^a\,\mathrm{He}_n(Z)]=\Gamma(a+1)\,\frac{e^{-h^2/2}}{\sqrt{2\pi}}\,\mathrm{He}_{n-a-1}(h),\qquad"
    r"\mathbb E[\log|Z-h|\,\mathrm{He}_n(Z)]=(n-1)!\,\mathrm{Re}\big(\mathrm i\,(-\mathrm i)^{n-1}\,\mathrm{He}_{-n}(-\mathrm ih)\big),\quad n\ge1",
    source=MELLIN,
    proof="He_n p = (-1)^n p^(n). For a > n by parts n times, E[(Z - h)_+^a He_n] = Gamma(a+1)/Gamma(a-n+1) E[(Z - h)_+^(a-n)], and with z = h + t, "
    "E[(Z - h)_+^s] = p(h) int_0^oo t^s exp(-ht - t^2/2) dt = Gamma(s+1) p(h) He_(-s-1)(h) (DLMF 12.5.1). Both sides are analytic in a for Re a > -1. "
    "Beside exp(b Z + g Z^2), completing the square makes E[f(Z + w)] a constant times exp(b w/s + g w^2/s) (p He_(-a-1))(k - w/sqrt(s)), whose n-th "
    "derivative at w = 0 is Leibniz's sum M, as (p He_nu)' = -p He_(nu+1). "
    "log|z - h| is the limit of Re log(z - h - ib) for b to 0 from above, bounded by an integrable function, and for n >= 1 by parts once "
    "E[log(Z - h - ib) He_n] = E[He_(n-1)/(Z - h - ib)], which is i (-i)^(n-1) (n-1)! He_(-n)(b - ih) (hermite_coefficient_eq_hermite_function), "
    "continuous in b. At h = 0, He_(-n)(0) = 2^(-n/2) sqrt(pi)/Gamma((n+1)/2). Powers of Z by Z He_n = He_(n+1) + n He_(n-1).",
    rank=11,
    examples=lambda: (
        HermiteCoefficient(Max(x - 1, 0) ** a, phi, order, q),
        HermiteCoefficient(log(Abs(x - 1)), phi, order, q),
        HermiteCoefficient(Max(x, 0) ** a * exp(x), phi, order, q),
        HermiteCoefficient(Max(x, 0) ** a * exp(-(x**2)), phi, order, q),
    ),
)
def hermite_coefficient_at_knots(goal: Goal) -> Reduction | None:
    """E[phi He_n] for sums of powers that start at knots times exponentials of degree two, polynomials times logarithms of distances to knots, and what has a
    generating function."""
    if not isinstance(goal, HermiteCoefficient) or goal.index != order:
        return None
    try:
        activation, root, needed = with_scale(goal, goal.composed, goal.variance)
        parts = [read_split(piece.expr, piece.lower, piece.upper) for piece in activation.pieces]
        conditions = integrability(activation.knots, parts, root.field)
        if conditions is None or not any(part.spots for part in parts):
            return None
        series = Series(root.field, {})
        places = [normal_form(t, root.field) for t in activation.knots]
        add_integrand(series, glue(root.field, places, [regular_part(part.regular, root) for part in parts], (root,)))
        _add_logarithms(series, parts, places, root)
        _add_powers(series, parts, places, root)
        return series.reduction(goal, (*needed, *strongest(conditions, Form.expression)))
    except (OutOfClass, Undecided):
        return None


def _add_powers(series: Series, parts: Sequence[Split], places: Sequence[Form], root: Form) -> None:
    """Powers of the distance to their own knots, side (x - t) > 0; for side -1 the letter changes its sign."""
    field = series.field
    for spot in dict.fromkeys(spot for part in parts for spot in part.spots if not spot.log):
        values = [normal_form(part.spots.get(spot, S.Zero), field) for part in parts]
        for threshold, value in thresholds(spot, places, values, root):
            if not threshold.open:
                raise OutOfClass("a power cut off")
            _add_power(series, threshold, spot.side, value)


def _add_power(series: Series, threshold: Threshold, side: int, value: Form) -> None:
    """(W - h)_+^e exp(b W + g W^2), W = side Z."""
    field, exponent = series.field, normal_form(threshold.exponent, series.field)
    spread, root = spread_of(series, threshold.square)
    tilt, factor = threshold.tilt / root, gamma_form(exponent + field.one)
    place = threshold.place * root - tilt
    if threshold.plain:
        series.add(Beyond(field.one, side, exponent, place), 0, value * factor * density(place))
        return
    scale = power_form(spread, -(exponent + field.one) / 2, (spread,)) * field.exp(tilt * tilt / 2) * density(place)
    real = (tilt, field.zero), (place, field.zero), (field.one, field.zero)
    series.add(Joined(field.one / root, side, -exponent - field.one, -(threshold.square * 2), *real), 0, value * factor * scale)


def _add_logarithms(series: Series, parts: Sequence[Split], places: Sequence[Form], root: Form) -> None:
    """The terms A (x - t)^e log|x - t|, x - t = root (Z - h); raises OutOfClass for logarithms that do not go on beyond their knots."""
    field = series.field
    for spot in dict.fromkeys(replace(spot, side=1) for part in parts for spot in part.spots if spot.log):
        degree, place = spot.exponent, normal_form(spot.place, field)
        if not (spot.log == 1 and degree.is_Integer and degree >= 0 and not spot.tilt and not spot.square and place in places):
            raise OutOfClass("another logarithm")
        index = places.index(place) + 1
        values = {part.spots.get(replace(spot, side=-1), S.Zero) * (-1) ** degree for part in parts[:index]}
        values |= {part.spots.get(spot, S.Zero) for part in parts[index:]}
        if len(values) > 1:
            raise OutOfClass("a logarithm on one side")
        _add_logarithm(series, int(degree), place / root, normal_form(values.pop(), field) * root ** int(degree))


def _add_logarithm(series: Series, degree: int, place: Form, value: Form) -> None:
    """value (Z - h)^degree log|x - t|: log|Z - h| and a constant, which has no coefficients beyond the degree."""
    series.first = max(series.first, degree + 1)
    for k in range(degree + 1):
        series.add(Logarithm(series.field.one, 1, place), k, value * comb(degree, k) * (-place) ** (degree - k))
