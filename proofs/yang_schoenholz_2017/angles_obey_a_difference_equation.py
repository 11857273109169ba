"""Angles: c and e, and the equation (e' - e) p'/(p' - p) = F - e that all theorems about e rest on.

c = lambda/q with q = sigma_w^2 p + sigma_b^2, lambda = sigma_w^2 gamma + sigma_b^2, e = gamma/p; P and G are the increments of p and gamma.
"""

from sympy import oo, symbols

from derive import Identity, Limit, Source, claim

YANG = Source("yang2017", "G. Yang and S. S. Schoenholz, Mean field residual networks: on the edge of chaos, 2017", "proofs about e, derived again")
p, P, sigma_w, sigma_b = symbols("p P sigma_w sigma_b", positive=True)
gamma, G, e = symbols("gamma G e", real=True)


@claim(source=YANG.on("yang.c.vs.e"))
def one_sub_correlation_eq_share_of_one_sub_cosine():
    """1 - c = (1 - e) sigma_w^2 p/(sigma_w^2 p + sigma_b^2)."""
    c = (sigma_w**2 * e * p + sigma_b**2) / (sigma_w**2 * p + sigma_b**2)
    return Identity(1 - c, (1 - e) * sigma_w**2 * p / (sigma_w**2 * p + sigma_b**2))


@claim(source=YANG.on("yang.c.vs.e"), uses=["yang_schoenholz_2017/one_sub_correlation_eq_share_of_one_sub_cosine"])
def correlation_tends_to_cosine_as_variance_grows():
    """Here at e = 1/3, sigma_w = 2, sigma_b = 1."""
    return Limit((4 * p / 3 + 1) / (4 * p + 1), p, "1/3", oo)


@claim(source=YANG.on("yang.e.ode"))
def cosine_obeys_a_difference_equation():
    """With F = G/P, the cosine of the increments."""
    return Identity(((gamma + G) / (p + P) - gamma / p) * (p + P) / P, G / P - gamma / p)


@claim(source=YANG.on("yang.def.quantities"))
def distance_of_images_eq_twice_variance_times_one_sub_cosine():
    """Metric expressivity: the mean of (x - x')^2 is p + p' - 2 gamma, which with p = p' and gamma = e p is s = 2 p (1 - e)."""
    return Identity(p + p - 2 * (e * p), 2 * p * (1 - e))
