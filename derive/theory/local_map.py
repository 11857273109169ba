"""The correlation map near c = 1 on the edge of chaos, to the order that gives the first correction of the decay.

With u = 1 - c, sigma_w^2 E[phi'^2] = 1 and f''(1), f'''(1) by Price's theorem where they exist:

    phi' jumps by D_i at x_i:     u -> u - s u^(3/2) - a u^2 + O(u^(5/2))
    phi'' jumps:                  u -> u - u^2/beta + kappa u^(5/2) + O(u^3)
    phi'' is continuous:          u -> u - u^2/beta + b u^3 + O(u^(7/2)),       b = f'''(1)/6,  f'''(1) = sigma_w^2 q^2 E[phi'''^2]

    |x - x_i|^alpha:              u -> u - s u^(alpha + 1/2) + ...  (`singularity`), beside u^2/beta from alpha > 3/2 on

where a = (sigma_w^2 q/2) (E[g^2] + 2 sum_i D_i mean(g(x_i)) p_q(x_i)) with g = phi'' without its point masses, mean(g(x)) the
mean of its one-sided limits: K''(c) = q E[phi''(u) phi''(v)], where the products of two masses give the term u^(3/2) (and
nothing of the order u^2), those of a mass with g the second term, to leading order.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise

from sympy import Expr, Integer, Rational, exp, oo, pi, sqrt

from derive.language.functions.activation import Activation
from derive.language.functions.domain import one_sided
from derive.language.functions.piece import glued
from derive.language.symbols import ddphi, dphi, phi, q
from derive.theory.decay import Law, law_of
from derive.theory.moments import moment
from derive.theory.recurrence import LocalMap
from derive.theory.singularity import HALF, LOGARITHMIC, Singular, coefficient, singularities

FIVE_HALVES = Rational(5, 2)


@lru_cache(maxsize=256)
def local_map(activation: Activation) -> LocalMap | None:
    """The map of u = 1 - c on the edge as a function of q, its moments as goals; None where no law is claimed, it has a logarithm, or phi is linear.

    >>> from derive.language.functions.activation import Activation
    >>> local = local_map(Activation.of("Max(x, 0)"))
    >>> list(local.terms)
    [1/2, 1]
    """
    found = singularities(activation)
    if found is None or law_of(activation).law in (None, Law.AFFINE, Law.LOGARITHM):
        return None
    slope = moment(activation, dphi**2)
    terms: dict[Rational, Expr] = {}
    for one in found:
        if one.alpha < FIVE_HALVES and one.alpha != LOGARITHMIC:
            terms[one.alpha - HALF] = terms.get(one.alpha - HALF, 0) + coefficient(one, slope)
    analytic, known = _analytic(activation, found, slope)
    for power, value in analytic.items():
        terms[power] = terms.get(power, 0) + value
    remainder = min(known, *(_unknown(one) for one in found)) if found else known
    return LocalMap({power: value for power, value in terms.items() if power < remainder}, remainder)


def _unknown(one: Singular) -> Expr:
    """The first power r of u^(1 + r) that a knot gives and that is not computed, but for the mean of phi'' beside a kink."""
    powers = [one.alpha + HALF]
    if one.following is not None:
        powers.append((one.alpha + one.following - 1) / 2)
    if one.alpha >= FIVE_HALVES or one.alpha == LOGARITHMIC:
        powers.append(one.alpha - HALF)
    return min(powers)


def _analytic(activation: Activation, found: tuple[Singular, ...], slope: Expr) -> tuple[dict[Rational, Expr], Rational]:
    """The terms u^2 and u^3 as far as their moments are finite, and the power of the first that is not."""
    least = min((one.alpha for one in found), default=oo)
    kinks = [one for one in found if one.alpha <= LOGARITHMIC]
    if least <= LOGARITHMIC:
        simple = all(one.alpha == 1 and one.following is None for one in kinks)
        return ({Rational(1): _second_order(activation) / slope}, Rational(2)) if simple else ({}, Rational(1))
    inverse_beta = q * moment(activation, ddphi**2) / (2 * slope)
    if least <= FIVE_HALVES:
        return {Rational(1): inverse_beta}, Rational(2)
    third = q**2 * moment(second_derivative(activation), dphi**2) / slope
    return {Rational(1): inverse_beta, Rational(2): -third / 6}, Rational(3)


def _second_order(activation: Activation) -> Expr:
    """a/sigma_w^2 for a function whose derivative jumps."""
    curvature = moment(second_derivative(activation), phi**2)
    masses: Expr = Integer(0)
    jumps = dict(activation.jumps(1))
    for left, right in pairwise(activation.derivative_pieces(2)):
        place = right.lower
        mean = (one_sided(left.expr, place, -1) + one_sided(right.expr, place, 1)) / 2
        masses += jumps.get(place, 0) * mean * exp(-(place**2) / (2 * q)) / sqrt(2 * pi * q)
    return q * (curvature + 2 * masses) / 2


def second_derivative(activation: Activation) -> Activation:
    """phi'' without its point masses."""
    return Activation.of(glued(activation.derivative_pieces(2)), name=f"({activation.name})''")
