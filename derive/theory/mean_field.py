"""Mean-field theory of feed-forward networks: maps, edge of chaos, depth asymptotics.

A layer y = W phi(y') + b with W_ij ~ N(0, sigma_w^2/n), b_i ~ N(0, sigma_b^2) sends the variance q to F(q) = sigma_b^2 + sigma_w^2 V(q),
V = E[phi(sqrt(q) Z)^2], and the correlation c at a fixed point q to f(c) = (sigma_b^2 + sigma_w^2 K(q, q, c))/q. With V' = E[phi'^2]:

    chi_1 = f'(1) = sigma_w^2 V'                    chi_par = F'(q) = sigma_w^2 (V' + E[phi phi''])
    edge of chaos, chi_1 = 1:   sigma_w^2 = 1/V',   sigma_b^2 = q - V/V'    where that is >= 0, and chi_par = 1 + E[phi phi'']/V' there.

Everything is a function of the moments, so this file only combines expressions; hypotheses: all moments named are finite.
"""

from __future__ import annotations

from dataclasses import dataclass

from sympy import Expr

from derive.language.symbols import q, sigma_b, sigma_w


def variance_map(second_moment: Expr) -> Expr:
    """F(q) = sigma_b^2 + sigma_w^2 E[phi^2] (Poole et al. 2016)."""
    return sigma_b**2 + sigma_w**2 * second_moment


def chi_1(slope_moment: Expr) -> Expr:
    """chi_1 = sigma_w^2 E[phi'^2] = f'(1): < 1 ordered, > 1 chaotic, = 1 on the edge."""
    return sigma_w**2 * slope_moment


def chi_par(slope_moment: Expr, curvature_moment: Expr) -> Expr:
    """chi_par = F'(q) = sigma_w^2 (E[phi'^2] + E[phi phi'']): a fixed point is stable if |chi_par| < 1."""
    return sigma_w**2 * (slope_moment + curvature_moment)


@dataclass(frozen=True, slots=True)
class Edge:
    """The edge of chaos with q as the parameter; a point exists where sigma_b2 >= 0 and is stable where |chi_par| < 1."""

    sigma_w2: Expr
    sigma_b2: Expr
    chi_par: Expr


def edge_of_chaos(second_moment: Expr, slope_moment: Expr, curvature_moment: Expr) -> Edge:
    """sigma_w^2 = 1/E[phi'^2], sigma_b^2 = q - E[phi^2]/E[phi'^2], chi_par = 1 + E[phi phi'']/E[phi'^2] (Hayou et al. 2019)."""
    return Edge(1 / slope_moment, q - second_moment / slope_moment, 1 + curvature_moment / slope_moment)


def beta_q(slope_moment: Expr, second_derivative_moment: Expr) -> Expr:
    """beta_q = 2 E[phi'^2]/(q E[phi''^2]): on the edge 1 - c_l ~ beta_q/l, for class A and phi'' not zero (Hayou et al. 2019, Prop. 3)."""
    return 2 * slope_moment / (q * second_derivative_moment)
