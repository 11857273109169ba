r"""Arctangents and logarithms of 1 + b^2 x^2 under the normal law: rational moments and one of three integrals are left.

1/(1 + w^2 y^2) is a mixture of exp(-w^2 y^2 r), whose mean for y = s Z is (1 + 2 s^2 w^2 r)^(-1/2); integrated over w,

    E[arctan(y)^2]            = 2 int_1^oo exp(-(t^2 - 1)/(2 s^2)) log(t)/(t^2 - 1) dt,
    E[y arctan(y)/(1 + y^2)]  = s^-2 int_1^oo exp(-(t^2 - 1)/(2 s^2)) log(t) dt,
    E[log(1 + y^2)]           = 2 int_1^oo exp(-(t^2 - 1)/(2 s^2))/(1 + t) dt.

Stein's lemma reduces powers of Z and of 1/(1 + y^2) beside them to these.
"""

from __future__ import annotations

from sympy import Dummy, Expr, Poly, PolynomialError, S, Symbol, atan, exp, log, oo

from derive.engine.rule import Goal, Reduction, rule
from derive.language.forms import positivity
from derive.language.forms.bound import bound_letter, integral_form
from derive.language.forms.fields import field_of
from derive.language.forms.normal_form import Form, Undecided
from derive.language.forms.normalize import normal_form
from derive.language.functions.activation import Activation
from derive.language.goals.expectation import ActivationMoment, Expectation
from derive.language.moments.integrand import OutOfClass
from derive.language.moments.rational import PartialFractions, read_fractions
from derive.language.moments.tangent_moment import ARCTANGENT, LOGARITHM, SQUARE, TangentMoment, rational_expectation, read_tangent_moment, scale_of
from derive.language.sources import AHLFORS, DLMF, STEIN
from derive.language.symbols import ddphi, dphi, phi, q, x, z

a = Symbol("a", positive=True)
HIGHEST = 12


@rule(
    title="partial fractions",
    statement=r"g(x)=R_0(x)+R_1(x)\arctan(bx)+P_2(x)\arctan(bx)^2+P_3(x)\log(1+b^2x^2),\qquad\mathbb E[g(\sqrt qZ)]\ \text{term by term}",
    source=AHLFORS,
    proof="Over the field of the coefficients a polynomial in arctan(bx), arctan(bx)^2 and log(1 + b^2 x^2) with rational coefficients has partial "
    "fractions in each coefficient. Each term has at most the growth of a power times a logarithm and no pole on the line, so it has a mean, and "
    "the mean of the sum is the sum of the means. x = sqrt(q) Z turns (x^2 + 1/b^2) into q (Z^2 + 1/s^2) with s = b sqrt(q) > 0.",
    rank=58,
    examples=lambda: (
        ActivationMoment(atan(x), phi**2, q),
        ActivationMoment(atan(a * x) + x, phi**2 * z**2, q),
        ActivationMoment(atan(x), phi * ddphi, q),
        ActivationMoment(log(1 + x**2 / 4) * x, phi * z + dphi, q),
    ),
)
def activation_moment_eq_arctangents(goal: Goal) -> Reduction | None:
    """E of a polynomial in arctan(bx), its square, log(1 + b^2 x^2) with rational coefficients whose poles beside an arctangent are +-i/b."""
    if not isinstance(goal, ActivationMoment):
        return None
    activation = Activation.of(goal.function)
    if activation.knots or not activation.expr.has(atan, log):
        return None
    field = field_of(goal.free_symbols | set(activation.parameters))
    try:
        root, needed = positivity.sqrt(normal_form(goal.variance, field))
        return Reduction(_moments(_body(activation, goal.polynomial, root.expression()), root), needed)
    except (OutOfClass, Undecided, PolynomialError):
        return None


def _body(activation: Activation, polynomial: Expr, root: Expr) -> Expr:
    values = [activation.derivative_pieces(n)[0].expr for n in range(3)]
    return polynomial.xreplace({phi: values[0], dphi: values[1], ddphi: values[2], z: x / root})


def _moments(body: Expr, root: Form) -> Form:
    """E of a function of x = root Z. Raises OutOfClass, Undecided."""
    field = root.field
    functions = {f: Dummy() for f in sorted(body.atoms(atan, log), key=str) if f.has(x)}
    if not functions:
        raise OutOfClass("no arctangent or logarithm")
    total = field.zero
    for powers, value in Poly(body.xreplace(functions), *functions.values()).terms():
        fractions = read_fractions(value, x, field).rescaled(root)
        used = [(f, power) for f, power in zip(functions, powers, strict=True) if power]
        if len(used) > 1:
            raise OutOfClass("a product of different arctangents or logarithms")
        total = total + (_term(*used[0], fractions, root) if used else rational_expectation(fractions))
    return total


