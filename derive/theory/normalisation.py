"""Normalised activations (ANAct, Peiwen and Changsheng 2022): one factor that balances the forward and the backward gain.

For s ~ N(0, v), with rho = E[f(s)^2]/v and rho' = E[f'(s)^2],

    lambda^2 = (rho + rho')/(2 rho rho') = (1/rho + 1/rho')/2

makes the harmonic mean of the scaled gains lambda^2 rho and lambda^2 rho' one; their product is at least 1, with equality iff
rho = rho'. An odd activation that is not linear has rho < rho' (Poincare's inequality), so both gains can't be one.

From a mini-batch of n values with mean square M of f, sample variance S and mean square D of f', the estimate
(S/M + 1/D)/2 of lambda^2 has the expectation lambda^2 + bias/n + O(1/n^2); by the delta method, at v = 1,

    bias = (Var(f^2)/m^2 - Cov(z^2, f^2)/m - [S divides by n])/(2m) + Var(f'^2)/(2 d^3),        m = E[f^2], d = E[f'^2].
"""

from __future__ import annotations

from sympy import Expr, sqrt


def gain(moment: Expr, variance: Expr) -> Expr:
    """rho = E[f^2]/v."""
    return moment / variance


def factor(rho: Expr, rho_prime: Expr) -> Expr:
    """lambda = sqrt((rho + rho')/(2 rho rho')).

    >>> from sympy import Rational
    >>> factor(Rational(1, 2), Rational(1, 2))
    sqrt(2)
    """
    return sqrt((rho + rho_prime) / (2 * rho * rho_prime))


def factor_bias(square: Expr, slope_square: Expr, fourth: Expr, slope_fourth: Expr, mixed: Expr, biased_variance: bool = True) -> Expr:
    """lim n (E[estimate of lambda^2] - lambda^2) at v = 1, from E[f^2], E[f'^2], E[f^4], E[f'^4] and E[z^2 f^2].

    For the linear f(z) = z, S/M is (1 - mean^2/M), whose mean is 1 - 1/n:

    >>> from sympy import Rational
    >>> factor_bias(Rational(1), Rational(1), Rational(3), Rational(1), Rational(3))
    -1/2
    """
    spread = (fourth - square**2) / square**2 - (mixed - square) / square - (1 if biased_variance else 0)
    return spread / (2 * square) + (slope_fourth - slope_square**2) / (2 * slope_square**3)
