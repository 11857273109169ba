r"""Kernels of rational functions with complex poles and functions with knots or normal distribution functions.

E[relu(u)/(1 + v^2)], E[sign(u) v/(1 + v^2)], E[gelu(u)/(1 + v^2)], E[elu(u)/(v^2 + v + 1)^2]: partial fractions of the rational part, exponential factors by
the theorem of Cameron and Martin, powers by conditioning, and what is left is in `poles_beside_gates`.
"""

from __future__ import annotations

from sympy import Expr, Heaviside, Max, Piecewise, Symbol, exp, expand

from derive.engine.rule import Goal, Reduction, rule
from derive.language.errors import DeriveError
from derive.language.forms import positivity
from derive.language.forms.form_derivative import density
from derive.language.forms.normal_form import Form, Undecided
from derive.language.forms.normalize import normal_form
from derive.language.goals.expectation import DualKernel, Expectation
from derive.language.goals.gaussian import Gaussian
from derive.language.moments.integrand import OutOfClass
from derive.language.moments.moment import sum_forms
from derive.language.moments.polar_side import Side, pair_beside, read_side
from derive.language.moments.pole_pair import PolePair
from derive.language.moments.scaled import on_one_line, pair_with_scales
from derive.language.moments.smooth_part import Mass
from derive.language.sources import AHLFORS
from derive.language.special import Phi
from derive.language.symbols import Z, c, q, q1, q2, x
from derive.rules.pole_pair_kernels import pair_mean

a = Symbol("a", positive=True)


@rule(
    title="partial fractions beside gates",
    statement=r"\phi^{(m)}(\sqrt{q_1}X)=\sum_jg_j(X)+r(X),\qquad\mathbb E[g_j(X)\,Y^l\,e^{bY}\,\mathbf 1\{N>h\}]=e^{b^2/2}\,"
    r"\mathbb E[g_j(X+bc)\,(Y+b)^l\,\mathbf 1\{N>h-b\operatorname{Cov}(Y,N)\}]",
    source=AHLFORS,
    proof="On each side a rational function without poles on the line is the sum of its partial fractions over real quadratic factors; the rest is a sum of "
    "polynomials times exponentials beyond gates, Phi(w) = P(W <= w) being a gate on one more normal. All terms have means, so the mean of the product is "
    "the sum of the means. A factor exp(bY) moves X by bc and Y by b (Cameron and Martin). Y^l given X and N is normal with a mean that is linear in X and N. "
    "Point masses delta^(b)(v - t) integrate a rational partner: p(t) (q2 d)^(-b/2) E[f(u) He_b(W) | v = t], as in dual_kernel_eq_densities.",
    rank=8,
    examples=lambda: (
        DualKernel(Max(x, 0), 1 / (1 + x**2), (0, 0), q1, q2, c),
        DualKernel(1 / (x**2 + x + 1), Heaviside(x - a), (0, 0), q, q, c),
        DualKernel(Max(x, 0) ** 2 + x / (1 + x**2), x / (1 + x**2), (1, 0), q1, q2, c),
        DualKernel(x * Phi(x), 1 / (1 + x**2), (0, 0), q, q, c),
        DualKernel(Piecewise((exp(x) - 1, x < 0), (x, True)), 1 / (1 + x**2), (0, 0), q, q, c),
        DualKernel(Max(x, 0), 1 / (1 + x**2), (1, 1), q1, q2, c),
        DualKernel(Max(x, 0), 1 / (1 + x**2), (2, 0), q1, q2, c),
    ),
)
def dual_kernel_eq_poles_beside_gates(goal: Goal) -> Reduction | None:
    """E[phi^(m)(u) psi^(n)(v)] where one side has gates or point masses and one has complex poles."""
    if not isinstance(goal, DualKernel):
        return None
    try:
        activations, roots = pair_with_scales(goal)
        rho = normal_form(goal.correlation, roots[0].field)
        sides = [read_side(activation, n, root, place) for place, (activation, n, root) in enumerate(zip(activations, goal.orders, roots, strict=True))]
        if not any(_gated(one) and other.pairs for one, other in (sides, sides[::-1])):
            return None
        if rho.constant in (1, -1):
            return None if any(side.masses for side in sides) else Reduction(on_one_line(goal, activations, roots))
        return Reduction(_mean(sides, rho))
    except (OutOfClass, Undecided, DeriveError):
        return None


def _gated(side: Side) -> bool:
    return bool(side.masses) or any(shape.gates for shape in side.rest.terms)


def _mean(sides: list[Side], rho: Form) -> Form:
    first, second = sides
    total = (first.rest * second.rest).expectation((rho,))
    total = total + sum_forms(rho.field, (v * w * pair_mean(one, other, rho) for v, one in first.pairs for w, other in second.pairs))
    for side, other in ((first, second), (second, first)):
        total = total + sum_forms(rho.field, (value * _beside(pair, other, rho) for value, pair in side.pairs))
        total = total + sum_forms(rho.field, (_one_mass(mass, side, other, rho) for mass in side.masses))
    return total


def _beside(pair: PolePair, side: Side, rho: Form) -> Form:
    """E of a pair of poles times the rest of the other side."""
    parts = [(shape, {powers[side.place]: value for powers, value in poly.items()}) for shape, poly in side.rest.terms.items()]
    return sum_forms(rho.field, (pair_beside(pair, shape, powers, side.place, rho) for shape, powers in parts))


def _one_mass(mass: Mass, side: Side, other: Side, rho: Form) -> Form:
    """E[weight delta^(b)(v - t) f(u)] for a rational f."""
    (body, *more), field = other.pieces, rho.field
    if more or other.masses or not body.is_rational_function(x):
        raise OutOfClass("a point mass beside more than a rational function")
    k, spread = normal_form(mass.knot, field) / side.root, positivity.sqrt(field.one - rho * rho)[0]
    place = (other.root * spread).expression() * Z + (other.root * rho * k).expression()
    turned = (k * spread).expression() - rho.expression() * Z
    function = body.subs(x, place) * expand(_hermite(mass.order, turned))
    weight = normal_form(mass.weight, field) * density(k) / (side.root * (side.root * spread) ** mass.order)
    return weight * (field.atom(Expectation(function, Gaussian())) if function.has(Z) else normal_form(function, field))


def _hermite(order: int, w: Expr) -> Expr:
    before, found = w * 0, w**0
    for n in range(order):
        before, found = found, w * found - n * before
    return found
