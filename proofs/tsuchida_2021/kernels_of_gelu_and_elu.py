"""Kernels of GELU and ELU and of their derivatives, for any two variances, in the forms of code.

k = c sqrt(q1 q2), s_i = sqrt(q_i), r = sqrt(1 - c^2); Phi2 is the bivariate normal distribution function.
"""

from sympy import Piecewise, acos, asin, atan, erf, exp, pi, sqrt

from derive import DualKernel, Identity, Phi, Phi2, Source, c, claim, q1, q2, x

TSUCHIDA = Source(
    "tsuchida2021",
    "R. Tsuchida, T. Pearce, C. van der Heide, F. Roosta and M. Gallagher, Avoiding kernel fixed points, 2021",
    "kernels as implemented, structure seen, derived again [gelu, elu]",
)
GELU = x * (1 + erf(x / sqrt(2))) / 2
ELU = Piecewise((x, x > 0), (exp(x) - 1, True))
INSIDE = (c > -1, c < 1)
K, S1, S2, R = c * sqrt(q1 * q2), sqrt(q1), sqrt(q2), sqrt(1 - c**2)


def _density(h):
    return exp(-(h**2) / 2) / sqrt(2 * pi)


@claim(source=TSUCHIDA, uses=["tsuchida_2021/gelu_kernel_closes_with_one_arcsine"])
def gelu_kernel_with_an_arctangent():
    """k/4 + ((k^2 + q1 q2 D^2)/((1+q1)(1+q2) D) + k arctan(k/D))/(2 pi), D^2 = (1+q1)(1+q2) - k^2."""
    both = (1 + q1) * (1 + q2)
    d = sqrt(both - K**2)
    return Identity(DualKernel(GELU, GELU, (0, 0), q1, q2, c), K / 4 + ((K**2 + q1 * q2 * d**2) / (both * d) + K * atan(K / d)) / (2 * pi))


@claim(source=TSUCHIDA)
def gelu_derivative_kernel():
    """1/4 + arctan(k/D)/(2 pi) + (k/(2 pi D)) (1/D^2 + (1 - q1 q2)/((1+q1)(1+q2)) + 1)."""
    both = (1 + q1) * (1 + q2)
    d = sqrt(both - K**2)
    slope = (pi / 2 + atan(K / d)) / (2 * pi) + K / (2 * pi * d) * (1 / d**2 + (1 - q1 * q2) / both + 1)
    return Identity(DualKernel(GELU, GELU, (1, 1), q1, q2, c), slope)


def _negative():
    """E[(e^u - 1)(e^v - 1); u < 0, v < 0]."""
    both = exp((q1 + q2) / 2 + K) * Phi2(-(q1 + K) / S1, -(q2 + K) / S2, c)
    return both - exp(q1 / 2) * Phi2(-S1, -K / S2, c) - exp(q2 / 2) * Phi2(-K / S1, -S2, c) + (pi / 2 + asin(c)) / (2 * pi)


def _mixed(one, other):
    """E[u (e^v - 1); u > 0, v < 0], `one` and `other` the standard deviations of u and v."""
    part = Phi(-other) - Phi2(-c * other, -other, c)
    inner = c * other * part + _density(c * other) * Phi(-R * other) - c / 2 * _density(other)
    return exp(other**2 / 2) * one * inner - one * (1 - c) / (2 * sqrt(2 * pi))


@claim(source=TSUCHIDA)
def elu_kernel_with_bivariate_normal_distribution():
    """Both positive: s1 s2 (r + (pi - theta) c)/(2 pi); both negative and the mixed quadrants by completing the square."""
    positive = S1 * S2 / (2 * pi) * (R + (pi - acos(c)) * c)
    return Identity(DualKernel(ELU, ELU, (0, 0), q1, q2, c), positive + _negative() + _mixed(S1, S2) + _mixed(S2, S1))


@claim(source=TSUCHIDA)
def elu_derivative_kernel_with_bivariate_normal_distribution():
    """1/4 + arcsin(c)/(2 pi) + e^((q1+q2)/2 + k) Phi2(...) + sum over both of e^(q/2) (Phi(-s) - Phi2(-c s, -s; c))."""
    both = exp((q1 + q2) / 2 + K) * Phi2(-(q1 + K) / S1, -(q2 + K) / S2, c)
    mixed = sum(exp(s**2 / 2) * (Phi(-s) - Phi2(-c * s, -s, c)) for s in (S1, S2))
    return Identity(DualKernel(ELU, ELU, (1, 1), q1, q2, c), (pi / 2 + asin(c)) / (2 * pi) + both + mixed)
