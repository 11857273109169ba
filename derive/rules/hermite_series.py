"""Hermite coefficients as sums over classes of functions of the order, from the terms of an integrand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field as new

from sympy import Eq, Expr, Mod, atan, pi, true
from sympy.logic.boolalg import Boolean

from derive.engine.rule import Reduction, by_cases
from derive.language.forms import positivity
from derive.language.forms.atoms import cdf_form
from derive.language.forms.form_derivative import density
from derive.language.forms.hermite_sum import Shifts, multiplied, nth_power
from derive.language.forms.normal_form import Field, Form, Undecided
from derive.language.goals.hermite_coefficient import HermiteCoefficient, order
from derive.language.moments.integrand import Integrand, OutOfClass
from derive.language.moments.moment import Shape, dot
from derive.language.moments.wave import cosine, sine
from derive.rules.hermite_classes import Class, ComplexPolynomial, Cosine, Incomplete, PartialSum, Polynomial, Turning

LARGEST = 12


@dataclass
class Series:
    """The terms c_j(n) of each class, the order from which on they are right, and what must be positive."""

    field: Field
    classes: dict[Class, Shifts]
    first: int = 0
    needed: list[Form] = new(default_factory=list)

    def add(self, found: Class, power: int, scale: Form, lowered: int = 0) -> None:
        """scale * Z^power times the class, whose order is lowered."""
        found, sign = found.oriented(lowered)
        terms = self.classes.setdefault(found, {})
        for j, value in multiplied(power, self.field).items():
            term = value * scale * found.ratio**j * (found.side * sign if j % 2 else sign)
            terms[j - lowered] = terms.get(j - lowered, self.field.zero) + term
        self.first = max(self.first, found.first(power + lowered))

    def add_integrand(self, integrand: Integrand) -> None:
        """All terms of an integrand; raises OutOfClass or Undecided."""
        for shape, poly in integrand.terms.items():
            for (power,), value in poly.items():
                _add(self, shape, power, value)

    def reduction(self, goal: HermiteCoefficient, needed: tuple[Form, ...]) -> Reduction:
        """The coefficient; raises OutOfClass where too many orders would be cases."""
        if self.first > LARGEST:
            raise OutOfClass("a polynomial of high degree")
        return from_order(goal, self.first, [_value(self, parity) for parity in (0, 1)], (*needed, *self.needed))


def from_order(goal: HermiteCoefficient, first: int, values: Sequence[Form], needed: tuple[Form, ...] = ()) -> Reduction:
    """The two values from an order on, for even and for odd n; the lower orders are goals of their own."""
    small = [(values[0].field.atom(goal.at(k)), Eq(order, k)) for k in range(first)]
    return by_cases([*small, *parities(*values)], needed)


def parities(even: Form, odd: Form) -> list[tuple[Form, Boolean]]:
    """The two values with their conditions; one if they are equal."""
    return [(even, true)] if even == odd else [(even, Eq(Mod(order, 2), 0)), (odd, true)]


def _add(series: Series, shape: Shape, power: int, value: Form) -> None:
    (tilt,), (quad,) = shape.tilt, shape.quad
    if shape.gates:
        if quad or shape.wave is not None or len(shape.gates) > 1:
            raise OutOfClass("a gate with other factors")
        (_add_tilted_gate if tilt else _add_gate)(series, shape, power, value)
    elif quad:
        _add_gaussian(series, shape, power, value)
    elif shape.wave is not None:
        _add_wave(series, shape, power, value)
    elif tilt:
        _add_exponential(series, tilt, power, value * series.field.exp(tilt * tilt / 2))
    else:
        series.first = max(series.first, power + 1)


def _add_exponential(series: Series, tilt: Form, power: int, scale: Form) -> None:
    """scale * tilt^n."""
    side = positivity.sign(tilt)
    series.add(Class(tilt * side, side), power, scale)


def _add_wave(series: Series, shape: Shape, power: int, value: Form) -> None:
    """exp(b Z) cos(w Z + f), (b + iw)^n turned by f + bw."""
    (b,), (w,), phase = shape.tilt, *_wave(shape)
    side = positivity.sign(w)
    if not b:
        series.add(Cosine(w * side, side, phase), power, value * series.field.exp(-(w * w) / 2))
        return
    size = _known_root(w * w + b * b)
    found = Turning(size, 1, (phase + b * w) * side, _angle(b, w * side))
    series.add(found, power, value * series.field.exp((b * b - w * w) / 2))


def _angle(b: Form, w: Form) -> Expr:
    """The angle of b + iw, w > 0."""
    return atan((w / b).expression()) if positivity.is_known_positive(b) else pi / 2 - atan((b / w).expression())


def _wave(shape: Shape) -> tuple[tuple[Form], Form]:
    """Frequency and phase, zero without a wave."""
    zero = shape.tilt[0].field.zero
    return ((zero,), zero) if shape.wave is None else ((shape.wave.frequency[0],), shape.wave.phase)


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
        _add_exponential(series, b, power, scale * cdf_form(place))
        series.add(PartialSum(ratio, side, tilt, tilt - place), power, scale * density(place))
        return
    sign = positivity.sign(tilt)
    if sign > 0:
        _add_exponential(series, b, power, scale)
    series.add(Incomplete(ratio, -side * sign, tilt * sign), power, -scale * sign)


def _gate(shape: Shape) -> tuple[int, Form, Form]:
    """The sign and the size of a/sqrt(1 + a^2), and b/sqrt(1 + a^2), of a gate at a Z + b; without the 1 for an indicator."""
    (gate,) = shape.gates
    field = gate.offset.field
    root = _known_root(dot(field, gate.vector, gate.vector) + field.number(int(gate.soft)))
    side = positivity.sign(gate.vector[0])
    return side, gate.vector[0] * side / root, gate.offset / root


def _add_gaussian(series: Series, shape: Shape, power: int, value: Form) -> None:
    """exp(-g Z^2 + b Z) cos(w Z + f), with (b + iw)/(r s) for the place of the polynomial, s = 1 + 2 g, r^2 = 1 - 1/s."""
    (b,), (quad,), (w,), phase = shape.tilt, shape.quad, *_wave(shape)
    field, sign = series.field, positivity.sign(quad)
    spread = field.one - quad * 2
    root, needed = positivity.sqrt(spread)
    series.needed += [form for form in needed if form not in series.needed]
    ratio = _known_root(quad * 2 * sign) / root
    scale = value * field.exp((b * b - w * w) / (spread * 2)) / root
    x, y = b / (ratio * spread), w / (ratio * spread)
    if sign < 0 and not w:
        series.add(Polynomial(ratio, 1, x), power, scale)
        return
    place = (x, y) if sign < 0 else (y, -x)
    series.add(ComplexPolynomial(ratio, 1, *place, _turn(phase, b * w / spread), sign > 0), power, scale)


def _turn(a: Form, b: Form) -> tuple[Form, Form]:
    """cos(a + b) and sin(a + b)."""
    return cosine(a) * cosine(b) - sine(a) * sine(b), sine(a) * cosine(b) + cosine(a) * sine(b)


def _known_root(form: Form) -> Form:
    root, needed = positivity.sqrt(form)
    if needed:
        raise Undecided("the sign of a square")
    return root


def _value(series: Series, parity: int) -> Form:
    """The value for n of one parity."""
    total = series.field.zero
    for found, terms in series.classes.items():
        inner = series.field.zero
        for part in found.values(terms, parity):
            inner = inner + part
        if inner:
            total = total + inner * _power(found, parity, series.needed)
    return total


def _power(found: Class, parity: int, given: list[Form]) -> Form:
    """(side ratio)^n."""
    value = nth_power(found.ratio, given)
    return -value if found.side < 0 and parity else value
