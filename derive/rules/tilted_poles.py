r"""Rational functions between knots beside exponentials of degree one and two: the law moves, and the knots and poles with it.

E[exp(bZ + gZ^2) 1{h < Z < k} R(Z)] = s exp(b^2 s^2/2) E[1{(h - bs^2)/s < Z < (k - bs^2)/s} R(sZ + bs^2)],      s = (1 - 2g)^(-1/2).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from sympy import Abs, Expr, Heaviside, Poly, PolynomialError, Symbol, exp

from derive.engine.rule import Goal, Reduction, rule
from derive.language.deciding.hypotheses import strongest
from derive.language.forms import positivity
from derive.language.forms.normal_form import Form, Undecided
from derive.language.forms.normalize import normal_form
from derive.language.forms.summands import summands
from derive.language.goals.expectation import ActivationMoment
from derive.language.moments.integrand import OutOfClass
from derive.language.moments.moment import sum_forms
from derive.language.moments.point_mass import point_masses
from derive.language.moments.scaled import with_scale
from derive.language.sources import CAMERON_MARTIN
from derive.language.symbols import Z, ddphi, dphi, phi, q, x, z
from derive.rules.regression import tilts
from derive.rules.truncated_poles import Ends, bodies, means_between

a = Symbol("a", positive=True)
SHORT = 100  # operations of a sum that is taken as a whole


@rule(
    title="Cameron-Martin theorem",
    statement=r"\mathbb E\big[e^{bZ+gZ^2}\mathbf 1\{h<Z<k\}R(Z)\big]=\sigma e^{b^2\sigma^2/2}\,"
    r"\mathbb E\big[\mathbf 1\{h<\sigma Z+b\sigma^2<k\}\,R(\sigma Z+b\sigma^2)\big],\qquad\sigma=(1-2g)^{-1/2}",
    source=CAMERON_MARTIN,
    proof="b z + g z^2 - z^2/2 = -(z - b s^2)^2/(2 s^2) + b^2 s^2/2 with s^2 = 1/(1 - 2g), for 1 - 2g > 0, which is returned: the law becomes normal with "
    "mean b s^2 and variance s^2, and the integral over the new density gets the factor s. Between its knots the integrand is a sum of such terms, R rational; "
    "each R(s z + b s^2) is the sum of its partial fractions, whose means between the moved knots are those of activation_moment_eq_truncated_poles. A real "
    "pole of R on the piece is refused. Deltas at the knots are densities, as in activation_moment_eq_sum.",
    rank=54,
    examples=lambda: (
        ActivationMoment(exp(-a * x) / (1 + Abs(x)), phi, q),
        ActivationMoment(exp(x) * Heaviside(x) / (1 + x**2), phi * z, q),
        ActivationMoment(exp(x - a * x**2) * Heaviside(x - 1) / x, phi**2, q),
        ActivationMoment(exp(-Abs(x)) / (1 + Abs(x)), phi * ddphi, q),
    ),
)
def activation_moment_eq_tilted_poles(goal: Goal) -> Reduction | None:
    """E[p(phi, phi', phi'', z)] where phi is rational between its knots but for exponentials of degree one and two."""
    if not isinstance(goal, ActivationMoment) or not goal.function.has(exp):
        return None
    needed: list[Form] = []
    try:
        activation, root, conditions = with_scale(goal, goal.function, goal.variance)
        if not activation.knots:
            return None
        monomials = Poly(goal.polynomial, phi, dphi, ddphi, z).terms()
        ends = [None, *(normal_form(t, root.field) / root for t in activation.knots), None]
        pieces = zip(pairwise(ends), bodies(activation, monomials, root.expression()), strict=True)
        means = [mean for between, body in pieces for mean in _means(body, between, root, needed)]
        weighted = ((normal_form(value, root.field), m, point_masses(activation, i, j, k)) for (i, j, k, m), value in monomials)
        masses = [value * mass.expectation(m, root, root.field) for value, m, found in weighted for mass in found]
    except (OutOfClass, Undecided, PolynomialError):
        return None
    total = sum_forms(root.field, [*means, *masses])
    return Reduction(total, strongest([*conditions, *needed], Form.expression)) if any(mean.atoms() for mean in means) else None


def _means(body: Expr, between: Ends, root: Form, needed: list[Form]) -> Iterator[Form]:
    """E[1{lower < Z < upper} body] in parts, one for each exponential; what must be positive goes to `needed`."""
    field = root.field
    for (tilt, square), function in tilts(body.xreplace({Z: x})).items():
        b = normal_form(tilt, field)
        precision, conditions = positivity.positive_sqrt(field.one - normal_form(square, field) * 2)
        needed.extend(conditions)
        s = precision.inverse()
        mean = b * s * s
        ends = tuple(None if end is None else (end - mean) / s for end in between)
        place, weight = s.expression() * Z + mean.expression(), s * field.exp(b * mean / 2)
        terms = [function] if function.count_ops() < SHORT else summands(function)
        yield from (weight * part for term in terms for part in means_between(term.subs(x, place), (ends[0], ends[1]), field))
