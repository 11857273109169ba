"""Hermite coefficients as functions of their order.

With the generating function exp(t z - t^2/2) = sum_n He_n(z) t^n/n!, E[f(Z) He_n(Z)] is the n-th derivative of E[f(Z + t)] at t = 0. So, p the normal density,

    E[Phi(a Z + b) He_n] = -(-r)^n He_(n-1)(h) p(h),      r = a/sqrt(1 + a^2), h = b/sqrt(1 + a^2),      n >= 1,
    E[1{a Z + b > 0} He_n] the same with r = sign(a), h = b/|a|,
    E[exp(b Z) He_n] = b^n exp(b^2/2),
    E[exp(-g Z^2 + b Z) He_n] = exp(b^2/(2 s))/sqrt(s) r^n He_n(b/(r s)),      s = 1 + 2 g, r = sqrt(1 - 1/s),
    E[cos(w Z + f) He_n] = w^n exp(-w^2/2) cos(f + n pi/2),
    E[exp(b Z) Phi(a Z + c) He_n] = exp(b^2/2) (b^n Phi(k) + r^n p(k) sum_(j < n) (b/r)^(n-1-j) He_j(b/r - k)),      k = (a b + c)/sqrt(1 + a^2);

cosines times exponentials and Gaussians are the same with b + iw for b, Gaussians that grow have s < 1 and r imaginary. Powers of Z are multiplied in by
Z He_n = He_(n+1) + n He_(n-1). What holds from some order on is completed by the moments of the lower orders.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field as new

from sympy import Eq, Expr, Max, Mod, atan, exp, expand, pi, sin, true
from sympy.logic.boolalg import Boolean

from derive.engine.rule import Goal, Reduction, by_cases, rule
from derive.language.forms import positivity
from derive.language.forms.atoms import cdf_form
from derive.language.forms.form_derivative import density
from derive.language.forms.hermite_sum import Shifts, multiplied, nth_power
from derive.language.forms.normal_form import Field, Form, Undecided
from derive.language.forms.normalize import normal_form
from derive.language.functions.activation import Activation
from derive.language.goals.hermite_coefficient import HermiteCoefficient, order
from derive.language.moments.integrand import Integrand, OutOfClass, glue, read_integrand
from derive.language.moments.moment import Shape, dot
from derive.language.moments.scaled import with_scale
from derive.language.moments.wave import cosine, sine
from derive.language.sources import MEHLER
from derive.language.special import Phi
from derive.language.symbols import phi, q, x
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


@rule(
    title="Hermite's generating function",
    statement=r"\mathbb E[f(Z)\,\mathrm{He}_n(Z)]=\frac{d^n}{dt^n}\,\mathbb E[f(Z+t)]\Big|_{t=0}",
    source=MEHLER,
    proof="E[f(Z + t)] = int f(x) p(x - t) dx, and (d/dt)^n p(x - t) = He_n(x - t) p(x - t) by Rodrigues' formula; f has at most the growth exp(g x^2), g "
    "< 1/2, so the derivative may be taken under the integral. E[f(Z + t)] is elementary for each factor: Phi(h + r t) for a gate, exp(b t + "
    "b^2/2), a Gaussian in t, each with b + iw for b where there is a cosine, exp(b t + b^2/2) Phi(k + r t) for both: with T_n its derivative for r = 1, "
    "T_(n+1) = b T_n + p(k) He_n(b - k), a sum of n terms; for k = b < 0 they sum to (1/sqrt(2 pi)) E[(iY)^n/(iY - b)], Y normal, an incomplete gamma "
    "function (DLMF 8.6.4), and T_n(b) = b^n - (-1)^n T_n(-b). Powers of Z come by Z He_n = He_(n+1) + n He_(n-1); orders below the first one for which "
    "the pattern holds are listed as cases.",
    rank=10,
    examples=lambda: (
        HermiteCoefficient(Max(x, 0), phi, order, q),
        HermiteCoefficient(x * exp(x / 2), phi, order, q),
        HermiteCoefficient(exp(-Max(x, 0)), phi, order, q),
        HermiteCoefficient(exp(x) * Phi(x), phi, order, q),
        HermiteCoefficient(exp(-(x**2)) * sin(x + 1), phi, order, q),
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
    return from_order(goal, series.first, values, (*needed, *series.needed))


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
