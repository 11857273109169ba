"""Universality classes: scale-invariant activations, K* = 0 and half-stable ones, with their critical exponents.

sigma_1, sigma_2, sigma_3 are the derivatives at 0, C_W = sigma_w^2 and C_b = sigma_b^2 at criticality.
"""

from sympy import Heaviside, Rational, Symbol, asin, erf, exp, log, pi, sin, sqrt, tanh

from derive import ActivationMoment, Identity, Limit, Orbit, Source, Tends, Value, claim, ddphi, dphi, phi, q, x

TEXT = "D. A. Roberts, S. Yaida and B. Hanin, The Principles of Deep Learning Theory, 2022"
u, v, l, p, m = (Symbol(name, positive=True) for name in ("u", "v", "l", "a_plus", "a_minus"))
GELU = x * (1 + erf(x / sqrt(2))) / 2
SILU = x / (1 + exp(-x))
SHIFTED = log((1 + exp(x)) / 2)
LIKE = p * x * Heaviside(x) + m * x * Heaviside(-x)
TAIL = tuple(log(l) ** j / l**k for k in range(1, 5) for j in range(k, -1, -1))


def _source(place):
    return Source("roberts2022", TEXT, place)


@claim(source=_source("scale-invariant class, recalled; constants seen in code [ryh.scaleinv]"))
def scale_invariant_activations_are_critical_at_every_variance():
    """C_W = 1/A_2, A_2 = (a_+^2 + a_-^2)/2: E[phi^2] = A_2 K, so chi_par = C_W d/dK E[phi^2] = 1 and chi_perp = C_W E[phi'^2] = 1."""
    a2 = (p**2 + m**2) / 2
    return [
        Identity(ActivationMoment(LIKE, phi**2, q) / a2, q),
        Identity(ActivationMoment(LIKE, dphi**2, q) / a2, 1),
        Identity(ActivationMoment(LIKE, phi * ddphi, q), 0),
    ]


@claim(source=_source("four-point vertex, recalled [ryh.scaleinv]"))
def four_point_vertex_grows_by_the_relative_variance_of_a_square():
    """3 A_4/A_2^2 - 1 = E[phi^4]/E[phi^2]^2 - 1, A_4 = (a_+^4 + a_-^4)/2, which a layer of width n adds over n: 5 for the ReLU, 2 for the identity."""
    a2, a4 = (p**2 + m**2) / 2, (p**4 + m**4) / 2
    ratio = ActivationMoment(LIKE, phi**4, q) / ActivationMoment(LIKE, phi**2, q) ** 2 - 1
    vertex = 3 * a4 / a2**2 - 1
    return [Identity(ratio, vertex), Value(vertex, "5.0000000", {p: 1, m: Rational(1, 10**30)}), Value(vertex, "2.0000000", {p: 1, m: 1})]


@claim(source=_source("class K* = 0, recalled [ryh.Kstar0]"))
def variance_map_near_zero():
    """C_W = 1/sigma_1^2: K -> K + a_1 K^2 + ..., chi_par = 1 + 2 a_1 K + ..., chi_perp = 1 + b_1 K + ...: for tanh a_1 = b_1 = -2, for sin -1."""
    found = []
    for f, value in ((tanh(x), -2), (sin(x), -1)):
        second, slope, both = (ActivationMoment(f, part, q) for part in (phi**2, dphi**2, dphi**2 + phi * ddphi))
        found += [Limit((second - q) / q**2, q, value), Limit((slope - 1) / q, q, value), Limit((both - 1) / q, q, 2 * value)]
    return found


@claim(source=_source("class K* = 0, recalled [ryh.Kstar0]"), uses=["recurrences/power_recurrence_of_exponent_two"])
def variance_of_sin_decays_like_one_over_depth():
    """K -> (1 - exp(-2K))/2: l K_l -> 1/(-a_1) = 1, exponent p_0 = 1."""
    orbit = Orbit({u: (1 - exp(-2 * u)) / 2}, {u: 1}, l)
    return Tends(orbit, l * u, 1, TAIL)


@claim(source=_source("class K* = 0, recalled [ryh.Kstar0]"), uses=["recurrences/power_recurrence_of_exponent_two"])
def variance_of_erf_decays_like_one_over_twice_the_depth():
    """The derivatives of erf at 0 have the ratio -2, as those of tanh: with C_W = pi/4, l K_l -> 1/2."""
    orbit = Orbit({u: asin(2 * u / (1 + 2 * u)) / 2}, {u: 1}, l)
    return Tends(orbit, l * u, Rational(1, 2), TAIL)


@claim(source=_source("critical exponents, recalled [ryh.Kstar0]"), uses=["roberts_yaida_hanin_2022/variance_of_sin_decays_like_one_over_depth"])
def susceptibilities_of_sin_have_exponents_two_and_one():
    """l (1 - chi_par) -> p_par = 2 and l (1 - chi_perp) -> p_perp = b_1/a_1 = 1 along the orbit; chi_par = exp(-2K), chi_perp = (1 + exp(-2K))/2."""
    orbit = Orbit({u: (1 - exp(-2 * u)) / 2}, {u: 1}, l)
    return [Tends(orbit, l * (1 - exp(-2 * u)), 2, TAIL), Tends(orbit, l * (1 - exp(-2 * u)) / 2, 1, TAIL)]


@claim(source=_source("class K* = 0, the logarithm derived [ryh.Kstar0]"))
def next_coefficient_of_the_variance_map_of_tanh():
    """E[tanh^2] = K - 2 K^2 + (17/3) K^3 + ..., so 1/K_l = 2 l - (5/6) log l + C: the coefficient of the logarithm is (a_1^2 - a_2)/(-a_1) = (4 - 17/3)/2."""
    second = ActivationMoment(tanh(x), phi**2, q)
    return [Limit((second - q + 2 * q**2) / q**3, q, Rational(17, 3)), Identity((Rational(4) - Rational(17, 3)) / 2, -Rational(5, 6))]


@claim(source=_source("class K* = 0, from K_0 = 1 [ryh.Kstar0]"), uses=["roberts_yaida_hanin_2022/next_coefficient_of_the_variance_map_of_tanh"])
def constant_of_the_decay_of_tanh_from_one():
    """1/K_l - 2l + (5/6) log l -> 1.1104, each step of K -> E[tanh(sqrt(K) Z)^2] integrated in balls."""
    orbit = Orbit({u: ActivationMoment(tanh(x), phi**2, u)}, {u: 1}, l, until=2**9)
    return Tends(orbit, 1 / u - 2 * l + Rational(5, 6) * log(l), "1.1104", TAIL)


@claim(source=_source("activations that are not in the class K* = 0, derived [ryh.Kstar0]"))
def zero_is_repelling_for_silu_gelu_and_shifted_softplus():
    """a_1 > 0: 3/16 for the shifted softplus, 3/4 for the SiLU, 6/pi for the GELU (C_W = 4)."""
    rows = ((SHIFTED, Rational(3, 16)), (SILU, Rational(3, 4)), (GELU, 6 / pi))
    return [Limit((4 * ActivationMoment(f, phi**2, q) - q) / q**2, q, value) for f, value in rows]
