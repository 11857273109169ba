"""tanh: e_l -> e*, the root in [0, 1) of e = r (2/pi) arcsin e + 1 - r, r = sigma_v^2/(sigma_v^2 + sigma_a^2), and |e_l - e*| = l^(-delta + o(1)).

delta = 1 - (2/pi) r/sqrt(1 - e*^2); e = 1 is always a root, and repels. For r = 1 (the reduced network) e* = 0 and delta = 1 - 2/pi. The laws along layers are
measured with erf, whose kernel is closed and whose signs far out are those of tanh: e* and delta are the same.
"""

from sympy import Rational, asin, log, pi, sqrt, symbols

from derive import AtRoot, Expansion, Follows, Identity, Inequality, ResidualNetwork, Roots, Source, Value, activations, c, claim

YANG = Source("yang2017", "G. Yang and S. S. Schoenholz, Mean field residual networks: on the edge of chaos, 2017", "fixed point seen, rate derived")
e, r, epsilon, l, p, sigma_w, sigma_v = symbols("e r epsilon l p sigma_w sigma_v", positive=True)
sigma_a = symbols("sigma_a", nonnegative=True)
gamma = symbols("gamma", real=True)
TABLE = (
    ("19/20", "0.127041411718034798", "0.390270833181173995"),
    ("4/5", "0.4217144431535841213265716", "0.4383150990453012275213248"),
    ("2/3", "0.6138284799571374636453046", "0.4623866365807995142984307"),
    ("1/2", "0.7898326283734419675354345", "0.4810072747419303429229475"),
    ("1/10", "0.991883316286158496", "0.499321589894713039"),
)


def _root(share):
    return Roots(share * 2 / pi * asin(e) + 1 - share - e, e, 0, Rational(999, 1000))


@claim(source=YANG.on("yang.tanh.e.fixed"))
def cosine_of_increments_of_residual_tanh_is_derived():
    """F(c) = (sigma_v^2 (2/pi) arcsin c + sigma_a^2)/(sigma_v^2 + sigma_a^2), which e* = F(e*) comes from."""
    share = sigma_v**2 / (sigma_v**2 + sigma_a**2)
    return Identity(ResidualNetwork(activations.tanh).increments, share * 2 / pi * asin(c) + 1 - share, (c >= 0, c < 1))


@claim(source=YANG.on("yang.tanh.e.fixed"))
def fixed_points_of_residual_tanh():
    """e* for r = 0.95, 0.8, 2/3, 1/2, 0.1; the only root below 999/1000."""
    return [AtRoot(_root(Rational(share)), Value(e, value)) for share, value, _ in TABLE]


@claim(source=YANG.on("yang.tanh.e.rate"), uses=["yang_schoenholz_2017/fixed_points_of_residual_tanh"])
def rates_of_residual_tanh():
    """delta for the same r, and 1 - 2/pi for r = 1."""
    rates = [AtRoot(_root(Rational(share)), Value(1 - 2 / pi * Rational(share) / sqrt(1 - e**2), value)) for share, _, value in TABLE]
    return [*rates, Value(1 - 2 / pi, "0.363380227632418657")]


@claim(source=YANG.on("yang.tanh.e.rate"), uses=["yang_schoenholz_2017/rates_of_residual_tanh"])
def rates_of_residual_tanh_are_between_one_sub_two_div_pi_and_half():
    """With r = (1 - e)/(1 - (2/pi) arcsin e): 1 - 2/pi < delta < 1/2 for 0 < e* < 1, so corrections of order l^(-1/2) never dominate."""
    share = (1 - e) / (1 - 2 / pi * asin(e))
    delta = 1 - 2 / pi * share / sqrt(1 - e**2)
    return [Inequality(1 - 2 / pi, "<", delta, (e < 1,), 12), Inequality(delta, "<", Rational(1, 2), (e < 1,), 12)]


@claim(source=YANG.on("yang.tanh.e.rate"))
def fixed_point_tends_to_one_as_the_share_of_weights_vanishes():
    """With e* = 1 - epsilon, r = (pi/(2 sqrt 2)) sqrt(epsilon) + O(epsilon): e* = 1 - 8 r^2/pi^2 + ..., and delta -> 1/2."""
    share = epsilon / (1 - 2 / pi * asin(1 - epsilon))
    return Expansion(share, epsilon, ((pi / (2 * sqrt(2)), Rational(1, 2)),), Rational(3, 2))


@claim(source=YANG.on("yang.tanh.e.rate"), uses=["yang_schoenholz_2017/rates_of_residual_tanh"])
def covariance_of_reduced_residual_erf_grows_like_power():
    """r = 1: log gamma_l = (2/pi) log l + const + ..., so e_l ~ l^(2/pi - 1)."""
    values = {"sigma_v": 1, "sigma_w": 1, "sigma_a": 0, "sigma_b": 0}
    rate = 1 - 2 / pi
    free = (1, l**-rate, l ** -(2 * rate), 1 / sqrt(l), l ** -(rate + Rational(1, 2)), log(l) / l, 1 / l)
    return Follows("full residual", "erf", values, {"p": 1, "gamma": "1/2"}, log(gamma), ((2 / pi, log(l)),), free, until=2**17)


@claim(source=YANG.on("yang.tanh.e.fixed", "yang.tanh.e.rate"), uses=["yang_schoenholz_2017/fixed_points_of_residual_tanh"])
def cosine_of_full_residual_erf_tends_to_its_fixed_point():
    """r = 1/2: e_l -> e* with corrections l^(-delta) and l^(-1/2)."""
    limit, delta = Rational(TABLE[3][1]), Rational(TABLE[3][2])
    values = {"sigma_v": 1, "sigma_w": 1, "sigma_a": 1, "sigma_b": 0}
    free = (l**-delta, 1 / sqrt(l), l ** -(2 * delta), l ** -(delta + Rational(1, 2)), log(l) / l, 1 / l)
    return Follows("full residual", "erf", values, {"p": 1, "gamma": 0}, gamma / p, ((limit, 1 + 0 * l),), free, until=2**17)


@claim(source=YANG.on("yang.tanh.s"), uses=["yang_schoenholz_2017/cosine_of_full_residual_erf_tends_to_its_fixed_point"])
def distance_of_images_of_residual_erf_grows_linearly():
    """Metric expressivity s = 2 (p - gamma) ~ 2 (1 - e*) b0 l, here for r = 1/2, b0 = 2."""
    limit, delta = Rational(TABLE[3][1]), Rational(TABLE[3][2])
    values = {"sigma_v": 1, "sigma_w": 1, "sigma_a": 1, "sigma_b": 0}
    free = (l ** (1 - delta), sqrt(l), l ** (1 - 2 * delta), l ** (Rational(1, 2) - delta), log(l), 1)
    return Follows("full residual", "erf", values, {"p": 1, "gamma": 0}, 2 * (p - gamma), ((4 * (1 - limit), l),), free, until=2**17)
