"""The correlation map near c = 1 on the edge of chaos, to the order that gives the first correction of the decay.

With u = 1 - c, sigma_w^2 E[phi'^2] = 1 and f''(1), f'''(1) by Price's theorem where they exist:

    phi' jumps by D_i at x_i:     u -> u - s u^(3/2) - a u^2 + O(u^(5/2))
    phi'' jumps:                  u -> u - u^2/beta + kappa u^(5/2) + O(u^3)
    phi'' is continuous:          u -> u - u^2/beta + b u^3 + O(u^(7/2)),       b = f'''(1)/6,  f'''(1) = sigma_w^2 q^2 E[phi'''^2]

where a = (sigma_w^2 q/2) (E[g^2] + 2 sum_i D_i mean(g(x_i)) p_q(x_i)) with g = phi'' without its point masses, mean(g(x)) the
mean of its one-sided limits: K''(c) = q E[phi''(u) phi''(v)], where the products of two masses give the term u^(3/2) (and
nothing of the order u^2), those of a mass with g the second term, to leading order.
"""

from __future__ import annotations

from itertools import pairwise

from sympy import Expr, Integer, Piecewise, Rational, exp, pi, sqrt

from derive.language.activation import Activation
from derive.language.domain import one_sided
from derive.language.piece import Piece
from derive.language.symbols import ddphi, dphi, phi, q, x
from derive.theory.decay import Law, jump_coefficient, law_of, second_jumps
from derive.theory.moments import moment
from derive.theory.recurrence import LocalMap


def local_map(activation: Activation) -> LocalMap | None:
    """The map of u = 1 - c on the edge as a function of q, its moments as goals; None where no law is claimed or phi is linear.

    >>> from derive.language.activation import Activation
    >>> local = local_map(Activation.of("Max(x, 0)"))
    >>> list(local.terms)
    [1/2, 1]
    """
    law = law_of(activation).law
    slope = moment(activation, dphi**2)
    if law is Law.KINK:
        s = jump_coefficient(activation, 1, slope)
        return LocalMap({Rational(1, 2): s, Rational(1): _second_order(activation) / slope}, Rational(3, 2))
    if law is not Law.SMOOTH:
        return None
    inverse_beta = q * moment(activation, ddphi**2) / (2 * slope)
    if second_jumps(activation):
        return LocalMap({Rational(1): inverse_beta, Rational(3, 2): -jump_coefficient(activation, 2, slope)}, Rational(2))
    third = q**2 * moment(second_derivative(activation), dphi**2) / slope
    return LocalMap({Rational(1): inverse_beta, Rational(2): -third / 6}, Rational(5, 2))


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
    return Activation.of(_glued(activation.derivative_pieces(2)), name=f"({activation.name})''")


def _glued(pieces: tuple[Piece, ...]) -> Expr:
    if len({piece.expr for piece in pieces}) == 1:
        return pieces[0].expr
    *first, last = pieces
    return Piecewise(*((piece.expr, x < piece.upper) for piece in first), (last.expr, True))
