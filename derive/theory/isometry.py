r"""First moments of the squared singular values of the input-output Jacobian J = prod D_l W_l of a network (dynamical isometry).

D is diagonal with phi'(sqrt(q*) Z), and mu_k = E[phi'^(2k)]. With S-transforms of free probability, for weights of variance sigma_w^2/n,

    m_1 = (sigma_w^2 mu_1)^L = chi_1^L,        m_2 = chi_1^(2L) (1 + L (mu_2/mu_1^2 - 1 - s_1)),

so that the variance of the spectrum on the edge is L (mu_2/mu_1^2 - 1 - s_1), where s_1 = -1 for Gaussian and 0 for orthogonal weights. It vanishes for
orthogonal weights and |phi'| constant: linear networks, and |x|. For phi' that is 0 or 1 with probability p of 1, mu_2/mu_1^2 = 1/p.

Hypotheses: width to infinity, D_l free from W_l, q* a fixed point of the variance map.
Source: Pennington, Schoenholz and Ganguli 2017 and 2018.
"""

from __future__ import annotations

from enum import IntEnum

from sympy import Expr

from derive.language.functions.activation import Activation
from derive.language.symbols import dphi, sigma_w
from derive.theory.moments import moment


class Weights(IntEnum):
    """s_1, the first coefficient of the S-transform of W^T W/sigma_w^2."""

    GAUSSIAN = -1
    ORTHOGONAL = 0


def slope_power(activation: Activation, order: int) -> Expr:
    """mu_k = E[phi'^(2k)] as a goal in q."""
    return moment(activation, dphi ** (2 * order))


def first_moment(mean: Expr, depth: Expr) -> Expr:
    """(sigma_w^2 mu_1)^L."""
    return (sigma_w**2 * mean) ** depth


def second_moment(mean: Expr, fourth: Expr, depth: Expr, weights: Weights = Weights.GAUSSIAN) -> Expr:
    """chi_1^(2L) (1 + L (mu_2/mu_1^2 - 1 - s_1)), from mu_1 and mu_2."""
    return first_moment(mean, 2 * depth) * (1 + spectral_variance(mean, fourth, depth, weights))


def spectral_variance(mean: Expr, fourth: Expr, depth: Expr, weights: Weights = Weights.GAUSSIAN) -> Expr:
    """m_2/m_1^2 - 1 = L (mu_2/mu_1^2 - 1 - s_1).

    >>> from sympy import Rational, Integer
    >>> spectral_variance(Rational(1, 2), Rational(1, 2), Integer(10), Weights.ORTHOGONAL)  # ReLU
    10
    """
    return depth * (fourth / mean**2 - 1 - int(weights))
