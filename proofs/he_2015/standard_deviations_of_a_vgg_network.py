"""Filters of 3 x 3 with 64, 128, 256 and 512 outgoing channels need weights of standard deviation 0.059, 0.042, 0.029 and 0.021; 0.01 in ten layers
loses a factor of about 17 thousand."""

from sympy import Rational, sqrt

from derive import Inequality, Source, Value, claim

HE = Source(
    "he2015",
    "K. He, X. Zhang, S. Ren and J. Sun, Delving deep into rectifiers, 2015",
    "comparison with 'Xavier' initialisation, recalled; computed here",
)


def _deviation(channels):
    """sqrt(2/(k^2 d)) for k = 3."""
    return sqrt(Rational(2, 9 * channels))


@claim(source=HE)
def standard_deviations_of_filters():
    """sqrt(2/(9 d))."""
    return [Value(_deviation(64), "0.059"), Value(_deviation(128), "0.042"), Value(_deviation(256), "0.029"), Value(_deviation(512), "0.021")]


@claim(source=HE, uses=["he_2015/standard_deviations_of_filters"])
def deviations_of_one_hundredth_lose_a_factor_of_seventeen_thousand():
    """Between the tenth and the second convolution of model B: 5.9 x 4.2^2 x 2.9^2 x 2.1^4 = 1.7e4 with rounded ratios, and with the exact ones."""
    exact = (_deviation(64) * _deviation(128) ** 2 * _deviation(256) ** 2 * _deviation(512) ** 4) * 100**9
    return [Inequality(exact, ">", 16500), Inequality(exact, "<", 17500)]
