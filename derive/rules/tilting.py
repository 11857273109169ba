"""Exponential factors: tilting and completing the square.

A factor exp(b.X) moves the mean of a standard normal vector, a factor exp(g.X^2) changes its covariance. Both leave a truncated moment without that
factor, so they come before everything else.
"""

from __future__ import annotations

from sympy import Heaviside, Symbol, exp

from derive.engine.rule import Goal, Reduction, rule
from derive.language.forms import positivity
from derive.language.forms.normal_form import Form, Undecided
from derive.language.moments.affine_change import affine_change
from derive.language.moments.moment import Moment, Shape, dot
from derive.language.sources import CAMERON_MARTIN, CRAMER
from derive.language.symbols import X, Y, Z, q
from derive.rules.examples import moment

a = Symbol("a", positive=True)


@rule(
    title="Cameron-Martin theorem",
    statement=r"\mathbb E[e^{b\cdot X}h(X)]=e^{\frac12 b^\top Rb}\,\mathbb E[h(X+Rb)]",
    source=CAMERON_MARTIN,
    proof="exp(b.x) exp(-x'R^-1 x/2) = exp(b'Rb/2) exp(-(x - Rb)'R^-1 (x - Rb)/2): the tilted law is normal with mean Rb. For a singular R (|c| = 1) the "
    "same follows from the moment generating function. h is a polynomial times bounded factors, so all is integrable.",
    rank=10,
    examples=lambda: (
        moment(Z * exp(a * Z) * Heaviside(Z - 1), a),
        moment(exp(X + a * Y) * X * Heaviside(Y), a, dimension=2),
    ),
)
def moment_exp_eq_shifted(goal: Goal) -> Reduction | None:
    """E[exp(b.X) h(X)] = exp(b'Rb/2) E[h(X + Rb)] for X ~ N(0, R) and h of at most exponential growth."""
    if not isinstance(goal, Moment) or not any(goal.shape.tilt) or any(goal.shape.quad):
        return None
    shift = goal.covariances(goal.shape.tilt)
    weight = goal.field.exp(dot(goal.field, goal.shape.tilt, shift) / 2)
    plain = Shape((goal.field.zero,) * goal.dimension, goal.shape.quad, goal.shape.wave, goal.shape.gates)
    identity = tuple(tuple(goal.field.number(int(i == j)) for j in range(goal.dimension)) for i in range(goal.dimension))
    return Reduction(weight * affine_change(goal.polynomial, plain, goal.law, identity, shift, goal.field))


@rule(
    title="completing the square",
    statement=r"\mathbb E[e^{\sum g_iX_i^2}h(X)]=\sqrt{\tfrac{\det S}{\det R}}\;\mathbb E_{\mathcal N(0,S)}[h(X)],\quad S=(R^{-1}-2\,\mathrm{diag}\,g)^{-1}>0",
    source=CRAMER,
    proof="exp(sum g_i x_i^2) exp(-x'R^-1 x/2) = exp(-x'S^-1 x/2) with S^-1 = R^-1 - 2 diag(g), and the constants in front of the two densities have the "
    "quotient sqrt(det S/det R). S must be positive definite: 1 - 2g > 0 in one variable; D > 0, 1 - 2g(1-c^2) > 0 and 1 - 2h(1-c^2) > 0 in two, "
    "where S = ((1 - 2h(1-c^2))/D, c/D; c/D, (1 - 2g(1-c^2))/D) and det S/det R = 1/D. What does not follow from the assumptions is returned.",
    rank=9,
    examples=lambda: (
        moment(exp(-a * Z**2) * Z**2, a),
        moment(exp(-q * X**2) * X * Y * Heaviside(Y), q, dimension=2),
        moment(exp(a * Z**2), a),
    ),
)
def moment_exp_square_eq_rescaled(goal: Goal) -> Reduction | None:
    """E[exp(g.X^2) h(X)] = sqrt(det S/det R) E[h(X)] with X ~ N(0, S), S^-1 = R^-1 - 2 diag(g), where that matrix is positive definite."""
    if not isinstance(goal, Moment) or not any(goal.shape.quad):
        return None
    try:
        return _one_variable(goal) if goal.dimension == 1 else _two_variables(goal)
    except Undecided:
        return None


def _one_variable(goal: Moment) -> Reduction:
    field = goal.field
    precision = field.one - goal.shape.quad[0] * 2
    root, needed = positivity.positive_sqrt(precision)
    shape = Shape(goal.shape.tilt, (field.zero,), goal.shape.wave, goal.shape.gates)
    value = affine_change(goal.polynomial, shape, (), ((root.inverse(),),), (field.zero,), field)
    return Reduction(value / root, needed)


def _two_variables(goal: Moment) -> Reduction:
    """With d = 1 - c^2 and D = 1 - 2g - 2h + 4ghd: S = ((1 - 2hd)/D, c/D; c/D, (1 - 2gd)/D) and det S/det R = 1/D."""
    field, (c,), (g, h) = goal.field, goal.law, goal.shape.quad
    d = field.one - c * c
    determinant = field.one - g * 2 - h * 2 + g * h * d * 4
    root, needed = positivity.sqrt_where(determinant)  # where S > 0 its factors have the signs that they have for g = h = 0
    sx, needed_x = positivity.positive_sqrt(field.one - h * d * 2)
    sy, needed_y = positivity.positive_sqrt(field.one - g * d * 2)
    rho = c / (sx * sy)
    shape = Shape(goal.shape.tilt, (field.zero,) * 2, goal.shape.wave, goal.shape.gates)
    zero = field.zero
    value = affine_change(goal.polynomial, shape, (rho,), ((sx / root, zero), (zero, sy / root)), (zero, zero), field)
    return Reduction(value / root, _distinct(needed + needed_x + needed_y))


def _distinct(forms: tuple[Form, ...]) -> tuple[Form, ...]:
    return tuple(dict.fromkeys(forms))
