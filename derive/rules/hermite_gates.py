"""Hermite coefficients of integrands as functions of the order: gates, and what stands beside them."""

from __future__ import annotations

from dataclasses import replace

from derive.language.forms import positivity
from derive.language.forms.atoms import cdf_form
from derive.language.forms.form_derivative import density
from derive.language.forms.normal_form import Form
from derive.language.moments.integrand import Integrand, OutOfClass
from derive.language.moments.moment import Gate, Shape, dot
from derive.rules.hermite_classes import Incomplete, PartialSum, Polynomial
from derive.rules.hermite_half_lines import HalfWave, Joined
from derive.rules.hermite_series import Series
from derive.rules.hermite_smooth import add_exponential, add_smooth, known_root, spread_of, turn_by, wave_of


def add_integrand(series: Series, integrand: Integrand) -> None:
    """All terms of an integrand; raises OutOfClass or Undecided."""
    for shape, poly in integrand.terms.items():
        for (power,), value in poly.items():
            (_add_gates if shape.gates else add_smooth)(series, shape, power, value)


def _add_gates(series: Series, shape: Shape, power: int, value: Form) -> None:
    (tilt,), (quad,) = shape.tilt, shape.quad
    if len(shape.gates) > 1:
        _add_two_gates(series, shape, power, value)
    elif not quad and shape.wave is None:
        (_add_tilted_gate if tilt else _add_gate)(series, shape, power, value)
    elif tilt or quad or shape.gates[0].offset or shape.gates[0].soft:
        _add_joined(series, shape, power, value)
    else:
        _add_half_wave(series, shape, power, value)


def _add_gate(series: Series, shape: Shape, power: int, value: Form) -> None:
    side, ratio, height = _gate(shape)
    series.add(Polynomial(ratio, -side, height), power, -(value * density(height)), lowered=1)


def _add_tilted_gate(series: Series, shape: Shape, power: int, value: Form) -> None:
    """exp(b Z) times a gate: (d/du)^n exp(t u) Phi(k + u) at 0 for t = b/r, an incomplete gamma function for t = k."""
    (b,) = shape.tilt
    side, ratio, height = _gate(shape)
    tilt, place = b / ratio * side, height + b * ratio * side
    scale = value * series.field.exp(b * b / 2)
    if tilt != place:
        add_exponential(series, b, power, scale * cdf_form(place))
        series.add(PartialSum(ratio, side, tilt, tilt - place), power, scale * density(place))
        return
    sign = positivity.sign(tilt)
    if sign > 0:
        add_exponential(series, b, power, scale)
    series.add(Incomplete(ratio, -side * sign, tilt * sign), power, -scale * sign)


def _gate(shape: Shape) -> tuple[int, Form, Form]:
    """The sign and the size of a/sqrt(1 + a^2), and b/sqrt(1 + a^2), of a gate at a Z + b; without the 1 for an indicator."""
    (gate,) = shape.gates
    field = gate.offset.field
    root = known_root(dot(field, gate.vector, gate.vector) + field.number(int(gate.soft)))
    side = positivity.sign(gate.vector[0])
    return side, gate.vector[0] * side / root, gate.offset / root


def _add_half_wave(series: Series, shape: Shape, power: int, value: Form) -> None:
    """A wave beside 1{side Z > 0} = (1 + side sign(Z))/2."""
    side, ((frequency,), phase) = positivity.sign(shape.gates[0].vector[0]), wave_of(shape)
    add_smooth(series, replace(shape, gates=()), power, value / 2)
    series.add(HalfWave(series.field.one, 1, frequency, phase), power, value / 2 * side)


def _add_joined(series: Series, shape: Shape, power: int, value: Form, lowered: int = 0) -> None:
    """exp(B Z + g Z^2) times a gate at a Z + c, B = b + iw: C exp(B t/s - (1 - 1/s) t^2/2) Phi(k + r t) for Z + t, s = 1 - 2 g, r = a/(s u), k = (a B/s + c)/u,
    u^2 = a^2/s + 1, without the 1 for an indicator."""
    (b,), (quad,), (w,), phase, (gate,) = shape.tilt, shape.quad, *wave_of(shape), shape.gates
    field, a = series.field, gate.vector[0]
    side = positivity.sign(a)
    spread, root = spread_of(series, quad)
    width = (_under(a * a + spread, series) if gate.soft else a * side) / root
    step = a / (spread * width)
    real, imaginary = (a * b / spread + gate.offset) / width, a * w / (spread * width)
    tilt = b / (spread * step), w / (spread * step)
    scale = field.exp((b * b - w * w) / (spread * 2) - (real * real - imaginary * imaginary) / 2) / (positivity.sqrt(field.pi * 2)[0] * root)
    turn = turn_by(phase + b * w / spread - real * imaginary)
    found = Joined(step * side, side, -field.one, -(quad * 2) / (spread * step * step), tilt, (-real, -imaginary), turn)
    series.add(found, power, value * scale / step**lowered, lowered)


def _under(form: Form, series: Series) -> Form:
    """The root of a form that is positive where the spreads are."""
    root, needed = positivity.sqrt(form)
    series.needed += [condition for condition in needed if condition not in series.needed]
    return root


def _add_two_gates(series: Series, shape: Shape, power: int, value: Form) -> None:
    """Two distribution functions, or one and an indicator: E[f He_n] = E[f' He_(n-1)]."""
    if len(shape.gates) > 2 or shape.wave is not None or shape.tilt[0] or shape.quad[0]:
        raise OutOfClass("several gates with other factors")
    for gate, other in (shape.gates, shape.gates[::-1]):
        (_add_slope if gate.soft else _add_jump)(series, gate, other, power, value)


def _add_slope(series: Series, gate: Gate, other: Gate, power: int, value: Form) -> None:
    """a p(a Z + c) beside the other gate."""
    a, c = gate.vector[0], gate.offset
    shape = Shape((-(a * c),), (-(a * a) / 2,), None, (other,))
    _add_joined(series, shape, power, value * a * density(c), lowered=1)


def _add_jump(series: Series, gate: Gate, other: Gate, power: int, value: Form) -> None:
    """The jump of 1{a Z + c > 0} times the other gate there."""
    if not other.soft:
        raise OutOfClass("two indicators")
    a = gate.vector[0]
    side, place = positivity.sign(a), -(gate.offset / a)
    series.add(Polynomial(series.field.one, 1, place), power, value * side * density(place) * cdf_form(other.vector[0] * place + other.offset), lowered=1)