def _term(function: Expr, power: int, fractions: PartialFractions, root: Form) -> Form:
    """E[r(Z) g(s Z)]; raises OutOfClass where r has other poles than +-i/s, or poles beside anything but a single arctangent."""
    field = root.field
    kind = LOGARITHM if isinstance(function, log) else ARCTANGENT if power == 1 else SQUARE
    if power > (1 if kind == LOGARITHM else 2):
        raise OutOfClass("a power of a logarithm, or a third power of an arctangent")
    tangent, total = TangentMoment(scale_of(function, x, field) * root, kind, 0), field.zero
    for simple, value in fractions.terms.items():
        if simple.pole is not None and (kind != ARCTANGENT or simple.degree != 2 or simple.pole != tangent.pole or simple.power.denominator > 1):
            raise OutOfClass("another pole")
        if max(simple.k, int(simple.power)) > HIGHEST:
            raise OutOfClass("a power that is too high")
        total = total + value * tangent.at(simple.k, int(simple.power))
    return total


def _goal(kind: str, k: int, n: int = 0) -> Goal:
    """The goal at s = sqrt(q)."""
    (goal,) = TangentMoment(positivity.sqrt(field_of([q]).symbol(q))[0], kind, k, n).form().atoms()
    return goal


@rule(
    title="Stein's lemma",
    statement=r"\mathbb E[Z^kf(Z)]=(k-1)\,\mathbb E[Z^{k-2}f(Z)]+\mathbb E[Z^{k-1}f'(Z)],\qquad f=\arctan(sZ)^m,\ \log(1+s^2Z^2)",
    source=STEIN,
    proof="E[Z h(Z)] = E[h'(Z)] with h = Z^(k-1) f(Z): f is smooth and grows like a logarithm at most, so the boundary terms vanish. The derivatives are "
    "arctan(sz)' = (1/s)/(z^2 + 1/s^2), (arctan(sz)^2)' = (2/s) arctan(sz)/(z^2 + 1/s^2) and log(1 + s^2 z^2)' = 2z/(z^2 + 1/s^2). For the square, "
    "z^m/(z^2 + 1/s^2) = z^(m-2) - s^-2 z^(m-2)/(z^2 + 1/s^2) lowers the power m = k - 1 to 1; even m is odd in all and has mean zero.",
    rank=59,
    examples=lambda: (_goal(SQUARE, 2), _goal(SQUARE, 4), _goal(ARCTANGENT, 3), _goal(LOGARITHM, 2)),
)
def tangent_power_eq_lower(goal: Goal) -> Reduction | None:
    """E[Z^k f] by parts, k > 0: arctan(sZ)' = (1/s)/(Z^2 + 1/s^2), log(1 + s^2 Z^2)' = 2Z/(Z^2 + 1/s^2)."""
    tangent = read_tangent_moment(goal) if isinstance(goal, Expectation) else None
    if tangent is None or tangent.n or not tangent.k:
        return None
    k, total = tangent.k, tangent.field.zero
    if k > 1:
        total = tangent.at(k - 2) * (k - 1)
    if tangent.kind == LOGARITHM:
        return Reduction(total + tangent.fraction(k, 1) * 2)
    if tangent.kind == ARCTANGENT:
        return Reduction(total + tangent.fraction(k - 1, 1) / tangent.scale)
    return Reduction(total + _lowered(tangent, k - 1) * 2 / tangent.scale)


def _lowered(tangent: TangentMoment, k: int) -> Form:
    """E[Z^k arctan(sZ)/(Z^2 + 1/s^2)] by division, k odd."""
    if k == 1:
        return tangent.at(1, 1, ARCTANGENT)
    return tangent.at(k - 2, 0, ARCTANGENT) - tangent.pole * _lowered(tangent, k - 2)


