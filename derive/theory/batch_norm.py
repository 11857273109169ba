r"""Batch normalisation in the limit of large batches: what a layer does to gradients.

With pre-activations normalised to mean 0 and variance 1 over a batch, a layer W phi(x) is divided by sigma_w sqrt(Var phi(Z)), so that a squared gradient
that goes back through it is multiplied by

    chi_BN = E[phi'(Z)^2]/Var phi(Z) >= 1,

whatever sigma_w is, by Poincare's (Chernoff's) inequality, with equality iff phi is affine: gradients explode with depth like chi_BN^L (for ReLU
pi/(pi - 1) = 1.467 a layer).

Hypotheses: width and batch to infinity, no learned scale, E[phi^2] and E[phi'^2] finite. Source: Chernoff 1981 (inequality); Yang et al. 2019 (batch
normalisation; finite batches).
"""

from __future__ import annotations

from sympy import Expr, S

from derive.language.functions.activation import Activation
from derive.language.symbols import dphi, phi
from derive.theory.moments import moment


def gradient_factor(activation: Activation, variance: Expr = S.One) -> Expr:
    """q E[phi'^2]/(E[phi^2] - E[phi]^2) at the variance q to which the pre-activations are normalised (1), as goals."""
    spread = moment(activation, phi**2, variance) - moment(activation, phi, variance) ** 2
    return variance * moment(activation, dphi**2, variance) / spread
