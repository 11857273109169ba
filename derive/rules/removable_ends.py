r"""Removable poles at a knot, with different functions on its two sides: (1 - exp(-|x|))/|x|, (1 - cos x)/x beyond 0.

On the side z > h each term exp(Bz) (z - h)^-k is exp(Bh - h^2/2) F_k(B - h), with the finite part F_k(B) of E[1{Z > 0} exp(BZ) Z^-k],

    F_0 = exp(B^2/2) Phi(B),        F_1 = sqrt(pi/8) erfi(B/sqrt(2)) + B^2/(2 sqrt(2 pi)) 2F2(1, 1; 3/2, 2; B^2/2),
    (k-1) F_k = B F_(k-1) - F_(k-2) + He_(k-1)(B)/((k-1)! sqrt(2 pi)),        k >= 2.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from math import factorial

from sympy import Abs, Expr, Heaviside, Integer, Poly, PolynomialError, Rational, Symbol, cos, exp, hyper

from derive.engine.rule import Goal, Reduction, rule
from derive.language.forms import positivity
from derive.language.forms.atoms import cdf_form, erfi_form
from derive.language.forms.complex_form import ComplexForm
from derive.language.forms.normal_form import Form, Undecided
from derive.language.forms.normalize import normal_form
from derive.language.goals.expectation import ActivationMoment
from derive.language.moments.integrand import OutOfClass
from derive.language.moments.moment import Gate, Shape, moment_form, sum_forms
from derive.language.moments.point_mass import point_masses
from derive.language.moments.pole_pair import fractions_of
from derive.language.moments.scaled import with_scale
from derive.language.moments.truncated_pole import TruncatedPair
from derive.language.sources import AHLFORS
from derive.language.symbols import Z, ddphi, dphi, phi, q, x, z
from derive.rules.between_knots import bodies
from derive.rules.removable_poles import FinitePart, in_fractions, require_removable, turned_exponential

b, w = Symbol("b", positive=True), Symbol("w", positive=True)


@rule(
    title="finite parts on a half line",
    statement=r"\mathbb E\Big[\mathbf 1\{Z>h\}\sum_jd_j\frac{e^{B_jZ}}{(Z-h)^{k_j}}\Big]=\sum_jd_j\,e^{B_jh-h^2/2}F_{k_j}(B_j-h),\qquad "
    r"F_0=e^{B^2/2}\Phi(B),\quad F_1=\int_0^Be^{t^2/2}\Phi(t)\,dt=\sqrt{\tfrac\pi8}\operatorname{erfi}\tfrac B{\sqrt2}+\tfrac{B^2}{2\sqrt{2\pi}}"
    r"{}_2F_2\big(1,1;\tfrac32,2;\tfrac{B^2}2\big),\quad (k-1)F_k=BF_{k-1}-F_{k-2}+\tfrac{\mathrm{He}_{k-1}(B)}{(k-1)!\sqrt{2\pi}}",
    source=AHLFORS,
    proof="z = h + y makes the density times exp(Bz) the factor exp(Bh - h^2/2) times exp((B - h)y) p(y). On y > e > 0 the sum may be taken term by term; "
    "the integral of a term is a sum of e^-j, a multiple of log(1/e) and a finite part, up to what vanishes with e, and what is infinite adds up to "
    "nothing, as the principal parts at the knot are checked to cancel. Finite parts are linear, and by parts, from (exp(By) p(y) y^(1-k))', (k-1) F_k is "
    "B F_(k-1) - F_(k-2) plus the coefficient of y^(k-1) in exp(By) p(y), which is He_(k-1)(B)/((k-1)! sqrt(2 pi)) by the generating function. d/dB F_1 = "
    "F_0, so F_1 is the integral of exp(t^2/2) Phi(t) from 0 to B and a constant, the same for all terms; its weight in the sum is the residue of the "
    "whole at the knot, which is 0. Phi(t) - 1/2 = exp(-t^2/2) t 1F1(1; 3/2; t^2/2)/sqrt(2 pi) (DLMF 7.6.2), whose series is integrated term by term. "
    "Waves are the real parts for B = -iw. The left side is mirrored. Deltas at the knot are densities, as in activation_moment_eq_sum.",
    rank=10,
    examples=lambda: (
        ActivationMoment((1 - exp(-b * Abs(x))) / Abs(x), phi, q),
        ActivationMoment((1 - exp(-Abs(x))) / Abs(x), phi**2, q),
        ActivationMoment((1 - exp(-Abs(x))) / Abs(x), dphi * z, q),
        ActivationMoment(Heaviside(x) * (1 - cos(w * x)) / x, phi, q),
        ActivationMoment(Heaviside(x - 1) * (exp(x - 1) - 1) / (x - 1), phi, q),
    ),
)
def activation_moment_eq_finite_parts_beyond_knot(goal: Goal) -> Reduction | None:
    """E[p(phi, phi', phi'', z)] of a function with one knot that is meromorphic on each side of it and has a removable pole there on one side or both."""
    if not isinstance(goal, ActivationMoment):
        return None
    try:
        activation, root, needed = with_scale(goal, goal.function, goal.variance)
        if len(activation.knots) != 1 or len({piece.expr for piece in activation.pieces}) != 2:
            return None
        field = root.field
        knot, monomials = normal_form(activation.knots[0], field) / root, Poly(goal.polynomial, phi, dphi, ddphi, z).terms()
        left, right = bodies(activation, monomials, root.expression())
        sides = [side for body, start in ((left.xreplace({Z: -Z}), -knot), (right, knot)) for side in _beyond(body, start)]
        if not any(isinstance(side, ComplexForm) for side in sides):
            return None
        weighted = ((normal_form(value, field), m, point_masses(activation, i, j, k)) for (i, j, k, m), value in monomials)
        masses = [value * mass.expectation(m, root, field) for value, m, found in weighted for mass in found]
    except (OutOfClass, Undecided, PolynomialError):
        return None
    return Reduction(sum_forms(field, [*(side.real if isinstance(side, ComplexForm) else side for side in sides), *masses]), needed)


def _beyond(body: Expr, start: Form) -> Iterator[Form | ComplexForm]:
    """E[1{Z > start} body] in parts, finite parts as complex numbers; raises OutOfClass, Undecided."""
    field, parts = start.field, list[tuple[EndPart, Form]]()
    gate = Gate((field.one,), -start, False)
    for shape, whole, pairs, real in in_fractions(body, field):
        yield moment_form(field, (), {(k,): value for k, value in enumerate(whole)}, replace(shape, gates=(gate,)))
        for value, pair in (part for term in pairs for part in fractions_of(term)):
            if shape != Shape((field.zero,), (field.zero,)):
                raise OutOfClass("complex poles beside an exponential")
            yield value * TruncatedPair(start, pair).mean(pair.k, pair.n)
        parts += [(EndPart.of(term, shape), term.d) for term in real]
    if any(part.p != start for part, _ in parts):
        raise OutOfClass("a pole off the knot")
    require_removable(parts)
    yield from (part.complex_value * value for part, value in parts)


class EndPart(FinitePart):
    """The finite part of the mean of exp(bz) cos(wz + f) (z - p)^-k beyond z = p."""

    @cached_property
    def complex_value(self) -> ComplexForm:
        """exp(-if) exp(Bp - p^2/2) F_k(B - p)."""
        w, f = self.wave
        rate = ComplexForm(self.shape.tilt[0], -w)
        moved = rate - ComplexForm.of(self.p)
        if self.shape.quad[0] or (moved.real and w):
            raise OutOfClass("a Gaussian, or a wave that grows")
        return turned_exponential(rate * self.p - ComplexForm.of(self.p * self.p / 2), f) * _finite_part(moved, self.k)


def _finite_part(rate: ComplexForm, k: int) -> ComplexForm:
    """F_k(B) for B real or imaginary."""
    field = rate.real.field
    weight = positivity.sqrt(field.pi * 2)[0].inverse()
    lower, upper = _first_two(rate)
    before, polynomial = ComplexForm.of(field.one), rate  # Hermite's of orders n - 2 and n - 1
    for n in range(2, k + 1):
        edge = polynomial * (weight / factorial(n - 1))
        lower, upper = upper, (rate * upper - lower + edge) / (n - 1)
        before, polynomial = polynomial, rate * polynomial - before * (n - 1)
    return upper


def _first_two(rate: ComplexForm) -> tuple[ComplexForm, ComplexForm]:
    """F_0 and F_1."""
    field, wave = rate.real.field, bool(rate.imaginary)
    size = rate.imaginary if wave else rate.real
    root, square = positivity.sqrt(field.number(2))[0], size * size / 2 * (-1 if wave else 1)
    even = square * field.atom(hyper((1, 1), (Rational(3, 2), Integer(2)), square.expression())) / positivity.sqrt(field.pi * 2)[0] if size else field.zero
    half = positivity.sqrt(field.pi / 2)[0] / 2
    if not wave:
        return ComplexForm.of(field.exp(square) * cdf_form(size)), ComplexForm.of(half * erfi_form(size / root) + even)
    first = ComplexForm(field.one, erfi_form(size / root)) * (field.exp(square) / 2)
    return first, ComplexForm(even, half * (cdf_form(size) * 2 - field.one))
