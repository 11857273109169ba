"""The correlation map of the ReLU on its edge of chaos (sigma_b, sigma_w) = (0, sqrt 2), near c = 1.

f(x) = x + (sqrt(1 - x^2) - x arccos x) / pi. With x = 1 - e the expansion goes on in half-integer powers of e, and
its first term gives 1 - c_l ~ 4/(s^2 l^2) = 9 pi^2/(2 l^2).
"""

from sympy import Max, Rational, Symbol, acos, pi, sqrt

from derive import DualKernel, Expansion, Identity, Source, Value, c, claim, q, x

HAYOU = Source(
    "hayou2018",
    "S. Hayou, A. Doucet and J. Rousseau, On the selection of initialization and activation function, 2018",
    "proof of proposition 3, the first coefficient seen, the others derived [hayou.relu.taylor]",
)
e = Symbol("e", positive=True)
HALF = Rational(1, 2)
S = 2 * sqrt(2) / (3 * pi)


def _map(r):
    return r + (sqrt(1 - r**2) - r * acos(r)) / pi


@claim(source=HAYOU, uses=["cho_saul_2009/relu_kernel_eq_arc_cosine_of_degree_one"])
def relu_correlation_map_on_the_edge_of_chaos():
    """f(c) = sigma_w^2 K(q, q, c) / q with sigma_w^2 = 2, whatever q."""
    return Identity(2 * DualKernel(Max(x, 0), Max(x, 0), (0, 0), q, q, c) / q, _map(c))


@claim(source=HAYOU, uses=["hayou_2018/relu_correlation_map_on_the_edge_of_chaos"])
def relu_correlation_map_expands_in_half_powers_at_one():
    """f(1 - e) = 1 - e + s e^(3/2) + sqrt(2)/(30 pi) e^(5/2) + 3 sqrt(2)/(560 pi) e^(7/2) + 5 sqrt(2)/(4032 pi)
    e^(9/2) + O(e^(11/2)).
    """
    root = sqrt(2) / pi
    tail = ((root / 30, 5 * HALF), (3 * root / 560, 7 * HALF), (5 * root / 4032, 9 * HALF))
    return Expansion(_map(1 - e), e, ((1, 0), (-1, 1), (S, 3 * HALF), *tail), 11 * HALF)


@claim(source=HAYOU, uses=["hayou_2018/relu_correlation_map_expands_in_half_powers_at_one"])
def constants_of_the_decay_of_one_sub_correlation():
    """s = 2 sqrt(2)/(3 pi), and 4/s^2 = 9 pi^2/2 is the constant of the decay 1 - c_l ~ 9 pi^2/(2 l^2)."""
    return [Value(S, "0.30010543871903535652"), Value(4 / S**2, "44.413219804902113785")]
