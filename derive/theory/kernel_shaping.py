r"""The local maps of kernel shaping: Q of squared lengths and C of cosines, with their derivatives (DKS, TAT).

For a layer with sigma_w = 1 and no bias, and inputs of unit mean square (q = 1),

    Q(q) = E[phi(sqrt(q) Z)^2],     C(c) = E[phi(u) phi(v)]/Q(1),     C^(n)(c) = E[phi^(n)(u) phi^(n)(v)]/Q(1),

    Q'(1) = E[Z phi(Z) phi'(Z)] = E[phi'^2 + phi phi''].

DKS transforms phi so that Q(1) = 1, Q'(1) = 1, C(0) = 0 and C'(1) has a value above 1 set by the depth; TAT (for smooth phi) so that Q(1) = Q'(1) = 1,
C'(1) = 1 and C''(1) has a value set by the depth, and for leaky ReLU so that the C map of the network sends 0 to a value below 1.
Q is the variance map and C the correlation map of mean-field theory with sigma_b = 0 and sigma_w^2 = 1/Q(1).

Source: Martens et al. 2021 (DKS); Zhang, Botev and Martens 2022 (TAT).
"""

from __future__ import annotations

from sympy import Expr, Integer

from derive.language.functions.activation import Activation
from derive.language.symbols import dphi, phi, q, z
from derive.theory.moments import dual_kernel, moment

ONE = Integer(1)


def length_map(activation: Activation) -> Expr:
    """Q(q) = E[phi(sqrt(q) Z)^2]."""
    return moment(activation, phi**2)


def length_slope(activation: Activation) -> Expr:
    """Q'(q) = E[Z phi phi']/sqrt(q) at x = sqrt(q) Z, which needs no second derivative; E[phi'^2 + phi phi''] by Stein's lemma."""
    return moment(activation, z * phi * dphi) / q ** (ONE / 2)


def cosine_map(activation: Activation, order: int = 0) -> Expr:
    """C^(order)(c) at unit variances; hypothesis: phi^(order) is square integrable, without point masses at c = 1."""
    return dual_kernel(activation, derivative=order, equal_variances=True).subs(q, ONE) / moment(activation, phi**2, ONE)
