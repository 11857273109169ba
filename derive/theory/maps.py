r"""The correlation map of a layer and its derivatives.

For two inputs with variances q1, q2 and correlation c before a layer, the correlation before the next one is

    f(c) = (sigma_b^2 + sigma_w^2 K(q1, q2, c)) / sqrt(F(q1) F(q2)),     K = E[phi(u) phi(v)],     F(q) = sigma_b^2 + sigma_w^2 E[phi(sqrt(q) Z)^2],

with the variances *after* the layer below the root. At a fixed point q1 = q2 = q = F(q) this is (sigma_b^2 + sigma_w^2 K(q, q, c))/q, and by Price's
theorem, as far as the weak derivatives of phi are square integrable,

    f^(k)(c) = sigma_w^2 q^(k - 1) E[phi^(k)(u) phi^(k)(v)],     so f'(1) = chi_1.

By Mehler's expansion all derivatives at 0 are non-negative: f is increasing and convex on [0, 1].
"""

from __future__ import annotations

from sympy import Abs, Expr, log, sqrt

from derive.language.functions.activation import Activation
from derive.language.symbols import phi, q, q1, q2, sigma_b, sigma_w
from derive.theory.mean_field import variance_map
from derive.theory.moments import dual_kernel, moment


def layer_correlation(activation: Activation) -> Expr:
    """f(c) from one layer to the next, as goals in q1, q2 and c."""
    after = [variance_map(moment(activation, phi**2, variance)) for variance in (q1, q2)]
    return (sigma_b**2 + sigma_w**2 * dual_kernel(activation)) / sqrt(after[0] * after[1])


def correlation_map(activation: Activation) -> Expr:
    """f(c) at a fixed point q of the variance map, as a goal in q and c."""
    return (sigma_b**2 + sigma_w**2 * dual_kernel(activation, equal_variances=True)) / q


def correlation_derivative(activation: Activation, order: int) -> Expr:
    """f^(order)(c) at a fixed point, by Price's theorem; hypothesis: phi^(order) is square integrable as a function or a measure without atoms at c = 1."""
    return sigma_w**2 * q ** (order - 1) * dual_kernel(activation, derivative=order, equal_variances=True)


def depth_scale(slope: Expr) -> Expr:
    """xi = -1/log|slope|: deviations from a fixed point shrink like exp(-l/xi) (Schoenholz et al. 2017)."""
    return -1 / log(Abs(slope))
