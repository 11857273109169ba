r"""Infinite-width kernels of a network: the one of Gaussian processes (NNGP) and the tangent kernel (NTK), and how they grow with depth.

With weights of variance sigma_w^2/n, biases of variance sigma_b^2, and k the covariance of two inputs before a layer, the NNGP kernel goes to

    Sigma' = sigma_b^2 + sigma_w^2 K(k),      K = E[phi(u) phi(v)],

and the tangent kernel, the sum of products of the derivatives by all parameters, to

    Theta' = S + sigma_w^2 Kdot Theta,        Kdot = E[phi'(u) phi'(v)],        Theta = S in the first layer.

S is what the layer's own parameters add. It depends on what the parameters are:

    NTK:       y = sigma_w W phi/sqrt(n) + sigma_b b, W and b standard normal and trained:       S = Sigma' = sigma_b^2 + sigma_w^2 K,
    STANDARD:  y = W phi + b with W and b themselves trained; divided by the width n -> oo:      S = K  (the biases add 1/n).

At a fixed point q of the variance map with slope chi = chi_1 and source S on the diagonal, after L layers

    Theta_L(x, x) = S (chi^L - 1)/(chi - 1),   on the edge S L.

Off the diagonal, c_l -> c*, f'(c*) = chi* < 1:  Theta_L -> S(c*)/(1 - chi*): in the ordered phase this is the limit of the diagonal too. On the
edge the slopes multiply to (l/L)^e, e = (1 + r)/r for u -> u - a u^(1 + r), so Theta_L/(S L) -> 1/(1 + e): 1/3 for smooth phi, 1/4 with kinks. With
the first correction of u_l = (b l)^(-1/r) (1 + d log(l)/l) the slopes are 1 - e/l - g log(l)/l^2, g = (1 + r) d, and

    Theta_L/(S L) = 1/(1 + e) - g/(e (1 + e)) log(L)/L + O(1/L)          (ReLU: 1/4 + 3/8 log(L)/L),

or, for u_l = (b l)^(-1/r) (1 + d l^-s), s < 1:  - g/((1 + e)(1 + e - s)) L^-s,  g = (1 + r) d + (1 + r_2) a_2 b^(-1-s).

Hypotheses: infinite width, layer by layer; the moments are finite; weights used backwards are independent of those used forwards (true in the limit).
Sources: Lee et al. 2018, Matthews et al. 2018 (NNGP); Jacot, Gabriel and Hongler 2018 (NTK); Hayou, Doucet and Rousseau 2019 (edge of chaos).
"""

from __future__ import annotations

from enum import Enum

from sympy import Expr, Integer, log

from derive.language.functions.activation import Activation
from derive.language.symbols import sigma_b, sigma_w
from derive.theory.moments import dual_kernel
from derive.theory.recurrence import LocalMap, decay, l


class Parametrisation(Enum):
    """Which parameters are trained."""

    NTK = "y = sigma_w W phi/sqrt(n) + sigma_b b"
    STANDARD = "y = W phi + b, the kernel divided by the width"


def process_kernel(activation: Activation, equal_variances: bool = False) -> Expr:
    """Sigma' = sigma_b^2 + sigma_w^2 E[phi(u) phi(v)], goals in q1, q2 (or q) and c."""
    return sigma_b**2 + sigma_w**2 * dual_kernel(activation, equal_variances=equal_variances)


def added(activation: Activation, parametrisation: Parametrisation = Parametrisation.NTK, equal_variances: bool = False) -> Expr:
    """S, what one layer's own parameters add to the tangent kernel."""
    if parametrisation is Parametrisation.NTK:
        return process_kernel(activation, equal_variances)
    return dual_kernel(activation, equal_variances=equal_variances)


def tangent_kernel(
    activation: Activation, before: Expr, parametrisation: Parametrisation = Parametrisation.NTK, equal_variances: bool = False
) -> Expr:
    """Theta' = S + sigma_w^2 E[phi'(u) phi'(v)] `before`."""
    slope = sigma_w**2 * dual_kernel(activation, derivative=1, equal_variances=equal_variances)
    return added(activation, parametrisation, equal_variances) + slope * before


def diagonal(source: Expr, slope: Expr, depth: Expr) -> Expr:
    """Theta_L(x, x) = S (chi^L - 1)/(chi - 1), S L for chi = 1.

    >>> from sympy import symbols
    >>> S, chi, L = symbols("S chi L", positive=True)
    >>> diagonal(S, chi, Integer(2)).factor()
    S*(chi + 1)
    >>> diagonal(S, Integer(1), L)
    L*S
    """
    return source * depth if slope == 1 else source * (slope**depth - 1) / (slope - 1)


def settled(source: Expr, slope: Expr) -> Expr:
    """S/(1 - chi), the limit where |chi| < 1."""
    return source / (Integer(1) - slope)


def off_diagonal(local: LocalMap) -> tuple[Expr, Expr | None]:
    """Theta_L(x, x')/(S L) on the edge as its limit and its first correction, an expression in l = L; None where that is O(1/L).

    >>> from sympy import Rational, symbols
    >>> s = symbols("s", positive=True)
    >>> off_diagonal(LocalMap({Rational(1, 2): s}, Rational(3, 2)))
    (1/4, 3*log(l)/(8*l))
    """
    found = decay(local)
    e, r = found.slope_exponent, local.order
    limit = 1 / (1 + e)
    if found.coefficient is None:
        return limit, None
    if found.shape.has(log):
        return limit, -(1 + r) * found.coefficient / (e * (1 + e)) * found.shape
    power = -found.shape.as_base_exp()[1]
    second = r * (1 + power)
    rate = (r * local.coefficient) ** (-1 - power)
    g = (1 + r) * found.coefficient + (1 + second) * local.terms.get(second, Integer(0)) * rate
    return limit, -g / ((1 + e) * (1 + e - power)) * l**-power
