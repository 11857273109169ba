r"""Logarithms and arctangents of rational functions, with polynomials and exponentials in front.

With M(z) = E[log(z + iZ)], Re z > 0, the integral of Faddeeva's function (`MeanLogK`, `MeanLogL`),

    E[log((Z + m)^2 + b^2)] = 2 Re M(b + im),      E[arctan((Z + m)/b)] = Im M(b + im),      b > 0,
    E[p(Z) f(Z)] = E[p(Z)] E[f(Z)] + E[g(Z) f'(Z)],      p = E[p(Z)] + z g - g'                                          (Stein)

so log(1 + x^4), arctan(x - 1) and their sums close, and f' is rational.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import comb, prod

from sympy import Dummy, Expr, Lambda, Poly, PolynomialError, S, Symbol, atan, exp, log

from derive.engine.rule import Goal, Reduction, rule
from derive.language.deciding.hypotheses import strongest
from derive.language.forms import positivity
from derive.language.forms.atoms import mean_log_forms
from derive.language.forms.fields import field_of
from derive.language.forms.normal_form import Field, Form, Undecided
from derive.language.forms.normalize import normal_form
from derive.language.functions.activation import Activation
from derive.language.goals.expectation import ActivationMoment, Expectation
from derive.language.goals.gaussian import Gaussian
from derive.language.moments.integrand import OutOfClass, read_integrand
from derive.language.moments.moment import sum_forms
from derive.language.moments.power_split import exponential_terms
from derive.language.moments.rational_logarithm import ByRoots, by_roots
from derive.language.sources import DLMF
from derive.language.symbols import Z, ddphi, dphi, phi, q, x, z
from derive.rules.shifted_logarithms import Shifted

a, b = Symbol("a", positive=True), Symbol("b", positive=True)
HIGHEST = 24
Key = tuple[Expr, Form, Form]  # a function, and the coefficients of x and x^2 in an exponential beside it
Coefficients = dict[int, Form]


@rule(
    title="Stein's lemma and the integral of Faddeeva's function",
    statement=r"\mathbb E\big[\log((Z+m)^2+b^2)\big]=2\operatorname{Re}M(b+\mathrm im),\qquad"
    r"\mathbb E\Big[\arctan\frac{Z+m}b\Big]=\operatorname{Im}M(b+\mathrm im),\qquad M(z)=\mathbb E[\log(z+\mathrm iZ)],\qquad"
    r"\mathbb E[p(Z)f(Z)]=\mathbb E[p(Z)]\,\mathbb E[f(Z)]+\mathbb E[g(Z)f'(Z)],"
    r"\quad p=\mathbb E[p(Z)]+zg-g'",
    source=DLMF,
    proof="For b > 0 the principal logarithm of b + i(Z + m) is log((Z + m)^2 + b^2)/2 + i arctan((Z + m)/b), whose mean is M(b + im). M'(z) = E[1/(z + iZ)] = "
    "sqrt(pi/2) w(iz/sqrt(2)) for Re z > 0, an integral of Cauchy's kind, and M(0+) = E[log|Z|] = -(gamma + log 2)/2; integrated from 0, M(z) = -(gamma + log "
    "2)/2 + (pi/2) erfi(z/sqrt(2)) - (z^2/2) 2F2(1, 1; 3/2, 2; z^2/2). The logarithm of a rational function without sign changes is that of its first "
    "coefficients and of the factors over its roots; the derivative of arctan(N/D), D without real zeros, is (N'D - ND')/(N^2 + D^2), where N + iD has no "
    "real zero, so partial fractions with simple poles; both sides agree at +oo. f is smooth and grows like a logarithm, so E[(Z g - g') f] = E[g f'] by "
    "parts; z^k = E[Z^k] + z g_k - g_k' with g_k = z^(k-1) + (k-1) g_(k-2). log|z - h| is left to theorems of its own. Beside exp(tx + gx^2), 1 - 2gq > 0, "
    "x is sZ + t s^2 with s^2 = q/(1 - 2gq), by completing the square.",
    rank=57,
    examples=lambda: (
        ActivationMoment(log(1 + x**2), phi, q),
        ActivationMoment(atan((x - 1) / b), phi, q),
        ActivationMoment(log(1 + x**4) + x**2, phi * z**2, q),
        ActivationMoment(x * atan(2 - x) + log(b**2 + x**2), phi, q),
        ActivationMoment(exp(a * x) * atan(x), phi, q),
        ActivationMoment(atan(x**2), phi, q),
        Expectation(log(1 + (Z - a) ** 2), Gaussian()),
    ),
)
def moment_eq_mean_logarithms(goal: Goal) -> Reduction | None:
    """E of polynomials and exponentials times logarithms and arctangents of rational functions, linear in these, beside terms of other classes."""
    read = _read(goal)
    if read is None:
        return None
    body, variance = read
    field = field_of(goal.free_symbols)
    try:
        root, needed = positivity.sqrt(normal_form(variance, field))
        rest, terms = _split(body, field)
        values = [_mean(key, coefficients, root) for key, coefficients in terms.items()]
        if isinstance(goal, Expectation) and not all(complex_roots for *_, complex_roots in values):
            return None
        total = sum_forms(field, (value for value, *_ in values)) + _of_rest(rest, goal, root)
    except (OutOfClass, Undecided, PolynomialError):
        return None
    return Reduction(total, strongest([*needed, *(form for _, conditions, _ in values for form in conditions)], Form.expression))


def _read(goal: Goal) -> tuple[Expr, Expr] | None:
    """The integrand as a function of x and the variance of x."""
    if isinstance(goal, Expectation) and goal.law.dimension == 1 and goal.body.has(atan, log):
        return goal.body.xreplace({Z: x}), S.One
    if not isinstance(goal, ActivationMoment) or not goal.function.has(atan, log):
        return None
    activation, function = Activation.of(goal.function), goal.function.expr
    if activation.knots and goal.polynomial.has(dphi, ddphi):
        return None
    values = {phi: function, dphi: function.diff(x), ddphi: function.diff(x, 2), z: x / goal.variance**S.Half}
    return goal.polynomial.xreplace(values), goal.variance


def _split(body: Expr, field: Field) -> tuple[Expr, dict[Key, Coefficients]]:
    """The part without functions, and the polynomials in front of them; raises OutOfClass, Undecided, PolynomialError."""
    functions = {f: Dummy() for f in sorted(body.atoms(atan, log), key=str) if f.has(x)}
    rest, found = S.Zero, dict[Key, Coefficients]()
    if not functions:
        raise OutOfClass("no logarithm or arctangent")
    for powers, value in Poly(body.xreplace(functions), *functions.values()).terms():
        used = [f for f, power in zip(functions, powers, strict=True) if power]
        if sum(powers) > 1:
            raise OutOfClass("a product of logarithms or arctangents")
        if not used:
            rest = value
            continue
        for constant, k, tilt, square in exponential_terms(value):
            if k > HIGHEST:
                raise OutOfClass("a power that is too high")
            before = found.setdefault((used[0], normal_form(tilt, field), normal_form(square, field)), {})
            before[k] = before.get(k, field.zero) + normal_form(constant, field)
    return rest, found


def _mean(key: Key, coefficients: Coefficients, root: Form) -> tuple[Form, tuple[Form, ...], bool]:
    """E[p(x) exp(tx + gx^2) f(x)], what must be positive for it, and whether f has roots off the line: x = sZ + m under the exponential, m = t s^2."""
    (function, tilt, square), field = key, root.field
    narrow, needed = positivity.positive_sqrt(field.one - square * root * root * 2)
    scale = root / narrow
    mean = tilt * scale * scale
    moved = [field.zero] * (max(coefficients) + 1)
    for k, value in coefficients.items():
        for j in range(k + 1):
            moved[j] = moved[j] + value * scale**j * mean ** (k - j) * comb(k, j)
    found = by_roots(function.func, function.args[0].xreplace({x: scale.expression() * Z + mean.expression()}), Z, field)
    return field.exp(tilt * mean / 2) / narrow * _beside(moved, found), needed, bool(found.pairs)


def _beside(polynomial: list[Form], found: ByRoots) -> Form:
    """E[p(Z) f(Z)]."""
    field = found.constant.field
    total = sum_forms(field, (value * e * Shifted(h, k).form() for k, value in enumerate(polynomial) for e, h in found.zeros))
    weight = sum_forms(field, (value * _moment(k) for k, value in enumerate(polynomial)))
    total = total + weight * (found.constant + sum_forms(field, _of_pairs(found)))
    by_parts = sum((value.expression() * _divided(k) for k, value in enumerate(polynomial)), S.Zero)
    return total + field.atom(Expectation(by_parts * found.slope, Gaussian())) if by_parts != 0 and found.slope != 0 else total


def _of_pairs(found: ByRoots) -> Iterable[Form]:
    for pair in found.pairs:
        real, imaginary = mean_log_forms(pair.b, pair.m)
        yield pair.real * real + pair.turn * imaginary


def _moment(k: int) -> int:
    """E[Z^k]."""
    return prod(range(1, k, 2)) if k % 2 == 0 else 0


def _divided(k: int) -> Expr:
    """g with z^k = E[Z^k] + z g - g'."""
    found = [S.Zero, S.One]
    for j in range(2, k + 1):
        found.append(Z ** (j - 1) + (j - 1) * found[j - 2])
    return found[k]


def _of_rest(rest: Expr, goal: Goal, root: Form) -> Form:
    """E of the part without functions; of no known class it is a goal."""
    field = root.field
    if rest == 0:
        return field.zero
    try:
        return read_integrand(rest, {x: (root,)}, field).expectation(())
    except OutOfClass:
        if isinstance(goal, Expectation) or rest.is_rational_function(x):
            return field.atom(Expectation(rest.xreplace({x: root.expression() * Z}), Gaussian()))
        if goal.polynomial.has(z):
            raise
        return field.atom(ActivationMoment(Lambda(x, rest), phi, goal.variance))
