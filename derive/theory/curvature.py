r"""Length and curvature of a curve of inputs on its way through a network (Poole et al. 2016).

A circle h(t) of inputs with variance q* has the covariance q* c(t - t') and goes through the map f of correlations. Expanded at t = t' to the fourth
order, with chi_1 = f'(1) and chi_2 = sigma_w^2 E[phi''^2] = f''(1)/q*, the metric g = h'.h' and the squared curvature k = kappa^2 go to

    g' = chi_1 g,        k' = 3 chi_2/chi_1^2 + k/chi_1.

After l layers  g_l = chi_1^l g_0  and  k_l = k* + (k_0 - k*)/chi_1^l  with  k* = 3 chi_2/(chi_1 (chi_1 - 1)), a limit for chi_1 > 1 only; on the edge
k_l = k_0 + 3 chi_2 l. Lengths are proportional to sqrt(g).

Hypotheses: q* fixed, inputs of variance q*, E[phi''^2] finite (no kinks: with one the curvature is infinite after one layer).
"""

from __future__ import annotations

from sympy import Expr

from derive.language.symbols import sigma_w


def chi_2(second_derivative_moment: Expr) -> Expr:
    """chi_2 = sigma_w^2 E[phi''^2]."""
    return sigma_w**2 * second_derivative_moment


def metric(before: Expr, first: Expr) -> Expr:
    """g' = chi_1 g."""
    return first * before


def curvature(before: Expr, first: Expr, second: Expr) -> Expr:
    """kappa'^2 = 3 chi_2/chi_1^2 + kappa^2/chi_1."""
    return 3 * second / first**2 + before / first


def curvature_limit(first: Expr, second: Expr) -> Expr:
    """3 chi_2/(chi_1 (chi_1 - 1)), to which kappa^2 tends for chi_1 > 1.

    >>> from sympy import symbols
    >>> a, b = symbols("chi_1 chi_2", positive=True)
    >>> (curvature(curvature_limit(a, b), a, b) - curvature_limit(a, b)).factor()
    0
    """
    return 3 * second / (first * (first - 1))


def curvature_at(depth: Expr, start: Expr, first: Expr, second: Expr) -> Expr:
    """kappa_l^2 after `depth` layers; linear growth for chi_1 = 1."""
    if first == 1:
        return start + 3 * second * depth
    limit = curvature_limit(first, second)
    return limit + (start - limit) / first**depth
