"""Hermite coefficients as functions of their order.

With the generating function exp(t z - t^2/2) = sum_n He_n(z) t^n/n!, E[f(Z) He_n(Z)] is the n-th derivative of E[f(Z + t)] at t = 0. So, p the normal density,

    E[Phi(a Z + b) He_n] = -(-r)^n He_(n-1)(h) p(h),      r = a/sqrt(1 + a^2), h = b/sqrt(1 + a^2),      n >= 1,
    E[1{a Z + b > 0} He_n] the same with r = sign(a), h = b/|a|,
    E[exp(b Z) He_n] = b^n exp(b^2/2),
    E[exp(-g Z^2 + b Z) He_n] = exp(b^2/(2 s))/sqrt(s) r^n He_n(b/(r s)),      s = 1 + 2 g, r = sqrt(1 - 1/s),
    E[cos(w Z + f) He_n] = w^n exp(-w^2/2) cos(f + n pi/2);

powers of Z are multiplied in by Z He_n = He_(n+1) + n He_(n-1). What holds from some order on is completed by the moments of the lower orders.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import sympy
from sympy import Eq, Expr, Max, Mod, exp, expand, true
from sympy.logic.boolalg import Boolean

from derive.engine.rule import Goal, Reduction, by_cases, rule
from derive.language.forms import positivity
from derive.language.forms.form_derivative import density
from derive.language.forms.hermite_sum import Shifts, hermite_value, multiplied, nth_power, reduced, sign_power
from derive.language.forms.normal_form import Field, Form, Undecided
from derive.language.forms.normalize import normal_form
from derive.language.functions.activation import Activation
from derive.language.goals.hermite_coefficient import HermiteCoefficient, order
from derive.language.moments.integrand import Integrand, OutOfClass, glue, read_integrand
from derive.language.moments.moment import Shape, dot
from derive.language.moments.scaled import with_scale
from derive.language.sources import MEHLER
from derive.language.symbols import phi, q, x

LARGEST = 12


@dataclass(frozen=True)
class Class:
    """(side ratio)^n times He_(n+j)(height), or 1, or cos(phase + (n+j) pi/2)."""

    kind: str
    ratio: Form
    side: int
    place: Form


@dataclass
class Series:
    """The terms c_j(n) of each class, and the order from which on they are right."""

    field: Field
    classes: dict[Class, Shifts]
    first: int = 0

    def add(self, found: Class, power: int, scale: Form, lowered: int = 0) -> None:
        """scale * Z^power times the class, whose Hermite order is lowered; He_m(-h) = (-1)^m He_m(h)."""
        if found.kind == "hermite" and found.place.leading_sign < 0:
            found, scale = replace(found, side=-found.side, place=-found.place), scale * (-1) ** lowered
        terms = self.classes.setdefault(found, {})
        for j, value in multiplied(power, self.field).items():
            term = value * scale * found.ratio**j * (found.side if j % 2 else 1)
            terms[j - lowered] = terms.get(j - lowered, self.field.zero) + term
        if found.kind == "hermite":
            self.first = max(self.first, power + lowered)


@rule(
    title="Hermite's generating function",
    statement=r"\mathbb E[f(Z)\,\mathrm{He}_n(Z)]=\frac{d^n}{dt^n}\,\mathbb E[f(Z+t)]\Big|_{t=0}",
    source=MEHLER,
    proof="E[f(Z + t)] = int f(x) p(x - t) dx, and (d/dt)^n p(x - t) = He_n(x - t) p(x - t) by Rodrigues' formula; f has at most the growth exp(g x^2), g "
    "< 1/2, so the derivative may be taken under the integral. E[f(Z + t)] is elementary for each factor: Phi(h + r t) for a gate, exp(b t + "
    "b^2/2), a Gaussian in t, exp(-w^2/2) cos(w t + f). Powers of Z come by Z He_n = He_(n+1) + n He_(n-1); orders below the first one for which "
    "the pattern holds are listed as cases.",
    rank=10,
    examples=lambda: (
        HermiteCoefficient(Max(x, 0), phi, order, q),
        HermiteCoefficient(x * exp(x / 2), phi, order, q),
    ),
)
def hermite_coefficient_eq_derivative(goal: Goal) -> Reduction | None:
    """E[f(sqrt(q) Z) He_n] as a function of n for sums of polynomials times one gate, or times an exponential, a Gaussian or a cosine."""
    if not isinstance(goal, HermiteCoefficient) or goal.index != order:
        return None
    try:
        activation, root, needed = with_scale(goal, goal.composed, goal.variance)
        field = root.field
        series = _series(_integrand(activation, root, field))
        if series.first > LARGEST:
            return None
        values = [_value(series, parity) for parity in (0, 1)]
    except (OutOfClass, Undecided):
        return None
    return from_order(goal, series.first, values, needed)


def from_order(goal: HermiteCoefficient, first: int, values: Sequence[Form], needed: tuple[Form, ...] = ()) -> Reduction:
    """The two values from an order on, for even and for odd n; the lower orders are goals of their own."""
    small = [(values[0].field.atom(goal.at(k)), Eq(order, k)) for k in range(first)]
    return by_cases([*small, *parities(*values)], needed)


def parities(even: Form, odd: Form) -> list[tuple[Form, Boolean]]:
    """The two values with their conditions; one if they are equal."""
    return [(even, true)] if even == odd else [(even, Eq(Mod(order, 2), 0)), (odd, true)]


def _integrand(activation: Activation, root: Form, field: Field) -> Integrand:
    knots = [normal_form(t, field) for t in activation.knots]
    parts = [read_integrand(expand(piece.expr), {x: (root,)}, field) for piece in activation.pieces]
    return glue(field, knots, parts, (root,))


def _series(integrand: Integrand) -> Series:
    series = Series(integrand.field, {})
    for shape, poly in integrand.terms.items():
        for (power,), value in poly.items():
            _add(series, shape, power, value)
    return series


def _add(series: Series, shape: Shape, power: int, value: Form) -> None:
    (tilt,), (quad,) = shape.tilt, shape.quad
    if shape.gates:
        if tilt or quad or shape.wave is not None or len(shape.gates) > 1:
            raise OutOfClass("a gate with other factors")
        _add_gate(series, shape, power, value)
    elif shape.wave is not None:
        if tilt or quad:
            raise OutOfClass("a cosine with other factors")
        (frequency,) = shape.wave.frequency
        side = positivity.sign(frequency)
        found = Class("wave", frequency * side, side, shape.wave.phase)
        series.add(found, power, value * series.field.exp(-(frequency * frequency) / 2))
    elif quad:
        _add_gaussian(series, tilt, quad, power, value)
    elif tilt:
        side = positivity.sign(tilt)
        series.add(Class("power", tilt * side, side, series.field.zero), power, value * series.field.exp(tilt * tilt / 2))
    else:
        series.first = max(series.first, power + 1)


def _add_gate(series: Series, shape: Shape, power: int, value: Form) -> None:
    (gate,) = shape.gates
    root, needed = positivity.sqrt(dot(series.field, gate.vector, gate.vector) + series.field.number(int(gate.soft)))
    if needed:
        raise Undecided("the slope of a gate")
    ratio, height = gate.vector[0] / root, gate.offset / root
    side = positivity.sign(ratio)
    series.add(Class("hermite", ratio * side, -side, height), power, -(value * density(height)), lowered=1)


def _add_gaussian(series: Series, tilt: Form, quad: Form, power: int, value: Form) -> None:
    if positivity.sign(quad) > 0:
        raise OutOfClass("a growing Gaussian")
    spread = series.field.one - quad * 2
    root, needed = positivity.sqrt(spread)
    ratio, also = positivity.sqrt(-quad * 2)
    if needed or also:
        raise Undecided("the width of a Gaussian")
    ratio = ratio / root
    scale = value * series.field.exp(tilt * tilt / (spread * 2)) / root
    series.add(Class("hermite", ratio, 1, tilt / (ratio * spread)), power, scale)


def _value(series: Series, parity: int) -> Form:
    """The value for n of one parity."""
    total = series.field.zero
    for found, terms in series.classes.items():
        inner = series.field.zero
        for part in _parts(found, terms, parity):
            inner = inner + part
        if inner:
            total = total + inner * _power(found, parity)
    return total


def _power(found: Class, parity: int) -> Form:
    """(side ratio)^n."""
    alternating = found.side < 0 and (parity == 1)
    value = nth_power(found.ratio)
    return -value if alternating else value


def _parts(found: Class, terms: Shifts, parity: int) -> Iterator[Form]:
    if found.kind == "power":
        yield from terms.values()
    elif found.kind == "wave":
        yield from (value * _cosine(found.place, j, parity) for j, value in terms.items())
    else:
        left = reduced(terms, found.place)
        yield from (value * hermite_value(j, found.place) for j, value in left.items() if found.place or (parity + j) % 2 == 0)


def _cosine(phase: Form, j: int, parity: int) -> Form:
    """cos(phase + (n + j) pi/2) for n of a parity."""
    angle: Expr = phase.expression()
    if (parity + j) % 2 == 0:
        return sign_power(j, phase.field) * normal_form(sympy.cos(angle), phase.field)
    return -(sign_power(j - 1, phase.field) * normal_form(sympy.sin(angle), phase.field))
