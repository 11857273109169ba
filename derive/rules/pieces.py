"""From an activation to truncated moments: additivity over the pieces, and distributional derivatives at the knots.

The function phi^(m)(x) is its classical derivative on the pieces plus, at each knot t where phi^(k) jumps by d, the distribution d delta^(m-k-1)(x - t).
A delta under a Gaussian expectation is a density: E[delta(x - t) g] = p_q(t) g(t), p_q(t) = exp(-t^2/(2q))/sqrt(2 pi q).
"""

from __future__ import annotations

from collections.abc import Sequence

import sympy
from sympy import Abs, Expr, Max, Piecewise, Poly, Symbol, erf, exp, sin

from derive.engine.rule import Goal, Reduction, rule
from derive.language.forms import positivity
from derive.language.forms.fields import field_of
from derive.language.forms.normal_form import Field, Form, Undecided
from derive.language.forms.normalize import normal_form
from derive.language.functions.activation import Activation
from derive.language.goals.expectation import ActivationMoment, DualKernel
from derive.language.moments.integrand import Integrand, OutOfClass, glue, read_integrand
from derive.language.moments.moment import Vector, sum_forms
from derive.language.moments.point_mass import finite_jumps, point_masses
from derive.language.moments.scaled import with_scale
from derive.language.sources import SCHWARTZ
from derive.language.symbols import c, ddphi, dphi, phi, q, q1, q2, x, z

alpha = Symbol("alpha", positive=True)


@rule(
    title="additivity over the pieces",
    statement=r"\phi=\sum_i\phi_i\,\mathbf 1_{(x_{i-1},x_i)},\qquad \mathbb E\Big[\sum_j g_j\Big]=\sum_j\mathbb E[g_j]",
    source=SCHWARTZ,
    proof="Off its knots phi is the function of its piece. A product of phi, phi' and phi'' is the function of the pieces plus point masses at the knots: "
    "a jump d of phi^(k) contributes d delta^(m-k-1) to phi^(m), and phi^i phi' = (phi^(i+1)/(i+1))', phi'^j phi'' = (phi'^(j+1)/(j+1))' define the "
    "products of a jump with its delta. E[delta^(k)(x - t) g] = (-1)^k (g p_q)^(k)(t), p_q the density of x. The pieces are sums of truncated "
    "terms, whose means add where each exists. Other products with deltas have no meaning and are refused.",
    rank=5,
    examples=lambda: (
        ActivationMoment(Max(x, 0), phi**2, q),
        ActivationMoment(Max(x, 0), phi * ddphi, q),
        ActivationMoment(Max(-1, sympy.Min(1, x)), phi * ddphi, q),
        ActivationMoment(Piecewise((x, x > 0), (alpha * (exp(x) - 1), True)), dphi**2, q),
        ActivationMoment(x + sin(x), phi**2 * z**2, q),
        ActivationMoment(sympy.Heaviside(x), ddphi * z, q),
    ),
)
def activation_moment_eq_sum(goal: Goal) -> Reduction | None:
    """E[phi^i phi'^j phi''^k z^m] as moments on the pieces and densities at the knots.

    Raises Diverges for the square of a delta, NotDefined for a delta times a function that jumps at the same knot (total derivatives excepted).
    """
    if not isinstance(goal, ActivationMoment):
        return None
    try:
        activation, root, needed = with_scale(goal, goal.function, goal.variance)
        field = root.field
        polynomial = Poly(goal.polynomial, phi, dphi, ddphi, z)
        parts = [_monomial(activation, powers, root, field) * normal_form(value, field) for powers, value in polynomial.terms()]
    except (OutOfClass, Undecided):
        return None
    return Reduction(sum_forms(field, parts), needed, _knots_phrase(activation))


def _monomial(activation: Activation, powers: tuple[int, ...], root: Form, field: Field) -> Form:
    """E[phi^i phi'^j phi''^k z^m] for one monomial."""
    i, j, k, m = powers
    masses = point_masses(activation, i, j, k)
    pieces = [activation.derivative_pieces(n) for n in range(3)]
    bodies = [p0.expr**i * p1.expr**j * p2.expr**k for p0, p1, p2 in zip(*pieces, strict=True)]
    knots = [normal_form(t, field) for t in activation.knots]
    parts = [read_integrand(sympy.expand(body), {x: (root,)}, field) for body in bodies]
    regular = glue(field, knots, parts, (root,))
    for _ in range(m):
        regular = regular * Integrand.linear(field, (field.one,))
    total = regular.expectation(())
    for mass in masses:
        total = total + mass.expectation(m, root, field)
    return total


