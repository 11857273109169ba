"""Exponentials of degree two and waves, with nothing beside them but polynomials, in Hermite coefficients as functions of the order."""

from __future__ import annotations

from sympy import Expr, atan, pi

from derive.language.forms import positivity
from derive.language.forms.normal_form import Form, Undecided
from derive.language.moments.moment import Shape
from derive.language.moments.wave import cosine, sine
from derive.rules.hermite_classes import Class, ComplexPolynomial, Cosine, Polynomial, Turning
from derive.rules.hermite_series import Series


def add_smooth(series: Series, shape: Shape, power: int, value: Form) -> None:
    """value Z^power exp(b Z + g Z^2) cos(w Z + f)."""
    (tilt,), (quad,) = shape.tilt, shape.quad
    if quad:
        _add_gaussian(series, shape, power, value)
    elif shape.wave is not None:
        _add_wave(series, shape, power, value)
    elif tilt:
        add_exponential(series, tilt, power, value * series.field.exp(tilt * tilt / 2))
    else:
        series.first = max(series.first, power + 1)


def add_exponential(series: Series, tilt: Form, power: int, scale: Form) -> None:
    """scale * tilt^n."""
    side = positivity.sign(tilt)
    series.add(Class(tilt * side, side), power, scale)


def _add_wave(series: Series, shape: Shape, power: int, value: Form) -> None:
    """exp(b Z) cos(w Z + f), (b + iw)^n turned by f + bw."""
    (b,), (w,), phase = shape.tilt, *wave_of(shape)
    side = positivity.sign(w)
    if not b:
        series.add(Cosine(w * side, side, phase), power, value * series.field.exp(-(w * w) / 2))
        return
    size = known_root(w * w + b * b)
    found = Turning(size, 1, (phase + b * w) * side, _angle(b, w * side))
    series.add(found, power, value * series.field.exp((b * b - w * w) / 2))


def _angle(b: Form, w: Form) -> Expr:
    """The angle of b + iw, w > 0."""
    return atan((w / b).expression()) if positivity.is_known_positive(b) else pi / 2 - atan((b / w).expression())


def _add_gaussian(series: Series, shape: Shape, power: int, value: Form) -> None:
    """exp(-g Z^2 + b Z) cos(w Z + f), with (b + iw)/(r s) for the place of the polynomial, s = 1 + 2 g, r^2 = 1 - 1/s."""
    (b,), (quad,), (w,), phase = shape.tilt, shape.quad, *wave_of(shape)
    field, sign = series.field, positivity.sign(quad)
    spread, root = spread_of(series, quad)
    ratio = known_root(quad * 2 * sign) / root
    scale = value * field.exp((b * b - w * w) / (spread * 2)) / root
    x, y = b / (ratio * spread), w / (ratio * spread)
    if sign < 0 and not w:
        series.add(Polynomial(ratio, 1, x), power, scale)
        return
    place = (x, y) if sign < 0 else (y, -x)
    series.add(ComplexPolynomial(ratio, 1, *place, turn_by(phase + b * w / spread), sign > 0), power, scale)


def wave_of(shape: Shape) -> tuple[tuple[Form], Form]:
    """Frequency and phase, zero without a wave."""
    zero = shape.tilt[0].field.zero
    return ((zero,), zero) if shape.wave is None else ((shape.wave.frequency[0],), shape.wave.phase)


def spread_of(series: Series, quad: Form) -> tuple[Form, Form]:
    """1 - 2 g, which must be positive, and its root."""
    spread = series.field.one - quad * 2
    root, needed = positivity.sqrt(spread)
    series.needed += [form for form in needed if form not in series.needed]
    return spread, root


def turn_by(angle: Form) -> tuple[Form, Form]:
    """cos and sin of an angle."""
    return cosine(angle), sine(angle)


def known_root(form: Form) -> Form:
    """The root of a form that is positive under no further condition; raises Undecided."""
    root, needed = positivity.sqrt(form)
    if needed:
        raise Undecided("the sign of a square")
    return root
