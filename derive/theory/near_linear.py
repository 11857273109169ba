r"""Small variances for functions that are linear on both sides of 0 up to knots at a distance: hard tanh, ReLU6.

With phi = a_sign(x) x + psi, psi = 0 for |x| < r, Stein's lemma gives exactly

    sigma_b^2 E[phi'^2] = q E[psi'^2] - E[psi^2],

and jumps D_i of phi' at x_i, |x_i| = r, make P(|x| > r) ~ q p_q(r)/r decide: as q -> 0, with h = (a_+^2 + a_-^2)/2,

    sigma_b^2 ~ sum_i D_i^2/(h r sqrt(2 pi)) q^(3/2) exp(-r^2/(2q)),        chi_par - 1 ~ sum_i phi(x_i) D_i/(h sqrt(2 pi)) q^(-1/2) exp(-r^2/(2q)),

smaller than every power of q. If phi' is continuous at 0, s = (sqrt(2)/(3 pi)) sum_i D_i^2 exp(-r^2/(2q))/h falls as fast and correlations converge over 2/s
layers.
"""

from __future__ import annotations

from dataclasses import dataclass

from sympy import Expr, Rational, exp, oo, pi, sqrt

from derive.language.errors import DeriveError
from derive.language.functions.activation import Activation
from derive.language.symbols import q, x
from derive.theory.leading import Leading


@dataclass(frozen=True, slots=True)
class NearLinear:
    """First terms as q -> 0; `radius` is r, `scale` 2/s (None where phi' jumps at 0, so that s tends to a constant)."""

    radius: Expr
    bias: Leading
    stability: Leading | None
    scale: Leading | None


def near_linear(activation: Activation) -> NearLinear | None:
    """None unless phi(0) = 0, phi is linear on both sides of 0 and not on the whole line, and phi' jumps at the nearest knots."""
    pieces = activation.pieces
    right = next(piece for piece in pieces if piece.upper > 0)
    left = next(piece for piece in reversed(pieces) if piece.lower < 0)
    slopes = [piece.expr.diff(x) for piece in (left, right)]
    if any(slope.has(x) or piece.expr.subs(x, 0) != 0 for slope, piece in zip(slopes, (left, right), strict=True)):
        return None
    squared = (slopes[0] ** 2 + slopes[1] ** 2) / 2
    ends = [end for end in (right.upper, -left.lower) if end != oo]
    if squared == 0 or not ends:
        return None
    radius = min(ends)
    try:
        jumps = [(knot, jump) for knot, jump in activation.jumps(1) if abs(knot) == radius]
    except DeriveError:
        return None
    if not jumps or any(jump.is_infinite for _, jump in jumps):
        return None
    return _laws(activation, radius, squared, jumps, slopes[0] == slopes[1])


def _laws(activation: Activation, radius: Expr, squared: Expr, jumps: list[tuple[Expr, Expr]], smooth: bool) -> NearLinear:
    small = exp(-(radius**2) / (2 * q))
    total = sum(jump**2 for _, jump in jumps)
    turning = sum(activation.expr.subs(x, knot) * jump for knot, jump in jumps)
    return NearLinear(
        radius,
        Leading(total / (squared * radius * sqrt(2 * pi)), Rational(3, 2), small),
        Leading(turning / (squared * sqrt(2 * pi)), Rational(-1, 2), small) if turning != 0 else None,
        Leading(6 * pi * squared / (sqrt(2) * total), Rational(0), 1 / small) if smooth else None,
    )
