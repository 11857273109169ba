"""What a repelling point of the edge does to a deep network: variances that start one per cent off it explode or fall to the ordered fixed point.

The variance map q -> sigma_b^2 + sigma_w^2 E[phi(sqrt(q) Z)^2] is iterated over 200 layers from its definition, each Gaussian integral as a ball.
"""

from sympy import Piecewise, Rational, Symbol, exp, log, tanh

from derive import ActivationMoment, After, Orbit, Source, WideVariance, claim, phi, x

TEXT = "S. Hayou, A. Doucet and J. Rousseau, On the selection of initialization and activation function, 2018"
LATER = "S. Hayou, A. Doucet and J. Rousseau, On the impact of the activation function on deep neural networks training, 2019"
u, l = Symbol("u", positive=True), Symbol("l", positive=True)
SILU = x / (1 + exp(-x))
SHIFTED = Piecewise((x + log(1 + exp(-x)), x > 0), (log(1 + exp(x)), True)) - log(2)  # softplus, written without large exponentials


def _orbit(activation, bias, width, start):
    """The variances of a network with deviations `bias` and `width`, decimals that are exact to their last figure."""
    return Orbit({u: Rational(bias) ** 2 + Rational(width) ** 2 * ActivationMoment(activation, phi**2, u)}, {u: Rational(start)}, l)


@claim(source=Source("hayou2018", TEXT, "proposition 6 at sigma_b = 1/5, iterated [M.1]"), uses=["hayou_2019/points_of_silu_with_a_small_bias_are_repelling"])
def variance_of_silu_leaves_its_repelling_point():
    """q = 0.689452502914, sigma_w = 1.67953160069164577: after 200 layers the variance is 5.7e22 from 1 % above, 2.9e15 from 0.01 % above, and 0.194038
    from 1 % below, the smaller fixed point.
    """
    deviations = ("1/5", "1.6795316006916457682")
    q = Rational("0.68945250291376798608")
    rows = ((Rational(101, 100), "5.7e22"), (Rational(10001, 10000), "2.9e15"), (Rational(99, 100), "0.194038"))
    return [After(_orbit(SILU, *deviations, q * factor), 200, u, text) for factor, text in rows]


@claim(
    source=Source("hayou2018", TEXT, "proposition 6 at sigma_b = 1/5, in random networks [M.1]"),
    uses=["hayou_2019/variance_of_silu_leaves_its_repelling_point"],
)
def wide_silu_networks_explode_or_fall_from_their_repelling_point():
    """The same in random networks of width 2097152: from 1 % above q the variance passes 10^20 at depth 200 in each of them, from 1 % below it is under 1/5."""
    width, q = "1.6795316006916457682", Rational("0.68945250291376798608")
    return [
        WideVariance("silu", width, "1/5", q * Rational(101, 100), ">", 10**20),
        WideVariance("silu", width, "1/5", q * Rational(99, 100), "<", Rational(1, 5)),
    ]


@claim(source=Source("hayou2019", LATER, "shifted softplus at sigma_b = 3/10, iterated [M.2]"), uses=["hayou_2019/points_of_shifted_softplus_are_repelling"])
def variance_of_shifted_softplus_leaves_its_repelling_point():
    """2.3e25 from 1 % above and 0.587 from 1 % below, after 200 layers."""
    deviations = ("3/10", "1.762826464155622")
    q = Rational("2.171618865959103")
    rows = ((Rational(101, 100), "2.3e25"), (Rational(99, 100), "0.587"))
    return [After(_orbit(SHIFTED, *deviations, q * factor), 200, u, text) for factor, text in rows]


@claim(source=Source("hayou2019", LATER, "tanh at sigma_b = 1/5, for comparison [hayou.prop2]"), uses=["hayou_2019/points_of_tanh"])
def variance_of_tanh_returns_to_its_stable_point():
    """From 1 % and 100 % above q, back to q = 0.51207850423 after 50 layers: chi_par = 0.5426."""
    deviations = ("1/5", "1.3041458400565114307")
    q = Rational("0.51207850423390151807")
    return [After(_orbit(tanh(x), *deviations, q * factor), 50, u, "0.51207850423") for factor in (Rational(101, 100), Rational(2))]
