"""A jump of phi' gives a half-integer power: 1 - f'(1 - e) ~ (sigma_w^2/(sqrt(2) pi)) sum_i D_i^2 exp(-x_i^2/(2q)) sqrt(e).

So f(1 - e) = 1 - e + s e^(3/2) + O(e^2), s = (sqrt(2)/(3 pi)) sigma_w^2 sum_i D_i^2 exp(-x_i^2/(2q)), and 1 - c_l ~ 4/(s^2 l^2) on the edge for every
activation with kinks: hard tanh, SELU, ELU with alpha != 1. Where phi' is continuous and phi'' jumps, the first such power is e^(5/2).
"""

from sympy import Max, Min, Piecewise, Rational, Symbol, acos, asin, erf, exp, pi, sqrt

from derive import (
    Activation,
    ActivationMoment,
    AtRoot,
    DualKernel,
    EdgePoints,
    Identity,
    Limit,
    Member,
    Phi,
    Phi2,
    Roots,
    Source,
    Value,
    c,
    claim,
    decay,
    dphi,
    local_map,
    phi,
    q,
    x,
)

TEXT = "S. Hayou, A. Doucet and J. Rousseau, On the impact of the activation function on deep neural networks training, 2019"
LAW = "the law of ReLU-like functions for any kink, derived [hayou.kink.rate]"
HARD = Max(-1, Min(1, x))
e = Symbol("e", positive=True)
r = Rational


def _source(place):
    return Source("hayou2019", TEXT, place)


def _bent(alpha):
    return Piecewise((x, x > 0), (alpha * (exp(x) - 1), True))


def _edge(activation, bias, low, high):
    second, slope = ActivationMoment(activation, phi**2, q), ActivationMoment(activation, dphi**2, q)
    return Roots((q - r(bias) ** 2) * slope - second, q, r(low), r(high))


@claim(source=_source("the law of ReLU-like functions with symbols for their slopes, derived [hayou.relulike.rate, hayou.kink.rate]"))
def law_of_any_two_slopes():
    """phi = a x for x > 0, b x for x <= 0, on its edge sigma_w^2 = 2/(a^2 + b^2): s = (sqrt(2)/(3 pi)) sigma_w^2 (a - b)^2 and
    1 - c_l ~ (9 pi^2/2) ((a^2 + b^2)/(a - b)^2)^2/l^2, as the engine derives them; 3/2 s sqrt(e) is what 1 - f'(1 - e) begins with.
    """
    a, b = Symbol("a", positive=True), Symbol("b", positive=True)
    both = a * Max(x, 0) - b * Max(-x, 0)
    local = local_map(Activation.of(both))
    s = sqrt(2) / (3 * pi) * 2 / (a**2 + b**2) * (a - b) ** 2
    slope = (a**2 + b**2) / 2 - (a - b) ** 2 * acos(c) / (2 * pi)
    return [
        Identity(local.terms[r(1, 2)], s),
        Identity(decay(local).constant, 9 * pi**2 / 2 * ((a**2 + b**2) / (a - b) ** 2) ** 2),
        Identity(DualKernel(both, both, (1, 1), q, q, c), slope),
        Limit((1 - slope.subs(c, 1 - e).subs({a: 1, b: r(1, 3)}) * r(9, 5)) / sqrt(e), e, 3 * s.subs({a: 1, b: r(1, 3)}) / 2),
    ]


@claim(source=_source(LAW))
def kernel_of_the_slope_of_hard_tanh_is_a_rectangle():
    """E[phi'(u) phi'(v)] = P(|u| < 1, |v| < 1), four bivariate normal distribution functions; f' on the edge divides by P(|u| < 1) = erf(1/sqrt(2q))."""
    a = 1 / sqrt(q)
    corners = Phi2(a, a, c) - Phi2(a, -a, c) - Phi2(-a, a, c) + Phi2(-a, -a, c)
    return Identity(DualKernel(HARD, HARD, (1, 1), q, q, c), corners)


@claim(source=_source(LAW), uses=["hayou_2019/kernel_of_the_slope_of_hard_tanh_is_a_rectangle"])
def slope_of_hard_tanh_falls_like_a_root_at_one():
    """(1 - f'(1 - e))/sqrt(e) -> (2/(sqrt(2) pi)) exp(-1/(2q))/erf(1/sqrt(2q)), here at q = 1/2."""
    a = sqrt(2)
    near = 1 - e
    missed = 2 * erf(1) - 2 * Phi2(a, a, near) + 2 * Phi2(a, -a, near)  # P(|u| < 1) - P(|u| < 1, |v| < 1), as Phi2(-a, -a) = Phi2(a, a) - erf(1)
    return Limit(missed / erf(1) / sqrt(e), e, sqrt(2) / pi * exp(-1) / erf(1))


