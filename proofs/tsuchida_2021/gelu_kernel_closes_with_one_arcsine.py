"""The kernel of the GELU, x Phi(x), for any two variances: one arcsine and one root.

Stein's lemma in both variables; E[Phi(u) Phi(v)] is an orthant probability of two sums, the boundary terms are
densities.
"""

from sympy import asin, erf, pi, sqrt

from derive import DualKernel, Identity, Source, c, claim, q1, q2, x

TSUCHIDA = Source(
    "tsuchida2021",
    "R. Tsuchida, T. Pearce, C. van der Heide, F. Roosta and M. Gallagher, Avoiding kernel fixed points, 2021",
    "GELU kernel, seen in code, derived again [gelu]",
)


@claim(source=TSUCHIDA)
def gelu_kernel_closes_with_one_arcsine():
    """K = k/4 + k/(2 pi) arcsin(k / sqrt((1+q1)(1+q2))) + (q1 q2 - k^2 + k^2/(1+q1) + k^2/(1+q2)) / (2 pi
    sqrt((1+q1)(1+q2) - k^2)), k = c sqrt(q1 q2).
    """
    gelu = x * (1 + erf(x / sqrt(2))) / 2
    k = c * sqrt(q1 * q2)
    both = (1 + q1) * (1 + q2)
    density = (q1 * q2 - k**2 + k**2 / (1 + q1) + k**2 / (1 + q2)) / (2 * pi * sqrt(both - k**2))
    return Identity(DualKernel(gelu, gelu, (0, 0), q1, q2, c), k / 4 + k * asin(k / sqrt(both)) / (2 * pi) + density)
