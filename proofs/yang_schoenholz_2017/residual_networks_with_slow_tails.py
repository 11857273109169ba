"""Softsign and arctan approach their bounds like 1/|x|: E[phi^2] has the term q^(-1/2) log q, and the residual network logarithms that tanh has not.

p_l = b l - K sqrt(l) (log l + H) + powers of log l, log(chi^0/chi^l) = A sqrt(l) + B log(l)^2 + C log l + O(1), constants as the engine derives them. The paper
treats tanh; these are activations it does not.
"""

from sympy import EulerGamma, Rational, expand, log, pi, sqrt, symbols

from derive import Follows, Identity, ResidualNetwork, Source, activations, claim

YANG = Source("yang2017", "G. Yang and S. S. Schoenholz, Mean field residual networks: on the edge of chaos, 2017", "beyond the paper, derived")
l, p, growth = symbols("l p growth", positive=True)
ONES = {"sigma_v": 1, "sigma_w": 1, "sigma_a": 0, "sigma_b": 0}
K, H = 2 * sqrt(2 / pi), log(2) - EulerGamma - 3
A, B, C = Rational(2, 3) * sqrt(2 / pi), 1 / (3 * pi), 2 * H / (3 * pi) - Rational(1, 9) / pi


def _law(quantity):
    """A law of the engine at sigma_v = sigma_w = 1 without biases, in the letter l of this file."""
    return expand(quantity.subs({symbol: l if symbol.name == "l" else ONES[symbol.name] for symbol in quantity.free_symbols}))


@claim(source=YANG)
def laws_of_softsign_are_derived():
    """K = 2 sqrt(2/pi), H = log 2 - gamma - 3, A = (2/3) sqrt(2/pi), B = 1/(3 pi), C = 2 H/(3 pi) - 1/(9 pi)."""
    network = ResidualNetwork(activations.softsign)
    return [
        Identity(_law(network.variance.leading), l - K * sqrt(l) * (log(l) + H)),
        Identity(_law(network.gradient.leading), A * sqrt(l) + B * log(l) ** 2 + C * log(l), (l > 1,)),
    ]


@claim(source=YANG, uses=["yang_schoenholz_2017/laws_of_softsign_are_derived"])
def variance_of_residual_softsign_follows_its_law():
    """To 131072 layers: the coefficient of sqrt(l) log l with the others fitted, and that of sqrt(l) beside the known ones."""
    free = (log(l) ** 3, log(l) ** 2, log(l), 1)
    known = p - l + K * sqrt(l) * log(l)
    return [
        Follows("full residual", "softsign", ONES, {"p": 1}, p - l + K * H * sqrt(l), ((-K, sqrt(l) * log(l)),), free, until=2**17, accuracy="1/100"),
        Follows("full residual", "softsign", ONES, {"p": 1}, known, ((-K * H, sqrt(l)),), free, until=2**17, accuracy="1/50"),
    ]


@claim(source=YANG, uses=["yang_schoenholz_2017/laws_of_softsign_are_derived"])
def gradient_of_residual_softsign_follows_its_law():
    """To 131072 layers: A and B with the others fitted, and C beside the known ones."""
    free = (1, *(log(l) ** k / sqrt(l) for k in (3, 2, 1, 0)))
    known = growth - A * sqrt(l) - B * log(l) ** 2
    return [
        Follows("full residual", "softsign", ONES, {"p": 1}, growth, ((A, sqrt(l)),), (log(l) ** 2, log(l), *free), until=2**17, accuracy="1/1000"),
        Follows("full residual", "softsign", ONES, {"p": 1}, growth - C * log(l), ((A, sqrt(l)), (B, log(l) ** 2)), free, until=2**17, accuracy="1/50"),
        Follows("full residual", "softsign", ONES, {"p": 1}, known, ((C, log(l)),), free, until=2**17, accuracy="1/50"),
    ]