@rule(
    title="Stein's lemma",
    statement=r"2n\,\mathbb E\Big[\frac{Z\arctan(sZ)}{(Z^2+s^{-2})^{n+1}}\Big]=\frac1s\,\mathbb E\Big[\frac1{(Z^2+s^{-2})^{n+1}}\Big]"
    r"-\mathbb E\Big[\frac{Z\arctan(sZ)}{(Z^2+s^{-2})^n}\Big]",
    source=STEIN,
    proof="E[Z h(Z)] = E[h'(Z)] with h = arctan(sz) Q^-n, Q = z^2 + 1/s^2, bounded and smooth for n >= 0. h' = (1/s) Q^(-n-1) - 2n z arctan(sz) Q^(-n-1); "
    "solve for the last mean, n >= 1.",
    rank=59,
    examples=lambda: (_goal(ARCTANGENT, 1, 2), _goal(ARCTANGENT, 1, 4)),
)
def tangent_fraction_eq_lower(goal: Goal) -> Reduction | None:
    """E[Z h] = E[h'] for h = arctan(sZ) (Z^2 + 1/s^2)^-n."""
    tangent = read_tangent_moment(goal) if isinstance(goal, Expectation) else None
    if tangent is None or tangent.kind != ARCTANGENT or tangent.k != 1 or tangent.n < 2:
        return None
    n = tangent.n - 1
    return Reduction((tangent.fraction(0, n + 1) / tangent.scale - tangent.at(1, n)) / (2 * n))


@rule(
    title="mixture of normal laws",
    statement=r"\mathbb E[\arctan(sZ)^2]=2\int_1^\infty e^{-(t^2-1)/(2s^2)}\,\frac{\log t}{t^2-1}\,dt,\qquad"
    r"\mathbb E\Big[\frac{Z\arctan(sZ)}{Z^2+s^{-2}}\Big]=\frac1s\int_1^\infty e^{-(t^2-1)/(2s^2)}\log t\,dt,\qquad"
    r"\mathbb E[\log(1+s^2Z^2)]=2\int_1^\infty\frac{e^{-(t^2-1)/(2s^2)}}{1+t}\,dt",
    source=DLMF,
    proof="For y = sZ, s > 0, and 0 <= w <= 1, E[1/(1 + w^2 y^2)] = int_0^oo exp(-r) (1 + 2 w^2 s^2 r)^(-1/2) dr, and 2 s^2 r = t^2 - 1 makes the root 1 "
    "+ w^2 (t^2 - 1). As arctan(y) = int_0^1 y dw/(1 + w^2 y^2) and y^2/((1 + y^2)(1 + w^2 y^2)) = (1/(1 + w^2 y^2) - 1/(1 + y^2))/(1 - w^2), E[y "
    "arctan(y)/(1 + y^2)] = s^-2 int_1^oo exp(-(t^2 - 1)/(2 s^2)) t I(t) dt with I = int_0^1 ((1 + w^2 (t^2 - 1))^(-1/2) - 1/t)/(1 - w^2) dw = "
    "log(t)/t by artanh (all integrands positive: Tonelli). The other two vanish at s = 0 and have on both sides the same derivative in s: d/ds "
    "E[arctan(y)^2] = (2/s) E[y arctan(y)/(1 + y^2)], d/ds E[log(1 + y^2)] = (2/s)(1 - E[1/(1 + y^2)]).",
    rank=60,
    examples=lambda: (_goal(SQUARE, 0), _goal(ARCTANGENT, 1, 1), _goal(LOGARITHM, 0)),
)
def tangent_moment_eq_integral(goal: Goal) -> Reduction | None:
    """1/(1 + w^2 y^2) = int_0^oo exp(-r (1 + w^2 y^2)) dr; the mean over y, the integral over w, and r = (t^2 - 1)/(2 s^2)."""
    tangent = read_tangent_moment(goal) if isinstance(goal, Expectation) else None
    if tangent is None or (tangent.kind, tangent.k, tangent.n) not in INTEGRALS:
        return None
    t = bound_letter(goal.free_symbols)
    weight, factor, power = INTEGRALS[tangent.kind, tangent.k, tangent.n]
    body = exp(-(t**2 - 1) * tangent.pole.expression() / 2) * weight(t)
    return Reduction(integral_form(body, t, S.One, oo, tangent.field) * tangent.scale**-power * factor)


INTEGRALS = {  # the weight of exp(-(t^2 - 1)/(2 s^2)); a number and the power of 1/s in front
    (SQUARE, 0, 0): (lambda t: log(t) / (t**2 - 1), 2, 0),
    (ARCTANGENT, 1, 1): (log, 1, 1),
    (LOGARITHM, 0, 0): (lambda t: 1 / (1 + t), 2, 0),
}
