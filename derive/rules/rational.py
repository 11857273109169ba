"""Rational functions under the normal law: partial fractions.

A rational function of x on each side of 0, its poles off the support or at +-ib, is a sum of simple fractions; their expectations are the goals of
`derive.rules.poles`. So softsign, 1/(1 + x^2), x/(1 + x^2), arctan' and their polynomials close, at any scale.
"""

from __future__ import annotations

from sympy import Abs, Expr, Heaviside, Integer, Poly, Symbol, sign, sqrt

from derive.engine.rule import Goal, Reduction, rule
from derive.language.forms.fields import field_of
from derive.language.forms.normal_form import Form, Undecided
from derive.language.forms.normalize import normal_form
from derive.language.functions.activation import Activation
from derive.language.goals.expectation import ActivationMoment, Expectation
from derive.language.goals.gaussian import Gaussian
from derive.language.moments.integrand import Integrand, OutOfClass
from derive.language.moments.moment import sum_forms
from derive.language.moments.point_mass import point_masses
from derive.language.moments.rational import PartialFractions
from derive.language.moments.rational_moment import Part, add_parts, has_poles, piecewise_expectation, read_part, times_letter
from derive.language.moments.scaled import with_scale
from derive.language.sources import AHLFORS
from derive.language.symbols import Z, ddphi, dphi, phi, q, x, z

a = Symbol("a", positive=True)


@rule(
    title="partial fractions",
    statement=r"g(x)=\sum_kp_kx^k+\sum_j\frac{c_j}{(x+t_j)^{m_j}}+\sum_j\frac{d_j+e_jx}{(x^2+s_j)^{n_j}},\qquad"
    r"\mathbb E[g(\sqrt qZ)]\ \text{term by term, on each side of }0",
    source=AHLFORS,
    proof="On each side of 0 the integrand is a rational function, which is the sum of its partial fractions, plus terms of the truncated class. Poles on "
    "the side in question are excluded, so each fraction is bounded by a polynomial there and has a mean of its own. x = sqrt(q) Z scales the "
    "poles; x < 0 is mirrored to x > 0. Deltas at the knots are densities, as in activation_moment_eq_sum.",
    rank=7,
    examples=lambda: (
        ActivationMoment(x / (1 + Abs(x)), phi**2, q),
        ActivationMoment(x / (a + Abs(x)), dphi * phi * z, q),
        ActivationMoment(1 / (1 + x**2), phi**2, q),
        ActivationMoment(x / (1 + x**2), phi * z, q),
        ActivationMoment(Abs(x) / (4 + x**2) + sign(x), phi * dphi, q),
    ),
)
def activation_moment_eq_partial_fractions(goal: Goal) -> Reduction | None:
    """E[p(phi, phi', phi'', z)] as a sum over simple fractions, where the integrand is rational (plus terms of the truncated class) on each side of 0."""
    if not isinstance(goal, ActivationMoment):
        return None
    try:
        activation, root, needed = with_scale(goal, goal.function, goal.variance)
        field = root.field
        monomials = [(powers, normal_form(value, field)) for powers, value in Poly(goal.polynomial, phi, dphi, ddphi, z).terms()]
        parts = _parts(activation, monomials, root)
        if not has_poles(parts):
            return None
        knots = [normal_form(t, field) for t in activation.knots]
        masses = [mass.expectation(m, root, field) * value for (i, j, k, m), value in monomials for mass in point_masses(activation, i, j, k)]
        return Reduction(piecewise_expectation(knots, parts, root) + sum_forms(field, masses), needed)
    except (OutOfClass, Undecided):
        return None


Monomials = list[tuple[tuple[int, ...], Form]]


def _parts(activation: Activation, monomials: Monomials, root: Form) -> list[Part]:
    """The integrand on each piece, delta functions left out."""
    pieces = zip(*(activation.derivative_pieces(n) for n in range(3)), strict=True)
    return [_on_piece([piece.expr for piece in three], monomials, root) for three in pieces]


def _on_piece(derivatives: list[Expr], monomials: Monomials, root: Form) -> Part:
    field = root.field
    total: Part = PartialFractions(field, {}), Integrand(field, 1, {})
    for (*powers, m), value in monomials:
        body = Integer(1)
        for derivative, power in zip(derivatives, powers, strict=True):
            body = body * derivative**power
        fractions, truncated = times_letter(read_part(body, x, root, field), m, root)
        total = add_parts(total, (fractions.scaled(value), truncated.scaled(value)))
    return total


@rule(
    title="partial fractions",
    statement=r"\frac1{(x+t)(x+u)}=\frac1{u-t}\Big(\frac1{x+t}-\frac1{x+u}\Big),\qquad\mathbb E\Big[\sum_jg_j(Z)\Big]=\sum_j\mathbb E[g_j(Z)]",
    source=AHLFORS,
    proof="The identity of partial fractions holds for all z off the poles, which do not lie on the half line (or line) of the expectation; so every term "
    "has a mean, and means add. For even denominators the odd numerators have mean zero on the whole line.",
    rank=40,
    examples=lambda: (
        Expectation(Z**2 / (1 + q * Z**2), Gaussian()),
        Expectation(Heaviside(Z) / ((1 + Z) * (a + sqrt(q) * Z)), Gaussian()),
        Expectation(Heaviside(-Z) / (1 - Z), Gaussian()),
    ),
)
def expectation_eq_partial_fractions(goal: Goal) -> Reduction | None:
    """E[g(Z)] and E[1{+-Z > 0} g(Z)] for a rational function g, as a sum over simple fractions."""
    if not isinstance(goal, Expectation) or goal.law.dimension != 1:
        return None
    field = field_of(goal.free_symbols)
    knots = [field.zero] if goal.body.has(Heaviside) else []
    try:
        parts = [read_part(body, Z, field.one, field) for body in _sides(goal.body)]
        if not has_poles(parts):
            return None
        total = piecewise_expectation(knots, parts, field.one)
    except (OutOfClass, Undecided):
        return None
    return None if list(total.atoms()) == [goal] else Reduction(total)


def _sides(body: Expr) -> list[Expr]:
    """The body on the left and on the right of 0."""
    if not body.has(Heaviside):
        return [body]
    gates = {Heaviside(Z): (0, 1), Heaviside(-Z): (1, 0)}
    return [body.xreplace({gate: Integer(values[side]) for gate, values in gates.items()}) for side in (0, 1)]
