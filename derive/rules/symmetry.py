"""Symmetry of the normal law: only the even part of a function has an expectation.

    E[g(Z)] = E[(g(Z) + g(-Z))/2]

closes what no table of integrals does: E[tanh] = 0, E[sigmoid] = 1/2, E[softplus z] = sqrt(q)/2, because sigmoid(x) + sigmoid(-x) = 1 and
softplus(x) - softplus(-x) = x.
"""

from __future__ import annotations

import sympy
from sympy import Expr, Integer, atan, exp, log, tanh

from derive.engine.rule import Goal, Reduction, rule
from derive.language.deciding.growth import growth
from derive.language.errors import DeriveError
from derive.language.forms import positivity
from derive.language.forms.exponentials import Exponentials
from derive.language.forms.fields import field_of
from derive.language.forms.normal_form import Form, Undecided
from derive.language.forms.normalize import normal_form
from derive.language.functions.activation import Activation
from derive.language.functions.piece import CHOICES, pieces
from derive.language.goals.expectation import ActivationMoment, Expectation
from derive.language.goals.gaussian import Gaussian
from derive.language.moments.conditions import open_conditions
from derive.language.moments.integrand import OutOfClass, glue, read_integrand
from derive.language.moments.obstacle import strange
from derive.language.sources import FELLER
from derive.language.symbols import Z, ddphi, dphi, phi, q, x, z

LARGEST = 2000


@rule(
    title="symmetry of the normal law",
    statement=r"\mathbb E[g(Z)]=\mathbb E\big[\tfrac12(g(Z)+g(-Z))\big]",
    source=FELLER,
    proof="Z and -Z have the same law, so E[g(Z)] = E[g(-Z)] where g is integrable; the mean of the two is the expectation of the even part. phi and phi' "
    "are continuous, so g is a function; an integrand in Z itself is analytic on the line. g must be integrable itself, which its even part alone would "
    "not show: its growth is bounded by exp(r|x| + s x^2), and 1 - 2 s q > 0 is returned where s is not known to be 0 or negative.",
    rank=6,
    examples=lambda: (
        ActivationMoment(tanh(x), phi, q),
        ActivationMoment(1 / (1 + exp(-x)), phi, q),
        ActivationMoment(log(1 + exp(x)), phi * z, q),
        ActivationMoment(atan(x), phi * dphi, q),
        Expectation(1 / (1 + exp(-sympy.sqrt(q) * Z)), Gaussian()),
    ),
)
def expectation_eq_even_part(goal: Goal) -> Reduction | None:
    """E[g] = E[(g(x) + g(-x))/2], where the even part is simpler: zero, a constant, or a truncated moment."""
    sides = _sides(goal)
    if sides is None:
        return None
    variance = goal.variance if isinstance(goal, ActivationMoment) else Integer(1)
    field = field_of(goal.free_symbols | set().union(*(side.free_symbols for side in sides)) - {x})
    try:
        spread = normal_form(variance, field)
        root, needed = positivity.sqrt(spread)
        even = _even_part(*(side.subs(z, x / root.expression()) for side in sides))
        if even is None:
            return None
        needed += _conditions(sides, spread)
        parts = [read_integrand(sympy.expand(h), {x: (root,)}, field) for h in (even.subs(x, -x), even)]
        return Reduction(glue(field, [field.zero], parts, (root,)).expectation(()), tuple(dict.fromkeys(needed)))
    except (OutOfClass, Undecided):
        return None


def _sides(goal: Goal) -> tuple[Expr, Expr] | None:
    """g for x < 0 and for x > 0, where it is continuous between them and has no other knots."""
    if isinstance(goal, Expectation):
        body = goal.body.xreplace({Z: x})
        return (body, body) if goal.law.dimension == 1 and any(strange(body)) and _is_analytic(body) else None
    if not isinstance(goal, ActivationMoment):
        return None
    activation = Activation.of(goal.function)
    if set(activation.knots) - {Integer(0)} or not _is_smooth(activation):
        return None
    left, right = (_value(activation, goal.polynomial, place) for place in (0, -1))
    return left, right


def _is_analytic(body: Expr) -> bool:
    """Whether a function has no choice to make and no singular point on the line."""
    try:
        return not body.has(*CHOICES) and len(pieces(body)) == 1
    except DeriveError:
        return False


def _is_smooth(activation: Activation) -> bool:
    """Whether phi and phi' are known to be continuous."""
    try:
        return not (activation.jumps(0) or activation.jumps(1))
    except DeriveError:
        return False


def _even_part(left: Expr, right: Expr) -> Expr | None:
    """(g(x) + g(-x))/2 for x > 0 in lowest terms, or None if exponentials or logarithms are left in it."""
    total = (right + left.subs(x, -x)) / 2
    if total.count_ops() > LARGEST:
        return None
    return Exponentials().simplest(total)


def integrable(activation: Activation, polynomial: Expr, variance: Form) -> tuple[Form, ...]:
    """The conditions under which a polynomial in an activation has an expectation. Raises OutOfClass and Undecided."""
    return _conditions((_value(activation, polynomial, 0), _value(activation, polynomial, -1)), variance)


def _conditions(sides: tuple[Expr, Expr], variance: Form) -> tuple[Form, ...]:
    """1 - 2 s q > 0 where g may grow like exp(s x^2): the even part would not show it. Raises OutOfClass for unknown growth, Undecided where it fails."""
    needed = []
    for side, value in zip((-1, 1), sides, strict=True):
        found = growth(value, x, side)
        if found is None:
            raise OutOfClass("a function of unknown growth")
        if not found.square.is_nonpositive:
            needed.append(variance.field.one - normal_form(found.square, variance.field) * variance * 2)
    return open_conditions(needed)


def _value(activation: Activation, polynomial: Expr, side: int) -> Expr:
    values = {name: activation.derivative_pieces(n)[side].expr for n, name in enumerate((phi, dphi, ddphi)) if polynomial.has(name)}
    return polynomial.xreplace(values)
