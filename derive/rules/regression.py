r"""Kernels with a smooth partner, and moments with exponential factors, for functions of any kind.

    E[phi(u) psi(v)] = E[phi(u) r(u)],  r(u) = E[psi(v) | u],           v = c sqrt(q2/q1) u + sqrt(q2 (1 - c^2)) W,
    E[exp(b x + g x^2) h(x)] = (1 - 2 g q)^(-1/2) exp(b^2 q'/2) E[h(x + b q')],     x ~ N(0, q) on the left, N(0, q') with q' = q/(1 - 2 g q) on the right.

So E[sigmoid(u) v], E[v/(1 + u^2)], E[exp(x)/(1 + x^2)] and E[exp(x) log|x|] are moments of one variable without other factors.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sympy import Abs, Expr, Heaviside, Lambda, Mul, Piecewise, Poly, S, Symbol, cos, exp, expand, log, sin

from derive.engine.rule import Goal, Reduction, rule
from derive.language.deciding.hypotheses import strongest
from derive.language.errors import DeriveError
from derive.language.forms import positivity
from derive.language.forms.fields import field_of
from derive.language.forms.normal_form import Field, Form, Undecided
from derive.language.forms.normalize import normal_form
from derive.language.forms.summands import summands
from derive.language.functions.activation import Activation
from derive.language.functions.piece import Piece, glued
from derive.language.goals.expectation import ActivationMoment, DualKernel, Expectation
from derive.language.goals.gaussian import Gaussian
from derive.language.moments.integrand import OutOfClass
from derive.language.moments.moment import sum_forms
from derive.language.moments.power_split import exponential_terms
from derive.language.moments.smooth_part import masses
from derive.language.sources import CAMERON_MARTIN, MEHLER
from derive.language.symbols import Z, c, ddphi, dphi, phi, q, q1, q2, x, z
from derive.rules.kernel_parity import existence
from derive.rules.smooth_partner import regressed
from derive.rules.wave_partner import regressed_wave

b, w = Symbol("b", real=True), Symbol("w", positive=True)
PLACES = (phi, dphi, ddphi)
Function = tuple[Expr, tuple[Form, ...]]  # a function of x = u, and what must be positive for it


@rule(
    title="regression",
    statement=r"\mathbb E[\phi(u)\psi(v)]=\mathbb E\big[\phi(u)\,\mathbb E[\psi(v)\mid u]\big],\qquad v=c\sqrt{q_2/q_1}\,u+\sqrt{q_2(1-c^2)}\,W",
    source=MEHLER,
    proof="E[phi(u) psi(v)] = E[phi(u) E[psi(v) | u]] by Fubini's theorem. Given u, v is normal with mean c sqrt(q2/q1) u and variance r = q2 (1 - c^2). "
    "So E[exp(i w v) | u] = exp(-w^2 r/2) exp(i w c sqrt(q2/q1) u), polynomials become polynomials, and exp(b v + g v^2) has a conditional mean for "
    "1 - 2 g r > 0, which is returned; for a wave beside them b is complex, and the real and imaginary part are taken. A factor with point masses is "
    "integrated against a polynomial only. Where E[psi(v) | u] = 0, the "
    "conditions under which the kernel exists are returned.",
    rank=56,
    examples=lambda: (
        DualKernel(log(1 + exp(x)), x**2 - x, (0, 0), q1, q2, c),
        DualKernel(x, log(1 + exp(x)), (0, 1), q1, q2, c),
        DualKernel((1 + x) / (1 + x**2), exp(b * x), (0, 0), q1, q2, c),
        DualKernel(1 / (1 + x**2), cos(w * x), (0, 0), q1, q2, c),
        DualKernel(1 / (1 + Abs(x)), x * exp(b * x), (0, 0), q1, q2, c),
        DualKernel(Heaviside(x - 1) / (1 + x**2), x * exp(-(x**2)) * sin(x), (0, 0), q1, q2, c),
    ),
)
def dual_kernel_eq_moment_of_regression(goal: Goal) -> Reduction | None:
    """E[phi^(m)(u) psi^(n)(v)] where one factor is a sum of polynomials times exponentials of degree two and waves, on the whole line."""
    if not isinstance(goal, DualKernel) or max(goal.orders) > 2:
        return None
    activations = [Activation.of(f) for f in goal.functions]
    field = field_of(goal.free_symbols)
    for place in (1, 0):
        try:
            if activations[place].knots:
                continue
            partner, needed = _regression(activations[place].derivative_pieces(goal.orders[place])[0].expr, goal, place, field)
            value = _moment(activations[1 - place], goal.orders[1 - place], partner, goal.variances[1 - place], field)
            given = () if partner != 0 else existence(activations, goal)
        except (OutOfClass, Undecided, DeriveError):
            continue
        return None if given is None else Reduction(value, strongest([*needed, *given], Form.expression))
    return None


def _regression(body: Expr, goal: DualKernel, place: int, field: Field) -> tuple[Expr, list[Form]]:
    """E[psi(v) | u = x] and what must be positive for it. Raises OutOfClass, Undecided."""
    total, needed = S.Zero, list[Form]()
    for term in summands(body):
        value, conditions = regressed_wave(term, goal, place, field) if term.has(cos, sin) else _exponential(term, goal, place, field)
        total, needed = total + value, [*needed, *conditions]
    return total, needed


def _exponential(term: Expr, goal: DualKernel, place: int, field: Field) -> Function:
    total, needed = S.Zero, tuple[Form, ...]()
    for part in exponential_terms(term):
        value, names, conditions = regressed(part, goal, place, field)
        total, needed = total + value.xreplace(names), needed + conditions
    return total, needed


def _moment(activation: Activation, order: int, partner: Expr, variance: Expr, field: Field) -> Form:
    """E[phi^(m)(u) r(u)]; raises OutOfClass where the product would be one of a point mass and more than a polynomial."""
    if partner.is_polynomial(x):
        partner = expand(partner)
        root = positivity.sqrt(normal_form(variance, field))[0].expression()
        coefficients = [(k, partner.coeff(x, k) * root**k) for k in range(int(partner.as_poly(x).degree()) + 1)] if partner.has(x) else [(0, partner)]
        terms = (normal_form(value, field) * field.atom(ActivationMoment(activation.as_lambda, PLACES[order] * z**k, variance)) for k, value in coefficients)
        return sum_forms(field, terms)
    pieces = activation.derivative_pieces(order)
    if len(pieces) == 1:
        return in_one_letter(pieces[0].expr * partner, normal_form(variance, field))
    if order and masses(activation, order):
        raise OutOfClass("point masses beside more than a polynomial")
    return sum_forms(field, (number * field.atom(ActivationMoment(times(pieces, f), phi, variance)) for number, f in _apart(partner, field)))


def times(pieces: Sequence[Piece], factor: Expr) -> Lambda:
    """The function with these pieces, times another one."""
    return Lambda(x, glued([replace(piece, expr=piece.expr * factor) for piece in pieces]))


def _apart(partner: Expr, field: Field) -> list[tuple[Form, Expr]]:
    """A sum of powers times exponentials and waves, each with the constant in front."""
    found: dict[Expr, Form] = {}
    for term in summands(_without_phases(partner)):
        number, function = term.as_independent(x, as_Add=False)
        found[function] = found.get(function, field.zero) + normal_form(number, field)
    return [(number, function) for function, number in found.items() if number]


def in_one_letter(body: Expr, variance: Form) -> Form:
    """E[body(x)], x = sqrt(q) Z, as goals in Z, one for each exponential or wave."""
    field, root = variance.field, positivity.sqrt(variance)[0].expression()
    factors: dict[tuple[Expr, Expr], Expr] = {}
    for term in summands(_without_phases(body)):
        constant, rest = term.as_independent(x, as_Add=False)
        wave = Mul(*(factor for factor in Mul.make_args(rest) if isinstance(factor, exp | cos | sin)))
        number = constant if constant.has(cos, sin, exp) else S.One
        key = wave, number
        others = Mul(*(factor for factor in Mul.make_args(rest) if not isinstance(factor, exp | cos | sin)))
        factors[key] = factors.get(key, S.Zero) + others * (constant / number)
    goals = (
        (normal_form(number, field), field.atom(Expectation((wave * function).subs(x, root * Z), Gaussian()))) for (wave, number), function in factors.items()
    )
    return sum_forms(field, (number * goal for number, goal in goals))


def _without_phases(body: Expr) -> Expr:
    """cos(w x + f) and sin(w x + f) as sums of cos(w x) and sin(w x)."""
    found = {}
    for wave in body.atoms(cos, sin):
        phase, rest = expand(wave.args[0]).as_independent(x, as_Add=True)
        if phase != 0 and rest != 0:
            turned = (cos(rest), -sin(rest)) if isinstance(wave, cos) else (sin(rest), cos(rest))
            found[wave] = cos(phase) * turned[0] + sin(phase) * turned[1]
    return body.xreplace(found)


@rule(
    title="Cameron-Martin theorem",
    statement=r"\mathbb E_q\big[e^{gx^2}h(x)\big]=\frac1{\sqrt{1-2gq}}\,\mathbb E_{q'}\big[h(x)\big],\qquad q'=\frac q{1-2gq}",
    source=CAMERON_MARTIN,
    proof="For 1 - 2gq > 0, exp(g x^2) exp(-x^2/(2q)) = exp(-x^2/(2q')) with 1/q' = 1/q - 2g, and the constants in front of the two densities have the "
    "quotient sqrt(q'/q) = (1 - 2gq)^(-1/2). The terms of a sum with different exponents are taken one by one; each condition is returned. exp(b "
    "x), cos and sin are left to the goals in one letter.",
    rank=57,
    examples=lambda: (
        ActivationMoment(exp(b * x) * (1 + x) / (1 + x**2), phi, q),
        ActivationMoment(exp(-w * x**2) / (1 + Abs(x)), phi * z**2, q),
        ActivationMoment(cos(w * x) / (1 + x**2), phi, q),
    ),
)
def activation_moment_eq_rescaled_moments(goal: Goal) -> Reduction | None:
    """E of a sum of exp(g x^2) h(x) by another variance, where 1 - 2 g q > 0; with exp(b x), cos(w x), sin(w x) and without knots as goals in one letter."""
    if not isinstance(goal, ActivationMoment) or goal.polynomial.has(dphi, ddphi) or not goal.function.has(exp, cos, sin):
        return None
    activation = Activation.of(goal.function)
    field = field_of(goal.free_symbols)
    try:
        variance = normal_form(goal.variance, field)
        root = positivity.sqrt(variance)[0].expression()
        bodies = [tilts(goal.polynomial.xreplace({phi: part.expr})) for part in activation.pieces]
        keys = dict.fromkeys(key for body in bodies for key in body)
        if set(keys) == {(S.Zero, S.Zero)} and not activation.expr.has(cos, sin):
            return None
        if len(bodies) == 1 and (activation.expr.has(cos, sin) or any(tilt != 0 for tilt, _ in keys)):
            body = sum(part * exp(tilt * x + square * x**2) for (tilt, square), part in bodies[0].items())
            return Reduction(in_one_letter(body.xreplace({z: x / root}), variance))
        return _rescaled(bodies, activation.knots, variance)
    except (OutOfClass, Undecided):
        return None


Tilts = dict[tuple[Expr, Expr], Expr]  # h by (b, g)


def _rescaled(bodies: Sequence[Tilts], knots: tuple[Expr, ...], variance: Form) -> Reduction:
    """Sums of exp(g x^2) h(x), one for each piece."""
    field, total, needed = variance.field, variance.field.zero, list[Form]()
    for key in dict.fromkeys(key for body in bodies for key in body):
        if key[0] != 0:
            raise OutOfClass("an exponential of degree one beside knots")
        precision = field.one - normal_form(key[1], field) * variance * 2
        root, conditions = positivity.positive_sqrt(precision)
        parts = [Poly(body.get(key, S.Zero), z) for body in bodies]
        for k in range(max(part.degree() for part in parts) + 1):
            values = [part.coeff_monomial(z**k) for part in parts]
            function = Piecewise(*((value, x < knot) for value, knot in zip(values, knots, strict=False)), (values[-1], True))
            if function != 0:
                goal = ActivationMoment(Lambda(x, function), phi * z**k, (variance / precision).expression())
                total = total + field.atom(goal) / root ** (k + 1)
        needed += conditions
    return Reduction(total, strongest(needed, Form.expression))


def tilts(body: Expr) -> Tilts:
    """Raises OutOfClass where other exponentials are left."""
    found = Tilts()
    for term in summands(body):
        powers = [factor for factor in Mul.make_args(term) if isinstance(factor, exp) and factor.has(x)]
        exponent = expand(sum((power.args[0] for power in powers), start=S.Zero))
        rest = Mul(*(factor for factor in Mul.make_args(term) if factor not in powers))
        if any(power.has(x) for power in rest.atoms(exp)):
            raise OutOfClass("an exponential within another function")
        linear, square = exponent.coeff(x, 1), exponent.coeff(x, 2)
        constant = expand(exponent - linear * x - square * x**2)
        if constant.has(x):
            raise OutOfClass("an exponential of a function of another degree")
        found[linear, square] = found.get((linear, square), S.Zero) + rest * exp(constant)
    return found


@rule(
    title="Cameron-Martin theorem",
    statement=r"\mathbb E\big[e^{bZ+gZ^2}h(Z)\big]=\sigma e^{b^2\sigma^2/2}\,\mathbb E\big[h(\sigma Z+b\sigma^2)\big],\qquad\sigma=(1-2g)^{-1/2}",
    source=CAMERON_MARTIN,
    proof="b z + g z^2 - z^2/2 = -(z - b sigma^2)^2/(2 sigma^2) + b^2 sigma^2/2 with sigma^2 = 1/(1 - 2g), for 1 - 2g > 0: the law becomes normal with "
    "mean b sigma^2 and variance sigma^2, and the integral over the new density gets the factor sigma. h has no pole on the line, so both sides "
    "converge. A wave beside h is bounded; at the moved argument it is taken apart by the addition theorem.",
    rank=44,
    examples=lambda: (
        Expectation(exp(b * Z) / (1 + Z**2), Gaussian()),
        Expectation(Z * exp(b * Z - w * Z**2) / (1 + q * Z**2), Gaussian()),
        Expectation(exp(b * Z) * cos(w * Z) / (1 + Z**2), Gaussian()),
    ),
)
def rational_exponential_eq_shifted(goal: Goal) -> Reduction | None:
    """E[exp(b Z + g Z^2) h(Z)] for a rational h with poles, also with one wave beside it, where 1 - 2g > 0."""
    if not isinstance(goal, Expectation) or goal.law.dimension != 1 or not goal.body.has(exp):
        return None
    field = field_of(goal.free_symbols)
    try:
        found = tilts(goal.body.xreplace({Z: x}))
        ((tilt, square), body), *others = found.items()
        wave, h = _one_wave(body)
        if others or (tilt == 0 and square == 0) or not h.is_rational_function(x) or h.is_polynomial(x):
            return None
        b_form = normal_form(tilt, field)
        root, needed = positivity.positive_sqrt(field.one - normal_form(square, field) * 2)
        sigma = root.inverse()
        if needed and not b_form and wave == 1:  # the sign of 1 - 2g is supposed, of the variance too
            return Reduction(sigma * field.atom(ActivationMoment(h, phi, (sigma * sigma).expression())), needed)
        place = sigma.expression() * x + (b_form * sigma * sigma).expression()
        terms = (value.as_independent(x, as_Add=False) for value in summands(_without_phases(wave.subs(x, place))))
        moved = ((number, (h.subs(x, place) * rest).xreplace({x: Z})) for number, rest in terms)
        total = sum_forms(field, (normal_form(number, field) * field.atom(Expectation(function, Gaussian())) for number, function in moved))
        return Reduction(sigma * field.exp(b_form * b_form * sigma * sigma / 2) * total, needed)
    except (OutOfClass, Undecided):
        return None


def _one_wave(body: Expr) -> tuple[Expr, Expr]:
    """A sine or cosine of a multiple of x, else 1, and what stands beside it."""
    found = [factor for factor in Mul.make_args(body) if isinstance(factor, sin | cos) and not expand(factor.args[0] / x).has(x)]
    return (found[0], body / found[0]) if len(found) == 1 else (S.One, body)
