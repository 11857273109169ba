r"""Rational functions with complex poles beside normal distribution functions of the same variable.

Phi(aZ + t) = P(N > h) given Z for a standard normal N of correlation a/sqrt(1 + a^2) with Z and h = -t/sqrt(1 + a^2), so partial fractions leave

    E[Z^l e^{bZ} Phi(aZ + t) W^k Q^-n],      W = Z + m,  Q = W^2 + s,

which is a pair of poles beside a gate on another variable, see `poles_beside_gates`.
"""

from __future__ import annotations

from collections.abc import Iterator

from sympy import Expr, Mul, Poly, PolynomialError, S, Symbol, erf, erfc, exp, expand

from derive.engine.rule import Goal, Reduction, rule
from derive.language.deciding.hypotheses import strongest
from derive.language.errors import DeriveError
from derive.language.forms.normal_form import Form, Undecided
from derive.language.forms.real_quadratics import partial_fractions
from derive.language.forms.summands import summands
from derive.language.goals.expectation import ActivationMoment
from derive.language.moments.integrand import Integrand, OutOfClass, read_integrand
from derive.language.moments.moment import sum_forms
from derive.language.moments.polar_side import pair_beside
from derive.language.moments.pole_pair import fractions_of
from derive.language.moments.scaled import with_scale
from derive.language.sources import AHLFORS
from derive.language.special import Phi
from derive.language.symbols import Z, ddphi, dphi, phi, q, x, z
from derive.rules.between_knots import bodies, tilted

a = Symbol("a", positive=True)


@rule(
    title="partial fractions beside a normal distribution function",
    statement=r"\mathbb E[g(Z)\,e^{bZ}\,\Phi(aZ+t)]=e^{b^2/2}\,\mathbb E[g(Z+b)\,\mathbf 1\{N>h-rb\}],\qquad "
    r"r=\operatorname{Cov}(Z,N)=\frac a{\sqrt{1+a^2}},\ h=\frac{-t}{\sqrt{1+a^2}}",
    source=AHLFORS,
    proof="Phi(w) = P(W <= w) for a normal W independent of Z, so Phi(aZ + t) is the probability, given Z, that N = (aZ - W)/sqrt(1 + a^2) is above h. The "
    "rational factor has no pole on the line and is a polynomial plus its partial fractions over real quadratic factors; all terms have means, and the mean "
    "of the sum is the sum of the means. exp(bZ + gZ^2), 1 - 2g > 0, makes the law of Z normal with mean b s^2 and variance s^2 = 1/(1 - 2g), by completing "
    "the square (Cameron and Martin).",
    rank=53,
    examples=lambda: (
        ActivationMoment(Phi(x) / (x**2 + x + 1), phi, q),
        ActivationMoment(x * Phi(x - a) / (1 + x**2), phi * z, q),
        ActivationMoment(exp(x / 2) * erf(x + 1) / (1 + x**2) ** 2, phi, q),
        ActivationMoment(exp(-a * x**2) * Phi(x) * x**3 / ((x - 1) ** 2 + 2), phi, q),
    ),
)
def activation_moment_eq_poles_beside_cdfs(goal: Goal) -> Reduction | None:
    """E[p(phi, phi', phi'', z)] for sums of rational functions times normal distribution functions and exponentials of degree two, without knots."""
    if not isinstance(goal, ActivationMoment) or not goal.function.has(Phi, erf, erfc):
        return None
    needed: list[Form] = []
    try:
        activation, root, conditions = with_scale(goal, goal.function, goal.variance)
        if activation.knots:
            return None
        (body,) = bodies(activation, Poly(goal.polynomial, phi, dphi, ddphi, z).terms(), root.expression())
        found = list(_means(body, root, needed))
    except (OutOfClass, Undecided, PolynomialError, DeriveError):
        return None
    return Reduction(sum_forms(root.field, found), strongest([*conditions, *needed], Form.expression)) if any(mean.atoms() for mean in found) else None


def _means(body: Expr, root: Form, needed: list[Form]) -> Iterator[Form]:
    polar = False
    for part in tilted(body, (None, None), root, needed):
        for term in summands(part.function):
            rational, rest = _apart(term)
            polar = polar or not rational.is_polynomial(x)
            beside = read_integrand(expand(rest.subs(x, part.place)), {Z: (root.field.one,)}, root.field)
            yield part.weight * _mean(rational.subs(x, part.place), beside)
    if not polar:
        raise OutOfClass("no poles")


def _apart(term: Expr) -> tuple[Expr, Expr]:
    """The rational factor and the others."""
    factors = [(factor, S.One) if factor.is_rational_function(x) else (S.One, factor) for factor in Mul.make_args(term)]
    return Mul(*(one for one, _ in factors)), Mul(*(other for _, other in factors))


def _mean(rational: Expr, beside: Integrand) -> Form:
    """E of a rational function of Z times an integrand of the truncated class."""
    field = beside.field
    polynomial, fractions = ([], []) if rational.is_polynomial(Z) else partial_fractions(rational, Z, field)
    if rational.is_polynomial(Z):
        return (read_integrand(expand(rational), {Z: (field.one,)}, field) * beside).expectation(())
    plain = sum((value.expression() * Z**k for k, value in enumerate(polynomial)), S.Zero)
    total = (read_integrand(plain, {Z: (field.one,)}, field) * beside).expectation(()) if plain != 0 else field.zero
    for value, pair in (part for term in fractions for part in fractions_of(term)):
        for shape, poly in beside.terms.items():
            powers = {k: weight for (k,), weight in poly.items()}
            total = total + value * pair_beside(pair, shape, powers, 0, field.one)
    return total
