r"""Logarithms of affine functions, log|ax + b|, with polynomials and exponentials in front.

With L_h = log|Z - h| and D the derivative, D L_h = 1/(Z - h) as a principal value, so by Stein's lemma

    E[Z^k L_h] = (k - 1) E[Z^(k-2) L_h] + E[Z^(k-1)/(Z - h)],        Z^(k-1) = h^(k-1) + (Z - h)(h^(k-2) + ... + Z^(k-2)),

and two means are left,

    E[1/(Z - h)] = -sqrt(pi/2) exp(-h^2/2) erfi(h/sqrt(2)),
    E[log|Z - h|] = -(gamma + log 2)/2 + h^2/2 2F2(1, 1; 3/2, 2; -h^2/2),

the second because its derivative in h is minus the first: both are entire in h.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import comb, prod

import sympy
from sympy import Abs, Dummy, Expr, Poly, PolynomialError, Rational, S, Symbol, erfi, exp, expand, hyper, log

from derive.engine.rule import Goal, Reduction, rule
from derive.language.deciding.hypotheses import strongest
from derive.language.forms import positivity
from derive.language.forms.fields import field_of
from derive.language.forms.normal_form import Field, Form, Undecided
from derive.language.forms.normalize import normal_form
from derive.language.forms.power_form import log_form
from derive.language.functions.activation import Activation
from derive.language.goals.expectation import ActivationMoment, Expectation
from derive.language.goals.gaussian import Gaussian
from derive.language.moments.integrand import OutOfClass, glue, read_integrand
from derive.language.moments.power_goal import absolute_moment
from derive.language.moments.power_split import exponential_terms
from derive.language.sources import MELLIN, SCHWARTZ, STEIN
from derive.language.symbols import Z, ddphi, dphi, phi, q, x, z

a, h = Symbol("a", positive=True), Symbol("h", real=True)
HIGHEST = 24


@dataclass(frozen=True)
class Shifted:
    """E[Z^k log|Z - h|]."""

    place: Form
    k: int

    @property
    def field(self) -> Field:
        return self.place.field

    def form(self) -> Form:
        """The goal; without a shift a goal of powers and logarithms of |Z|."""
        if not self.place:
            return absolute_moment((sympy.Integer(self.k), 1), self.field) if self.k % 2 == 0 else self.field.zero
        return self.field.atom(Expectation(Z**self.k * log(Abs(Z - self.place.expression())), Gaussian()))


@lru_cache(maxsize=1024)
def read_shifted(goal: Goal) -> Shifted | None:
    """What a goal that `Shifted.form` makes stands for, else None."""
    if not isinstance(goal, Expectation) or goal.law.dimension != 1:
        return None
    powers = goal.body.as_powers_dict()
    logs = [base for base in powers if isinstance(base, log) and base.has(Z)]
    k = powers.get(Z, S.Zero)
    if len(logs) != 1 or not isinstance(logs[0].args[0], Abs) or not k.is_Integer or not 0 <= k <= HIGHEST:
        return None
    place = expand(Z - logs[0].args[0].args[0])
    if place.has(Z) or place == 0:
        place = expand(Z + logs[0].args[0].args[0])  # sympy writes |Z - h| or |h - Z|
    if place.has(Z) or place == 0:
        return None
    found = Shifted(normal_form(place, field_of(goal.free_symbols)), int(k))
    return found if list(found.form().atoms()) == [goal] else None


def _goal(k: int) -> Goal:
    return Expectation(Z**k * log(Abs(Z - h)), Gaussian())


@rule(
    title="additivity over the pieces",
    statement=r"\mathbb E\Big[p(Z)+\sum_jp_j(Z)\log|a_jx+b_j|\Big],\qquad\log|ax+b|=\log|a\sqrt q|+\log|Z-h|,\quad h=-\frac b{a\sqrt q}",
    source=SCHWARTZ,
    proof="log|ax + b| = log(a sqrt(q)) + log|Z - h| for a > 0, x = sqrt(q) Z, h = -b/(a sqrt(q)). Each term is a polynomial times a logarithm, "
    "integrable because |z|^k |log|z - h|| is integrable against p, so the means add; the rest is of the truncated class, knot by knot. The "
    "coefficients of the logarithms are the same on all pieces, so no gate stands beside one. Beside exp(tx + gx^2), 1 - 2 g q > 0, x is s Z + t s^2 with "
    "s^2 = q/(1 - 2 g q), by completing the square.",
    rank=8,
    examples=lambda: (
        ActivationMoment(log(Abs(x - h)), phi, q),
        ActivationMoment(x * log(Abs(2 * x + a)) + Abs(x), phi * z, q),
        ActivationMoment(log(Abs(x - 1)), phi * z**3, q),
        ActivationMoment(log(Abs(x)) * exp(a * x), phi, q),
    ),
)
def activation_moment_eq_shifted_logarithms(goal: Goal) -> Reduction | None:
    """E of a polynomial that is linear in phi, phi of the truncated class plus logarithms times polynomials and exponentials, the same on all pieces."""
    if not isinstance(goal, ActivationMoment) or not goal.function.has(log) or goal.polynomial.has(dphi, ddphi):
        return None
    activation = Activation.of(goal.function)
    field = field_of(goal.free_symbols | set(activation.parameters))
    try:
        root, needed = positivity.sqrt(normal_form(goal.variance, field))
        bodies = [expand(goal.polynomial.xreplace({phi: part.expr, z: x / root.expression()})) for part in activation.pieces]
        split = [_split(body, field) for body in bodies]
        common = split[0][1]
        if not common or any(logs != common for _, logs in split[1:]):
            return None
        knots = [normal_form(t, field) for t in activation.knots]
        regular = glue(field, knots, [read_integrand(rest, {x: (root,)}, field) for rest, _ in split], (root,)).expectation(())
        for key, coefficients in common.items():
            value, conditions = _tilted(key, coefficients, root)
            regular, needed = regular + value, needed + conditions
        return Reduction(regular, strongest(needed, Form.expression))
    except (OutOfClass, Undecided, PolynomialError):
        return None


Key = tuple[Form, Form, Form, Form]  # a, b of log|ax + b|, and the coefficients of x and x^2 in an exponential
Logs = dict[Key, dict[int, Form]]  # the coefficients of the polynomials in front


def _split(body: Expr, field: Field) -> tuple[Expr, Logs]:
    """The part without logarithms, and the polynomials in front of log|ax + b|, a > 0. Raises OutOfClass, Undecided."""
    functions = {f: Dummy() for f in sorted(body.atoms(log), key=str) if f.has(x)}
    rest, found = S.Zero, Logs()
    if not functions:
        return body, found
    for powers, value in Poly(body.xreplace(functions), *functions.values()).terms():
        used = [f for f, power in zip(functions, powers, strict=True) if power]
        if sum(powers) > 1:
            raise OutOfClass("a power of a logarithm")
        if not used:
            rest = value
            continue
        slope, offset = _affine(used[0], field)
        for constant, k, tilt, square in exponential_terms(value):
            key = slope, offset, normal_form(tilt, field), normal_form(square, field)
            before = found.setdefault(key, {})
            before[k] = before.get(k, field.zero) + normal_form(constant, field)
    return rest, found


def _affine(function: Expr, field: Field) -> tuple[Form, Form]:
    """a > 0 and b of log|ax + b|. Raises OutOfClass, Undecided."""
    inside = function.args[0].args[0] if isinstance(function.args[0], Abs) else function.args[0]
    if not inside.is_polynomial(x) or Poly(inside, x).degree() != 1:
        raise OutOfClass("the logarithm of a function that is not affine")
    slope, offset = (normal_form(v, field) for v in Poly(inside, x).all_coeffs())
    side = positivity.sign(slope)
    return slope * side, offset * side


def _tilted(key: Key, coefficients: dict[int, Form], root: Form) -> tuple[Form, tuple[Form, ...]]:
    """E[p(x) exp(tx + gx^2) log|ax + b|]: x = s Z + m under the exponential, s^2 = q/(1 - 2 g q), m = t s^2."""
    (slope, offset, tilt, square), field = key, root.field
    narrow, needed = positivity.positive_sqrt(field.one - square * root * root * 2)
    scale = root / narrow
    mean = tilt * scale * scale
    moved = [field.zero] * (max(coefficients) + 1)
    for k, value in coefficients.items():
        for j in range(k + 1):
            moved[j] = moved[j] + value * scale**j * mean ** (k - j) * comb(k, j)
    return field.exp(tilt * mean / 2) / narrow * _logarithm(slope * scale, slope * mean + offset, moved), needed


def _logarithm(slope: Form, offset: Form, coefficients: list[Form]) -> Form:
    """E[sum_k c_k Z^k log|a Z + b|]."""
    field, place = slope.field, -(offset / slope)
    total, constant = field.zero, log_form(slope)
    for k, value in enumerate(coefficients):
        even: int = prod(range(1, k, 2)) if k % 2 == 0 else 0
        total = total + value * (Shifted(place, k).form() + constant * even)
    return total


@rule(
    title="Stein's lemma",
    statement=r"\mathbb E\big[Z^k\log|Z-h|\big]=(k-1)\,\mathbb E\big[Z^{k-2}\log|Z-h|\big]+h^{k-1}\,\mathbb E\Big[\frac1{Z-h}\Big]"
    r"+\sum_{j<k-1}h^{k-2-j}\,\mathbb E[Z^j],\qquad\mathbb E\Big[\frac1{Z-h}\Big]=-\sqrt{\tfrac\pi2}\,e^{-h^2/2}\operatorname{erfi}\tfrac h{\sqrt2}",
    source=STEIN,
    proof="By parts, z p = -p', off an interval (h - eps, h + eps): the boundary terms there are of the order eps log(eps), so E[Z g] = E[g'] with g = "
    "z^(k-1) log|z - h|, where g' contains z^(k-1)/(z - h) as a principal value. Divide z^(k-1) by z - h. The principal value of E[1/(Z - h)] is "
    "-sqrt(2) D(h/sqrt(2)) with Dawson's D(x) = (sqrt(pi)/2) exp(-x^2) erfi(x), the Hilbert transform of the normal density. E[Z^j] = (j-1)!! for "
    "even j, else 0.",
    rank=26,
    examples=lambda: (_goal(1), _goal(2), _goal(5)),
)
def shifted_logarithm_power_eq_lower(goal: Goal) -> Reduction | None:
    """E[Z^k log|Z - h|] by parts; the derivative of the logarithm is a principal value, whose mean is a Hilbert transform of the normal density."""
    found = read_shifted(goal)
    if found is None or not found.k:
        return None
    field, place, k = found.field, found.place, found.k
    root = positivity.sqrt(field.number(2))[0]
    total = -(positivity.sqrt(field.pi / 2)[0] * field.exp(-(place * place) / 2) * field.atom(erfi((place / root).expression()))) * place ** (k - 1)
    for j in range(0, k - 1, 2):
        weight: int = prod(range(1, j, 2))
        total = total + place ** (k - 2 - j) * weight
    return Reduction(total + Shifted(place, k - 2).form() * (k - 1) if k > 1 else total)


@rule(
    title="logarithmic potential of the normal law",
    statement=r"\mathbb E\big[\log|Z-h|\big]=-\frac{\gamma+\log2}2+\frac{h^2}2\,{}_2F_2\Big(1,1;\tfrac32,2;-\tfrac{h^2}2\Big)",
    source=MELLIN,
    proof="E[log|Z - h|] = int log|s| p(s + h) ds is smooth in h; its derivative is -PV E[1/(Z - h)] = sqrt(2) D(h/sqrt(2)), by parts. At h = 0 it is "
    "E[log|Z|] = -(gamma + log 2)/2. D(x) = sum (-1)^n 2^n x^(2n+1)/(2n+1)!!; integrated term by term from 0 the series is (h^2/2) 2F2(1, 1; 3/2, "
    "2; -h^2/2), entire in h.",
    rank=26,
    examples=lambda: (_goal(0),),
)
def shifted_logarithm_eq_hypergeometric(goal: Goal) -> Reduction | None:
    """d/dh E[log|Z - h|] = -E[1/(Z - h)] = sqrt(2) D(h/sqrt(2)) with Dawson's integral D, integrated from h = 0."""
    found = read_shifted(goal)
    if found is None or found.k:
        return None
    field, square = found.field, found.place * found.place
    series = field.atom(hyper((1, 1), (Rational(3, 2), 2), (-square / 2).expression()))
    return Reduction(absolute_moment((S.Zero, 1), field) + square / 2 * series)
