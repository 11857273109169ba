"""ReLU-like functions, lambda x for x > 0 and beta x for x <= 0: F(q) = sigma_b^2 + sigma_w^2 (lambda^2 + beta^2) q/2.

So the edge of chaos is the single point (sigma_b, sigma_w) = (0, sqrt(2/(lambda^2 + beta^2))), where F(q) = q for every q.
"""

from sympy import Heaviside, Max, Rational, Symbol, acos, asin, diff, pi, sqrt

from derive import ActivationMoment, DualKernel, EdgePoints, Identity, Source, Value, c, claim, dphi, phi, q, x

TEXT = "S. Hayou, A. Doucet and J. Rousseau, On the selection of initialization and activation function, 2018"
l, b = Symbol("lambda", positive=True), Symbol("beta", positive=True)
LIKE = l * x * Heaviside(x) + b * x * Heaviside(-x)


def _source(place):
    return Source("hayou2018", TEXT, place)


def _map(r):
    return r + (sqrt(1 - r**2) - r * acos(r)) / pi


@claim(source=_source("proposition 2 [hayou.relu.eoc]"))
def mean_square_of_a_relu_like_function():
    """E[phi^2] = (lambda^2 + beta^2) q/2 and E[phi'^2] = (lambda^2 + beta^2)/2, so chi_1 = 1 and F(q) = q for every q at sigma_w^2 = 2/(lambda^2 + beta^2)."""
    half = (l**2 + b**2) / 2
    return [Identity(ActivationMoment(LIKE, phi**2, q), half * q), Identity(ActivationMoment(LIKE, dphi**2, q), half)]


@claim(source=_source("proposition 2 [hayou.relu.eoc]"), uses=["hayou_2018/mean_square_of_a_relu_like_function"])
def limiting_variance_below_the_edge():
    """For sigma_w^2 (lambda^2 + beta^2) < 2 the fixed point is 2 sigma_b^2/(2 - sigma_w^2 (lambda^2 + beta^2)): q = F(q)."""
    s, w = Symbol("s", positive=True), Symbol("w", positive=True)
    fixed = 2 * s / (2 - w * (l**2 + b**2))
    return Identity(s + w * ActivationMoment(LIKE, phi**2, fixed), fixed, (w * (l**2 + b**2) < 2,))


@claim(source=_source("proposition 2; the value 1.265 is in the code of a reproduction [hayou.relu.eoc, M.29]"))
def edge_of_relu_like_functions_is_one_point():
    """ReLU: (0, sqrt 2). Leaky ReLU with slope 1/2: sigma_w = sqrt(2/(1 + 1/4)) = 1.26491106406735. It is a point; nothing converges to it."""
    return [EdgePoints("relu", "0", {"sigma_w": "1.41421356237309"}, "neutral"), EdgePoints(Max(x, x / 2), "0", {"sigma_w": "1.26491106406735"}, "neutral")]


@claim(
    source=_source("slides: (sigma_b^2, sigma_w^2) = (0, 2) beside EOC = {(0, sqrt 2)} [M.25]"),
    expects="refuted",
    instead="hayou_2018/edge_of_relu_like_functions_is_one_point",
)
def edge_of_relu_at_sigma_w_two():
    """Read literally as sigma_w = 2, the point is not on the edge: two parametrisations are mixed."""
    return EdgePoints("relu", "0", {"sigma_w": "2.000000"})


@claim(source=_source("proposition 2, no edge at positive sigma_b [hayou.relu.eoc]"))
def edge_of_relu_has_no_point_with_a_bias():
    """At sigma_b = 1/10 there is none."""
    return EdgePoints("relu", "1/10", count=0)


@claim(
    source=_source("proposition 3, formulas lost in the text at hand and derived again [hayou.relu.kernel]"),
    uses=["hayou_2018/relu_correlation_map_on_the_edge_of_chaos"],
)
def relu_correlation_map_and_its_derivatives():
    """f = x + (sqrt(1-x^2) - x arccos x)/pi = (x arcsin x + sqrt(1-x^2))/pi + x/2, f' = arcsin(x)/pi + 1/2 = 1 - arccos(x)/pi, f'' = 1/(pi sqrt(1-x^2))."""
    inside = (c > -1, c < 1)
    slope = 2 * DualKernel(Max(x, 0), Max(x, 0), (1, 1), q, q, c)
    bend = 2 * q * DualKernel(Max(x, 0), Max(x, 0), (2, 2), q, q, c)
    return [
        Identity(_map(c), (c * asin(c) + sqrt(1 - c**2)) / pi + c / 2),
        Identity(slope, asin(c) / pi + Rational(1, 2)),
        Identity(diff(_map(c), c), 1 - acos(c) / pi, inside),
        Identity(bend, 1 / (pi * sqrt(1 - c**2)), inside),
    ]


@claim(source=_source("proposition 3 [hayou.relu.kernel]"), uses=["hayou_2018/relu_correlation_map_and_its_derivatives"])
def values_of_the_relu_correlation_map():
    """f(0) = 1/pi, f'(0) = 1/2, f(1) = f'(1) = 1."""
    slope = 1 - acos(c) / pi
    return [Value(_map(c), "0.31830988618379", {c: 0}), Value(slope, "0.5", {c: 0}), Value(_map(c), "1.0000000", {c: 1}), Value(slope, "1.0000000", {c: 1})]


@claim(source=_source("after proposition 3, said to be straightforward [hayou.relu.kernel]"))
def correlation_map_of_relu_like_functions():
    """f(x) = x + ((lambda - beta)^2/(lambda^2 + beta^2)) (sqrt(1-x^2) - x arccos x)/pi with sigma_w^2 = 2/(lambda^2 + beta^2)."""
    kernel = DualKernel(LIKE, LIKE, (0, 0), q, q, c)
    weight = (l - b) ** 2 / (l**2 + b**2)
    return Identity(2 / (l**2 + b**2) * kernel / q, c + weight * (sqrt(1 - c**2) - c * acos(c)) / pi, points=6)
