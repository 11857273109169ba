r"""How fast correlations converge to 1 on the edge of chaos, from the jumps and moments of phi.

With u = 1 - c near 0 a jump D of phi^(m) at x_i adds to K(c) = E[phi(U) phi(V)] the term

    -(-1)^m D^2 p_q(x_i) q^m sqrt(q/pi) / (3/2)_m u^(m + 1/2),     (3/2)_m = (3/2)(5/2)...(m + 1/2),

to the analytic part K(1) - q E[phi'^2] u + q^2 E[phi''^2] u^2/2 - ..., where p_q is the density of N(0, q). On the edge, sigma_w^2 E[phi'^2] = 1, so

    phi' jumps:                    u -> u - s u^(3/2) + ...,                     1 - c_l ~ 4/(s^2 l^2),
    class A:                       u -> u - u^2/beta_q + ...,                    1 - c_l ~ beta_q/l,
    class A with jumps of phi'':   u -> u - u^2/beta_q + kappa u^(5/2) + ...,    1 - c_l ~ beta_q/l + 2 kappa beta_q^(5/2)/l^(3/2).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from sympy import Expr, Integer, Rational, exp, pi, rf, sqrt

from derive.language.activation import Activation
from derive.language.errors import DeriveError
from derive.language.facts import facts
from derive.language.symbols import q
from derive.language.zero import is_zero


class Law(Enum):
    """Which theorem gives the decay."""

    KINK = "phi' jumps, so 1 - c_l ~ 4/(s^2 l^2)"
    SMOOTH = "phi is in class A and not affine, so 1 - c_l ~ beta_q/l"
    AFFINE = "phi is linear, so correlations do not change"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The law, or None with the reason why none is claimed."""

    law: Law | None
    reason: str


def law_of(activation: Activation) -> Verdict:
    """Decided from the exact facts about phi."""
    known = facts(activation)
    if known.jumps0 is None or known.jumps1 is None or any(jump.is_infinite for _, jump in (*known.jumps0, *known.jumps1)):
        return Verdict(None, "phi' is unbounded at a knot, or its jumps are not known, so neither the law of class A nor that of kinks is claimed")
    if known.jumps0:
        return Verdict(None, "phi jumps, so f'(1) is infinite and there is no edge")
    if known.jumps1:
        return Verdict(Law.KINK, Law.KINK.value)
    if all(is_zero(part.expr) is True for part in activation.derivative_pieces(2)):
        return Verdict(Law.AFFINE, Law.AFFINE.value)
    if known.class_a.holds is True:
        return Verdict(Law.SMOOTH, Law.SMOOTH.value)
    return Verdict(None, f"phi is not seen to be in class A: {known.class_a.reason}")


def jump_coefficient(activation: Activation, order: int, slope_moment: Expr) -> Expr:
    """|coefficient| of u^(order + 1/2) in f on the edge, for jumps of phi^(order): s for order 1, kappa for order 2.

    (sqrt(2)/(3 pi)) sigma_w^2 sum_i D_i^2 exp(-x_i^2/(2q)) and (2 sqrt(2)/(15 pi)) sigma_w^2 q sum_i D_i^2 exp(-x_i^2/(2q)), sigma_w^2 = 1/E[phi'^2].
    """
    total = sum((jump**2 * exp(-(knot**2) / (2 * q)) for knot, jump in activation.jumps(order)), Integer(0))
    return q ** (order - 1) * total / (sqrt(2) * pi * rf(Rational(3, 2), order) * slope_moment)


def second_jumps(activation: Activation) -> bool:
    """Whether phi'' jumps somewhere by a finite amount (and nowhere by an infinite one)."""
    try:
        jumps = activation.jumps(2)
    except DeriveError:
        return False
    return bool(jumps) and not any(jump.is_infinite for _, jump in jumps)
