"""On the edge, one minus the correlation of a kinked network decays like 1/l^2: 1 - c_l ~ 4/(s^2 l^2), for the ReLU 9 pi^2/(2 l^2).

u = 1 - c has u -> u - s u^(3/2) + O(u^(5/2)), s = 2 sqrt(2)/(3 pi); the lemma on recurrences gives the constant and the logarithm of the next term.
"""

from sympy import Rational, Symbol, acos, log, pi, sqrt

from derive import After, Iterates, Orbit, Source, Tends, Value, claim

TEXT = "S. Hayou, A. Doucet and J. Rousseau, On the selection of initialization and activation function, 2018"
LEMMA = "recurrences/power_recurrence_of_exponent_three_halves"
MAP = "hayou_2018/relu_correlation_map_on_the_edge_of_chaos"
l, u = Symbol("l", positive=True), Symbol("u", positive=True)
HALF = Rational(1, 2)
S = 2 * sqrt(2) / (3 * pi)
LAW = 9 * pi**2 / 2
TAIL = tuple(log(l) ** j / l**k for k in range(1, 5) for j in range(k, -1, -1))


def _source(place):
    return Source("hayou2018", TEXT, place)


def _step(weight):
    """u -> 1 - f(1 - u), f(c) = c + weight (sqrt(1 - c^2) - c arccos c)/pi."""
    return u - weight * (sqrt(u * (2 - u)) - (1 - u) * acos(1 - u)) / pi


def _orbit(weight=1):
    return Orbit({u: _step(weight)}, {u: HALF}, l)


def _decays(constant, weight=1):
    """1 - c_l ~ constant/l^2, as (1 - c_l)^(-1/2)/l -> constant^(-1/2); the logarithm that is known to come next is taken off."""
    return Tends(_orbit(weight), (u**-HALF - Rational(3, 4) * S * weight * log(l)) / l, 1 / sqrt(constant))


@claim(source=_source("proposition 3 [hayou.prop.relu]"), uses=[LEMMA, MAP])
def one_sub_correlation_of_relu_decays_like_nine_pi_squared_halves():
    """1 - c_l ~ 9 pi^2/(2 l^2)."""
    return _decays(LAW)


@claim(source=_source("proposition 3, the iteration from c_0 = 1/2 [hayou.prop.relu]"), uses=[MAP])
def correlations_of_relu_from_one_half():
    """c_1, c_2, c_10, c_100 and c_1000."""
    values = {
        1: "0.60899778104422935809",
        2: "0.68390565089870597236",
        10: "0.89764672980732255354",
        100: "0.99655271086083202003",
        1000: "0.99995704396018756366",
    }
    return [After(_orbit(), place, 1 - u, text) for place, text in values.items()]


@claim(source=_source("refinement of proposition 3 [hayou.relu.rate2]"), uses=[LEMMA, MAP])
def decay_of_relu_has_a_logarithmic_correction():
    """1 - c_l = (9 pi^2/(2 l^2)) (1 - 3 log(l)/l + O(1/l))."""
    return Iterates(_step(1), u, HALF, LAW / l**2 * (1 - 3 * log(l) / l), l)


@claim(source=_source("refinement of proposition 3 [hayou.relu.rate2]"), uses=["hayou_2018/decay_of_relu_has_a_logarithmic_correction"])
def constant_of_the_decay_of_relu_from_one_half():
    """(1 - c_l)^(-1/2) - (s/2) l - (3/4) s log l -> 0.96579... for c_0 = 1/2."""
    return Tends(_orbit(), u**-HALF - S * l / 2 - Rational(3, 4) * S * log(l), "0.96579", TAIL)


@claim(source=_source("after proposition 3 [hayou.relulike.rate]"), uses=["hayou_2018/correlation_map_of_relu_like_functions", LEMMA])
def decay_of_leaky_relu_is_slower_by_the_square_of_its_weight():
    """1 - c_l ~ (9 pi^2/2) ((lambda^2 + beta^2)/(lambda - beta)^2)^2/l^2: 69.0533844276492 for slope 1/10, 1110.33049512255 for slope 1/2."""
    found = []
    for slope, text in ((Rational(1, 10), "69.0533844276492"), (HALF, "1110.33049512255")):
        weight = (1 - slope) ** 2 / (1 + slope**2)
        constant = LAW / weight**2
        found += [Value(constant, text), _decays(constant, weight)]
    return found


@claim(source=_source("after proposition 3 [hayou.relulike.rate]"), uses=["hayou_2018/correlation_map_of_relu_like_functions"])
def decay_of_the_absolute_value_is_four_times_faster():
    """beta = -lambda, which is |x|: the weight is 2 and the constant a quarter of the ReLU's."""
    return _decays(LAW / 4, 2)


@claim(source=_source("slides, residual networks, bars lost there; the constant is derived [hayou.prop.residual]"), uses=[LEMMA, MAP])
def decay_in_a_residual_relu_network():
    """y_l = y_(l-1) + W phi(y_(l-1)): c -> (c + a f(c))/(1 + a), a = sigma_w^2/2, so 1 - c_l ~ (9 pi^2/2) (1 + 2/sigma_w^2)^2/l^2, larger than in the plain
    network by 1/gamma = (1 + 2/sigma_w^2)^2. For sigma_w^2 = 2 and 1: 177.65287921960845 and 399.718978244119.
    """
    found = []
    for width, text in ((Rational(2), "177.65287921960845"), (Rational(1), "399.718978244119")):
        weight, constant = (width / 2) / (1 + width / 2), LAW * (1 + 2 / width) ** 2
        found += [Value(constant, text), _decays(constant, weight)]
    return found


@claim(source=_source("slides, residual networks, with gamma on the other side"), expects="refuted", uses=["hayou_2018/decay_in_a_residual_relu_network"])
def decay_in_a_residual_relu_network_with_the_plain_constant():
    """Read as 1 - c_l ~ 9 pi^2/(2 l^2) for the residual network itself, the statement misses the factor (1 + 2/sigma_w^2)^2; here sigma_w^2 = 2."""
    return _decays(LAW, HALF)
