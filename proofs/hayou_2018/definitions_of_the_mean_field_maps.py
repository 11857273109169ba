"""The maps of mean-field theory: variances q_(l+1) = F(q_l), correlations c_(l+1) = f_l(c_l), and the edge of chaos f'(1) = 1.

F(q) = sigma_b^2 + sigma_w^2 E[phi(sqrt(q) Z)^2]; f_l(c) = (sigma_b^2 + sigma_w^2 K(q_a, q_b, c))/sqrt(F(q_a) F(q_b)). The slides divide by sqrt(q_a q_b) of the
layer before, which is the same at the fixed point only.
"""

from sympy import Integer, Max, Piecewise, Symbol, erf, exp, sin, sqrt, tanh

from derive import ActivationMoment, DualKernel, Identity, Inequality, Member, Source, claim, ddphi, dphi, phi, q, q1, q2, x

TEXT = "S. Hayou, A. Doucet and J. Rousseau, On the selection of initialization and activation function, 2018"
ONE = Integer(1)
RELU = Max(x, 0)
ELU = Piecewise((x, x > 0), (exp(x) - 1, True))
a, b = Symbol("a", positive=True), Symbol("b", positive=True)


def _source(place):
    return Source("hayou2018", TEXT, place)


def _map_at_one(activation, one, other):
    """sigma_b^2 + sigma_w^2 K(q1, q2, 1) divided by sqrt(one other), with sigma_b^2 = a, sigma_w^2 = b."""
    return (a + b * DualKernel(activation, activation, (0, 0), q, q, ONE)) / sqrt(one * other)


def _variance(activation):
    return a + b * ActivationMoment(activation, phi**2, q)


@claim(source=_source("slides, correlation map, with the variances of the next layer [hayou.def.corr]"))
def correlation_one_is_kept_where_the_next_variances_divide():
    """f_l(1) = 1 at every variance when f_l is divided by sqrt(F(q_a) F(q_b)): for the ReLU, erf and sin."""
    return [Identity(_map_at_one(f, _variance(f), _variance(f)), 1) for f in (RELU, erf(x), sin(x))]


@claim(
    source=_source("slides, correlation map, as printed [M.7]"), expects="refuted", instead="hayou_2018/correlation_one_is_kept_where_the_next_variances_divide"
)
def correlation_one_is_kept_where_the_last_variances_divide():
    """As printed, with q_l instead of q_(l+1): for the ReLU with sigma_w = 1, sigma_b = 0 the value at c = 1 is 1/2."""
    return Identity(DualKernel(RELU, RELU, (0, 0), q1, q2, ONE) / sqrt(q1 * q2), 1)


@claim(source=_source("slides, definition of the edge [hayou.def.eoc]"))
def slope_of_the_correlation_map_at_one_is_the_mean_squared_slope():
    """f'(1) = sigma_w^2 E[phi'(sqrt(q) Z)^2] = chi_1: the kernel of phi' at c = 1 is its second moment."""
    return [Identity(DualKernel(f, f, (1, 1), q, q, ONE), ActivationMoment(f, dphi**2, q)) for f in (RELU, erf(x), ELU)]


@claim(source=_source("slides, class A [hayou.def.classA]"))
def members_of_class_a():
    """phi' is continuous and phi'' piecewise nice: tanh, SiLU, GELU, ELU with alpha = 1, shifted softplus, arctan, erf, sin."""
    return [Member(name, "in class A") for name in ("tanh", "silu", "gelu", "shifted_softplus", "arctan", "erf", "sin")] + [Member(ELU, "in class A")]


@claim(source=_source("slides, class A [hayou.def.classA]"), uses=["hayou_2018/members_of_class_a"])
def activations_with_a_kink_are_not_in_class_a():
    """A jump of phi' is a point mass of phi'': ReLU-like functions, hard tanh, SELU, ELU with alpha = 2."""
    bent = Piecewise((x, x > 0), (2 * (exp(x) - 1), True))
    return [Member(f, "in class A", False) for f in ("relu", Max(x, x / 10), "hard_tanh", "selu", bent)]


@claim(source=_source("slides, ReLU-like functions [hayou.def.relulike]"))
def relu_like_functions_are_two_half_lines():
    """lambda x for x > 0 and beta x for x <= 0: ReLU, leaky ReLU, |x|; not hard tanh, not the ELU."""
    yes, no = ("relu", Max(x, x / 10), "abs"), ("hard_tanh", ELU, "tanh")
    return [Member(f, "ReLU-like") for f in yes] + [Member(f, "ReLU-like", False) for f in no]


@claim(source=_source("slides, spaces D^k_g and C^k_g, names seen, clauses recalled [hayou.def.DC]"))
def second_derivatives_are_square_integrable_in_class_a_alone():
    """E[phi''^2] is finite for the ELU, whose phi'' jumps, and for tanh: 0 < E[phi''^2] < 1 at unit variance. Where phi' jumps it is infinite."""
    moments = [ActivationMoment(f, ddphi**2, ONE) for f in (ELU, tanh(x))]
    return [Inequality(moment, relation, bound) for moment in moments for relation, bound in ((">", 0), ("<", 1))]
