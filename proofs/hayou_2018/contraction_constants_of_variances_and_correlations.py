"""Proposition 1: M_phi = sup_q E|phi'^2 + phi phi''| and C_phi = sup_q E[phi'^2] bound how far both maps stretch.

F' = sigma_w^2 E[phi'^2 + phi phi''] by the heat equation, f' = sigma_w^2 E[phi'(u) phi'(v)] by Price. So sigma_w^2 M_phi < 1 makes the variance map a
contraction and sigma_w^2 C_phi < 1 the correlation map one. C_phi,delta of the text equals sup_q E[phi'^2] for every delta, by Cauchy and Schwarz.
"""

from sympy import Piecewise, Rational, asin, exp, pi, sqrt, tanh

from derive import ActivationMoment, Identity, Inequality, Limit, Source, Supremum, claim, ddphi, dphi, phi, q, x

TEXT = "S. Hayou, A. Doucet and J. Rousseau, On the selection of initialization and activation function, 2018"
PROPOSITION = Source("hayou2018", TEXT, "proposition 1, formula lost in the text at hand and derived again [hayou.prop1]")
EXAMPLE = Source("hayou2018", TEXT, "example after proposition 1, as printed [M.5]")
ELU = Piecewise((x, x > 0), (exp(x) - 1, True))


@claim(source=PROPOSITION)
def constants_of_the_relu_are_one_half():
    """M = C = 1/2: the map F(q) = sigma_w^2 q/2 contracts exactly for sigma_w^2 < 2."""
    return [Supremum("relu", "M", "0.5000000"), Supremum("relu", "C", "0.5000000")]


@claim(source=EXAMPLE, expects="refuted", instead="hayou_2018/constants_of_the_relu_are_one_half")
def constant_of_the_relu_is_two():
    """As printed, M_ReLU = 2: the domain would end at sigma_w^2 = 1/2 instead of 2."""
    return Supremum("relu", "M", "2.000000")


@claim(source=PROPOSITION)
def constants_of_tanh_are_one():
    """M = C = 1, approached as q -> 0."""
    return [Supremum("tanh", "M", "1.000000"), Supremum("tanh", "C", "1.000000")]


@claim(source=PROPOSITION)
def constant_of_the_elu_is_one():
    """M = 1 for alpha = 1. phi'^2 + phi phi'' is 1 for x > 0 and 2 e^(2x) - e^x, which tends to 1, for x < 0."""
    return Supremum(ELU, "M", "1.000000")


@claim(source=PROPOSITION)
def constants_of_gelu_and_silu():
    """M_GELU = 0.5257... near q = 2 and M_SiLU = 0.5198... near q = 8, enclosed rather than read off a grid."""
    return [Supremum("gelu", "M", "0.5257"), Supremum("silu", "M", "0.5198")]


@claim(source=PROPOSITION, uses=["hayou_2018/constants_of_tanh_are_one"])
def slope_of_the_variance_map_of_tanh_is_smaller_than_its_constant():
    """|F'| <= sigma_w^2 M with strict inequality: at no q > 0 does tanh attain M = 1, and as q -> 0 the slope tends to it."""
    slope = ActivationMoment(tanh(x), dphi**2 + phi * ddphi, q)
    return [Inequality(slope, "<", 1), Inequality(slope, ">", -1), Limit(slope, q, 1)]


@claim(source=Source("hayou2018", TEXT, "lemma 1, recalled [hayou.lemma1]"), uses=["williams_1998/erf_kernel_eq_arcsine"])
def correlation_map_depends_continuously_on_the_variance():
    """f_l -> f as q_l -> q, for erf at q = 1 and every c: the kernel at variances 1 + t, 1 has the limit of the kernel at 1, 1 as t -> 0, at c = 0.3 and 1."""
    return [Limit(2 / pi * asin(2 * r * sqrt(1 + q) / sqrt(3 * (3 + 2 * q))), q, 2 / pi * asin(2 * r / 3)) for r in (Rational(3, 10), Rational(1))]


@claim(source=Source("hayou2018", TEXT, "remark on lemma 1 [hayou.lemma1, M.4]"))
def exponential_growth_is_admitted():
    """E[exp(x Z)^2] = exp(2 x^2) is finite and bounded on compact sets: only growth like exp(c x^2) fails."""
    return [Identity(ActivationMoment(exp(x), phi**2, q), exp(2 * q)), Identity(ActivationMoment(exp(x**2 / 8), phi**2, q), 1 / sqrt(1 - q / 2), (q < 2,))]


@claim(source=Source("hayou2018", TEXT, "remark on lemma 1, as printed [M.4]"), expects="refuted", instead="hayou_2018/exponential_growth_is_admitted")
def exponential_growth_is_excluded():
    """As printed, activations that grow like exp(x) are the exception: E[exp(Z)^2] would be infinite and its inverse 0. It is exp(-2)."""
    return Identity(1 / ActivationMoment(exp(x), phi**2, Rational(1)), 0)
