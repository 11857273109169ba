"""Stein's lemma for truncated moments: integrate the polynomial by parts until only boundary terms and a probability are left.

    E[X_i r(X) G(X)] = sum_j R_ij E[d_j r G] + sum_g (R a_g)_i E[r G_-g delta_g],

where G is the product of the gates and delta_g the density of gate g at its boundary: conditioning there leaves one gate, and for an indicator one
variable, fewer. The lemma is applied to all monomials at once, so each boundary appears with one polynomial. A factor cos(w.X + f) is differentiated as
well: it leaves -(Rw)_i E[r sin(w.X + f) G], so two polynomials are kept, in front of the cosine and of the sine.
"""

from __future__ import annotations

import sympy
from sympy import Heaviside, Symbol

from derive.engine.rule import Goal, Reduction, rule
from derive.language.deciding.hypotheses import strongest
from derive.language.forms import positivity
from derive.language.forms.normal_form import Form, Undecided
from derive.language.moments.affine_change import affine_change
from derive.language.moments.moment import Gate, Moment, Shape, Vector, Wave, dot, moment_form
from derive.language.moments.wave import cosine, oriented
from derive.language.sources import ISSERLIS, STEIN
from derive.language.special import Phi
from derive.language.symbols import X, Y, Z
from derive.rules.examples import moment

a = Symbol("a", positive=True)
Poly = dict[tuple[int, ...], Form]


@rule(
    title="Stein's lemma",
    statement=r"\mathbb E[X_i\,g(X)]=\sum_j R_{ij}\,\mathbb E[\partial_j g(X)]",
    source=STEIN,
    proof="The normal density with covariance R satisfies x_i p = -sum_j R_ij d_j p; by parts E[X_i g] = sum_j R_ij E[d_j g] for g of polynomial growth. "
    "g is a polynomial times a wave times gates: the derivative of a gate a.X + t is a times the density of its argument (with its auxiliary "
    "normal) at the boundary, so it contributes (R a)_i times this density times the mean of the rest given that the argument is zero. Given this, "
    "X is normal with mean -t (R a)/var and covariance R - (R a)(R a)'/var. Apply to each monomial, the highest degree first. Gates of one letter "
    "with the same boundary have been joined before.",
    rank=20,
    examples=lambda: (
        moment(X * Y * Heaviside(X) * Heaviside(Y), dimension=2),
        moment(Z**3 * Heaviside(Z - a), a),
        moment(X * Y * Phi(a * X) * Phi(a * Y), a, dimension=2),
        moment(Z**2 * Phi(a * Z) ** 2, a),
        moment(X**2 * Y * Heaviside(X - 1), dimension=2),
        moment(Z**2 * sympy.cos(a * Z + 1) * Heaviside(Z - 1), a),
    ),
)
def moment_eq_boundary_terms(goal: Goal) -> Reduction | None:
    """E[p(X) G(X)] = p0 E[G(X)] + boundary terms, by E[X_i g(X)] = sum_j R_ij E[d_j g(X)] for each monomial, highest degree first."""
    if not isinstance(goal, Moment) or not goal.shape.gates or goal.degree == 0 or _decorated(goal):
        return None
    try:
        constants, boundary = _by_parts(goal)
        none, result, needed = (0,) * goal.dimension, goal.field.zero, list[Form]()
        for wave, constant in zip(_waves(goal), constants, strict=False):
            result = result + _wave_moment(goal, wave, {none: constant})
        for (index, turned), poly in boundary.items():
            if any(poly.values()):
                result = result + _boundary_term(goal, index, _waves(goal)[turned], poly, needed)
    except Undecided:
        return None
    soft = any(gate.soft for gate in goal.shape.gates)
    detail = "the derivative of the distribution function being a density, under which the variables are normal again" if soft else ""
    return Reduction(result, strongest(needed, Form.expression), detail)


@rule(
    title="Isserlis' theorem",
    statement=r"\mathbb E[X_iX_{k_1}\cdots X_{k_n}]=\sum_j R_{ik_j}\,\mathbb E\Big[\prod_{l\neq j}X_{k_l}\Big]",
    source=ISSERLIS,
    proof="E[X_i g] = sum_j R_ij E[d_j g] with g a monomial: d_j takes out one of the letters X_j, so the sum runs over the partners of X_i. Repeated "
    "until nothing is left, it runs over all pairings; an odd number of letters has mean zero.",
    rank=20,
    examples=lambda: (moment(Z**6), moment(X**3 * Y**3 + X * Y, dimension=2)),
)
def moment_eq_sum_of_pairings(goal: Goal) -> Reduction | None:
    """E[p(X)] for a polynomial p: the sum over all pairings of the letters of the products of their covariances."""
    if not isinstance(goal, Moment) or goal.shape.gates or goal.degree == 0 or _decorated(goal):
        return None
    return None if goal.shape.wave is not None else Reduction(_by_parts(goal)[0][0])


def _decorated(goal: Moment) -> bool:
    return any(goal.shape.tilt) or any(goal.shape.quad)


def _waves(goal: Moment) -> tuple[Wave | None, ...]:
    """cos(w.X + f) and sin(w.X + f)."""
    wave = goal.shape.wave
    return (None,) if wave is None else (wave, Wave(wave.frequency, wave.phase - goal.field.pi / 2))


