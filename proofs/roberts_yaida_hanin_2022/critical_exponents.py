"""Critical exponents in closed form: how variances, their derivatives by the start, and gradients of a critical network fall like powers of depth.

K* = 0 with phi = s_1 x + s_2 x^2/2 + s_3 x^3/6 + ...: p_0 = 1, p_par = 2, p_perp = b_1/a_1. Half-stable at K* > 0: p_0 = 1, p_par = 2 and, by the heat
equation, p_perp = 4 E[D^2 phi'^2]/E[D^4 phi^2] at K*, D = d/dx.
"""

from sympy import Rational, Symbol, asin, atan, erf, exp, pi, sqrt

from derive import (
    Activation,
    ActivationMoment,
    AtRoot,
    Identity,
    Roots,
    Source,
    Value,
    claim,
    critical_at_zero,
    critical_points,
    ddphi,
    dphi,
    edge_of_chaos,
    phi,
    q,
    x,
)

TEXT = "D. A. Roberts, S. Yaida and B. Hanin, The Principles of Deep Learning Theory, 2022"
u = Symbol("u", positive=True)
s1, s2, s3 = Symbol("s1", positive=True), Symbol("s2", real=True), Symbol("s3", real=True)
GELU = x * (1 + erf(x / sqrt(2))) / 2
SILU = x / (1 + exp(-x))


def _source(place):
    return Source("roberts2022", TEXT, place)


@claim(source=_source("exponents of the class K* = 0, for any derivatives at 0 [ryh.Kstar0]"), uses=["roberts_yaida_hanin_2022/variance_map_near_zero"])
def exponents_of_the_class_at_zero_are_functions_of_three_derivatives():
    """phi = s_1 x + s_2 x^2/2 + s_3 x^3/6, the germ of any phi: E[phi^2]/s_1^2 = q + a_1 q^2 + ..., E[phi'^2]/s_1^2 = 1 + b_1 q + ...,
    a_1 = s_3/s_1 + (3/4)(s_2/s_1)^2, b_1 = s_3/s_1 + (s_2/s_1)^2; the engine's exponents are 1, 2 and b_1/a_1.
    """
    germ, a1, b1 = s1 * x + s2 * x**2 / 2 + s3 * x**3 / 6, s3 / s1 + 3 * (s2 / s1) ** 2 / 4, s3 / s1 + (s2 / s1) ** 2
    found = critical_at_zero(Activation.of(germ))
    return [
        Identity(ActivationMoment(germ, phi**2, q) / s1**2, q + a1 * q**2 + 5 * s3**2 * q**3 / (12 * s1**2)),
        Identity(ActivationMoment(germ, dphi**2, q) / s1**2, 1 + b1 * q + 3 * s3**2 * q**2 / (4 * s1**2)),
        *(Identity(one, other) for one, other in zip(found.exponents, (1, 2, b1 / a1), strict=True)),
    ]


@claim(source=_source("exponents of the half-stable class, derived [ryh.halfstable]"), uses=["hayou_2019/gelu_is_half_stable_at_a_quadratic_irrational"])
def exponents_of_the_gelu_are_in_the_field_of_its_fixed_point():
    """p_0 = 1, p_par = 2 and p_perp = 4 E[D^2 phi'^2]/E[D^4 phi^2] = -8 (4 + sqrt 17) at K* = (3 + sqrt 17)/2: as the engine derives it, and from the moments.

    By the heat equation E[D^2 phi'^2] = 2 (d/dK) E[phi'^2], E[D^4 phi^2] = 4 (d/dK)^2 E[phi^2].
    """
    half = critical_points(edge_of_chaos("gelu")).points[1]
    root, place = sqrt(1 + 2 * u), (3 + sqrt(17)) / 2
    second = u * (Rational(1, 4) + asin(u / (1 + u)) / (2 * pi) + u / (pi * (1 + u) * root))
    slope = Rational(1, 4) + atan(u / root) / (2 * pi) + u / (2 * pi * root) * (1 / (1 + 2 * u) + (1 - u**2) / (1 + u) ** 2 + 1)
    quotient = (2 * slope.diff(u) / second.diff(u, 2)).subs(u, place)
    exponents = [Identity(one, other) for one, other in zip(half.exponents, (1, 2, -8 * (4 + sqrt(17))), strict=True)]
    moments = [Identity(ActivationMoment(GELU, phi**2, u), second), Identity(ActivationMoment(GELU, dphi**2, u), slope)]
    return [*exponents, *moments, Identity(quotient, -8 * (4 + sqrt(17))), Value(-8 * (4 + sqrt(17)), "-64.98484500494128439857")]


@claim(source=_source("exponents of the half-stable class, derived [ryh.halfstable]"), uses=["hayou_2019/silu_is_half_stable_at_one_variance"])
def exponent_of_the_silu_is_a_quotient_of_moments():
    """p_perp = 4 E[D^2 phi'^2]/E[D^4 phi^2] = 608.124... at the root of E[phi phi'']; p_0 = 1 and p_par = 2."""
    above, below = ((SILU.diff(x) ** 2).diff(x, 2), (SILU**2).diff(x, 4))
    balance = Roots(ActivationMoment(SILU, phi * ddphi, q), q, 10, 20)
    quotient = 4 * ActivationMoment(above, phi, q) / ActivationMoment(below, phi, q)
    return AtRoot(balance, Value(quotient, "608.124076648"))
