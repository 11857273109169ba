"""The kernel of the ReLU is the arc-cosine kernel of degree one.

With u = sqrt(q1) X, v = sqrt(q2) Y: E[u_+ v_+] = sqrt(q1 q2) E[X_+ Y_+], and Stein's lemma leaves Sheppard's orthant
probability and a density.
"""

from sympy import Max, acos, asin, pi, sqrt

from derive import DualKernel, Identity, Source, c, claim, q1, q2, x

CHO_SAUL = Source("cho2009", "Y. Cho and L. K. Saul, Kernel methods for deep learning, 2009", "degree n = 1, half of k_1")
KERNEL = DualKernel(Max(x, 0), Max(x, 0), (0, 0), q1, q2, c)


@claim(source=CHO_SAUL)
def relu_kernel_eq_arc_cosine_of_degree_one():
    """K(q1, q2, c) = sqrt(q1 q2) (sqrt(1 - c^2) + (pi - arccos c) c) / (2 pi) for all variances and correlations."""
    return Identity(KERNEL, sqrt(q1 * q2) * (sqrt(1 - c**2) + (pi - acos(c)) * c) / (2 * pi))


@claim(source=CHO_SAUL, uses=["cho_saul_2009/relu_kernel_eq_arc_cosine_of_degree_one"])
def relu_kernel_eq_arcsine_form():
    """The same with pi - arccos c = pi/2 + arcsin c."""
    return Identity(KERNEL, sqrt(q1 * q2) * (sqrt(1 - c**2) + c * asin(c) + pi * c / 2) / (2 * pi))


@claim(source=Source("cho2009", CHO_SAUL.text, "degree n = 1, the sign of the angle changed on purpose"), expects="refuted")
def relu_kernel_with_angle_added():
    """A natural slip: pi + arccos c instead of pi - arccos c. The two agree at c = 1 only."""
    return Identity(KERNEL, sqrt(q1 * q2) * (sqrt(1 - c**2) + (pi + acos(c)) * c) / (2 * pi))