@rule(
    title="additivity over the pieces",
    statement=r"\phi^{(m)}=\sum_i\phi_i^{(m)}\,\mathbf 1_{(x_{i-1},x_i)}+\sum_i\Delta_i^{(m-1)}\,\delta_{x_i},\qquad u=\sqrt{q_1}X,\ v=\sqrt{q_2}Y",
    source=SCHWARTZ,
    proof="phi^(m) and psi^(n) are functions on the pieces plus deltas at the knots. The product of the function parts is a sum of truncated terms. A "
    "delta at v = t times a function of u has the mean p_v(t) E[. | v = t], and given v = t, u is normal with mean c sqrt(q1/q2) t and variance q1 "
    "(1 - c^2). Two deltas give the joint density at their knots. Conditioning and joint density need |c| < 1, which is returned whenever there are "
    "deltas. Derivatives of deltas are left to dual_kernel_eq_densities.",
    rank=5,
    examples=lambda: (
        DualKernel(Max(x, 0), Max(x, 0), (0, 0), q1, q2, c),
        DualKernel(Max(x, 0), Max(x, 0), (2, 2), q, q, c),
        DualKernel(Abs(x) + erf(x) / 2, Abs(x) + erf(x) / 2, (1, 1), q, q, c),
        DualKernel(sympy.Heaviside(x - 1), sympy.Heaviside(x - 1), (1, 1), q1, q2, c),
    ),
)
def dual_kernel_eq_sum(goal: Goal) -> Reduction | None:
    """E[phi^(m)(u) psi^(n)(v)] as moments of the standard pair, u = sqrt(q1) X, v = sqrt(q2) Y, deltas as densities."""
    if not isinstance(goal, DualKernel):
        return None
    first, second = (Activation.of(f) for f in goal.functions)
    field = field_of(goal.free_symbols | set(first.parameters) | set(second.parameters))
    try:
        roots = [positivity.sqrt(normal_form(v, field))[0] for v in goal.variances]
        rho = normal_form(goal.correlation, field)
        value = _pair(first, second, goal.orders, roots, rho, field)
    except (OutOfClass, Undecided):
        return None
    if value is None:
        return None
    deltas = [_derivative_deltas(a, n) or [] for a, n in zip((first, second), goal.orders, strict=True)]
    return Reduction(value, (field.one - rho * rho,) if any(deltas) else (), ", ".join(filter(None, (_knots_phrase(first), _masses_phrase(deltas)))))


def _pair(first: Activation, second: Activation, orders: tuple[int, int], roots: Sequence[Form], rho: Form, field: Field) -> Form | None:
    deltas = [_derivative_deltas(a, n) for a, n in zip((first, second), orders, strict=True)]
    if deltas[0] is None or deltas[1] is None:
        return None
    zero = field.zero
    smooth = [
        _classical(a, n, scale, (zero,) * len(scale), field) for a, n, scale in ((first, orders[0], (roots[0], zero)), (second, orders[1], (zero, roots[1])))
    ]
    total = (smooth[0] * smooth[1]).expectation((rho,))
    total = total + _half_singular(first, orders[0], roots[0], roots[1], deltas[1], rho, field)
    total = total + _half_singular(second, orders[1], roots[1], roots[0], deltas[0], rho, field)
    for s, weight1 in deltas[0]:
        for t, weight2 in deltas[1]:
            h, k = normal_form(s, field) / roots[0], normal_form(t, field) / roots[1]
            total = total + normal_form(weight1 * weight2, field) * _joint_density(h, k, rho, field) / (roots[0] * roots[1])
    return total


def _derivative_deltas(activation: Activation, n: int) -> list[tuple[Expr, Expr]] | None:
    """Knots and weights of the deltas in phi^(n); None where derivatives of deltas appear."""
    if any(finite_jumps(activation, k) for k in range(n - 1)):
        return None
    return list(finite_jumps(activation, n - 1)) if n else []


def _classical(activation: Activation, n: int, scale: Vector, shift: Vector, field: Field) -> Integrand:
    """phi^(n)(scale.X + shift) without its deltas; `shift` is (value, ...) with one entry, zero for none."""
    offset = shift[0]
    knots = [normal_form(t, field) - offset for t in activation.knots]
    moved = x + offset.expression() if offset else x
    bodies = [sympy.expand(piece.expr.subs(x, moved)) for piece in activation.derivative_pieces(n)]
    return glue(field, knots, [read_integrand(body, {x: scale}, field) for body in bodies], scale)


def _half_singular(activation: Activation, n: int, root: Form, other: Form, deltas: list[tuple[Expr, Expr]] | None, rho: Form, field: Field) -> Form:
    """sum over deltas of weight p(t) E[phi^(n)(u) | v = t], u given v = t normal with mean root rho h and variance root^2 (1 - rho^2)."""
    total = field.zero
    for t, weight in deltas or ():
        h = normal_form(t, field) / other
        spread, _ = positivity.sqrt(field.one - rho * rho)
        smooth = _classical(activation, n, (root * spread,), (root * rho * h,), field)
        pi_root, _ = positivity.sqrt(field.pi * 2)
        density = field.exp(-(h * h) / 2) / (other * pi_root)
        total = total + normal_form(weight, field) * density * smooth.expectation(())
    return total


def _joint_density(h: Form, k: Form, rho: Form, field: Field) -> Form:
    """The density of the standard pair at (h, k)."""
    d = field.one - rho * rho
    root, _ = positivity.sqrt(d)
    return field.exp(-(h * h + k * k - h * k * rho * 2) / (d * 2)) / (root * field.pi * 2)


def _knots_phrase(activation: Activation) -> str:
    knots = activation.knots
    return "here a single one" if not knots else f"knots at {', '.join(str(t) for t in knots)}"


def _masses_phrase(deltas: Sequence[Sequence[tuple[Expr, Expr]]]) -> str:
    """The point masses of both derivatives, each once."""
    masses = dict.fromkeys(f"{weight} at {t}" for found in deltas for t, weight in found)
    return f"point mass{'es' if len(masses) > 1 else ''} {', '.join(masses)}" if masses else ""
