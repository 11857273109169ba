r"""Rational functions between knots beside exponentials of degree one and two: the law moves, and the knots and poles with it.

E[exp(bZ + gZ^2) 1{h < Z < k} R(Z)] = s exp(b^2 s^2/2) E[1{(h - bs^2)/s < Z < (k - bs^2)/s} R(sZ + bs^2)],      s = (1 - 2g)^(-1/2).
"""

from __future__ import annotations

from collections.abc import Iterator

from sympy import Abs, Expr, Heaviside, Symbol, exp

from derive.engine.rule import Goal, Reduction, rule
from derive.language.forms.normal_form import Form
from derive.language.forms.summands import summands
from derive.language.goals.expectation import ActivationMoment
from derive.language.sources import CAMERON_MARTIN
from derive.language.symbols import ddphi, phi, q, x, z
from derive.rules.between_knots import Ends, moment_between_knots, tilted
from derive.rules.truncated_poles import means_between

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
    return moment_between_knots(goal, _means)


def _means(body: Expr, between: Ends, root: Form, needed: list[Form]) -> Iterator[Form]:
    """E[1{lower < Z < upper} body] in parts, one for each exponential."""
    for part in tilted(body, between, root, needed):
        terms = [part.function] if part.function.count_ops() < SHORT else summands(part.function)
        yield from (part.weight * mean for term in terms for mean in means_between(term.subs(x, part.place), part.ends, root.field))