def _wave_moment(goal: Moment, wave: Wave | None, poly: Poly) -> Form:
    """E[r(X) wave G(X)]."""
    if wave is None:
        return moment_form(goal.field, goal.law, poly, goal.shape)
    wave, factor = oriented(wave.frequency, wave.phase)
    shape = goal.shape
    return factor * moment_form(goal.field, goal.law, poly, Shape(shape.tilt, shape.quad, wave, shape.gates))


def _by_parts(goal: Moment) -> tuple[list[Form], dict[tuple[int, int], Poly]]:
    """The constants that multiply E[cos G] and E[sin G], and for each gate and both waves the polynomial at the boundary."""
    n, zero = goal.dimension, goal.field.zero
    slopes = [goal.covariances(gate.vector) for gate in goal.shape.gates]
    turn = goal.covariances(goal.shape.wave.frequency) if goal.shape.wave is not None else (zero,) * n
    boundary: dict[tuple[int, int], Poly] = {(g, s): {} for g in range(len(slopes)) for s in range(len(_waves(goal)))}
    interior: list[Poly] = [dict(goal.polynomial), {}]
    while any(sum(powers) for poly in interior for powers in poly):
        powers, s = max(((powers, s) for s in (0, 1) for powers in interior[s]), key=lambda p: (sum(p[0]), p))
        value = interior[s].pop(powers)
        i = next(j for j, k in enumerate(powers) if k)
        rest = _lowered(powers, i)
        for j in range(n):
            if rest[j]:
                _add(interior[s], _lowered(rest, j), value * goal.covariance(i, j) * rest[j])
        if turn[i]:
            _add(interior[1 - s], rest, value * turn[i] * (1 if s else -1))
        for g, slope in enumerate(slopes):
            _add(boundary[g, s], rest, value * slope[i])
    return [poly.get((0,) * n, zero) for poly in interior], boundary


def _boundary_term(goal: Moment, index: int, wave: Wave | None, poly: Poly, needed: list[Form]) -> Form:
    """E[r(X) wave G_-g(X) delta_g]: the density of the gate's argument at zero times the expectation conditioned on it; adds what must be positive."""
    gate = goal.shape.gates[index]
    others = goal.shape.gates[:index] + goal.shape.gates[index + 1 :]
    field, slope = goal.field, goal.covariances(gate.vector)
    variance = dot(field, gate.vector, slope) + field.number(int(gate.soft))
    root = _root(variance, needed)
    pi_root, _ = positivity.sqrt(field.pi * 2)
    density = field.exp(-(gate.offset * gate.offset) / (variance * 2)) / (root * pi_root)
    mean = tuple(-(gate.offset * s) / variance for s in slope)
    none = (field.zero,) * goal.dimension
    return density * _conditioned(goal, gate, variance, slope, mean, poly, Shape(none, none, wave, others), needed)


def _conditioned(goal: Moment, gate: Gate, variance: Form, slope: Vector, mean: Vector, poly: Poly, shape: Shape, needed: list[Form]) -> Form:
    """E[r(X) shape(X)] for X normal with the given mean and covariance R - slope slope'/variance."""
    field, n = goal.field, goal.dimension
    terms = tuple((powers, value) for powers, value in poly.items() if value)
    spread = [goal.covariance(i, i) - slope[i] * slope[i] / variance for i in range(n)]
    free = [i for i in range(n) if spread[i]]
    roots = [_root(s, needed) for s in spread]
    if len(free) < 2:
        law: Vector = ()
        matrix = tuple((roots[i],) for i in range(n))
        if not free:
            return _constant(goal, terms, mean, shape)
        return affine_change(terms, shape, law, matrix, mean, field)
    covariance = goal.covariance(0, 1) - slope[0] * slope[1] / variance
    if gate.soft:
        rho = covariance / (roots[0] * roots[1])
        return affine_change(terms, shape, (rho,), ((roots[0], field.zero), (field.zero, roots[1])), mean, field)
    raise Undecided("an indicator of two variables")


def _constant(goal: Moment, terms: tuple[tuple[tuple[int, ...], Form], ...], mean: Vector, shape: Shape) -> Form:
    """All letters are fixed: the polynomial, the wave and the gates at the point."""
    from derive.language.forms.atoms import cdf_form

    field = goal.field
    total = field.zero
    for powers, value in terms:
        for m, k in zip(mean, powers, strict=True):
            value = value * m**k
        total = total + value
    if shape.wave is not None:
        total = total * cosine(shape.wave.phase + dot(field, shape.wave.frequency, mean))
    for gate in shape.gates:
        argument = gate.offset + dot(field, gate.vector, mean)
        total = total * (cdf_form(argument) if gate.soft else field.number(int(positivity.sign(argument) > 0)))
    return total


def _root(variance: Form, needed: list[Form]) -> Form:
    root, new = positivity.sqrt_where(variance)
    needed.extend(new)
    return root


def _lowered(powers: tuple[int, ...], i: int) -> tuple[int, ...]:
    return tuple(k - (j == i) for j, k in enumerate(powers))


def _add(poly: Poly, powers: tuple[int, ...], value: Form) -> None:
    poly[powers] = poly[powers] + value if powers in poly else value
