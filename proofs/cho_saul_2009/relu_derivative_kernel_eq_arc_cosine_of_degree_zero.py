"""The derivative kernel of the ReLU, which is the kernel of the step function, is the arc-cosine kernel of degree
zero: Sheppard's orthant probability.
"""

from sympy import Heaviside, Max, acos, asin, pi

from derive import DualKernel, Identity, Source, c, claim, q1, q2, x

CHO_SAUL = Source("cho2009", "Y. Cho and L. K. Saul, Kernel methods for deep learning, 2009", "degree n = 0, half of k_0")


@claim(source=CHO_SAUL)
def relu_derivative_kernel_eq_arc_cosine_of_degree_zero():
    """E[phi'(u) phi'(v)] = (pi - arccos c) / (2 pi), whatever the variances."""
    return Identity(DualKernel(Max(x, 0), Max(x, 0), (1, 1), q1, q2, c), (pi - acos(c)) / (2 * pi))


@claim(source=CHO_SAUL)
def step_kernel_eq_orthant_probability():
    """P(u > 0, v > 0) = 1/4 + arcsin(c) / (2 pi)."""
    return Identity(DualKernel(Heaviside(x), Heaviside(x), (0, 0), q1, q2, c), (pi / 2 + asin(c)) / (2 * pi))
