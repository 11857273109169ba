r"""Rational functions with poles at the roots of any polynomial: 1/(x^4 + x + 1), x/(x^6 + x + 1).

With F_k(s) = E[(Z - s)^-k] for s = tau r off the line, r a root of a polynomial with whole coefficients,

    F_1(s) = i sqrt(pi/2) w(s/sqrt(2)),  Im s > 0,         (k-1) F_k = -s F_(k-1) - F_(k-2),  F_0 = 1,

so every F_k is A_k(s) F_1 + B_k(s), and the residues, polynomials in r, take the A_k and B_k in: one polynomial in r is left for each power of the scale.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from flint import fmpq_poly
from sympy import Add, Expr, Mul, PolynomialError, Symbol, cos, exp, expand, sin

from derive.engine.rule import Goal, Reduction, rule
from derive.language.forms import positivity
from derive.language.forms.atoms import cdf_form, voigt_forms
from derive.language.forms.complex_form import ComplexForm
from derive.language.forms.fields import field_of
from derive.language.forms.normal_form import Field, Form, Undecided
from derive.language.forms.polynomial_poles import Irreducible, OverIrreducible, Weighted, gathered
from derive.language.forms.real_fractions import Fraction
from derive.language.forms.real_quadratics import over_real_factors
from derive.language.goals.expectation import ActivationMoment, Expectation
from derive.language.goals.gaussian import Gaussian
from derive.language.moments.integrand import OutOfClass, read_integrand
from derive.language.moments.moment import Shape, moment_form, sum_forms
from derive.language.moments.pole_pair import fractions_of
from derive.language.moments.scaled import with_scale
from derive.language.sources import AHLFORS
from derive.language.symbols import Z, ddphi, dphi, phi, q, x, z

w = Symbol("w", positive=True)


@rule(
    title="poles at the roots of a polynomial",
    statement=r"\mathbb E\Big[\frac{N(Z)}{P(Z)^n}\Big]=2\operatorname{Re}\sum_{P(s)=0,\ \operatorname{Im}s>0}\ \sum_{k\le n}C_k(s)\,F_k(s),\qquad "
    r"F_1(s)=\mathrm i\sqrt{\tfrac\pi2}\,w\big(\tfrac s{\sqrt2}\big),\quad(k-1)F_k=-s\,F_{k-1}-F_{k-2},\quad F_0=1",
    source=AHLFORS,
    proof="N/P^n is the sum of its principal parts C_k(s)/(z - s)^k at the roots s of P, which are simple as P is irreducible; no root is real, and conjugate "
    "roots have conjugate parts. E[1/(Z - s)] = i sqrt(pi/2) w(s/sqrt(2)) for Im s > 0 is the integral of Cauchy's kind for Faddeeva's function w, and "
    "E[Z h] = E[h'] with h = (Z - s)^(1-k) is s F_(k-1) + F_(k-2) = (1 - k) F_k. So F_k = A_k(s) F_1 + B_k(s) with polynomials A_k, B_k. The C_k are "
    "polynomials in s with coefficients in the field of P, reduced modulo P; the sum of C_k B_k over all roots is rational, a trace. Fractions over "
    "other factors have means of their own.",
    rank=9,
    examples=lambda: (
        ActivationMoment(1 / (x**4 + x + 1), phi, q),
        ActivationMoment(1 / (x**4 + x + 1), dphi**2, q),
        ActivationMoment(x / (x**6 + x**2 + 1) + x / (x**2 + 1), phi * z, q),
        Expectation(Z**5 / (Z**4 + Z + 1), Gaussian()),
    ),
)
def rational_moment_eq_sum_over_roots(goal: Goal) -> Reduction | None:
    """E[N(Z)/P(Z)^n] over an irreducible P without real roots whose roots have no radicals."""
    try:
        if isinstance(goal, ActivationMoment):
            activation, root, needed = with_scale(goal, goal.function, goal.variance)
            if activation.knots:
                return None
            body = activation.pieces[0].expr
            values = {phi: body, dphi: body.diff(x), ddphi: body.diff(x, 2)}
            total = _mean(goal.polynomial.xreplace(values).xreplace({x: root.expression() * Z, z: Z}), root.field)
            return None if total is None else Reduction(total, needed)
        if isinstance(goal, Expectation) and goal.law.dimension == 1:
            total = _mean(goal.body, field_of(goal.free_symbols))
            return None if total is None else Reduction(total)
    except (Undecided, PolynomialError):
        pass
    return None


@rule(
    title="partial fractions",
    statement=r"\mathbb E\big[e^{bZ+gZ^2}R(Z)\big]=\sum_kp_k\,\mathbb E\big[Z^ke^{bZ+gZ^2}\big]+\sum_j\mathbb E\Big[e^{bZ+gZ^2}\,"
    r"\frac{d_j+e_j(Z+m_j)}{\big((Z+m_j)^2+s_j\big)^{n_j}}\Big],\quad s_j>0",
    source=AHLFORS,
    proof="R is a polynomial plus its partial fractions over the pairs of conjugate roots of its denominator, none of which is real, as s_j > 0 says. Beside "
    "the exponential, and a wave, every term is integrable where the whole is, as R has the order of its polynomial part at infinity: for g < 1/2.",
    rank=43,
    examples=lambda: (
        Expectation(exp(w * Z) / (Z**4 + Z + 1), Gaussian()),
        Expectation(exp(-w * Z**2) * cos(Z) * Z**4 / (Z**4 + Z + 1), Gaussian()),
    ),
)
def exponential_ratio_eq_pole_pairs(goal: Goal) -> Reduction | None:
    """E[exp(bZ + gZ^2) R(Z)], perhaps with a wave, where the denominator of R has roots without radicals, before a shift moves these."""
    if not isinstance(goal, Expectation) or goal.law.dimension != 1 or not goal.body.has(exp):
        return None
    front = Mul(*(factor for factor in Mul.make_args(goal.body) if isinstance(factor, exp | sin | cos)))
    field, ratio = field_of(goal.free_symbols), goal.body / front
    try:
        quotient = over_real_factors(ratio, Z, field) if ratio.is_rational_function(Z) else None
        if quotient is None or not any(isinstance(base, Irreducible) for base in quotient.bases):
            return None
        polynomial, pairs, real = quotient.apart(quotient.numerator(Z, field))
        if real:
            return None
        whole = expand(front * Add(*(value.expression() * Z**k for k, value in enumerate(polynomial))))
        total = read_integrand(whole, {Z: (field.one,)}, field).expectation(())
        parts = (part for term in pairs for part in fractions_of(term))
        return Reduction(total + sum_forms(field, (value * field.atom(Expectation(front * pair.at(Z), Gaussian())) for value, pair in parts)))
    except (Undecided, OutOfClass, PolynomialError):
        return None


def _mean(body: Expr, field: Field) -> Form | None:
    """E[body(Z)]; None where there is no such factor."""
    if not body.is_rational_function(Z) or body.is_polynomial(Z):
        return None
    quotient = over_real_factors(body, Z, field)
    if not any(isinstance(base, Irreducible) for base in quotient.bases):
        return None
    polynomial, parts = quotient.parts(quotient.numerator(Z, field))
    zero = (field.zero,)
    total = moment_form(field, (), {(k,): value for k, value in enumerate(polynomial)}, Shape(zero, zero))
    residues: dict[Irreducible, dict[int, Weighted]] = {}
    for part in parts:
        if isinstance(part, OverIrreducible):
            found = residues.setdefault(replace(part.base, n=1), {})
            for k, value in part.residues().items():
                found[k] = gathered([*found.get(k, []), *value])
        elif isinstance(part, Fraction):
            total = total + sum_forms(field, (value * pair.mean() for value, pair in fractions_of(part)))
        else:
            raise Undecided("a pole on the line")
    return total + sum_forms(field, (_over_roots(base, found) for base, found in residues.items()))


def _over_roots(base: Irreducible, residues: Mapping[int, Weighted]) -> Form:
    """2 Re of the sum over the roots above the line of A F_1, and the trace of B."""
    if not all(root.imag for root in base.roots):
        raise Undecided("a pole on the line")
    field, total = base.tau.field, base.tau.field.zero
    slopes, constants = _reduced(base, residues)
    for number, root in enumerate(base.roots):
        total = total + (base.value(slopes, number) * _cauchy(base.place(number), not root.real)).real * 2
    return total + sum_forms(field, (weight * base.trace(g) for weight, g in constants))


def _reduced(base: Irreducible, residues: Mapping[int, Weighted]) -> tuple[Weighted, Weighted]:
    """sum C_k A_k and sum C_k B_k as sums of forms times polynomials in the root."""
    one, s = fmpq_poly([1]), (base.tau, fmpq_poly([0, 1]))
    before: tuple[Weighted, Weighted] = ([], [(base.tau.field.one, one)])
    now: tuple[Weighted, Weighted] = ([(base.tau.field.one, one)], [])
    slopes, constants = Weighted(), Weighted()
    for k in range(1, max(residues) + 1):
        slopes, constants = (gathered([*total, *base.times(residues.get(k, []), values)]) for total, values in zip((slopes, constants), now, strict=True))
        following = tuple(gathered((-weight / k, g) for weight, g in (*base.times([s], value), *lower)) for value, lower in zip(now, before, strict=True))
        before, now = now, (following[0], following[1])
    return slopes, constants


def _cauchy(place: ComplexForm, on_axis: bool) -> ComplexForm:
    """i sqrt(pi/2) w(s/sqrt(2)), Im s > 0."""
    field = place.real.field
    root, weight = positivity.sqrt(field.number(2))[0], positivity.sqrt(field.pi / 2)[0]
    if on_axis:
        return ComplexForm(field.zero, weight * field.exp(place.imaginary * place.imaginary / 2) * cdf_form(-place.imaginary) * 2)
    return (ComplexForm(*voigt_forms(place.real / root, place.imaginary / root)) * weight).times_i()