@claim(source=_source(LAW), uses=["hayou_2019/slope_of_hard_tanh_falls_like_a_root_at_one"])
def constants_of_hard_tanh_on_its_edge():
    """s = (2 sqrt(2)/(3 pi)) exp(-1/(2q))/erf(1/sqrt(2q)); 4/s^2 at sigma_b = 1/10, 1/5, 1/2 and 1."""
    s = 2 * sqrt(2) / (3 * pi) * exp(-1 / (2 * q)) / erf(1 / sqrt(2 * q))
    rows = (
        ("1/10", "1/10", "2/5", "1902.37789935949"),
        ("1/5", "3/10", "1/2", "361.612007413864"),
        ("1/2", "4/5", "2", "55.0069821926755"),
        ("1", "2", "5", "15.7150442237176"),
    )
    return [AtRoot(_edge(HARD, bias, low, high), Value(4 / s**2, text)) for bias, low, high, text in rows]


@claim(source=_source(LAW))
def slope_of_bent_elu_falls_like_a_root_at_one():
    """ELU with alpha = 2 at q = 1, whose phi' jumps by 1 at 0: (E[phi'^2] - E[phi'(u) phi'(v)])/sqrt(e) -> 1/(sqrt(2) pi) as c = 1 - e -> 1; with sigma_w^2 =
    1/E[phi'^2] this is (1 - f')/sqrt(e).
    """
    near = 1 - e
    both = 4 * exp(1 + near) * Phi2(-(1 + near), -(1 + near), near)
    mixed = 4 * exp(r(1, 2)) * (Phi(-1) - Phi2(-near, -1, near))
    kernel = (pi / 2 + asin(near)) / (2 * pi) + both + mixed
    at_one = r(1, 2) + 4 * exp(2) * Phi(-2)
    return [Identity(ActivationMoment(_bent(2), dphi**2, r(1)), at_one), Limit((at_one - kernel) / sqrt(e), e, 1 / (sqrt(2) * pi))]


@claim(source=_source("class S of the text, where ELU needs derivatives almost everywhere [M.12]"), uses=["hayou_2018/members_of_class_a"])
def elu_is_differentiable_once_and_its_slope_twice_almost_everywhere():
    """phi'' of the ELU jumps from 1 to 0 at 0, so the ELU is C^1 and in class A; with alpha = 2 phi' jumps, and it is not in class A."""
    return [Member(_bent(1), "differentiable"), Member(_bent(1), "in class A"), Member(_bent(2), "differentiable", False), Member("selu", "in class A", False)]


@claim(
    source=_source('class S read literally, "twice differentiable" [M.12]'),
    expects="refuted",
    instead="hayou_2019/elu_is_differentiable_once_and_its_slope_twice_almost_everywhere",
)
def elu_has_a_second_derivative_at_zero():
    """As printed the ELU is among twice differentiable functions: the difference quotient of phi' at 0 would have one limit, which is 0 from the right."""
    return Limit((1 - exp(-e)) / e, e, 0)


@claim(source=_source("expansion in the appendix, recalled [hayou.taylor.general]"))
def kernel_of_the_curvature_of_elu_has_a_root_at_one():
    """phi'' of the ELU jumps by 1 at 0: E[phi''(u) phi''(v)] at c = 1 - e is E[phi''^2] - sqrt(2 e)/(2 pi) + O(e), so f has a term of order e^(5/2)."""
    shifted = -sqrt(q) * (1 + c)
    closed = exp(q + q * c) * Phi2(shifted, shifted, c)
    near = closed.subs(c, 1 - e).subs(q, 1)
    return [
        Identity(DualKernel(_bent(1), _bent(1), (2, 2), q, q, c), closed),
        Limit((closed.subs(c, 1).subs(q, 1) - near) / sqrt(e), e, sqrt(2) / (2 * pi)),
    ]


@claim(source=_source("2018 text: SELU and softplus satisfy proposition 4 [M.21, hayou2018.prop4]"))
def selu_does_not_tend_to_the_identity():
    """With phi'(0+) != phi'(0-) the map tends to f(c) = c + ((1-a)^2/(1+a^2)) (sqrt(1-c^2) - c arccos c)/pi as sigma_b -> 0, a = phi'(0-)/phi'(0+): the
    supremum of the distance, at c = 0, is (1-a)^2/(pi (1+a^2)) = 0.0379715275290441 for the SELU's a = 1.67326324235437728.
    """
    a = r("1.67326324235437728481704299167")
    return [Value((1 - a) ** 2 / (pi * (1 + a**2)), "0.0379715275290441"), EdgePoints("selu", "1/100", kind="stable")]


@claim(
    source=_source("2018 text: SELU and softplus satisfy proposition 4, as printed [M.21]"),
    expects="refuted",
    instead="hayou_2019/selu_does_not_tend_to_the_identity",
)
def selu_tends_to_the_identity():
    """As printed, sup |f - c| -> 0 as sigma_b -> 0 needs only one-sided derivatives; stated for the slopes of the SELU."""
    a = r("1.67326324235437728481704299167")
    return Value((1 - a) ** 2 / (pi * (1 + a**2)), "0.0000000")
