r"""Functions whose real poles are removable: sin(x)/x, (exp(x) - 1)/x, (1 - cos x)/x^2, their powers and products with rational functions.

The mean of such a function is half the sum of its integrals over a line above and one below the real axis, term by term, where each term

    F_k = <exp(Bz + gz^2) (z - p)^-k>,      B = b - iw,  s^2 = 1/(1 - 2g),  u = (p - B s^2)/(sqrt(2) s),

is the finite part of its mean. With F_0 = s exp(B^2 s^2/2) and w = K + iL Faddeeva's function,

    F_1 = -sqrt(pi/2) exp(pB - p^2/(2s^2)) erfi(u) = i sqrt(pi/2) (exp(B^2 s^2/2) w(u) - exp(pB - p^2/(2s^2))),
    (k-1) F_k = (B - p/s^2) F_(k-1) - F_(k-2)/s^2                                                    by parts, k >= 2.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import factorial
from typing import Self

from sympy import Dummy, Expr, PolynomialError, Pow, Symbol, cos, cosh, exp, expand, sin, sinh
from sympy.simplify.fu import TR8

from derive.engine.rule import Goal, Reduction, rule
from derive.language.deciding.hypotheses import strongest
from derive.language.deciding.zero import is_zero
from derive.language.forms import positivity
from derive.language.forms.atoms import cdf_form, erfi_form, voigt_forms
from derive.language.forms.complex_form import ComplexForm
from derive.language.forms.normal_form import Field, Form, Undecided
from derive.language.forms.real_fractions import Coefficients, Fraction, RealFraction
from derive.language.forms.real_quadratics import over_real_factors
from derive.language.functions.activation import Activation
from derive.language.goals.expectation import ActivationMoment, Expectation
from derive.language.goals.gaussian import Gaussian
from derive.language.moments.integrand import OutOfClass, read_integrand
from derive.language.moments.moment import Shape, Wave, moment_form, shape_expression, sum_forms
from derive.language.moments.pole_pair import fractions_of
from derive.language.moments.scaled import with_scale
from derive.language.moments.wave import cosine, sine
from derive.language.sources import AHLFORS
from derive.language.symbols import Z, ddphi, dphi, phi, q, x, z

b, w = Symbol("b", real=True), Symbol("w", positive=True)
ENTIRE = (exp, sin, cos, sinh, cosh)
HIGHEST = 16


@rule(
    title="finite parts at removable poles",
    statement=r"\mathbb E[f]=\sum_j\big\langle d_j\,e^{B_jz+g_jz^2}(z-p_j)^{-k_j}\big\rangle,\qquad "
    r"\langle g\rangle=\tfrac12\Big(\int_{\mathbb R+i\delta}+\int_{\mathbb R-i\delta}\Big)g(z)\,\tfrac{e^{-z^2/2}}{\sqrt{2\pi}}\,dz,\qquad "
    r"F_k=\Big\langle\frac{e^{Bz}}{(z-p)^k}\Big\rangle:\quad F_1=-\sqrt{\tfrac\pi2}\,e^{pB-p^2/2}\operatorname{erfi}\tfrac{p-B}{\sqrt2},\quad "
    r"(k-1)F_k=(B-p)F_{k-1}-F_{k-2},\quad F_0=e^{B^2/2}",
    source=AHLFORS,
    proof="f is meromorphic, and its principal part at every real pole is checked to vanish, so f is analytic in a strip about the line, where it grows less "
    "than the density falls. By Cauchy's theorem its mean is the integral over R + i delta and over R - i delta for small delta > 0, hence half their sum, "
    "and there it may be taken term by term, though no term has a mean. F_k of exp(Bz + gz^2) (z - p)^-k: with s^2 = 1/(1 - 2g) > 0 the square is "
    "completed, exp(Bz + gz^2 - z^2/2) = exp(B^2 s^2/2) exp(-(z - B s^2)^2/(2 s^2)), and z = B s^2 + s y makes F_1 exp(B^2 s^2/2) times the finite part of "
    "1/(y - v), v = (p - B s^2)/s, which is -sqrt(pi/2) exp(-v^2/2) erfi(v/sqrt(2)): for real v the Hilbert transform of the density, and both sides are "
    "entire in B. On the two lines (h (z - p)^(1-k) exp(Bz + gz^2 - z^2/2))' has the integral 0, which is the recurrence for F_k. A wave is half the sum of "
    "two complex exponentials that are conjugate, and so are their F_k. Fractions with complex poles are left to other theorems.",
    rank=9,
    examples=lambda: (
        ActivationMoment(sin(w * x) / x, phi, q),
        ActivationMoment((exp(b * x) - 1) / x, phi, q),
        ActivationMoment((1 - cos(x)) / x**2, phi * z**2 + phi, q),
        ActivationMoment((exp(x - 1) - 1) / (x - 1), phi, q),
        ActivationMoment(sin(x - 1) / (x - 1), phi, q),
        ActivationMoment(exp(-(x**2)) * sin(x) / x, phi, q),
        ActivationMoment(sin(x) / (x + x**3), z * dphi, q),
    ),
)
def activation_moment_eq_finite_parts(goal: Goal) -> Reduction | None:
    """E[p(phi, phi', phi'', z)] of one meromorphic function whose real poles are removable."""
    if not isinstance(goal, ActivationMoment):
        return None
    try:
        activation, root, needed = with_scale(goal, goal.function, goal.variance)
        body = one_body(activation, goal.polynomial)
        if body is None:
            return None
        total, conditions = _mean(body.xreplace({x: root.expression() * Z, z: Z}), root.field)
    except (OutOfClass, Undecided, PolynomialError):
        return None
    return Reduction(total, strongest([*needed, *conditions], Form.expression))


def one_body(activation: Activation, polynomial: Expr) -> Expr | None:
    """The integrand of a function that is one expression although it has knots: these are its removable poles."""
    pieces = {piece.expr for piece in activation.pieces}
    if not activation.knots or len(pieces) != 1:
        return None
    (body,) = pieces
    return polynomial.xreplace({phi: body, dphi: body.diff(x), ddphi: body.diff(x, 2)})


def _mean(body: Expr, field: Field) -> tuple[Form, list[Form]]:
    """E[body(Z)] and what must be positive for it; raises OutOfClass, Undecided."""
    total, parts = field.zero, list[tuple[FinitePart, Form]]()
    for shape, whole, pairs, real in in_fractions(body, field):
        total = total + moment_form(field, (), {(k,): value for k, value in enumerate(whole)}, shape)
        total = total + sum_forms(field, _complex(pairs, shape))
        parts += [(FinitePart.of(term, shape), term.d) for term in real]
    if not parts or any(part.k > HIGHEST for part, _ in parts):
        raise OutOfClass("no removable poles")
    require_removable(parts)
    conditions = [form for part, _ in parts for form in part.needed]
    return total + sum_forms(field, (value * part.value for part, value in parts)), conditions


def in_fractions(body: Expr, field: Field) -> Iterator[tuple[Shape, Coefficients, list[Fraction], list[RealFraction]]]:
    """The body as a sum of exponentials and waves, each times a polynomial and fractions with complex and with real poles; raises OutOfClass, Undecided."""
    names = {part: Dummy() for part in body.atoms(*ENTIRE) if part.has(Z)}
    named, back = body.xreplace(names), {name: part for part, name in names.items()}
    if any(power.exp.is_negative and power.has(*back) for power in named.atoms(Pow)):
        raise OutOfClass("poles at the zeros of an entire function")
    quotient = over_real_factors(named, Z, field)
    above = read_integrand(expand(quotient.above.xreplace(quotient.values | back)), {Z: (field.one,)}, field)
    for shape, polynomial in above.terms.items():
        degree = max(k for (k,) in polynomial)
        yield shape, *quotient.apart([polynomial.get((k,), field.zero) for k in range(degree + 1)])


def _complex(terms: Iterable[Fraction], shape: Shape) -> Iterator[Form]:
    """Fractions with complex poles beside a shape, as goals."""
    for term in terms:
        for value, pair in fractions_of(term):
            if shape == Shape(shape.tilt, shape.quad) and not any((*shape.tilt, *shape.quad)):
                yield value * pair.mean()
            for weight, plain in _without_phase(shape):
                yield value * weight * pair.field.atom(Expectation(shape_expression(plain, (Z,)) * pair.at(Z), Gaussian()))


def _without_phase(shape: Shape) -> list[tuple[Form, Shape]]:
    """cos(wZ + f) = cos(f) cos(wZ) + sin(f) cos(wZ + pi/2)."""
    if shape.wave is None:
        return [(shape.tilt[0].field.one, shape)] if any((*shape.tilt, *shape.quad)) else []
    f, right = shape.wave.phase, shape.wave.phase.field.pi / 2
    turned = ((cosine(f), f.field.zero), (-sine(f), -right))
    return [(weight, replace(shape, wave=Wave(shape.wave.frequency, phase))) for weight, phase in turned if weight]


@dataclass(frozen=True)
class FinitePart:
    """The finite part of the mean of exp(bz + gz^2) cos(wz + f) (z - p)^-k, the real part of exp(-if) F_k."""

    p: Form
    k: int
    shape: Shape

    @classmethod
    def of(cls, term: RealFraction, shape: Shape) -> Self:
        """That of one fraction beside a shape."""
        return cls(-term.base.t, term.base.n, shape)

    @property
    def field(self) -> Field:
        return self.p.field

    @cached_property
    def wave(self) -> tuple[Form, Form]:
        """(w, f)."""
        wave, zero = self.shape.wave, self.field.zero
        return (zero, zero) if wave is None else (wave.frequency[0], wave.phase)

    @cached_property
    def spread(self) -> tuple[Form, tuple[Form, ...]]:
        """1/s, and what must be positive for it."""
        return positivity.positive_sqrt(self.field.one - self.shape.quad[0] * 2)

    @property
    def needed(self) -> tuple[Form, ...]:
        return self.spread[1]

    @cached_property
    def value(self) -> Form:
        """Re[exp(-if) F_k]."""
        w, f = self.wave
        inverse, rate = self.spread[0], ComplexForm(self.shape.tilt[0], -w)
        slope = rate - ComplexForm.of(self.p * inverse * inverse)
        lower, upper = turned_exponential(rate * rate / (inverse * inverse * 2), f) / inverse, self._first(rate)
        for n in range(2, self.k + 1):
            lower, upper = upper, (slope * upper - lower * (inverse * inverse)) / (n - 1)
        return upper.real

    def _first(self, rate: ComplexForm) -> ComplexForm:
        """exp(-if) F_1."""
        w, f = self.wave
        inverse, root = self.spread[0], positivity.sqrt(self.field.number(2))[0]
        x_part, y_part = (self.p * inverse - self.shape.tilt[0] / inverse) / root, w / (inverse * root)
        edge = turned_exponential(rate * self.p - ComplexForm.of(self.p * self.p * inverse * inverse / 2), f)
        weight = positivity.sqrt(self.field.pi / 2)[0]
        if not w:
            return edge * (-weight * erfi_form(x_part))
        if not x_part:
            return (edge * (weight * (self.field.one - cdf_form(y_part * root) * 2))).times_i()
        whole = turned_exponential(rate * rate / (inverse * inverse * 2), f)
        return ((whole * ComplexForm(*voigt_forms(x_part, y_part)) - edge) * weight).times_i()

    def derivatives(self, most: int) -> list[Form]:
        """The shape and its derivatives at p, up to the order `most`."""
        (w, f), (g,) = self.wave, self.shape.quad
        rate = ComplexForm(self.shape.tilt[0], -w)
        found = [turned_exponential(rate * self.p + ComplexForm.of(g * self.p * self.p), f)]
        for j in range(most):
            following = (rate + ComplexForm.of(g * self.p * 2)) * found[j]
            found.append(following + found[j - 1] * (g * (2 * j)) if j else following)
        return [value.real for value in found]


def turned_exponential(exponent: ComplexForm, phase: Form) -> ComplexForm:
    """exp(exponent - i phase)."""
    size, angle = phase.field.exp(exponent.real), exponent.imaginary - phase
    return ComplexForm(size * cosine(angle), size * sine(angle))


def require_removable(parts: Sequence[tuple[FinitePart, Form]]) -> None:
    """Raises OutOfClass unless the principal parts at all poles are known to add up to zero."""
    for p in dict.fromkeys(part.p for part, _ in parts):
        here = [(part, value) for part, value in parts if part.p == p]
        highest = max(part.k for part, _ in here)
        laurent = [p.field.zero] * highest
        for part, value in here:
            for j, derivative in enumerate(part.derivatives(part.k - 1)):
                laurent[part.k - j - 1] = laurent[part.k - j - 1] + value * derivative / factorial(j)
        if any(value and not is_zero(TR8(value.expression())) for value in laurent):
            raise OutOfClass("a pole on the line")
