r"""How fast correlations converge to 1 on the edge of chaos, from the jumps and moments of phi.

With u = 1 - c near 0 a jump D of phi^(m) at x_i adds to K(c) = E[phi(U) phi(V)] the term

    -(-1)^m D^2 p_q(x_i) q^m sqrt(q/pi) / (3/2)_m u^(m + 1/2),     (3/2)_m = (3/2)(5/2)...(m + 1/2),

to the analytic part K(1) - q E[phi'^2] u + q^2 E[phi''^2] u^2/2 - ..., where p_q is the density of N(0, q). On the edge, sigma_w^2 E[phi'^2] = 1, so

    phi' jumps:                    u -> u - s u^(3/2) + ...,                     1 - c_l ~ 4/(s^2 l^2),
    class A:                       u -> u - u^2/beta_q + ...,                    1 - c_l ~ beta_q/l,
    class A with jumps of phi'':   u -> u - u^2/beta_q + kappa u^(5/2) + ...,    1 - c_l ~ beta_q/l + 2 kappa beta_q^(5/2)/l^(3/2).

Powers |x - x_i|^alpha stand between these: u -> u - s u^(alpha + 1/2) + ... for alpha < 3/2 (`singularity`), with a logarithm at 3/2.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from sympy import Expr, Integer, Rational, exp, oo, pi, rf, sqrt

from derive.language.deciding.growth import growth, square_integrable
from derive.language.deciding.zero import is_zero
from derive.language.functions.activation import Activation
from derive.language.functions.facts import facts
from derive.language.symbols import q, x
from derive.theory.singularity import HALF, LOGARITHMIC, coefficient, singularities


class Law(Enum):
    """Which theorem gives the decay."""

    KINK = "phi' jumps, so 1 - c_l ~ 4/(s^2 l^2)"
    POWER = "phi is like |x - x_i|^alpha at a knot, 1/2 < alpha < 3/2, so 1 - c_l ~ (r s l)^(-1/r) with r = alpha - 1/2"
    LOGARITHM = "phi is like |x - x_i|^(3/2) at a knot, so 1 - c_l ~ 1/(s l log(l))"
    SMOOTH = "phi' is continuous, phi'' square integrable and phi not affine, so 1 - c_l ~ beta_q/l"
    AFFINE = "phi is linear, so correlations do not change"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The law, or None with the reason why none is claimed."""

    law: Law | None
    reason: str


@lru_cache(maxsize=256)
def law_of(activation: Activation) -> Verdict:
    """Decided from the knots of phi and the growth of phi''.

    Class A (Hayou et al. 2019) asks for more than the law beta_q/l needs: f''(1) exists if E[phi''^2] is finite and phi' is continuous.
    """
    if facts(activation).jumps0:
        return Verdict(None, "phi jumps, so f'(1) is infinite and there is no edge")
    found = singularities(activation)
    if found is None:
        return Verdict(None, "phi' or phi'' is unbounded at a knot and not like a power there, or its jumps are not known, so no law is claimed")
    if all(is_zero(part.expr) is True for part in activation.derivative_pieces(2)) and not activation.jumps(1):
        return Verdict(Law.AFFINE, Law.AFFINE.value)
    least = min((one.alpha for one in found), default=oo)
    if least <= HALF:
        return Verdict(None, f"phi is like |x - x_i|^({least}) at a knot, so f'(1) is infinite and there is no edge")
    if least < LOGARITHMIC:
        law = Law.KINK if least == 1 else Law.POWER
        return Verdict(law, law.value)
    if least == LOGARITHMIC:
        return Verdict(Law.LOGARITHM, Law.LOGARITHM.value)
    return Verdict(Law.SMOOTH, Law.SMOOTH.value) if _curved_finitely(activation) else Verdict(None, _CURVATURE)


_CURVATURE = "E[phi''^2] is not seen to be finite for every variance"


def _curved_finitely(activation: Activation) -> bool:
    """Whether phi'' is square integrable at infinity under every centred normal law."""
    first, last = activation.pieces[0], activation.pieces[-1]
    sides = (growth(first.expr.diff(x, 2), x, -1), growth(last.expr.diff(x, 2), x, 1))
    return facts(activation).class_a.holds is True or all(side is not None and square_integrable(side) is True for side in sides)


def jump_coefficient(activation: Activation, order: int, slope_moment: Expr) -> Expr:
    """|coefficient| of u^(order + 1/2) in f on the edge, for jumps of phi^(order): s for order 1, kappa for order 2.

    (sqrt(2)/(3 pi)) sigma_w^2 sum_i D_i^2 exp(-x_i^2/(2q)) and (2 sqrt(2)/(15 pi)) sigma_w^2 q sum_i D_i^2 exp(-x_i^2/(2q)), sigma_w^2 = 1/E[phi'^2].
    """
    total = sum((jump**2 * exp(-(knot**2) / (2 * q)) for knot, jump in activation.jumps(order)), Integer(0))
    return q ** (order - 1) * total / (sqrt(2) * pi * rf(Rational(3, 2), order) * slope_moment)


def power_coefficient(activation: Activation, slope_moment: Expr) -> tuple[Expr, Expr]:
    """(r, s) of u -> u - s u^(1 + r) for the smallest power alpha = r + 1/2 at any knot; at alpha = 3/2, r = 1 and u -> u - s u^2 log(1/u)."""
    found = singularities(activation) or ()
    least = min(one.alpha for one in found)
    return least - HALF, sum((coefficient(one, slope_moment) for one in found if one.alpha == least), Integer(0))
