"""The kernel of erf is an arcsine: erf is a mean of signs of an independent normal variable, and Sheppard's theorem
does the rest.
"""

from sympy import asin, erf, pi, sqrt

from derive import DualKernel, Identity, Source, c, claim, q1, q2, x

WILLIAMS = Source(
    "williams1998", "C. K. I. Williams, Computation with infinite neural networks, 1998", "the kernel of the error function, seen in code [williams]"
)


@claim(source=WILLIAMS)
def erf_kernel_eq_arcsine():
    """K = (2/pi) arcsin(2 k / sqrt((1 + 2 q1)(1 + 2 q2))), k = c sqrt(q1 q2)."""
    k = c * sqrt(q1 * q2)
    return Identity(DualKernel(erf(x), erf(x), (0, 0), q1, q2, c), 2 / pi * asin(2 * k / sqrt((1 + 2 * q1) * (1 + 2 * q2))))


@claim(source=WILLIAMS, uses=["williams_1998/erf_kernel_eq_arcsine"])
def erf_derivative_kernel_eq_inverse_root_of_determinant():
    """E[erf'(u) erf'(v)] = (4/pi) / sqrt((1 + 2 q1)(1 + 2 q2) - 4 k^2)."""
    k = c * sqrt(q1 * q2)
    return Identity(DualKernel(erf(x), erf(x), (1, 1), q1, q2, c), 4 / (pi * sqrt((1 + 2 * q1) * (1 + 2 * q2) - 4 * k**2)))
