"""Kernels of derivatives that are smooth functions and point masses: elementary functions of the correlation.

With h = s/sqrt(q1), k = t/sqrt(q2), d = 1 - c^2, and He_b the Hermite polynomials,

    E[f(u) delta^(b)(v - t)] = p_q2(t) (q2 d)^(-b/2) E[f(u) He_b(W) | v = t],      W = (k - c u/sqrt(q1))/sqrt(d),
    E[delta^(a)(u - s) delta^(b)(v - t)] = (-d/ds)^a (-d/dt)^b p(s, t),

p_q2 and p the densities of v and of the pair; given v = t, u/sqrt(q1) = c k + sqrt(d) Z and W = k sqrt(d) - c Z.
"""

from __future__ import annotations

from collections.abc import Sequence

from sympy import Expr, Heaviside, Max, expand

from derive.engine.rule import Goal, Reduction, rule
from derive.language.forms import positivity
from derive.language.forms.fields import field_of
from derive.language.forms.form_derivative import density, joint_density
from derive.language.forms.normal_form import Field, Form, Undecided
from derive.language.forms.normalize import normal_form
from derive.language.functions.activation import Activation
from derive.language.goals.expectation import DualKernel
from derive.language.moments.integrand import Integrand, OutOfClass, read_integrand
from derive.language.moments.moment import Vector
from derive.language.moments.smooth_part import Mass, SmoothPart, smooth_part
from derive.language.sources import SCHWARTZ
from derive.language.symbols import c, q1, q2, x

BENT = Max(x, 0) + Max(x, 0) ** 2


@rule(
    title="point masses at the knots",
    statement=r"\mathbb E[\delta^{(a)}(u-s)\,\delta^{(b)}(v-t)]=(-\partial_s)^a(-\partial_t)^b\,p_{u,v}(s,t)",
    source=SCHWARTZ,
    proof="E[f(u) delta^(b)(v - t)] = (-d/dt)^b of the integral of f(u) p(u, t) over u, by the definition of a derivative of a distribution. In the scale "
    "y = v/sqrt(q2), k = t/sqrt(q2), p(x, y) = p(x) p((y - c x)/s)/s with s^2 = 1 - c^2, and each -d/dy of the second factor is He_b((y - c x)/s) "
    "s^-b times it. Two masses leave derivatives of the joint density at the knots. Smooth f is of the truncated class without gates; masses on "
    "both sides need |c| < 1, which is returned.",
    rank=6,
    routes=("price", "orthant"),
    examples=lambda: (
        DualKernel(Max(x, 0), Max(x, 0), (2, 2), q1, q2, c),
        DualKernel(BENT, BENT, (3, 3), q1, q2, c),
        DualKernel(Heaviside(x - 1), x**2, (2, 2), q1, q2, c),
    ),
)
def dual_kernel_eq_densities(goal: Goal) -> Reduction | None:
    """E[phi^(m)(u) psi^(n)(v)] for derivatives that are smooth functions without gates and point masses of any order."""
    if not isinstance(goal, DualKernel):
        return None
    activations = [Activation.of(f) for f in goal.functions]
    parts = [smooth_part(a, n) for a, n in zip(activations, goal.orders, strict=True)]
    if parts[0] is None or parts[1] is None:
        return None
    field = field_of(goal.free_symbols | {p for a in activations for p in a.parameters})
    try:
        roots = [positivity.sqrt(normal_form(v, field))[0] for v in goal.variances]
        rho = normal_form(goal.correlation, field)
        value = _pair(parts[0], parts[1], roots, rho, field)
    except (OutOfClass, Undecided):
        return None
    singular = parts[0].masses and parts[1].masses
    return Reduction(value, (field.one - rho * rho,) if singular else ())


def _pair(first: SmoothPart, second: SmoothPart, roots: Sequence[Form], rho: Form, field: Field) -> Form:
    zero = field.zero
    left = read_integrand(first.smooth, {x: (roots[0], zero)}, field)
    right = read_integrand(second.smooth, {x: (zero, roots[1])}, field)
    total = (left * right).expectation((rho,))
    for mass in second.masses:
        total = total + _one_mass(first.smooth, mass, roots[0], roots[1], rho, field)
    for mass in first.masses:
        total = total + _one_mass(second.smooth, mass, roots[1], roots[0], rho, field)
    for s in first.masses:
        for t in second.masses:
            total = total + _two_masses(s, t, roots, rho, field)
    return total


def _one_mass(smooth: Expr, mass: Mass, root: Form, other: Form, rho: Form, field: Field) -> Form:
    """E[f(u) weight delta^(b)(v - t)]."""
    if smooth == 0:
        return field.zero
    k = normal_form(mass.knot, field) / other
    spread, _ = positivity.sqrt(field.one - rho * rho)
    offset = root * rho * k
    body = expand(smooth.subs(x, x + offset.expression())) if offset else smooth
    function = read_integrand(body, {x: (root * spread,)}, field)
    weight = hermite(mass.order, (-rho,), k * spread)
    scale = normal_form(mass.weight, field) * density(k) / (other * (other * spread) ** mass.order)
    return scale * (function * weight).expectation(())


def hermite(order: int, vector: Vector, offset: Form) -> Integrand:
    """He_n(vector.X + offset), by He_(n+1)(w) = w He_n(w) - n He_(n-1)(w)."""
    field = offset.field
    argument = Integrand.linear(field, vector) + Integrand.constant(offset, len(vector))
    before, found = Integrand.constant(field.zero, len(vector)), Integrand.constant(field.one, len(vector))
    for n in range(order):
        before, found = found, argument * found + before.scaled(field.number(-n))
    return found


Poly = dict[tuple[int, int], Form]


def _two_masses(s: Mass, t: Mass, roots: Sequence[Form], rho: Form, field: Field) -> Form:
    """The weights times (-d/dx)^a (-d/dy)^b of the density of the standard pair at x = h, y = k, in the scale of u and v."""
    h, k = normal_form(s.knot, field) / roots[0], normal_form(t.knot, field) / roots[1]
    poly: Poly = {(0, 0): field.one}
    for place, order in ((0, s.order), (1, t.order)):
        for _ in range(order):
            poly = _slope(poly, place, rho, field)
    value = field.zero
    for (i, j), coefficient in poly.items():
        value = value + coefficient * h**i * k**j
    scale = normal_form(s.weight * t.weight, field) / (roots[0] ** (s.order + 1) * roots[1] ** (t.order + 1))
    return scale * value * joint_density(h, k, rho)


def _slope(poly: Poly, place: int, rho: Form, field: Field) -> Poly:
    """Q with -d/dx (P p) = Q p: Q = P (x - rho y)/(1 - rho^2) - dP/dx, and the same with x and y exchanged."""
    d = (field.one - rho * rho).inverse()
    found: Poly = {}
    for powers, value in poly.items():
        changes = (((1, 0), d), ((0, 1), -(rho * d)), ((-1, 0), field.number(-powers[place])))
        for (own, other), factor in changes:
            step = (own, other) if place == 0 else (other, own)
            key = powers[0] + step[0], powers[1] + step[1]
            if factor and min(key) >= 0:
                found[key] = found.get(key, field.zero) + value * factor
    return found
