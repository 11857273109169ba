"""The dual of an activation with E[phi(Z)^2] = 1 is E[phi(u) phi(v)] = sum of a_n^2 c^n at unit variances."""

from sympy import Heaviside, Max, Rational, Symbol, acos, exp, pi, sqrt

from derive import ActivationMoment, DualKernel, Expansion, Identity, Source, c, claim, phi, x

DANIELY = Source(
    "daniely2016",
    "A. Daniely, R. Frostig and Y. Singer, Toward deeper understanding of neural networks: the power of initialization and a dual view on expressivity, 2016",
    "table of duals, recalled [daniely]",
)
ONE = Rational(1)
e = Symbol("e", positive=True)
RELU = sqrt(2) * Max(x, 0)
STEP = sqrt(2) * Heaviside(x)


def _dual(activation):
    return DualKernel(activation, activation, (0, 0), ONE, ONE, c)


@claim(source=DANIELY)
def duals_in_closed_form():
    """identity: c; (x^2-1)/sqrt(2): c^2; sqrt(2) ReLU: (sqrt(1-c^2) + (pi - arccos c) c)/pi; sqrt(2) step: (pi - arccos c)/pi; exp(x-1): exp(c-1)."""
    return [
        Identity(_dual(x), c),
        Identity(_dual((x**2 - 1) / sqrt(2)), c**2),
        Identity(_dual(RELU), (sqrt(1 - c**2) + (pi - acos(c)) * c) / pi),
        Identity(_dual(STEP), (pi - acos(c)) / pi),
        Identity(_dual(exp(x - 1)), exp(c - 1)),
    ]


@claim(source=DANIELY)
def activations_of_the_table_are_normalised():
    """E[phi(Z)^2] = 1 for each."""
    return [Identity(ActivationMoment(f, phi**2, ONE), 1) for f in (x, (x**2 - 1) / sqrt(2), RELU, STEP, exp(x - 1))]


@claim(source=DANIELY, uses=["daniely_2016/duals_in_closed_form"])
def taylor_series_of_the_duals_of_relu_and_step():
    """1/pi + c/2 + c^2/(2 pi) + c^4/(24 pi) + O(c^6), and 1/2 + c/pi + c^3/(6 pi) + 3 c^5/(40 pi) + O(c^7)."""
    relu = (sqrt(1 - e**2) + (pi - acos(e)) * e) / pi
    step = (pi - acos(e)) / pi
    half = Rational(1, 2)
    return [
        Expansion(relu, e, ((1 / pi, 0), (half, 1), (1 / (2 * pi), 2), (1 / (24 * pi), 4)), 6),
        Expansion(step, e, ((half, 0), (1 / pi, 1), (1 / (6 * pi), 3), (3 / (40 * pi), 5)), 7),
    ]
