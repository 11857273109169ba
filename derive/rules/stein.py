"""Stein's lemma for truncated moments: integrate the polynomial by parts until only boundary terms and a probability are left.

    E[X_i r(X) G(X)] = sum_j R_ij E[d_j r G] + sum_g (R a_g)_i E[r G_-g delta_g],

where G is the product of the gates and delta_g the density of gate g at its boundary: conditioning there leaves one gate, and for an indicator one
variable, fewer. The lemma is applied to all monomials at once, so each boundary appears with one polynomial.
"""

from __future__ import annotations

from sympy import Heaviside, Symbol

from derive.engine.rule import Goal, Reduction, rule
from derive.language import positivity
from derive.language.affine_change import affine_change
from derive.language.moment import Gate, Moment, Shape, Vector, dot, moment_form
from derive.language.normal_form import Form, Undecided
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
    rank=20,
    examples=lambda: (
        moment(X * Y * Heaviside(X) * Heaviside(Y), dimension=2),
        moment(Z**3 * Heaviside(Z - a), a),
        moment(X * Y * Phi(a * X) * Phi(a * Y), a, dimension=2),
        moment(Z**2 * Phi(a * Z) ** 2, a),
        moment(X**2 * Y * Heaviside(X - 1), dimension=2),
    ),
)
def moment_eq_boundary_terms(goal: Goal) -> Reduction | None:
    """E[p(X) G(X)] = p0 E[G(X)] + boundary terms, by E[X_i g(X)] = sum_j R_ij E[d_j g(X)] for each monomial, highest degree first."""
    if not isinstance(goal, Moment) or not goal.shape.gates or goal.degree == 0 or _decorated(goal):
        return None
    try:
        constant, boundary = _by_parts(goal)
        none = (0,) * goal.dimension
        result = moment_form(goal.field, goal.law, {none: constant}, goal.shape)
        for index, poly in enumerate(boundary):
            if any(poly.values()):
                result = result + _boundary_term(goal, index, poly)
    except Undecided:
        return None
    return Reduction(result)


@rule(
    title="Isserlis' theorem",
    statement=r"\mathbb E[X_iX_{k_1}\cdots X_{k_n}]=\sum_j R_{ik_j}\,\mathbb E\Big[\prod_{l\neq j}X_{k_l}\Big]",
    source=ISSERLIS,
    rank=20,
    examples=lambda: (moment(Z**6), moment(X**3 * Y**3 + X * Y, dimension=2)),
)
def moment_eq_sum_of_pairings(goal: Goal) -> Reduction | None:
    """E[p(X)] for a polynomial p: the sum over all pairings of the letters of the products of their covariances."""
    if not isinstance(goal, Moment) or goal.shape.gates or goal.degree == 0 or _decorated(goal):
        return None
    return Reduction(_by_parts(goal)[0])


def _decorated(goal: Moment) -> bool:
    return any(goal.shape.tilt) or any(goal.shape.quad) or goal.shape.wave is not None


def _by_parts(goal: Moment) -> tuple[Form, list[Poly]]:
    """The constant that multiplies E[G], and the polynomial at each gate's boundary."""
    n = goal.dimension
    slopes = [goal.covariances(gate.vector) for gate in goal.shape.gates]
    boundary: list[Poly] = [{} for _ in slopes]
    interior: Poly = dict(goal.polynomial)
    while any(sum(powers) for powers in interior):
        powers = max(interior, key=lambda p: (sum(p), p))
        value = interior.pop(powers)
        i = next(j for j, k in enumerate(powers) if k)
        rest = _lowered(powers, i)
        for j in range(n):
            if rest[j]:
                _add(interior, _lowered(rest, j), value * goal.covariance(i, j) * rest[j])
        for poly, slope in zip(boundary, slopes, strict=True):
            _add(poly, rest, value * slope[i])
    return interior.get((0,) * n, goal.field.zero), boundary


def _boundary_term(goal: Moment, index: int, poly: Poly) -> Form:
    """E[r(X) G_-g(X) delta_g]: the density of the gate's argument at zero times the expectation conditioned on it."""
    gate = goal.shape.gates[index]
    others = goal.shape.gates[:index] + goal.shape.gates[index + 1 :]
    field, slope = goal.field, goal.covariances(gate.vector)
    variance = dot(field, gate.vector, slope) + field.number(int(gate.soft))
    root, needed = positivity.sqrt(variance)
    if needed:
        raise Undecided("the variance of a gate")
    pi_root, _ = positivity.sqrt(field.pi * 2)
    density = field.exp(-(gate.offset * gate.offset) / (variance * 2)) / (root * pi_root)
    mean = tuple(-(gate.offset * s) / variance for s in slope)
    return density * _conditioned(goal, gate, variance, slope, mean, poly, others)


def _conditioned(goal: Moment, gate: Gate, variance: Form, slope: Vector, mean: Vector, poly: Poly, others: tuple[Gate, ...]) -> Form:
    """E[r(X) G(X)] for X normal with the given mean and covariance R - slope slope'/variance."""
    field, n = goal.field, goal.dimension
    zero = (field.zero,) * n
    shape = Shape(zero, zero, None, others)
    terms = tuple((powers, value) for powers, value in poly.items() if value)
    spread = [goal.covariance(i, i) - slope[i] * slope[i] / variance for i in range(n)]
    free = [i for i in range(n) if spread[i]]
    roots = [_root(s) for s in spread]
    if len(free) < 2:
        law: Vector = ()
        matrix = tuple((roots[i],) for i in range(n))
        if not free:
            return _constant(goal, terms, mean, others)
        return affine_change(terms, shape, law, matrix, mean, field)
    covariance = goal.covariance(0, 1) - slope[0] * slope[1] / variance
    if gate.soft:
        rho = covariance / (roots[0] * roots[1])
        return affine_change(terms, shape, (rho,), ((roots[0], field.zero), (field.zero, roots[1])), mean, field)
    raise Undecided("an indicator of two variables")


def _constant(goal: Moment, terms: tuple[tuple[tuple[int, ...], Form], ...], mean: Vector, others: tuple[Gate, ...]) -> Form:
    """All letters are fixed: the polynomial and the gates at the point."""
    from derive.language.atoms import cdf_form

    field = goal.field
    total = field.zero
    for powers, value in terms:
        for m, k in zip(mean, powers, strict=True):
            value = value * m**k
        total = total + value
    for gate in others:
        argument = gate.offset + dot(field, gate.vector, mean)
        total = total * (cdf_form(argument) if gate.soft else field.number(int(positivity.sign(argument) > 0)))
    return total


def _root(form: Form) -> Form:
    root, needed = positivity.sqrt(form)
    if needed:
        raise Undecided("a conditional variance")
    return root


def _lowered(powers: tuple[int, ...], i: int) -> tuple[int, ...]:
    return tuple(k - (j == i) for j, k in enumerate(powers))


def _add(poly: Poly, powers: tuple[int, ...], value: Form) -> None:
    poly[powers] = poly[powers] + value if powers in poly else value
