"""Stein's lemma and linearity for any activation, before anything is known of its pieces.

    E[z h(z) phi(sqrt(q) z)] = E[h'(z) phi] + sqrt(q) E[h(z) phi'],            phi' the distributional derivative.

So the Hermite coefficients of an activation are the means of its derivatives, E[He_n phi] = q^(n/2) E[phi^(n)], and a function that is no sum of truncated
terms closes where its derivative is one: E[z arctan] through E[1/(1 + x^2)].
"""

from __future__ import annotations

from sympy import Expr, Poly, atan, exp, tanh

from derive.engine.rule import Goal, Reduction, rule
from derive.language.deciding.growth import growth
from derive.language.forms import positivity
from derive.language.forms.fields import field_of
from derive.language.forms.normal_form import Form, Undecided
from derive.language.forms.normalize import normal_form
from derive.language.functions.activation import Activation
from derive.language.goals.expectation import ActivationMoment
from derive.language.moments.moment import sum_forms
from derive.language.sources import FELLER, STEIN
from derive.language.symbols import ddphi, dphi, phi, q, x, z

NAMES = (phi, dphi, ddphi)
InZ = dict[int, Expr]  # power of z, coefficient


@rule(
    title="Stein's lemma",
    statement=r"\mathbb E[Z\,h(Z)\,\phi(\sqrt qZ)]=\mathbb E[h'(Z)\,\phi(\sqrt qZ)]+\sqrt q\,\mathbb E[h(Z)\,\phi'(\sqrt qZ)]",
    source=STEIN,
    proof="phi is continuous, its derivative grows at most exponentially, and z p(z) = -p'(z). So for a polynomial h the integral of z h(z) phi(sqrt(q) "
    "z) p(z) is by parts the one of (h phi)' p; the product h phi p vanishes at +-oo, and at the knots nothing is left because phi is continuous. "
    "With phi' in the place of phi, phi'' is the distribution, and the densities at its jumps are the boundary terms. Monomials z^k give E[z^k phi] "
    "= (k-1) E[z^(k-2) phi] + sqrt(q) E[z^(k-1) phi'], from the highest power down.",
    rank=50,
    examples=lambda: (
        ActivationMoment(atan(x), phi * z, q),
        ActivationMoment(atan(x), phi * (z**3 - 3 * z), q),
        ActivationMoment(tanh(x), dphi * z**2, q),
        ActivationMoment(x * tanh(x), phi * (z**2 - 1), q),
    ),
)
def activation_moment_eq_derivative(goal: Goal) -> Reduction | None:
    """E[p(z) phi] = p_0 E[phi] + sqrt(q) E[r(z) phi'] for continuous phi of at most exponential growth; the same for phi' in the place of phi."""
    if not isinstance(goal, ActivationMoment):
        return None
    linear = _linear(goal.polynomial)
    place = next((n for n in (0, 1) if linear and max(linear[n], default=0) > 0), None)
    if place is None or not _regular(Activation.of(goal.function), place):
        return None
    field = field_of(goal.free_symbols)
    try:
        root, needed = positivity.sqrt(normal_form(goal.variance, field))
    except Undecided:
        return None
    linear[place], lowered = _by_parts(linear[place])
    kept = [_goal(goal, {0: value}, n) for n in (0, 1, 2) for k, value in linear[n].items() if k == 0]
    kept += [_goal(goal, {k: value}, n) for n in (0, 1, 2) for k, value in linear[n].items() if k]
    return Reduction(sum_forms(field, kept) + root * _goal(goal, lowered, place + 1), needed)


def _linear(polynomial: Expr) -> list[InZ]:
    """The coefficients of phi, phi', phi'' as polynomials in z; empty if the polynomial is not linear and homogeneous in them."""
    found: list[InZ] = [{}, {}, {}]
    for (*powers, m), value in Poly(polynomial, *NAMES, z).terms():
        if sum(powers) != 1:
            return []
        found[powers.index(1)][m] = value
    return found


def _by_parts(p: InZ) -> tuple[InZ, InZ]:
    """({0: p_0}, r) with E[p phi] = p_0 E[phi] + sqrt(q) E[r phi'], highest power first."""
    left, lowered = dict(p), InZ()
    for k in range(max(p), 0, -1):
        value = left.pop(k, 0)
        if value == 0:
            continue
        lowered[k - 1] = value
        if k > 1:
            left[k - 2] = left.get(k - 2, 0) + (k - 1) * value
    return {k: value for k, value in left.items() if value != 0}, lowered


def _goal(goal: ActivationMoment, p: InZ, place: int) -> Form:
    """E[p(z) phi^(place)], a number in front of a single monomial pulled out."""
    field = field_of(goal.free_symbols)
    if len(p) == 1:
        ((k, value),) = p.items()
        return normal_form(value, field) * field.atom(ActivationMoment(goal.function, NAMES[place] * z**k, goal.variance))
    polynomial = sum((value * z**k for k, value in p.items()), start=Poly(0, z).as_expr())
    return field.atom(ActivationMoment(goal.function, NAMES[place] * polynomial, goal.variance))


def _regular(activation: Activation, place: int) -> bool:
    """Whether phi is continuous, and phi^(place) and its derivative grow at most exponentially."""
    if activation.jumps(0):
        return False
    for order in (place, place + 1):
        parts = activation.derivative_pieces(order)
        for part, side in ((parts[0], -1), (parts[-1], 1)):
            found = growth(part.expr, x, side)
            if found is None or not found.square.is_nonpositive:
                return False
    return True


@rule(
    title="linearity",
    statement=r"\mathbb E\Big[\sum_jp_j(\phi,\phi',\phi'',Z)\Big]=\sum_j\mathbb E[p_j(\phi,\phi',\phi'',Z)]",
    source=FELLER,
    proof="The integral is linear where each summand is integrable; a density at a knot is a linear functional as well. A summand without a finite mean "
    "stays an open goal or is refused as divergent, so nothing is concluded from it.",
    rank=60,
    examples=lambda: (
        ActivationMoment(x / (1 + exp(-x)), phi**3 + dphi * z, q),
        ActivationMoment(x * tanh(x), phi**3 - 2 * phi * z**2, q),
    ),
)
def activation_moment_add(goal: Goal) -> Reduction | None:
    """E of a polynomial in phi, phi', phi'', z, monomial by monomial."""
    if not isinstance(goal, ActivationMoment):
        return None
    terms = Poly(goal.polynomial, *NAMES, z).terms()
    if len(terms) < 2:
        return None
    field = field_of(goal.free_symbols)
    total = field.zero
    for (*powers, m), value in terms:
        monomial = z**m
        for name, power in zip(NAMES, powers, strict=True):
            monomial = monomial * name**power
        total = total + normal_form(value, field) * field.atom(ActivationMoment(goal.function, monomial, goal.variance))
    return Reduction(total)
